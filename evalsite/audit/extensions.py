"""The check of notices of extension in an audit file: signed, chained, and all that there were when the box was closed."""

from typing import Any

from evalsite.audit.findings import Findings
from evalsite.audit.format import Bundle
from evalsite.core.extension import in_words
from evalsite.crypto import extensions


def check_extensions(findings: Findings, bundle: Bundle, closing: dict[str, Any]) -> None:
    """Asks nothing where neither the file nor the closing statement speaks of one."""
    notices, signed = bundle.extensions, closing.get("extensions", "")
    if not notices and not signed:
        return
    known = extensions.chain(bundle.manifest, notices)
    for one in known:
        findings.ask(True, f"延期公告第 {one.number} 号的签名有效：{in_words(one)}", "")  # noqa: FBT003
    if len(known) < len(notices):
        findings.ask(False, "", f"延期公告第 {len(known) + 1} 号无效：被改动，或接不上前一号")  # noqa: FBT003
    same = extensions.digest(notices) == signed
    findings.ask(same, "延期公告与封箱声明一致，一份不少", "延期公告与封箱声明不一致：少了、多了或换过")
