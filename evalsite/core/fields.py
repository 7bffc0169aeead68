"""Ranking by field (各领域排名): subjects of one 领域 side by side, whichever group they were rated in.

Only scores that are shown take part: a place between two shown scores would tell a withheld one.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from evalsite.core.campaign import Campaign, Subject
from evalsite.core.comparison import Place, placed, shown_values
from evalsite.core.disclosure import Figure, Results, Score
from evalsite.core.sameness import sheet_differences


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

    ``groups`` is empty where the whole field was rated alike. Otherwise it names the groups that this ranking is of:
    scores from another sheet or of other electorates do not mean the same, and nobody is ranked by them.
    """

    name: str
    groups: tuple[str, ...]
    lines: tuple[FieldLine, ...]
    of: int


def field_rankings(results: Results) -> tuple[FieldRanking, ...]:
    """The fields in the order in which the campaign names them. Places are 1, 2, 2, 4 by the exact score.

    The places are those of 横向 in the report on each subject (comparison.py): units among units, people among people,
    each among those rated by the same sheet. One alone has nobody to be ranked with; a subject without a field is in none.
    """
    scores = {s.subject: s for s in results.scores if s.electorate is None and s.indicator is None}
    alike: dict[tuple[str, str], list[Subject]] = {}
    for subject in results.campaign.subjects:
        if subject.field and subject.code in scores and scores[subject.code].score is not None:
            alike.setdefault((subject.field, subject.kind), []).append(subject)
    found: list[FieldRanking] = []
    for (name, _), members in alike.items():
        parts = _by_sheet(results.campaign, members)
        for part in parts:
            groups = tuple(dict.fromkeys(one.group for one in part)) if len(parts) > 1 else ()
            if len(part) > 1:
                found.append(_ranking(name, groups, part, scores))
    return tuple(found)


def _by_sheet(campaign: Campaign, members: Iterable[Subject]) -> list[list[Subject]]:
    """The members in parts that were rated alike, in the order in which their groups first appear."""
    parts: list[list[Subject]] = []
    for one in members:
        same = (p for p in parts if not sheet_differences(campaign, p[0].group, campaign, one.group))
        part = next(same, None)
        if part is None:
            parts.append([one])
        else:
            part.append(one)
    return parts


def _ranking(name: str, groups: tuple[str, ...], members: list[Subject], scores: dict[str, Score]) -> FieldRanking:
    places = placed(shown_values({one.code: scores[one.code].score for one in members}))
    lines = [_line(one, scores[one.code], places.get(one.code)) for one in members]
    lines.sort(key=lambda line: line.place or len(members) + 1)  # a stable order: equals stay as the campaign has them
    return FieldRanking(name, groups, tuple(lines), len(places))


def _line(subject: Subject, total: Score, place: Place | None) -> FieldLine:
    assert total.score is not None  # such subjects take no part
    return FieldLine(subject, total.score, place.rank if place else None, total.rank, total.verdict)
