"""公开结果: the part of disclosed results that 可见范围 promises to the public, and not a figure more."""

from dataclasses import dataclass

from evalsite.core.campaign import Campaign, Subject, Type
from evalsite.core.disclosure import Count, Figure, Results, Score
from evalsite.core.remarks import Remark
from evalsite.core.report_parts import rank_order
from evalsite.core.rulewords import Sentence, rules_in_words
from evalsite.core.visibility import Public
from evalsite.core.votes import TurnoutLine


@dataclass(frozen=True, slots=True)
class Standing:
    """One subject: its total, and place and verdict where these are public too; None where it has none."""

    subject: Subject
    score: Figure | None
    rank: Figure | None
    verdict: Figure | None


@dataclass(frozen=True, slots=True)
class Group:
    """The subjects of one group: as the campaign has them, by rank where ranks are public."""

    name: str
    lines: tuple[Standing, ...]


@dataclass(frozen=True, slots=True)
class Votes:
    """The votes of all electorates together on one indicator: its grades, and each subject's counts in their order."""

    name: str
    grades: tuple[str, ...]
    lines: tuple[tuple[Subject, tuple[Count, ...]], ...]


@dataclass(frozen=True, slots=True)
class Announced:
    """``turnout`` has the paper ballots in it. ``ranked``: whether places and verdicts are public."""

    name: str
    organiser: str
    rehearsal: bool
    turnout: tuple[tuple[str, TurnoutLine], ...]
    remarks: tuple[Remark, ...]
    rules: tuple[Sentence, ...]
    ranked: bool = False
    groups: tuple[Group, ...] = ()
    votes: tuple[Votes, ...] = ()

    @property
    def figures(self) -> tuple[Figure | None, ...]:
        """All figures on the page, for the reasons of those that are withheld."""
        standings = [line for group in self.groups for line in group.lines]
        counts = [count for table in self.votes for _, line in table.lines for count in line]
        return (*(line.score for line in standings), *(line.verdict for line in standings), *(c.votes for c in counts))


def announced(results: Results) -> Announced | None:
    """What the public may see; None where it was promised nothing."""
    campaign = results.campaign
    public = campaign.visibility.public
    if public is Public.NONE:
        return None
    names = {one.code: one.name for one in campaign.electorates}
    ranked = public is Public.RANKS
    return Announced(
        campaign.name,
        campaign.organiser,
        campaign.rehearsal,
        tuple((names[line.electorate], line) for line in results.attendance),
        results.remarks,
        rules_in_words(campaign),
        ranked,
        _groups(results, ranked=ranked) if public in (Public.SCORES, Public.RANKS) else (),
        _votes(results) if public is Public.VOTES else (),
    )


def _groups(results: Results, *, ranked: bool) -> tuple[Group, ...]:
    found: dict[str, list[Standing]] = {}
    for subject in results.campaign.subjects:
        total = results.scores_at.get((subject.code, None, None))
        if total is not None:
            found.setdefault(subject.group, []).append(_standing(subject, total, ranked=ranked))
    if ranked:
        found = {name: sorted(lines, key=lambda line: rank_order(line.rank)) for name, lines in found.items()}
    return tuple(Group(name, tuple(lines)) for name, lines in found.items())


def _standing(subject: Subject, total: Score, *, ranked: bool) -> Standing:
    return Standing(subject, total.score, total.rank if ranked else None, total.verdict if ranked else None)


def _votes(results: Results) -> tuple[Votes, ...]:
    """Grades and choices; what else was asked has no table of few columns."""
    asked = [one for one in results.campaign.indicators if one.type in (Type.GRADE, Type.CHOICE)]
    return tuple(
        Votes(one.name, _grades(results.campaign, one.scale), lines)
        for one in asked
        if (
            lines := tuple(
                (subject, tuple(counts))
                for subject in results.campaign.subjects
                if (counts := results.counts_at.get((subject.code, one.code)))
            )
        )
    )


def _grades(campaign: Campaign, scale: str) -> tuple[str, ...]:
    return tuple(grade.name for grade in campaign.scale(scale).grades)
