"""What may be shown: every output passes here and receives figures that are either shown or withheld, never both.

Which figures those are is decided in core/withholding.py; a template never sees the number behind a ``Withheld``.
"""

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

from evalsite.core import judging, verdictwords
from evalsite.core.campaign import Campaign, Type
from evalsite.core.findings import squeezed
from evalsite.core.groupscores import group_lines
from evalsite.core.moderation import Moderation, credited, nominations_of
from evalsite.core.paper import PaperLine
from evalsite.core.redacting import Redactions
from evalsite.core.remarks import remarks
from evalsite.core.results import Comment, Count, GroupScore, Results, Score, WriteIn
from evalsite.core.scoring import (
    CountLine,
    ScoreLine,
    Scorer,
    in_words,
    places,
    rounded,
    rounded_rates,
    turnout,
)
from evalsite.core.shown import Figure, Shown, Withheld, whole
from evalsite.core.standings import Nominated, Pair, Ranked, Standings
from evalsite.core.tally import Tally
from evalsite.core.votes import together
from evalsite.core.withholding import (
    BELOW_LIMIT,
    FEW_MARKS,
    FEW_WROTE,
    NO_TOTAL,
    PART_WITHHELD,
    REASONS,
    Hidden,
    Lines,
    of_group,
    parts_of,
    withheld,
)
from evalsite.core.writeins import Name

__all__ = [
    "BELOW_LIMIT",
    "FEW_MARKS",
    "FEW_WROTE",
    "NO_TOTAL",
    "PART_WITHHELD",
    "REASONS",
    "Comment",
    "Count",
    "Figure",
    "GroupScore",
    "Nominated",
    "Pair",
    "Ranked",
    "Results",
    "Score",
    "Shown",
    "Withheld",
    "WriteIn",
    "disclose",
]


def _counts(lines: Lines, hidden: Hidden) -> list[Count]:
    """Lines of one electorate, subject and indicator are rounded together: the last one may take the rest."""
    groups: dict[tuple[str, str, str], list[CountLine]] = {}
    for line in lines.counts:
        groups.setdefault((line.electorate, line.subject, line.indicator), []).append(line)
    return [count for group in groups.values() for count in _group(group, lines.campaign, hidden)]


def _group(group: list[CountLine], campaign: Campaign, hidden: Hidden) -> list[Count]:
    based = [line for line in group if line.base]
    exclusive = campaign.indicator(group[0].indicator).type is Type.GRADE
    shares: dict[str, Fraction] = {}
    if based:
        assert based[0].base is not None  # `based` holds lines with a base only
        if exclusive:
            values = rounded_rates([line.votes for line in based], based[0].base, campaign.rates)
        else:  # options of a choice do not add up to a whole: nobody takes a rest
            values = [rounded_rates([line.votes], based[0].base, campaign.rates)[0] for line in based]
        shares = {line.grade: value for line, value in zip(based, values, strict=True)}
    counts: list[Count] = []
    for line in group:
        votes: Figure = whole(line.votes)
        rate: Figure | None = None
        if line.grade in shares:
            rate = Shown(shares[line.grade], in_words(shares[line.grade], campaign.rates))
        if line in hidden:
            # Also where the base is zero: "no rate" would tell that every ballot was left out of the base (不了解).
            votes, rate = Withheld(hidden[line]), None if line.base is None else Withheld(hidden[line])
        counts.append(Count(line.electorate, line.subject, line.indicator, line.grade, votes, rate))
    return counts


def _ranks(lines: Lines, hidden: Hidden) -> dict[ScoreLine, tuple[int, int]]:
    """(rank, of how many) among the shown scores of the same group, electorate and indicator.

    A withheld score takes no part: its place would say where it lies between two shown ones.
    """
    groups: dict[tuple[str, str | None, str | None], list[ScoreLine]] = {}
    for line in lines.scores:
        if line.score is not None and line not in hidden:
            group = lines.campaign.subject(line.subject).group
            groups.setdefault((group, line.electorate, line.indicator), []).append(line)
    ranks: dict[ScoreLine, tuple[int, int]] = {}
    for (_, _, indicator), members in groups.items():
        by_place = indicator is not None and lines.campaign.low_is_better(indicator)
        found = places({m.subject: m.score for m in members if m.score is not None}, low_is_better=by_place)
        ranks |= {member: (found[member.subject], len(members)) for member in members}
    return ranks


def _scores(lines: Lines, hidden: Hidden) -> list[Score]:
    ranks = _ranks(lines, hidden)
    scores: list[Score] = []
    for line in lines.scores:
        score: Figure | None = None
        rank: Figure | None = None
        of: int | None = None
        if line in hidden:
            score = rank = Withheld(hidden[line])
        elif line.halted:
            score = rank = Withheld(NO_TOTAL)
        elif line.score is not None:
            shown = rounded(line.score, lines.campaign.rates)
            score = Shown(line.score, in_words(shown, lines.campaign.rates))
            rank, of = whole(ranks[line][0]), ranks[line][1]
        scores.append(Score(line.subject, line.electorate, line.indicator, score, rank, of))
    return scores


def _with_verdicts(scores: list[Score], lines: Lines, hidden: Hidden) -> list[Score]:
    """The scores with the verdicts that rest on shown figures; with a total for those who have a verdict alone."""
    halted: Hidden = {line: NO_TOTAL for line in lines.scores if line.halted}
    facts = judging.Facts(lines.counts, lines.scores, {**halted, **hidden})
    found = judging.verdicts(lines.campaign, facts)
    judged: list[Score] = []
    for score in scores:
        whole = score.electorate is None and score.indicator is None
        judged.append(
            _judged(score, found.pop(score.subject), lines.campaign) if whole and score.subject in found else score
        )
    return judged + [
        _judged(Score(code, None, None, None, None, None), verdict, lines.campaign) for code, verdict in found.items()
    ]


def _judged(score: Score, verdict: judging.Verdict | judging.Secret, campaign: Campaign) -> Score:
    if isinstance(verdict, judging.Secret):
        return replace(score, verdict=Withheld(verdict.reason))
    figure = Shown(Fraction(verdict.place), verdict.text)
    return replace(score, verdict=figure, ground=verdictwords.ground(campaign, score.subject, verdict))


def _shuffled(text: str) -> bytes:
    """An order that means nothing and is the same each time: alphabetical order would put like beginnings together."""
    return hashlib.sha256(text.encode()).digest()


def _comments(campaign: Campaign, tally: Tally, redactions: Redactions) -> Iterator[Comment]:
    """Answers in free text as they may be read, shuffled by what is read: by what was written, guesses could be tried."""
    for part in tally.texts:
        if campaign.indicator(part.indicator).type is Type.NOMINATE:
            continue
        seen = (redactions.seen(part.subject, part.indicator, text) for text in part.texts)
        for one in sorted(seen, key=lambda one: _shuffled(one.text)):
            yield Comment(part.subject, part.indicator, one.text, one.reasons)


def _writeins(scorer: Scorer, names: Mapping[str, tuple[Name, ...]], moderation: Moderation) -> Iterator[WriteIn]:
    """Names written in. The number of ballots that wrote a name is told from the limit on; of one merged into the list
    always, since the total of all electorates less that of each tells it anyway.
    """
    for code, found in names.items():
        base = scorer.written_base(code)
        made = [_writein(scorer.campaign, code, name, base, moderation) for name in found]
        yield from sorted(made, key=lambda one: (-_votes(one.votes), _shuffled(one.name)))


def _votes(figure: Figure) -> Fraction:
    return figure.value if isinstance(figure, Shown) else Fraction(0)


def _writein(campaign: Campaign, code: str, name: Name, base: int, moderation: Moderation) -> WriteIn:
    if name.subject:
        listed, votes, least = campaign.subject(name.subject).name, whole(name.votes), whole(name.least)
        exact = all(one.key == squeezed(listed) for one in name.spellings)
        return WriteIn(code, name.subject, listed, votes, least, None, exact=exact)
    seen = moderation.seen_name(code, name)
    if name.votes < campaign.threshold:
        few = Withheld(FEW_WROTE)
        return WriteIn(code, None, seen.text, few, few, few if base else None, seen.reasons)
    rate: Figure | None = None
    if base:
        value = rounded_rates([name.votes], base, campaign.rates)[0]
        rate = Shown(value, in_words(value, campaign.rates))
    exact = len(name.spellings) == 1
    return WriteIn(code, None, seen.text, whole(name.votes), whole(name.least), rate, seen.reasons, exact)


def _groups(scorer: Scorer, lines: Lines, hidden: Hidden) -> Iterator[GroupScore]:
    """Scores of groups of electorates and of indicators, withheld with the least of their parts.

    Where totals alone are published (票种明细 = 不公布) there are none: each would be one sum more over the same electorates.
    """
    if not lines.campaign.scheme.details:
        return
    parts = parts_of(hidden)
    for line in group_lines(scorer, lines.scores):
        score: Figure | None = None
        if reason := of_group(line, parts) or (NO_TOTAL if line.halted else ""):
            score = Withheld(reason)
        elif line.score is not None:
            score = Shown(line.score, in_words(rounded(line.score, lines.campaign.rates), lines.campaign.rates))
        yield GroupScore(line.subject, line.kind, line.name, score)


def disclose(
    campaign_id: str,
    campaign: Campaign,
    tally: Tally,
    closing: dict[str, tuple[int, int, int]],
    moderation: Moderation | None = None,
) -> Results:
    """Everything that may be published of a counted campaign.

    ``closing`` gives (issued, stamped, dropped) per electorate, from the signed closing statement; ``moderation`` what
    organisers have hidden and merged.
    """
    moderation = moderation or Moderation()
    attendance = tuple(turnout(campaign, tally, closing))
    expected = {one.electorate: one.expected for one in attendance}
    stamped = {one.electorate: one.stamped for one in attendance}
    scorer = Scorer(campaign, tally, expected, stamped)
    names = {code: moderation.names(tally, code) for code in nominations_of(campaign)}
    lines = Lines(campaign, tuple(credited(scorer.counts(), names)), tuple(scorer.scores()))
    hidden = withheld(lines)
    scores = tuple(_with_verdicts(_scores(lines, hidden), lines, hidden))
    standings = Standings(scorer, lines, hidden)
    paper = tuple(PaperLine.of(one) for one in tally.paper)
    return Results(
        campaign_id,
        campaign,
        attendance,
        {one.electorate: one.void for one in tally.electorates if one.returned >= campaign.threshold},
        tuple(_counts(lines, hidden)),
        scores,
        tuple(_comments(campaign, tally, moderation.redactions)),
        (*remarks(campaign, closing, together(attendance, paper)), *standings.remarks()),
        writeins=tuple(_writeins(scorer, names, moderation)),
        rankings=tuple(standings.rankings()),
        pairs=tuple(standings.pairs()),
        nominations=tuple(standings.nominations()),
        paper=paper,
        groups=tuple(_groups(scorer, lines, hidden)),
    )
