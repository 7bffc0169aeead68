"""Which figures are withheld (隐去), and that nothing shown gives them away.

Rules, blind to what anybody voted for:

* ``below_limit``: a figure that rests on fewer than k valid ballots (公布下限) is withheld.
* ``few_marks``: so is a mean of numbers that fewer than k ballots gave.
* ``same_ballots``: places of a ranking (and marks under a limit on the ballot) add up over the subjects of a sheet; where
  one of these is withheld, the others of the same ballots are.
* ``sums``: a sum is withheld as soon as one of its parts is. A total over electorates, a score over indicators and a
  rank drawn from it would otherwise give the part away by subtraction.
* ``totals_only``: where the campaign says so, the figures of all single electorates are.
* ``mixed``: there, votes of all electorates together are withheld where a score weighs the electorates: two different
  sums over the same two electorates would tell both.

What this leaves is stronger than complementary suppression by choice of cells, which has to be audited for every data
set and tells by its choice: no shown figure is computed from a withheld one, so the shown ones narrow a withheld count
by nothing. It may be anything from 0 to the number of ballots behind it, and that number (fewer than k) is public
anyway. tests/attack/test_subtraction.py checks it with integer programming over the published file. What 票种明细 keeps
back is no such figure: nobody in it is below the limit, and a weighted score alone leaves fewer numbers possible.

An electorate without any valid ballot hides nobody: its own figures are withheld as all below the limit are, but no
sum is for its sake.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evalsite.core.campaign import Campaign, Type
from evalsite.core.groupscores import GroupLine
from evalsite.core.points import highest
from evalsite.core.saying import say
from evalsite.core.scoring import ALL, CountLine, ScoreLine

BELOW_LIMIT = "below_limit"
FEW_MARKS = "few_marks"
PART_WITHHELD = "part_withheld"
NO_TOTAL = "no_total"
FEW_WROTE = "few_wrote"
TOTALS_ONLY = "totals_only"
SAME_BALLOTS = "same_ballots"
MIXED = "mixed"
REASONS = {
    BELOW_LIMIT: say("有效票少于公布下限，为保护投票人不予公布"),
    FEW_MARKS: say("打了分的票少于公布下限，为保护投票人不予公布"),
    NO_TOTAL: say("有票种没有有效评分，按规则不出总分"),
    FEW_WROTE: say("写这个名字的票少于公布下限，不公布票数"),
    TOTALS_ONLY: say("按规则只公布合计，不公布单个票种的数字"),
    MIXED: say("按规则只公布合计；得分由几个票种的分合成，再公布合计票数就能推算出单个票种，因此不公布票数"),
    SAME_BALLOTS: say("同一批票上有一个对象的数字未公布，公布其余对象的就能推算出来，因此一并不予公布"),
    PART_WITHHELD: say("其中有一部分未公布，公布合计就能推算出来，因此一并不予公布"),
}


@dataclass(frozen=True, slots=True)
class Lines:
    """What the rules of disclosure look at."""

    campaign: Campaign
    counts: tuple[CountLine, ...]
    scores: tuple[ScoreLine, ...]


Line = CountLine | ScoreLine
Hidden = dict[Line, str]
Parts = set[tuple[str, str | None, str | None]]


def below_limit(lines: Lines, hidden: Hidden) -> Hidden:
    """Figures on fewer than k valid ballots. The number of ballots counts, not the number of votes in one cell: a
    single 不满意 among 28 ballots says nothing about who, and published tables show it.
    """
    every: Iterable[Line] = (*lines.counts, *lines.scores)
    return {x: BELOW_LIMIT for x in every if x.ballots < lines.campaign.threshold and x not in hidden}


def few_marks(lines: Lines, hidden: Hidden) -> Hidden:
    """Means of numbers (打分) that fewer than k ballots gave: a mean of one would pass for that of all.

    Beside a mean of grades stands how many gave which; beside this one nothing does. Where nobody gave a number, there
    is none to hide.
    """
    k = lines.campaign.threshold
    return {one: FEW_MARKS for one in lines.scores if 0 < one.marks < k and one not in hidden}


def same_ballots(lines: Lines, hidden: Hidden) -> Hidden:
    """Of a ranking, a nomination, or grades with a limit on the ballot: all subjects of an electorate, once one is.

    A pool (合并计票) whose members leave out their own units is a smaller crowd for some subjects than for others. The
    places that all ballots gave are known (each place once a ballot), so the places of the others would tell those of
    the one that is withheld; votes under a limit would bound them.
    """
    linked = {one.code for one in lines.campaign.indicators if _is_linked(lines.campaign, one.code)}
    every: Iterable[Line] = (*lines.counts, *lines.scores)
    sheets = {(x.electorate, x.indicator) for x in hidden if x.ballots and x.electorate not in (ALL, None)}
    return {
        x: SAME_BALLOTS
        for x in every
        if x.indicator in linked and (x.electorate, x.indicator) in sheets and x not in hidden
    }


def _is_linked(campaign: Campaign, code: str) -> bool:
    if campaign.indicator(code).type in (Type.RANK, Type.NOMINATE):
        return True
    limited = {one.indicator for one in campaign.quotas} | {one.indicator for one in campaign.ballot.limits}
    return campaign.indicator(code).type is Type.GRADE and code in limited


def parts_of(hidden: Hidden) -> Parts:
    """(subject, electorate, indicator) of each withheld part that has ballots: no sum that holds one is shown."""
    return {(x.subject, x.electorate, x.indicator) for x in hidden if x.ballots and x.electorate not in (ALL, None)}


def of_group(line: GroupLine, parts: Parts) -> str:
    """Why the score of a group (票种组, 指标组) is withheld, as a sum of its parts would be; ``""`` where it is shown."""
    return PART_WITHHELD if any((line.subject, *pair) in parts for pair in line.behind) else ""


def sums(lines: Lines, hidden: Hidden) -> Hidden:
    """Sums with a withheld part that has ballots: over electorates (``"*"``, None), over indicators, over both."""
    parts = parts_of(hidden)
    found: list[Line] = [
        one for one in lines.counts if any((one.subject, voter, one.indicator) in parts for voter in one.behind)
    ]
    found += [one for one in lines.scores if any((one.subject, *pair) in parts for pair in one.behind)]
    return {line: PART_WITHHELD for line in found if line not in hidden}


def totals_only(lines: Lines, hidden: Hidden) -> Hidden:
    """Figures of single electorates, where the campaign says so (票种明细 = 不公布). Last: no total goes for their sake,
    since they are not below any limit; that they are all withheld was said before anybody voted and tells nothing.
    """
    if lines.campaign.scheme.details:
        return {}
    every: Iterable[Line] = (*lines.counts, *lines.scores)
    return {x: TOTALS_ONLY for x in every if x.electorate not in (ALL, None) and x not in hidden}


def mixed(lines: Lines, hidden: Hidden) -> Hidden:
    """Votes of all electorates together where single ones are kept back (票种明细 = 不公布), and a score is made of the
    scores of several: of two electorates, 60 % of the one mean and 40 % of the other beside the sum of their votes tell
    both means, and of a dozen ballots every vote.

    Not where the votes make one heap: in a pool (合并计票), or under bands of all votes together (各票种合并).
    """
    if lines.campaign.scheme.details:
        return {}
    alone = {(x.subject, x.electorate, x.indicator) for x in lines.scores if x.ballots and x.electorate != ALL}
    return {
        x: MIXED
        for x in lines.counts
        if x.electorate == ALL and x not in hidden and has_points(lines.campaign, x.indicator)
        if sum((x.subject, voter, x.indicator) in alone for voter in x.behind) > 1
    }


def has_points(campaign: Campaign, code: str) -> bool:
    """Whether a score, a mean place or Borda points can come of an indicator's marks."""
    indicator = campaign.indicator(code)
    return indicator.type is Type.RANK or highest(campaign, indicator) is not None


RULES: tuple[Callable[[Lines, Hidden], Hidden], ...] = (
    below_limit,
    few_marks,
    same_ballots,
    sums,
    totals_only,
    mixed,
)


def withheld(lines: Lines) -> Hidden:
    """Every line that may not be seen, with its reason (a key of ``REASONS``)."""
    hidden: Hidden = {}
    for rule in RULES:
        hidden |= rule(lines, hidden)
    return hidden
