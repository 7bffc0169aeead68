"""Ranking by field (各领域排名): subjects of one 领域 side by side, whichever group they were rated in.

Only scores that are shown take part: a place between two shown scores would tell a withheld one.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Campaign, Subject
from evalsite.core.disclosure import Figure, Results, Score, Shown
from evalsite.core.scoring import places


@dataclass(frozen=True, slots=True)
class FieldLine:
    """One subject in its field. ``place`` is the rank in the field, None where the score is not shown; ``rank`` the
    one in its group, as every report has it.
    """

    subject: Subject
    score: Figure
    place: int | None
    rank: Figure | None
    verdict: Figure | None


@dataclass(frozen=True, slots=True)
class FieldRanking:
    """A field with its subjects by place, those without a shown score last; ``of`` is how many have a place.

    ``comparable`` is False where its subjects were rated on different sheets or by different electorates: their scores
    then do not mean the same, and the places are for information only.
    """

    name: str
    lines: tuple[FieldLine, ...]
    of: int
    comparable: bool


def field_rankings(results: Results) -> tuple[FieldRanking, ...]:
    """The fields in the order in which the campaign names them. Places are 1, 2, 2, 4 by the exact score.

    A field needs two scored subjects: one alone has nobody to be ranked with. Subjects without a field are in none.
    """
    totals = {s.subject: s for s in results.scores if s.electorate is None and s.indicator is None}
    fields: dict[str, list[Subject]] = {}
    for subject in results.campaign.subjects:
        if subject.field and (line := totals.get(subject.code)) and line.score is not None:
            fields.setdefault(subject.field, []).append(subject)
    return tuple(
        _ranking(results.campaign, name, members, totals) for name, members in fields.items() if len(members) > 1
    )


def _ranking(campaign: Campaign, name: str, members: list[Subject], totals: dict[str, Score]) -> FieldRanking:
    exact: dict[str, Fraction] = {}
    for subject in members:
        score = totals[subject.code].score
        if isinstance(score, Shown):
            exact[subject.code] = score.value
    found = places(exact)
    lines = [_line(subject, totals[subject.code], found.get(subject.code)) for subject in members]
    lines.sort(key=lambda line: line.place or len(members) + 1)  # a stable order: equals stay as the campaign has them
    return FieldRanking(name, tuple(lines), len(exact), _comparable(campaign, members))


def _line(subject: Subject, total: Score, place: int | None) -> FieldLine:
    assert total.score is not None  # such subjects take no part
    return FieldLine(subject, total.score, place, total.rank, total.verdict)


def _comparable(campaign: Campaign, members: Iterable[Subject]) -> bool:
    """Whether all were asked about in the same indicators by the same electorates.

    An electorate that is left out for its own unit alone is not another one: that is how 回避 works.
    """
    groups = {member.group for member in members}
    asked = {
        tuple(i.code for i in campaign.indicators if campaign.is_scored(i) and i.applies_to(group)) for group in groups
    }
    voters = {tuple(e.code for e in campaign.electorates if group in e.groups and not e.unit) for group in groups}
    return len(asked) == len(voters) == 1
