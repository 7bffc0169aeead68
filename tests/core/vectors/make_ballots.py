"""Writes ballots.json: what a ballot is, byte for byte, worked out by hand from docs/wire.md.

Marks are typed here as hexadecimal and nothing of evalsite is imported, so that the vectors can disagree with the
program. The browser's tests read the same file. Run: ``python tests/core/vectors/make_ballots.py``.
"""

import base64
import hashlib
import json
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SIZE, CHARS = 256, 20


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).rstrip(b"=").decode()


def scale(name: str, *grades: tuple[str, str, bool]) -> dict[str, Any]:
    return {"name": name, "grades": [{"name": n, "points": points, "counts": counts} for n, points, counts in grades]}


def indicator(code: str, name: str, type_: str, **more: Any) -> dict[str, Any]:
    plain = {
        "hint": "", "scale": "", "weight": "", "required": True, "groups": [], "whole": False,
        "low": 0, "high": 100, "step": "1", "least": 0, "most": 0, "ties": False,
    }  # fmt: skip
    return {"code": code, "name": name, "type": type_, **plain, **more}


def subject(code: str, name: str, group: str, unit: str = "", kind: str = "unit") -> dict[str, Any]:
    return {"code": code, "name": name, "kind": kind, "unit": unit, "group": group, "field": ""}


# Not a key of anybody's: an odd number of 2048 bits, which is all that reading a manifest asks of it.
MODULUS = b64(b"\xc5" + bytes(range(1, 255)) + b"\x01")

SEEN_BY = "谁能看结果：组织者和监票人看全部结果；领导看汇总、比对和各份报告；被测评的单位（个人）只看自己的报告，不看意见；不向社会公布。"


def manifest(identity: str, **parts: Any) -> dict[str, Any]:
    for electorate in parts["electorates"]:
        electorate |= {"weight": "", "tickets": 20, "key": {"n": MODULUS, "e": 65537}}
    return {
        "v": 1, "id": identity, "name": "测试向量", "kind": "民主测评", "series": "", "round": "", "organiser": "",
        "opens": None, "closes": None, "disclosure": {"threshold": 5},
        "visibility": {"leaders": "all", "units": "figures", "public": "none", "words": SEEN_BY},
        "rates": {"base": "returned", "decimals": 2, "rounding": "half_up", "trailing_zeros": "keep"},
        "missing": "abstain", "rules": [], "quotas": [],
        "opening_key": b64(bytes.fromhex("8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a")),
        "receipt_key": b64(bytes.fromhex("d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a")),
        "shares": {"k": 1, "n": 1, "kept": True}, "sizes": {"ballot": SIZE, "text_chars": CHARS},
    } | parts  # fmt: skip


GRADES = scale("三等", ("好", "100", True), ("一般", "60", True), ("不了解", "", False))
SIDES = scale("方面", ("务实", "", True), ("创新", "", True), ("廉洁", "", True), ("效率", "", True))

SIX = manifest(
    "c-six",
    subjects=[
        subject("a", "甲局", "局"), subject("b", "乙局", "局"),
        subject("p", "某甲", "人", unit="甲局", kind="person"), subject("z", "某某", "人", kind="person"),
    ],
    scales=[GRADES, SIDES],
    # Out of the sheet's order on purpose: rankings and nominations come after all single slots, whole texts last.
    indicators=[
        indicator("W", "总的意见", "text", required=False, whole=True),
        indicator("R", "排序", "rank", groups=["局"], required=False),
        indicator("G", "总体", "grade", scale="三等"),
        indicator("N", "推荐", "nominate", groups=["人"], most=2, required=False),
        indicator("S", "打分", "score", low=60, high=100, step="0.5", groups=["局"]),
        indicator("T", "意见", "text", groups=["局"], required=False),
        indicator("C", "方面", "choice", scale="方面", groups=["人"], least=1, most=2, required=False),
    ],
    electorates=[
        {"code": "all", "name": "全体", "groups": ["局", "人"], "unit": ""},
        {"code": "own", "name": "甲局的人", "groups": ["局", "人"], "unit": "甲局"},
    ],
)  # fmt: skip
STRICT = manifest(
    "c-strict",
    missing="void",
    subjects=[subject(code, f"{code}局", "局") for code in "12345"],
    scales=[GRADES],
    indicators=[
        indicator("G", "总体", "grade", scale="三等"),
        indicator("H", "作风", "grade", scale="三等", required=False),
        indicator("R", "排序", "rank", ties=True, required=False),
        indicator("W", "意见", "text", whole=True),
    ],
    electorates=[{"code": "one", "name": "一", "groups": ["局"], "unit": ""}],
    quotas=[
        {"indicator": "G", "grade": "好", "percent": "59.9", "count": None},
        {"indicator": "H", "grade": "不了解", "percent": None, "count": 1},
    ],
)

FOUR = scale("四等", ("优", "100", True), ("良", "80", True), ("差", "40", True), ("不了解", "", False))


def limit(code: str, bound: str, **more: Any) -> dict[str, Any]:
    plain: dict[str, Any] = {"grades": [], "compare": "", "score": "", "group": "", "count": None, "share": None}
    return {"indicator": code, "bound": bound, **plain, **more}


RULED = manifest(
    "c-ruled",
    subjects=[subject(code, f"{code}局", "甲" if code in "12" else "乙") for code in "1234"],
    scales=[FOUR],
    indicators=[
        indicator("O", "总评", "grade", scale="四等"),
        indicator("A", "一项", "grade", scale="四等"),
        indicator("B", "二项", "grade", scale="四等"),
        indicator("S", "打分", "score", step="0.5"),
    ],
    electorates=[{"code": "one", "name": "一", "groups": ["甲", "乙"], "unit": ""}],
    ballot_rules={
        "limits": [
            limit("O", "most", grades=["优"], share="2/3"),
            limit("O", "most", grades=["优", "良"], group="乙", count=1),
            limit("A", "least", grades=["差"], share="1/5"),
            limit("S", "most", compare="ge", score="90", count=1),
            limit("S", "least", compare="lt", score="121/2", count=1),
        ],
        "varied": ["S", ""],
        "overall": [
            {"indicator": "O", "when": ["优"], "grades": ["优"], "items": [], "share": "1/2"},
            {"indicator": "O", "when": ["优", "良"], "grades": ["差"], "items": [], "share": None},
        ],
    },
)

# Slots of each sheet: number, indicator, subject, offset, width, text. Candidates and options are listed where there are any.
SLOTS: dict[tuple[str, str], list[dict[str, Any]]] = {}


def slots(of: str, electorate: str, *lines: tuple[str, str | None, int, int, int | None, str]) -> None:
    SLOTS[of, electorate] = [
        {"indicator": i, "subject": s, "offset": o, "width": w, "text": t, "candidates": list(c)}
        for i, s, o, w, t, c in lines
    ]


slots(
    "six", "all",
    ("G", "a", 0, 1, None, ""), ("S", "a", 1, 1, None, ""), ("T", "a", 2, 0, 0, ""),
    ("G", "b", 2, 1, None, ""), ("S", "b", 3, 1, None, ""), ("T", "b", 4, 0, 1, ""),
    ("G", "p", 4, 1, None, ""), ("C", "p", 5, 4, None, ""),
    ("G", "z", 9, 1, None, ""), ("C", "z", 10, 4, None, ""),
    ("R", None, 14, 2, None, "ab"), ("N", None, 16, 2, 2, "pz"), ("W", None, 18, 0, 3, ""),
)  # fmt: skip
slots(
    "six", "own",  # neither 甲局 nor its person
    ("G", "b", 0, 1, None, ""), ("S", "b", 1, 1, None, ""), ("T", "b", 2, 0, 0, ""),
    ("G", "z", 2, 1, None, ""), ("C", "z", 3, 4, None, ""),
    ("R", None, 7, 1, None, "b"), ("N", None, 8, 1, 1, "z"), ("W", None, 9, 0, 2, ""),
)  # fmt: skip
slots(
    "strict", "one",
    *((i, s, 2 * int(s) - (2 if i == "G" else 1), 1, None, "") for s in "12345" for i in "GH"),
    ("R", None, 10, 5, None, "12345"), ("W", None, 15, 0, 0, ""),
)  # fmt: skip
slots("ruled", "one", *(("OABS"[n % 4], "1234"[n // 4], n, 1, None, "") for n in range(16)))

grade = lambda n: {"type": "grade", "grade": n}  # noqa: E731 -- three one-line spellings of an answer
score = lambda s: {"type": "score", "score": s}  # noqa: E731
text = lambda t: {"type": "text", "text": t}  # noqa: E731


def choice(*chosen: int) -> dict[str, Any]:
    return {"type": "choice", "chosen": list(chosen)}


def rank(*places: int) -> dict[str, Any]:
    return {"type": "rank", "places": list(places)}


def nominate(*chosen: int, written: tuple[str, ...] = ()) -> dict[str, Any]:
    return {"type": "nominate", "chosen": list(chosen), "written": list(written)}


def ruled(*marks: str) -> dict[int, Any]:
    """Answers of the sheet with rules on the whole ballot, a subject at a time: grades O, A, B and score S; - is none."""
    given = [one for subject_ in marks for one in subject_.split()]
    return {n: score(one) if n % 4 == 3 else grade(int(one)) for n, one in enumerate(given) if one != "-"}


# (name, manifest, electorate, answers by slot, marks, texts, void reason)
BALLOTS: list[tuple[str, str, str, dict[int, Any], str, list[str], str | None]] = [
    ("blank", "six", "all", {}, "00" * 18, ["", "", "", ""], None),
    (
        "every type", "six", "all",
        {
            0: grade(1), 1: score("60"), 2: text("好"), 3: grade(3), 4: score("100"), 6: grade(2), 7: choice(0, 3),
            8: grade(1), 9: choice(1), 10: rank(2, 1), 11: nominate(1, written=("𫖮某",)), 12: text("一行\n二行"),
        },
        "01 01 03 51 02 01000001 01 00010000 0201 0001", ["好", "", "𫖮某", "一行\n二行"], None,
    ),
    ("half a point", "six", "all", {1: score("60.5"), 4: score("99.5")}, "0002 0050" + "00" * 14, [""] * 4, None),
    ("the longest text", "six", "all", {12: text("字" * CHARS)}, "00" * 18, ["", "", "", "字" * CHARS], None),
    ("only write-ins", "six", "all", {11: nominate(written=("张某", "李某"))}, "00" * 18, ["", "", "张某\n李某", ""], None),
    ("bound to a unit", "six", "own", {0: grade(2), 4: choice(2), 5: rank(1), 6: nominate(0)}, "02 00 00 00000100 01 01", [""] * 3, None),
    ("too many choices", "six", "all", {7: choice(0, 1, 2)}, "00" * 5 + "01010100" + "00" * 9, [""] * 4, "too_many"),
    ("a nomination too many by writing in", "six", "all", {11: nominate(0, 1, written=("王某",))}, "00" * 16 + "0101", ["", "", "王某", ""], "too_many"),
    ("two at the same place", "six", "all", {10: rank(1, 1)}, "00" * 14 + "0101 0000", [""] * 4, "bad_ranking"),
    ("nobody at the first place", "six", "all", {10: rank(2, 2)}, "00" * 14 + "0202 0000", [""] * 4, "bad_ranking"),
    (
        "complete, with ties and quotas kept to the last", "strict", "one",
        {**{n: grade(1) for n in (0, 2)}, **{n: grade(2) for n in (4, 6, 8)}, 1: grade(3), 10: rank(1, 2, 2, 4, 4), 11: text("无")},
        "01 03 01 00 02 00 02 00 02 00 0102020404", ["无"], None,
    ),
    ("a required text missing", "strict", "one", {n: grade(2) for n in (0, 2, 4, 6, 8)}, "0200" * 5 + "00" * 5, [""], "missing_mark"),
    ("a required grade missing", "strict", "one", {**{n: grade(2) for n in (0, 2, 4, 6)}, 11: text("无")}, "0200" * 4 + "0000" + "00" * 5, ["无"], "missing_mark"),
    (
        "three of five is more than 59.9 percent", "strict", "one",
        {**{n: grade(1) for n in (0, 2, 4)}, 6: grade(2), 8: grade(2), 11: text("无")},
        "0100 0100 0100 0200 0200" + "00" * 5, ["无"], "over_quota",
    ),
    (
        "two where one is allowed", "strict", "one",
        {**{n: grade(2) for n in (0, 2, 4, 6, 8)}, 1: grade(3), 3: grade(3), 11: text("无")},
        "0203 0203 0200 0200 0200" + "00" * 5, ["无"], "over_quota",
    ),
    (
        "a place left out after a tie", "strict", "one",
        {**{n: grade(2) for n in (0, 2, 4, 6, 8)}, 10: rank(1, 2, 2, 3, 5), 11: text("无")},
        "0200" * 5 + "0102020305", ["无"], "bad_ranking",
    ),
    ("rules on the whole ballot kept to the last", "ruled", "one", ruled("1 1 2 90", "2 2 2 89.5", "2 2 1 60.5", "3 3 2 60"), "010102b5 020202b4 0202017a 03030279", [], None),
    ("a blank ballot breaks no rule", "ruled", "one", ruled(), "00" * 16, [], None),
    ("three of four are more than two thirds", "ruled", "one", ruled("1 1 2 90", "1 1 1 89.5", "1 1 1 60.5", "3 3 2 60"), "010102b5 010101b4 0101017a 03030279", [], "over_quota"),
    ("a good and a better one in a group that has room for one", "ruled", "one", ruled("1 1 2 90", "2 2 2 89.5", "2 2 1 60.5", "2 3 2 60"), "010102b5 020202b4 0202017a 02030279", [], "over_quota"),
    ("no bad one where a fifth of four must be", "ruled", "one", ruled("1 1 2 90", "2 2 2 89.5", "2 2 1 60.5", "3 2 2 60"), "010102b5 020202b4 0202017a 03020279", [], "under_quota"),
    ("a lower limit on what nobody has an opinion of", "ruled", "one", ruled("1 - 1 90", "2 4 2 89.5", "2 4 1 60.5", "3 - 2 60"), "010001b5 020402b4 0204017a 03000279", [], None),
    ("two scores of ninety where one is allowed", "ruled", "one", ruled("1 1 2 90", "2 2 2 90", "2 2 1 60.5", "3 3 2 60"), "010102b5 020202b5 0202017a 03030279", [], "over_scores"),
    ("no score below sixty and a half", "ruled", "one", ruled("1 1 2 90", "2 2 2 89.5", "2 2 1 60.5", "3 3 2 60.5"), "010102b5 020202b4 0202017a 0303027a", [], "under_scores"),
    ("all scores equal", "ruled", "one", ruled("1 1 2 60", "2 2 2 60", "2 2 1 60", "3 3 2 60"), "01010279 02020279 02020179 03030279", [], "all_equal"),
    ("all grades equal and no scores", "ruled", "one", ruled("3 3 3 -", "3 3 3 -", "3 3 3 -", "3 3 3 -"), "03030300" * 4, [], "all_equal"),
    ("one score alone is equal to none", "ruled", "one", ruled("1 1 2 -", "2 2 2 -", "2 2 1 -", "3 3 2 60"), "01010200 02020200 02020100 03030279", [], None),
    ("half of the items is enough and less is not", "ruled", "one", ruled("1 2 2 90", "2 2 2 89.5", "2 2 1 60.5", "3 3 2 60"), "010202b5 020202b4 0202017a 03030279", [], "inconsistent"),
    ("a bad item under a good whole", "ruled", "one", ruled("1 1 2 90", "2 3 2 89.5", "2 2 1 60.5", "3 3 2 60"), "010102b5 020302b4 0202017a 03030279", [], "inconsistent"),
    ("a bad item under a whole that nobody judges", "ruled", "one", ruled("1 1 2 90", "4 3 2 89.5", "2 2 1 60.5", "- 3 2 60"), "010102b5 040302b4 0202017a 00030279", [], None),
    ("items without an opinion bear out any whole", "ruled", "one", ruled("1 4 - 90", "2 2 2 89.5", "2 2 1 60.5", "3 3 2 60"), "010400b5 020202b4 0202017a 03030279", [], None),
]  # fmt: skip

BLANK = "00" * 18
EMPTY = bytes(8)
# (name, first byte, marks, what follows the marks, reason), all for the sheet "all" of the first manifest
REFUSED: list[tuple[str, int, str, bytes, str]] = [
    ("another version", 2, BLANK, EMPTY, "malformed"),
    ("a grade that does not exist", 1, "04" + "00" * 17, EMPTY, "unknown_grade"),
    ("a score over the highest", 1, "0052" + "00" * 16, EMPTY, "malformed"),
    ("a choice that is neither yes nor no", 1, "00" * 5 + "02" + "00" * 12, EMPTY, "malformed"),
    ("a place beyond the last", 1, "00" * 14 + "03" + "00" * 3, EMPTY, "malformed"),
    ("a nomination of two", 1, "00" * 16 + "0200", EMPTY, "malformed"),
    ("a text that runs past the end", 1, BLANK, b"\xff\xff", "malformed"),
    ("a text that is no UTF-8", 1, BLANK, b"\0\1\xff", "malformed"),
    ("an overlong spelling", 1, BLANK, b"\0\2\xc0\xaf", "malformed"),
    ("a surrogate in UTF-8", 1, BLANK, b"\0\3\xed\xa0\x80", "malformed"),
    ("a text with a blank at its end", 1, BLANK, b"\0\2a ", "malformed"),
    ("a text with an ideographic blank before it", 1, BLANK, b"\0\4\xe3\x80\x80a", "malformed"),
    ("a text with a control character", 1, BLANK, b"\0\3a\tb", "malformed"),
    ("a text with a carriage return", 1, BLANK, b"\0\4a\r\nb", "malformed"),
    ("a text one character too long", 1, BLANK, (63).to_bytes(2, "big") + ("字" * 21).encode(), "malformed"),
    ("padding that is not zero", 1, BLANK, EMPTY + b"\0\1", "malformed"),
]


def sheet_digest(canonical: str, electorate: str) -> bytes:
    name = electorate.encode()
    data = b"evalsite-sheet-v1\0" + hashlib.sha256(canonical.encode()).digest() + len(name).to_bytes(2, "big") + name
    return hashlib.sha256(data).digest()


def main() -> None:
    texts = {
        name: json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
        for name, value in (("six", SIX), ("strict", STRICT), ("ruled", RULED))
    }
    sheets = [
        {"manifest": of, "electorate": electorate, "digest": sheet_digest(texts[of], electorate).hex(), "slots": lines}
        for (of, electorate), lines in SLOTS.items()
    ]
    ballots: list[dict[str, Any]] = []
    for name, of, electorate, answers, marks, written, void in BALLOTS:
        body = b"\1" + sheet_digest(texts[of], electorate) + bytes.fromhex(marks)
        for one in written:
            body += len(one.encode()).to_bytes(2, "big") + one.encode()
        ballots.append(
            {
                "name": name, "manifest": of, "electorate": electorate, "answers": answers,
                "plaintext": body.ljust(SIZE, b"\0").hex(), "void": void,
            }
        )  # fmt: skip
    digest = sheet_digest(texts["six"], "all")
    refused = [
        {"name": name, "plaintext": (bytes([version]) + digest + bytes.fromhex(marks) + rest).ljust(SIZE, b"\0").hex(), "reason": reason}
        for name, version, marks, rest, reason in REFUSED
    ]  # fmt: skip
    blank = (b"\1" + digest).ljust(SIZE, b"\0").hex()
    refused += [
        {"name": "another sheet", "plaintext": ballots[5]["plaintext"], "reason": "wrong_sheet"},
        {"name": "a byte short", "plaintext": blank[:-2], "reason": "malformed"},
        {"name": "a byte long", "plaintext": blank + "00", "reason": "malformed"},
        {"name": "nothing", "plaintext": "", "reason": "malformed"},
    ]
    about = "Ballots after docs/wire.md; made by make_ballots.py. `refused` is for sheet `all` of manifest `six`."
    data = {"about": about, "manifests": texts, "sheets": sheets, "ballots": ballots, "refused": refused}
    (HERE / "ballots.json").write_text(json.dumps(data, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
