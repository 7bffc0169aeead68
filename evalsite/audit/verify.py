"""The check of an audit file, one line a question, with no trust in whoever wrote it."""

import json
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from evalsite.audit.extensions import check_extensions
from evalsite.audit.findings import Check, Findings
from evalsite.audit.format import Bundle, read
from evalsite.audit.outcome import check_destruction, check_outcome
from evalsite.audit.paper import Counts, check_paper, check_votes
from evalsite.core import envelope as formats
from evalsite.core import refusals, ticket
from evalsite.crypto import manifest as manifests
from evalsite.crypto import merkle, receipts
from evalsite.crypto.published import Published

__all__ = ["Check", "Findings", "as_json", "main", "verify"]


def verify(bundle: Bundle, receipt: str | None = None) -> Findings:
    """Checks everything that a bundle says of itself, and that the envelope of ``receipt`` (a code) is among the stamps.

    Compare the fingerprint in the first line with the one printed on slips and poster: only paper can tell whether this
    is the campaign that people voted in.
    """
    findings = Findings()
    try:
        published = Published.read(bundle.manifest)
    except refusals.Malformed:
        findings.ask(False, "", "测评清单（manifest.json）格式不对或被改动")  # noqa: FBT003
        return findings
    name = str(published.data.get("name", "")) + ("（演练，不计票）" if published.data.get("rehearsal") is True else "")
    findings.ask(True, f"测评清单完整：{name}，校验码 {published.fingerprint}（请与测评条或海报核对）", "")  # noqa: FBT003
    statement = _check_statement(findings, bundle, published)
    leaves = _check_stamps(findings, bundle, published)
    paper: Counts = {}
    if statement is not None:
        root = merkle.root(leaves).hex() if leaves is not None else None
        findings.ask(
            root == statement["root"], f"票箱根值相符：{root}", "票箱根值与封箱声明不符：有选票被增加、删去或替换"
        )
        _check_counts(findings, bundle, published, statement)
        paper = check_paper(findings, bundle, published, statement)
    if bundle.result is not None and statement is not None:
        _check_result(findings, bundle.result, statement)
        check_votes(findings, bundle.result, published, paper)
    if statement is not None:
        check_outcome(findings, bundle, published, statement)
        check_destruction(findings, bundle, published, statement, leaves)
    if receipt is not None:
        findings.of_file = len(findings.checks)
        _check_receipt(findings, bundle, published, receipt)
    return findings


def _check_statement(findings: Findings, bundle: Bundle, published: Published) -> dict[str, Any] | None:
    """The closing statement, once its form, its campaign and its signature are right; else None."""
    try:
        statement = manifests.parse(bundle.statement)
    except refusals.Malformed:
        statement = {}
    if not findings.ask(
        _is_statement(statement), f"封箱声明完整：{statement.get('closed')} 封箱", "封箱声明格式不对或被改动"
    ):
        return None
    same = statement["manifest_hash"] == published.hash.hex() and statement["id"] == published.data.get("id")
    findings.ask(same, "封箱声明是这次测评的", "封箱声明不是这次测评的")
    signed = receipts.verify(published.receipt_key, formats.closing_message(bundle.statement), bundle.signature)
    findings.ask(signed, "封箱声明的签名有效", "封箱声明的签名无效")
    check_extensions(findings, bundle, statement)
    return statement if same else None


def _is_statement(value: dict[str, Any]) -> bool:
    """Whether canonical JSON has the fields of a closing statement, of the right types; ``extensions`` may be absent."""
    value = {"extensions": ""} | value
    kinds = {"v": int, "id": str, "manifest_hash": str, "root": str, "counts": list, "closed": str, "extensions": str}
    if {key: type(one) for key, one in value.items()} != kinds or value["v"] != 1:
        return False
    line = {"electorate": str, "issued": int, "stamped": int, "dropped": int}
    return all(isinstance(one, dict) and {k: type(v) for k, v in one.items()} == line for one in value["counts"])


def _check_stamps(findings: Findings, bundle: Bundle, published: Published) -> list[bytes] | None:
    """The leaves in order, or None when they are not in order or not unique."""
    bad = 0
    for one in bundle.stamps:
        key = published.stamp_keys.get(one.electorate)
        message = formats.stamp_message(published.hash, one.electorate, one.digest)
        bad += key is None or not key.verify(message, one.stamp)
    total = len(bundle.stamps)
    findings.ask(bad == 0, f"{total} 张选票的签章全部有效", f"{total} 张选票中有 {bad} 张签章无效")
    leaves = [formats.leaf(published.hash, one.electorate, one.digest) for one in bundle.stamps]
    doubled = total - len(set(leaves))
    findings.ask(doubled == 0, "没有重复的选票", f"有 {doubled} 张选票重复")
    findings.ask(leaves == sorted(leaves), "选票按规定排序，看不出投票先后", "选票没有按规定排序")
    return sorted(leaves) if doubled == 0 else None


def _check_counts(findings: Findings, bundle: Bundle, published: Published, statement: dict[str, Any]) -> None:
    """Per electorate: as many stamps as dropped; dropped <= stamped <= issued <= tickets of the manifest."""
    counts = {one["electorate"]: one for one in statement["counts"]}
    known = list(counts) == list(published.tickets) and len(counts) == len(statement["counts"])
    if not findings.ask(known, f"{len(counts)} 个票种与测评清单一致", "封箱声明里的票种与测评清单不一致"):
        return
    there = Counter(one.electorate for one in bundle.stamps)
    for code, one in counts.items():
        issued, stamped, dropped = one["issued"], one["stamped"], one["dropped"]
        said = f"票种 {code}：印制 {issued}，签章 {stamped}，投入 {dropped}"
        if there[code] != dropped:
            findings.ask(False, "", f"{said}，文件里却有 {there[code]} 张")  # noqa: FBT003
        else:
            findings.ask(0 <= dropped <= stamped <= issued <= published.tickets[code], said, f"{said}，前后矛盾")


def _check_result(findings: Findings, result: dict[str, Any], statement: dict[str, Any]) -> None:
    """The disclosed result names this campaign, and its turnout is the signed one wherever it is shown."""
    campaign = result.get("campaign")
    same = isinstance(campaign, dict) and campaign.get("id") == statement["id"]
    turnout = result.get("turnout")
    lines = turnout if isinstance(turnout, list) and all(isinstance(one, dict) for one in turnout) else None
    counts = {one["electorate"]: one for one in statement["counts"]}
    agrees = same and lines is not None and all(_agrees(one, counts) for one in lines)
    findings.ask(agrees, "公布的结果与封箱时的张数一致", "公布的结果与封箱时的张数不一致，或不是这次测评的")


def _agrees(line: dict[str, Any], counts: dict[str, dict[str, Any]]) -> bool:
    code = line.get("electorate")
    if code == "*":
        signed = {name: sum(one[name] for one in counts.values()) for name in ("issued", "stamped", "dropped")}
    elif isinstance(code, str) and code in counts:
        signed = counts[code]
    else:
        return False
    shown = {name: line.get(name) for name in ("issued", "stamped", "dropped")}
    if any(number is not None and number != signed[name] for name, number in shown.items()):
        return False
    valid, void = line.get("valid"), line.get("void")
    return not (isinstance(valid, int) and isinstance(void, int)) or valid + void == signed["dropped"]


def _check_receipt(findings: Findings, bundle: Bundle, published: Published, receipt: str) -> None:
    """A receipt code has 60 bits: among a million envelopes two agree by chance once in a million campaigns."""
    code = ticket.normalise(receipt)
    try:
        ticket.from_base32(code, ticket.RECEIPT_BITS)
    except refusals.Malformed:
        findings.ask(False, "", f"回执码 {receipt.strip()[:40]} 不对：应为 12 个字符，形如 XXXX-XXXX-XXXX")  # noqa: FBT003
        return
    shown = ticket.in_groups(code)
    codes = (ticket.receipt_code(formats.leaf(published.hash, one.electorate, one.digest)) for one in bundle.stamps)
    findings.ask(shown in codes, f"回执 {shown} 在票箱里", f"回执 {shown} 不在票箱里")


def as_json(findings: Findings, bundle: Bundle) -> str:
    """The findings for a program: every check with its words, and the counts of the statement, which hold when ``ok``."""
    try:
        statement = manifests.parse(bundle.statement)
    except refusals.Malformed:
        statement = {}
    checks = [{"ok": check.passed, "words": check.words} for check in findings.checks]
    counts = statement["counts"] if _is_statement(statement) else None
    return json.dumps({"ok": findings.passed, "checks": checks, "counts": counts}, ensure_ascii=False)


def main(file: Path, receipt: str | None = None, *, for_program: bool = False) -> int:
    """Prints the findings on a file; gives the exit status: 0 only when every check passed."""
    try:
        bundle = read(file)
        findings = verify(bundle, receipt)
    except refusals.BadBundle as refusal:
        sys.stderr.write(f"{file.name}：{refusal.details['problem']}。\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{file.name}：读不了这个文件，请核对路径和权限（{error.strerror}）。\n")
        return 1
    sys.stdout.write((as_json(findings, bundle) if for_program else "\n".join(findings.lines())) + "\n")
    return 0 if findings.passed else 1
