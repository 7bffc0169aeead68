"""Which figures are withheld (隐去), and that nothing shown gives them away.

Rules, blind to what anybody voted for:

* ``below_limit``: a figure that rests on fewer than k valid ballots (公布下限) is withheld.
* ``few_marks``: so is a mean of numbers that fewer than k ballots gave.
* ``sums``: a sum is withheld as soon as one of its parts is. A total over electorates, a score over indicators and a
  rank drawn from it would otherwise give the part away by subtraction.
* ``totals_only``: where the campaign says so, the figures of all single electorates are.

What this leaves is stronger than complementary suppression by choice of cells, which has to be audited for every data
set and tells by its choice: no shown figure is computed from a withheld one, so the shown ones narrow a withheld count
by nothing. It may be anything from 0 to the number of ballots behind it, and that number (fewer than k) is public
anyway. tests/attack/test_subtraction.py checks it with integer programming over the published file.

An electorate without any valid ballot hides nobody: its own figures are withheld as all below the limit are, but no
sum is for its sake.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from evalsite.core.campaign import Campaign
from evalsite.core.scoring import ALL, CountLine, ScoreLine

BELOW_LIMIT = "below_limit"
FEW_MARKS = "few_marks"
PART_WITHHELD = "part_withheld"
NO_TOTAL = "no_total"
FEW_WROTE = "few_wrote"
TOTALS_ONLY = "totals_only"
REASONS = {
    BELOW_LIMIT: "有效票少于公布下限，为保护投票人不予公布",
    FEW_MARKS: "打了分的票少于公布下限，为保护投票人不予公布",
    NO_TOTAL: "有票种没有有效评分，按规则不出总分",
    FEW_WROTE: "写这个名字的票少于公布下限，不公布票数",
    TOTALS_ONLY: "按规则只公布合计，不公布单个票种的数字",
    PART_WITHHELD: "其中有一部分未公布，公布合计就能推算出来，因此一并不予公布",
}


@dataclass(frozen=True, slots=True)
class Lines:
    """What the rules of disclosure look at."""

    campaign: Campaign
    counts: tuple[CountLine, ...]
    scores: tuple[ScoreLine, ...]


Line = CountLine | ScoreLine
Hidden = dict[Line, str]


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


def sums(lines: Lines, hidden: Hidden) -> Hidden:
    """Sums with a withheld part that has ballots: over electorates (``"*"``, None), over indicators, over both."""
    parts = {(x.subject, x.electorate, x.indicator) for x in hidden if x.ballots and x.electorate not in (ALL, None)}
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


RULES: tuple[Callable[[Lines, Hidden], Hidden], ...] = (below_limit, few_marks, sums, totals_only)


def withheld(lines: Lines) -> Hidden:
    """Every line that may not be seen, with its reason (a key of ``REASONS``)."""
    hidden: Hidden = {}
    for rule in RULES:
        hidden |= rule(lines, hidden)
    return hidden
