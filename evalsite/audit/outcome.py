"""The check of what was signed after the count: the result with its confirmation, and the record of destruction."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any

from evalsite.audit.findings import Findings
from evalsite.audit.format import Bundle, Signed
from evalsite.core import envelope as formats
from evalsite.core import outcome as outcomes
from evalsite.core import refusals
from evalsite.crypto import manifest as manifests
from evalsite.crypto import receipts
from evalsite.crypto.published import Published

_OUTCOME = {"v": int, "id": str, "manifest_hash": str, "root": str, "result": str}
_DESTRUCTION = {
    "v": int, "id": str, "manifest_hash": str, "root": str, "leaves": str, "counts": list, "destroyed": str, "by": str,
    "agreed": list,
}  # fmt: skip


def check_outcome(findings: Findings, bundle: Bundle, published: Published, closing: dict[str, Any]) -> None:
    """The signed result is of this box, and the figures are those that were signed.

    An opened campaign without one is of an older version of the program, or was cut out: that is told.
    """
    if bundle.outcome is None:
        if bundle.result is not None:
            findings.ask(False, "", "缺少结果声明（outcome.json），公布的数字没有签名可对")  # noqa: FBT003
        return
    said = _parsed(bundle.outcome[0])
    if not findings.ask(_is_outcome(said), "结果声明完整", "结果声明格式不对或被改动"):
        return
    _check_signature(findings, bundle.outcome, published, formats.outcome_message(bundle.outcome[0]), "结果声明")
    findings.ask(_same_box(said, closing), "结果声明是这个票箱的", "结果声明不是这个票箱的")
    findings.ask(
        bundle.result is not None and _figures_hash(bundle.result) == said["result"],
        "公布的数字与签名的结果一致",
        "公布的数字与签名的结果不一致",
    )
    if (certified := said["certified"]) is not None:
        names = "、".join(one["name"] for one in certified["by"])
        findings.ask(True, f"结果已由 {names} 于 {certified['day']} 确认", "")  # noqa: FBT003


def check_destruction(
    findings: Findings, bundle: Bundle, published: Published, closing: dict[str, Any], leaves: list[bytes] | None
) -> None:
    """What was destroyed is what had been closed."""
    if bundle.destruction is None:
        return
    said = _parsed(bundle.destruction[0])
    if not findings.ask(_is_destruction(said), "销毁记录完整", "销毁记录格式不对或被改动"):
        return
    message = formats.destruction_message(bundle.destruction[0])
    _check_signature(findings, bundle.destruction, published, message, "销毁记录")
    destroyed = [(one["electorate"], one["destroyed"]) for one in said["counts"]]
    dropped = [(one["electorate"], one["dropped"]) for one in closing["counts"]]
    same = _same_box(said, closing) and destroyed == dropped
    listed = leaves is not None and hashlib.sha256(b"".join(leaves)).hexdigest() == said["leaves"]
    number = sum(number for _, number in destroyed)
    findings.ask(
        same and listed, f"销毁的是封箱时的 {number} 张选票，销毁于 {said['destroyed']}", "销毁记录与封箱时的选票不一致"
    )


def _parsed(text: str) -> dict[str, Any]:
    try:
        return manifests.parse(text)
    except refusals.Malformed:
        return {}


def _check_signature(findings: Findings, said: Signed, published: Published, message: bytes, what: str) -> None:
    right = receipts.verify(published.receipt_key, message, said[1])
    findings.ask(right, f"{what}的签名有效", f"{what}的签名无效")


def _same_box(said: dict[str, Any], closing: dict[str, Any]) -> bool:
    return all(said[key] == closing[key] for key in ("id", "manifest_hash", "root"))


def _figures_hash(result: dict[str, Any]) -> str:
    try:
        return hashlib.sha256(manifests.canonical(outcomes.figures(result)).encode()).hexdigest()
    except (refusals.Malformed, AttributeError):
        return ""


def _is_outcome(value: dict[str, Any]) -> bool:
    if value.keys() != {*_OUTCOME, "certified"} or value["v"] != 1:
        return False
    certified = value["certified"]
    return _has(value, _OUTCOME) and (certified is None or _is_certified(certified))


def _is_certified(value: Any) -> bool:
    if not isinstance(value, dict) or value.keys() != {"day", "by"} or not _is_day(value["day"]):
        return False
    by = value["by"]
    named = {"name": str, "role": str}
    return isinstance(by, list) and bool(by) and all(isinstance(one, dict) and _is(one, named) for one in by)


def _is_destruction(value: dict[str, Any]) -> bool:
    line = {"electorate": str, "destroyed": int}
    return (
        _is(value, _DESTRUCTION)
        and value["v"] == 1
        and _is_day(value["destroyed"])
        and all(isinstance(one, dict) and _is(one, line) for one in value["counts"])
        and all(isinstance(one, str) for one in value["agreed"])
    )


def _is(value: dict[str, Any], kinds: Mapping[str, type]) -> bool:
    return value.keys() == kinds.keys() and _has(value, kinds)


def _has(value: dict[str, Any], kinds: Mapping[str, type]) -> bool:
    return all(type(value[key]) is kind for key, kind in kinds.items())


def _is_day(value: object) -> bool:
    try:
        return isinstance(value, str) and date.fromisoformat(value).isoformat() == value
    except ValueError:
        return False
