"""分段赋分: how a line of bands is read, and that its bands meet without overlap and without a gap.

A band is a piece of the shares from 0 to 1, between two cuts. A cut lies just before a share, (share, 0), or just after
it, (share, 1): so ``≥90%`` begins at (9/10, 0) and ``>90%`` at (9/10, 1), and pieces can be compared exactly.
"""

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from typing import TypeVar

from evalsite.core.bands import Bands, Comparison, Step, Unless
from evalsite.core.campaign import Campaign, Indicator, Rule, Type
from evalsite.core.findings import number_fault, percent, squeezed
from evalsite.core.rules.reading import (
    NUMBER,
    SCALES,
    SHARE,
    TO,
    Known,
    Outcome,
    Unclear,
    find_grade,
    find_indicator,
    unreadable,
)
from evalsite.core.saying import Saying, joined, say

Made = TypeVar("Made")
MOST_POINTS = 1000
Cut = tuple[Fraction, int]
FIRST: Cut = (Fraction(0), 0)
LAST: Cut = (Fraction(1), 1)

_COMPARED = {
    r"(?:≥|>=|≧|⩾|不低于|不少于|达到)": Comparison.AT_LEAST,
    r"(?:≤|<=|≦|⩽|不超过)": Comparison.AT_MOST,
    r"(?:>|高于|超过)": Comparison.ABOVE,
    r"(?:<|低于|不足)": Comparison.BELOW,
}
_ANY = f"(?:{'|'.join(_COMPARED)})"
_POINTS = rf"(?:得|记|计|=)(-?{NUMBER})分?"
_BAND = re.compile(rf"(?:({_ANY})({SHARE})|({SHARE}|{NUMBER}){TO}({SHARE})|(其余|其他)){_POINTS}")
_UNLESS = re.compile(rf"(?:但|若|如)?(.+?)率?({_ANY})({SHARE})(?:的|时)?,?{_POINTS}")
_POOLED = {"各票种合并": True, "各票种分别": False}
_EXAMPLE = say("优秀：≥90%得200，≥80%得190，其余得180；基本称职+不称职≥1/3得130；各票种合并")


@dataclass(frozen=True, slots=True)
class _Piece:
    """One band as written: from ``low`` up to ``high``. ``open`` is the end that an earlier band may cut off, if any."""

    text: str
    low: Cut
    high: Cut
    points: Fraction
    open: str = ""

    @property
    def empty(self) -> bool:
        return self.low >= self.high

    def meets(self, other: "_Piece") -> bool:
        return max(self.low, other.low) < min(self.high, other.high)


class _Attempts:
    """Reads part after part, so that all faults of a line are told at once."""

    def __init__(self) -> None:
        self.faults: list[Unclear] = []

    def of(self, read: Callable[[], Made], instead: Made) -> Made:
        try:
            return read()
        except Unclear as unclear:
            self.faults.append(unclear)
            return instead

    def end(self) -> None:
        """Raises one Unclear with what every part had to say."""
        if self.faults:
            _, messages, remedies, needs = zip(*(fault.problem for fault in self.faults), strict=True)
            message, remedy = (joined("；", dict.fromkeys(one)) for one in (messages, remedies))
            raise Unclear("params", message, remedy, tuple(cell for cells in needs for cell in cells))


def _bands(campaign: Campaign, line: Rule) -> Outcome:
    indicator = campaign.indicators[find_indicator(campaign, line, Type.GRADE)]
    first, *rest = squeezed(line.params).replace("⁄", "/").split(";")  # NFKC makes ½ a 1, a fraction slash and a 2
    named, colon, written = first.rpartition(":")
    if not colon or not written:
        raise unreadable(line.params, _EXAMPLE)
    pooled = [_POOLED[part] for part in rest if part in _POOLED]
    parts = _Attempts()
    grades: tuple[str, ...] = ()
    steps: tuple[Step, ...] = ()
    unless: tuple[Unless, ...] = ()
    grades = parts.of(partial(_grades, campaign, indicator, named), grades)
    steps = parts.of(partial(_steps, written, line.params), steps)
    for text in (part for part in rest if part and part not in _POOLED):
        unless = parts.of(partial(_with_exception, campaign, indicator, text, unless), unless)
    if len(pooled) > 1:
        parts.faults.append(Unclear("params", say("“各票种合并”和“各票种分别”写了不止一处"), say("请只留一个")))
    for points in (*(one.points for one in steps), *(one.points for one in unless)):
        if fault := number_fault(say("得分"), points, -MOST_POINTS, MOST_POINTS):
            parts.faults.append(Unclear("params", *fault))
    parts.end()
    made = Bands(indicator.code, grades, steps, unless, pooled=any(pooled))
    scheme = replace(campaign.scheme, bands=(*campaign.scheme.bands, made))
    return Outcome(replace(campaign, scheme=scheme), (indicator.code,))


def _grades(campaign: Campaign, indicator: Indicator, written: str) -> tuple[str, ...]:
    """The grades whose rates are added up. Raises Unclear for a grade that is not there, or has no rate."""
    scale = next((one for one in campaign.scales if one.name == indicator.scale), None)
    whole = written.removesuffix("率")
    known = {squeezed(grade.name) for grade in scale.grades} if scale else {whole}
    names = [written] if written in known else [whole] if whole in known else written.split("+")
    found = tuple(find_grade(campaign, indicator, name if name in known else name.removesuffix("率")) for name in names)
    if len(set(found)) < len(found):
        raise Unclear("params", say("“{written}”里有等次写了两次", written=written), say("请只留一个"))
    without = [grade.name for grade in scale.grades if not grade.counts and grade.name in found] if scale else []
    if without:
        message = say("“{listed}”不计入分母，没有得票率", listed=joined("、", without))
        raise Unclear("params", message, say("请换成计入分母的等次"), SCALES)
    return found


def _share(text: str) -> Fraction:
    """The share that a text like 80%, 2/3 or, before a range's second end, 80 stands for. Raises Unclear above 1."""
    part, slash, whole = text.removesuffix("%").partition("/")
    if slash:
        share = Fraction(int(part), int(whole)) if int(whole) else Fraction(2)
    else:
        share = Fraction(part) / 100
    if share > 1:
        raise Unclear(
            "params", say("“{text}”不在 0 到 100% 之间", text=text), say("请填不超过 100% 的比例，如 80% 或 2/3")
        )
    return share


def _compared(text: str) -> Comparison:
    return next(comparison for pattern, comparison in _COMPARED.items() if re.fullmatch(pattern, text))


def _between(comparison: Comparison, share: Fraction) -> tuple[Cut, Cut]:
    """The piece of all shares that compare so with a share."""
    match comparison:
        case Comparison.AT_LEAST:
            return (share, 0), LAST
        case Comparison.ABOVE:
            return (share, 1), LAST
        case Comparison.AT_MOST:
            return FIRST, (share, 1)
        case _:
            return FIRST, (share, 0)


def _steps(written: str, params: str) -> tuple[Step, ...]:
    """The bands from the lowest on. Raises Unclear with every overlap, gap, and band that can never hold."""
    faults: list[str] = []
    pieces: list[_Piece] = []
    texts = [text for text in re.split("[,、]", written) if text]
    for number, text in enumerate(texts):
        found = _BAND.fullmatch(text)
        if found is None:
            raise unreadable(params, _EXAMPLE)
        if found[5]:
            if number < len(texts) - 1:
                faults.append(say("“{text}”后面还有分段，轮不到", text=text))
            holes = list(_holes(pieces))
            pieces += [_Piece(text, low, high, Fraction(found[6])) for low, high in holes]
            faults += [] if holes else [say("“{text}”轮不到，前面的分段已经写全", text=text)]
            continue
        piece = _cut_off(_piece(text, found), pieces)
        if piece.empty:
            faults.append(say("“{text}”永远轮不到", text=text))
        faults += [say("“{text}”和“{one}”重叠", text=text, one=one.text) for one in pieces if piece.meets(one)]
        pieces.append(piece)
    faults += [say("{told}没有写得多少分", told=_told(low, high)) for low, high in _holes(pieces)]
    if len(pieces) == 1 and not faults:
        faults.append(say("只有一段，个个同分"))
    if faults:
        raise Unclear("params", joined("；", faults), say("请从高到低写，首尾相接，最后可写“其余得…”"))
    return tuple(Step(*_begins(piece), piece.points) for piece in sorted(pieces, key=lambda one: one.low))


def _piece(text: str, found: re.Match[str]) -> _Piece:
    points = Fraction(found[6])
    if found[1]:
        comparison = _compared(found[1])
        upwards = comparison in (Comparison.AT_LEAST, Comparison.ABOVE)
        return _Piece(text, *_between(comparison, _share(found[2])), points, "up" if upwards else "down")
    low, high = _share(found[3]), _share(found[4])
    return _Piece(text, (low, 0), LAST if high == 1 else (high, 0), points)


def _cut_off(piece: _Piece, before: Sequence[_Piece]) -> _Piece:
    """``≥90%，≥80%`` is read as people mean it: the second is from 80 % up to 90 %."""
    alike = [one for one in before if one.open and one.open == piece.open]
    if piece.open == "up":
        return replace(piece, high=min([piece.high, *(one.low for one in alike)]))
    return replace(piece, low=max([piece.low, *(one.high for one in alike)]))


def _holes(pieces: Sequence[_Piece]) -> Iterator[tuple[Cut, Cut]]:
    """What of all shares no piece covers, in ascending order."""
    reached = FIRST
    for piece in sorted((one for one in pieces if not one.empty), key=lambda one: one.low):
        if piece.low > reached:
            yield reached, piece.low
        reached = max(reached, piece.high)
    if reached < LAST:
        yield reached, LAST


def _begins(piece: _Piece) -> tuple[Fraction, bool]:
    share, after = piece.low
    return share, bool(after)


def _told(low: Cut, high: Cut) -> str:
    """A hole for people: 60%（含）到 80%（不含）."""
    if low[0] == high[0]:
        return percent(low[0])
    return say("{low}到{high}", low=_end(low[0], within=not low[1]), high=_end(high[0], within=bool(high[1])))


def _end(share: Fraction, *, within: bool) -> Saying:
    if within:
        return say("{share}（含）", share=percent(share))
    return say("{share}（不含）", share=percent(share))


def _with_exception(
    campaign: Campaign, indicator: Indicator, text: str, before: tuple[Unless, ...]
) -> tuple[Unless, ...]:
    """The exceptions so far and one more. Raises Unclear where it always or never holds, or is never reached."""
    found = _UNLESS.fullmatch(text)
    if found is None:
        raise unreadable(text, _EXAMPLE)
    grades, compared, share = _grades(campaign, indicator, found[1]), _compared(found[2]), _share(found[3])
    low, high = _between(compared, share)
    if low >= high or (low, high) == (FIRST, LAST):
        raise Unclear("params", say("“{text}”总是成立，或永不成立", text=text), say("请改比例，或删去这一段"))
    for other in before:
        wide_low, wide_high = _between(other.comparison, other.share)
        if set(other.grades) == set(grades) and wide_low <= low and high <= wide_high:
            raise Unclear(
                "params", say("“{text}”永远轮不到，前面已有更宽的一段", text=text), say("请把更严的一段写在前面")
            )
    return (*before, Unless(grades, compared, share, Fraction(found[4])))


KNOWN = {"分段赋分": Known(say("等次题的编号或名称"), _EXAMPLE, _bands)}
