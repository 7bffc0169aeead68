"""Comparison (比对考核): where a subject stands among others, from shown figures alone.

Ranks and percentiles are taken over what is shown: a withheld score has no place, since its place would say where it
lies between two shown ones. Source: 比对考核 as organisation departments publish it (docs/counting.md): 纵向 is the
rank in the own team, 横向 the rank in the field 领域.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Campaign, Subject
from evalsite.core.disclosure import Figure, Results, Shown, Withheld
from evalsite.core.sameness import sheet_differences
from evalsite.core.saying import say

MIDDLE = Fraction(50)  # where a two-axis chart is divided: half of the others lie below
QUADRANTS = {
    (True, True): say("两项均居前"),
    (True, False): say("横轴居前、纵轴居后"),
    (False, True): say("横轴居后、纵轴居前"),
    (False, False): say("两项均居后"),
}


@dataclass(frozen=True, slots=True)
class Place:
    """``rank`` of ``of``; ``percentile`` 0 (last) to 100 (first), None where there is nobody else to compare with."""

    rank: int
    of: int
    percentile: Fraction | None


def placed(values: Mapping[str, Fraction], *, low_is_better: bool = False) -> dict[str, Place]:
    """The place of each value among all: competition ranks (1, 2, 2, 4) and percentiles.

    The percentile is the part of the others that stand lower, those with the same value counted half, in percent: the
    first of several has 100, the last 0, and all equal have 50. It does not depend on how large the group is, which is
    why two measures over different groups can share a chart.
    """
    ordered = sorted(values.values())
    found: dict[str, Place] = {}
    for key, value in values.items():
        below, above = bisect_left(ordered, value), len(ordered) - bisect_right(ordered, value)
        if low_is_better:
            below, above = above, below
        others = len(ordered) - 1
        same = others - below - above
        share = Fraction(100 * (2 * below + same), 2 * others) if others else None
        found[key] = Place(above + 1, len(ordered), share)
    return found


def shown_values(figures: Mapping[str, Figure | None]) -> dict[str, Fraction]:
    """The values that may be seen; what is withheld or was never given takes no part."""
    return {key: figure.value for key, figure in figures.items() if isinstance(figure, Shown)}


# --- among whom -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Member:
    """One of those that are compared; ``place`` None where its score is withheld or was never given."""

    subject: Subject
    score: Figure | None
    place: Place | None
    own: bool


@dataclass(frozen=True, slots=True)
class Circle:
    """A subject among its like. ``title`` is the direction of the comparison, ``name`` the team or field itself.

    ``members`` stand by rank, the unranked behind them. ``left_out`` counts those of the same team or field whose
    score comes from another sheet: they are not compared with this one.
    """

    title: str
    name: str
    members: tuple[Member, ...]
    left_out: int

    @property
    def own(self) -> Member:
        return next(member for member in self.members if member.own)

    @property
    def placed(self) -> int:
        """How many have a place."""
        return sum(member.place is not None for member in self.members)

    @property
    def withheld(self) -> int:
        """How many take no part because their score is withheld."""
        return sum(isinstance(member.score, Withheld) for member in self.members)


def totals(results: Results) -> dict[str, Figure | None]:
    """The total score of every subject that has one, by code."""
    return {s.subject: s.score for s in results.scores if s.electorate is None and s.indicator is None}


def circles(results: Results, code: str) -> tuple[Circle, ...]:
    """The comparisons of one subject: 纵向 in the own team, 横向 in the field; nothing where it is alone there.

    The own team are the subjects of the same 所属单位, the field those of the same 领域, of its kind in both cases.
    Empty where nobody has a total score: then there is nothing to compare.
    """
    found = totals(results)
    own = results.campaign.subject(code)
    if code not in found:
        return ()
    alike = [s for s in results.campaign.subjects if s.kind == own.kind and s.code in found]
    return tuple(
        circle
        for title, name, among in (
            (say("纵向（本班子）"), own.unit, [s for s in alike if own.unit and s.unit == own.unit]),
            (say("横向（本领域）"), own.field, [s for s in alike if own.field and s.field == own.field]),
        )
        if len((circle := _circle(results.campaign, title, name, own, among, found)).members) > 1
    )


def _circle(
    campaign: Campaign, title: str, name: str, own: Subject, among: list[Subject], found: Mapping[str, Figure | None]
) -> Circle:
    groups = {subject.group for subject in among}
    same = {group for group in groups if not sheet_differences(campaign, own.group, campaign, group)}
    members = [subject for subject in among if subject.group in same]
    return Circle(title, name, ranked(members, own.code, found), len(among) - len(members))


def ranked(subjects: Iterable[Subject], own: str, found: Mapping[str, Figure | None]) -> tuple[Member, ...]:
    """The subjects by rank of their figures; those without a place behind, in the order in which they came."""
    subjects = tuple(subjects)
    places = placed(shown_values({s.code: found.get(s.code) for s in subjects}))
    members = [Member(s, found.get(s.code), places.get(s.code), s.code == own) for s in subjects]
    return tuple(sorted(members, key=lambda one: one.place.rank if one.place else len(members) + 1))


@dataclass(frozen=True, slots=True)
class Standing:
    """A subject's places: in its group, its team (纵向) and its field (横向); None where it is alone or not shown."""

    subject: Subject
    score: Figure | None
    group: Place | None
    team: Place | None
    field: Place | None


def standings(results: Results) -> tuple[Standing, ...]:
    """All subjects with a total score, in the order of the campaign: the same places as ``circles``, at once."""
    found = totals(results)
    subjects = [subject for subject in results.campaign.subjects if subject.code in found]
    sheets = _sheets(results.campaign, dict.fromkeys(subject.group for subject in subjects))
    places = [
        _places(found, {s.code: key for s in subjects if (key := key_of(s, sheets[s.group]))}, most)
        for key_of, most in ((_group_key, 1), (_team_key, 2), (_field_key, 2))
    ]
    return tuple(Standing(s, found[s.code], *(one.get(s.code) for one in places)) for s in subjects)


Key = tuple[str, ...] | None


def _group_key(subject: Subject, _sheet: str) -> Key:
    return (subject.group,)


def _team_key(subject: Subject, sheet: str) -> Key:
    return (subject.unit, subject.kind, sheet) if subject.unit else None


def _field_key(subject: Subject, sheet: str) -> Key:
    return (subject.field, subject.kind, sheet) if subject.field else None


def _sheets(campaign: Campaign, groups: Iterable[str]) -> dict[str, str]:
    """For each group the first one that is asked the same by the same electorates."""
    first: dict[str, str] = {}
    for group in groups:
        alike = (one for one in dict.fromkeys(first.values()) if not sheet_differences(campaign, one, campaign, group))
        first[group] = next(alike, group)
    return first


def _places(found: Mapping[str, Figure | None], keys: Mapping[str, Key], most: int) -> dict[str, Place]:
    """Places among those of the same key, where there are at least ``most`` of them."""
    members: dict[Key, dict[str, Figure | None]] = {}
    for code, key in keys.items():
        members.setdefault(key, {})[code] = found[code]
    places: dict[str, Place] = {}
    for figures in members.values():
        if len(figures) >= most:
            places |= placed(shown_values(figures))
    return places


# --- two measures against each other ----------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Measure:
    """Something that subjects are measured by: ``key`` names it in an address, ``name`` for people.

    ``source`` says where it comes from (the ballots, or who supplied it): an axis of a chart must not hide that.
    """

    key: str
    name: str
    source: str
    figures: Mapping[str, Figure | None]
    low_is_better: bool = False


@dataclass(frozen=True, slots=True)
class Spot:
    """A subject in a two-axis chart, by percentiles."""

    subject: Subject
    x: Fraction
    y: Fraction
    own: bool

    @property
    def quadrant(self) -> tuple[bool, bool]:
        """Whether it stands in the upper half of each measure; the middle itself belongs to the upper half."""
        return self.x >= MIDDLE, self.y >= MIDDLE

    @property
    def corner(self) -> str:
        """The name of its corner of the chart."""
        return QUADRANTS[self.quadrant]


@dataclass(frozen=True, slots=True)
class TwoAxes:
    """Subjects by two measures. ``left_out`` are those that lack a shown figure of one of them."""

    x: Measure
    y: Measure
    spots: tuple[Spot, ...]
    left_out: tuple[Subject, ...]


def two_axes(subjects: Iterable[Subject], x: Measure, y: Measure, own: str = "") -> TwoAxes | None:
    """The subjects that have both figures, each axis by percentiles among exactly these.

    None where fewer than two have both: a percentile says where somebody stands among others.
    """
    subjects = tuple(subjects)
    both = [s for s in subjects if all(isinstance(m.figures.get(s.code), Shown) for m in (x, y))]
    if len(both) < 2:
        return None
    across, up = (
        placed(shown_values({s.code: m.figures.get(s.code) for s in both}), low_is_better=m.low_is_better)
        for m in (x, y)
    )
    spots = tuple(Spot(s, _percent(across[s.code]), _percent(up[s.code]), s.code == own) for s in both)
    codes = {s.code for s in both}
    return TwoAxes(x, y, spots, tuple(s for s in subjects if s.code not in codes))


def _percent(place: Place) -> Fraction:
    assert place.percentile is not None  # at least two are compared
    return place.percentile
