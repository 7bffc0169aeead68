"""The check of paper ballots in an audit file: what tellers counted is signed, adds up, and is what the result rests on."""

from typing import Any

from evalsite.audit.findings import Findings
from evalsite.audit.format import Bundle
from evalsite.core import envelope as formats
from evalsite.core import refusals
from evalsite.crypto import manifest as manifests
from evalsite.crypto import receipts
from evalsite.crypto.published import Published

Counts = dict[str, dict[str, Any]]
_NUMBERS = ("issued", "returned", "valid", "void")


def check_paper(findings: Findings, bundle: Bundle, published: Published, closing: dict[str, Any]) -> Counts:
    """The signed counts by electorate; empty where the file speaks of no paper ballots, or not soundly.

    The result must tell the very same numbers, and none where nothing is signed.
    """
    told = None if bundle.result is None else bundle.result.get("paper")
    if bundle.result is not None and told is None:
        told = []  # null says as little as nothing
    if bundle.paper is None:
        if told is not None and told != []:
            findings.ask(False, "", "公布的结果里有纸质票，却没有签名的纸质票声明")  # noqa: FBT003
        return {}
    text, signature = bundle.paper
    counts = _counts(text, published)
    if not findings.ask(counts is not None, "纸质票声明是这次测评的", "纸质票声明格式不对、被改动，或不是这次测评的"):
        return {}
    assert counts is not None  # asked about in the line above
    signed = receipts.verify(published.receipt_key, formats.paper_message(text), signature)
    findings.ask(signed, "纸质票声明的签名有效", "纸质票声明的签名无效")
    tickets = {one["electorate"]: one for one in closing["counts"]}
    for code, one in counts.items():
        findings.ask(_adds_up(one, tickets.get(code)), _said(code, one), f"{_said(code, one)}，前后矛盾")
    if told is not None:
        same = told == list(counts.values())
        findings.ask(same, "公布的结果与纸质票声明一致", "公布的结果与纸质票声明不一致")
    return counts


def _said(code: str, one: dict[str, Any]) -> str:
    tellers = "、".join(teller["teller"] for teller in one["tellers"])
    numbers = f"发出 {one['issued']}，收回 {one['returned']}，废票 {one['void']}"
    return f"票种 {code} 的纸质票：{numbers}，由 {tellers} 分别计票一致"


def _counts(text: str, published: Published) -> Counts | None:
    try:
        statement = manifests.parse(text)
    except refusals.Malformed:
        return None
    kinds = {"v": int, "id": str, "manifest_hash": str, "counts": list}
    if {key: type(one) for key, one in statement.items()} != kinds or statement["v"] != 1:
        return None
    own = statement["manifest_hash"] == published.hash.hex() and statement["id"] == published.data.get("id")
    if not own or not statement["counts"] or not all(_is_count(one) for one in statement["counts"]):
        return None
    found = {one["electorate"]: one for one in statement["counts"]}
    return found if len(found) == len(statement["counts"]) and found.keys() <= published.tickets.keys() else None


def _is_count(value: object) -> bool:
    kinds: dict[str, type] = {"electorate": str, **dict.fromkeys(_NUMBERS, int), "tellers": list}
    if not isinstance(value, dict) or {key: type(one) for key, one in value.items()} != kinds:
        return False
    tellers = value["tellers"]
    if len(tellers) != 2 or not all(isinstance(one, dict) for one in tellers):
        return False
    return all({key: type(one) for key, one in t.items()} == {"teller": str, "at": str} for t in tellers)


def _adds_up(one: dict[str, Any], tickets: dict[str, Any] | None) -> bool:
    """Void <= returned <= issued, valid the rest, two tellers; and nobody can have voted in both ways."""
    first, second = (teller["teller"] for teller in one["tellers"])
    return (
        tickets is not None
        and 0 <= one["void"] <= one["returned"] <= one["issued"] <= tickets["issued"] - tickets["stamped"]
        and one["valid"] == one["returned"] - one["void"]
        and first != second
    )


def check_votes(findings: Findings, result: dict[str, Any], published: Published, paper: Counts) -> None:
    """No subject has more votes for the grades of an indicator than there are valid ballots, of both sources together."""
    valid: dict[str, int] = {}
    for line in _dicts(result.get("turnout")):
        code = _name(line, "electorate")
        valid[code] = _whole(line.get("valid")) + _whole(paper.get(code, {}).get("valid"))
    graded = {_name(one, "code") for one in _dicts(published.data.get("indicators")) if one.get("type") == "grade"}
    given: dict[tuple[str, str, str], int] = {}
    for one in _dicts(result.get("counts")):
        key = (_name(one, "electorate"), _name(one, "subject"), _name(one, "indicator"))
        if key[0] in valid and key[2] in graded:
            given[key] = given.get(key, 0) + _whole(one.get("votes"))
    over = sum(votes > valid[electorate] for (electorate, _, _), votes in given.items())
    findings.ask(over == 0, "各票种的得票不多于有效票", f"有 {over} 处得票多于有效票")


def _dicts(value: object) -> list[dict[str, Any]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _whole(value: object) -> int:
    return value if type(value) is int else 0


def _name(line: dict[str, Any], key: str) -> str:
    value = line.get(key)
    return value if isinstance(value, str) else ""
