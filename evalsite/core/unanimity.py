"""Unanimity (全票一致): where an electorate's shown figures tell everybody's vote, because all voted alike.

A threshold cannot help: of six ballots with six 优秀 everyone knows all six. Nor can such a figure be withheld for being
unanimous: that it is missing, though enough people voted, would say that they all agreed, and with the totals beside it
on what. So it is said to whoever hands results out, and what to withhold is decided by structure, before anybody votes.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Campaign, Indicator, Type
from evalsite.core.crowds import SMALL_CROWD
from evalsite.core.disclosure import Count, Results, Score, Shown, Withheld
from evalsite.core.saying import say
from evalsite.core.scoring import ALL
from evalsite.core.votes import left_out
from evalsite.core.withholding import MIXED


@dataclass(frozen=True, slots=True)
class Unanimous:
    """All ``ballots`` valid ballots of an electorate marked a subject alike for an indicator: with ``mark``.

    ``electorate`` is ``"*"`` where only the figures of all electorates together are shown.
    """

    electorate: str
    subject: str
    indicator: str
    mark: str
    ballots: int


def unanimous(results: Results) -> tuple[Unanimous, ...]:
    """Every shown figure that tells all votes behind it, the smallest crowds first.

    For 等次, 多选, 推荐 and 排序 by their counts; for 打分 by a mean at an end of the range, which only equal scores can
    give (of those who gave one). A total is named only where an electorate behind it is not: who agrees in all parts agrees in the sum.
    """
    valid = {line.electorate: line.valid for line in results.attendance}
    found = [*_by_counts(results, valid), *_by_means(results, valid)]
    single = {(one.subject, one.indicator) for one in found if one.electorate != ALL}
    kept = (one for one in found if one.electorate != ALL or (one.subject, one.indicator) not in single)
    order = {electorate.code: place for place, electorate in enumerate(results.campaign.counted)}
    return tuple(sorted(kept, key=lambda one: (one.ballots, order.get(one.electorate, -1))))


def _ballots(campaign: Campaign, subject: str, electorate: str, valid: dict[str, int]) -> int:
    """Ballots behind a figure: of those in a pool (合并计票) that rate the subject, and for a total of all electorates
    but those that stay below the limit where they are left out (不计入合计).
    """
    of = campaign.subject(subject)
    behind: dict[str, int] = {}
    whole: dict[str, int] = {}
    for one in campaign.electorates:
        code = campaign.pool_of(one.code)
        whole[code] = whole.get(code, 0) + valid[one.code]
        if one.rates(of):
            behind[code] = behind.get(code, 0) + valid[one.code]
    if electorate != ALL:
        return behind.get(electorate, 0)
    return sum(number for code, number in behind.items() if code not in left_out(campaign, whole))


def _by_counts(results: Results, valid: dict[str, int]) -> Iterator[Unanimous]:
    groups: dict[tuple[str, str, str], list[Count]] = {}
    for line in results.counts:
        groups.setdefault((line.electorate, line.subject, line.indicator), []).append(line)
    for (electorate, subject, indicator), lines in groups.items():
        ballots = _ballots(results.campaign, subject, electorate, valid)
        for mark in _all_of(lines, ballots):
            yield Unanimous(electorate, subject, indicator, mark, ballots)


def _all_of(lines: Iterable[Count], ballots: int) -> Iterator[str]:
    for line in lines:
        if ballots and isinstance(line.votes, Shown) and line.votes.value == ballots:
            yield line.grade


def _by_means(results: Results, valid: dict[str, int]) -> Iterator[Unanimous]:
    scores = {one.code: one for one in results.campaign.indicators if one.type is Type.SCORE}
    yield from _by_totals(results, valid)
    for line in results.scores:
        plain = line.indicator in scores and not _reshaped(results.campaign, line.indicator)
        if plain and line.indicator and line.electorate is not None and isinstance(line.score, Shown):
            asked = scores[line.indicator]
            ends = {asked.low: say("最低分"), asked.high: say("最高分")}
            if line.score.value in ends:
                ballots = _ballots(results.campaign, line.subject, line.electorate, valid)
                yield Unanimous(*_place(line), ends[int(line.score.value)], ballots)


def _by_totals(results: Results, valid: dict[str, int]) -> Iterator[Unanimous]:
    """Where totals alone are published and their votes are not: a score at the end of the range is that of every mark.

    Not where somebody weighs nothing: of those a score says nothing.
    """
    campaign = results.campaign
    weights = [one.weight for one in campaign.counted] + [one.weight for one in campaign.scheme.electorate_groups]
    if campaign.scheme.details or 0 in weights:
        return
    hidden = {
        (one.subject, one.indicator) for one in results.counts if one.electorate == ALL and one.votes == Withheld(MIXED)
    }
    for line in results.scores:
        if line.electorate is None and line.indicator and isinstance(line.score, Shown):
            asked = campaign.indicator(line.indicator)
            silent = asked.type is Type.SCORE or (line.subject, line.indicator) in hidden
            ends = _ends(campaign, asked) if silent and not _reshaped(campaign, line.indicator) else {}
            if line.score.value in ends:
                ballots = _ballots(campaign, line.subject, ALL, valid)
                yield Unanimous(ALL, line.subject, line.indicator, ends[line.score.value], ballots)


def _ends(campaign: Campaign, asked: Indicator) -> dict[Fraction, str]:
    """The marks that a mean at an end of the range can only come of; none where two grades have the same points."""
    if asked.type is Type.SCORE:
        return {Fraction(asked.low): say("最低分"), Fraction(asked.high): say("最高分")}
    if asked.type is not Type.GRADE:
        return {}
    worth = [(g.points, g.name) for g in campaign.scale(asked.scale).grades if g.points is not None]
    found = {end for end in (min(worth)[0], max(worth)[0]) if sum(points == end for points, _ in worth) == 1}
    return {points: name for points, name in worth if points in found}


def _reshaped(campaign: Campaign, indicator: str) -> bool:
    """Whether a rule stands between the scores given and the one shown."""
    scheme = campaign.scheme
    return any((scheme.trimming_of(indicator), scheme.bands_of(indicator), scheme.placing_of(indicator)))


def _place(line: Score) -> tuple[str, str, str]:
    assert line.electorate is not None and line.indicator is not None  # asked for by the caller  # noqa: PT018
    return line.electorate, line.subject, line.indicator


@dataclass(frozen=True, slots=True)
class Agreement:
    """What to say of one electorate: in how many places all its ballots agree, with the first of them."""

    electorate: str
    ballots: int
    places: tuple[Unanimous, ...]


def agreements(results: Results) -> tuple[Agreement, ...]:
    """Unanimity an electorate at a time, the smallest crowds first, those of ``SMALL_CROWD`` and more left out."""
    found = [one for one in unanimous(results) if one.ballots < SMALL_CROWD]
    groups: dict[tuple[str, int], list[Unanimous]] = {}
    for one in found:
        groups.setdefault((one.electorate, one.ballots), []).append(one)
    return tuple(Agreement(code, ballots, tuple(places)) for (code, ballots), places in groups.items())


def _name(campaign: Campaign, code: str) -> str:
    return next(one.name for one in campaign.counted if one.code == code)


def in_words(agreement: Agreement, campaign: Campaign) -> str:
    """``票种“甲”的 6 张有效票对 3 处评得完全一样，如“张三”的“总体评价”全是“优秀”``."""
    first = agreement.places[0]
    who = (
        say("各票种合计")
        if agreement.electorate == ALL
        else say("票种“{name}”", name=_name(campaign, agreement.electorate))
    )
    example = say(
        "“{subject}”的“{indicator}”全是“{mark}”",
        subject=campaign.subject(first.subject).name,
        indicator=campaign.indicator(first.indicator).name,
        mark=first.mark,
    )
    told = {"who": who, "ballots": agreement.ballots, "example": example}
    if len(agreement.places) == 1:
        return say("{who}的 {ballots} 张有效票完全一样：{example}", **told)
    return say("{who}的 {ballots} 张有效票有 {number} 处完全一样，如{example}", number=len(agreement.places), **told)


ADVICE = say(
    "看到这些数就知道这个票种每个人怎么投的。印发时请只用合计，不附分票种的数；下次请并入人数更多的票种，或在规则里写“票种明细 不公布”。"
)
