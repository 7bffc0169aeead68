"""Both directions of a 双向测评: how a unit was rated, beside how its own electorates rated the others.

Only scores that are published per electorate stand here, put side by side and never put together anew, save for the
mean of a leg, which anybody can take from what is printed. An electorate is a unit's own where it is bound to it
(所属单位); where units vote together in one electorate nobody knows which ballot came from whom, and the two directions
can only be told leg by leg (三条线: 区级领导 → 部门, 部门 → 镇街, 镇街 → 部门).
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from evalsite.core.campaign import Campaign, Electorate, Kind, Subject
from evalsite.core.disclosure import Figure, Results, Shown, Withheld
from evalsite.core.scoring import in_words, rounded

MEAN_OF = 2  # a mean of fewer scores would be one of them


@dataclass(frozen=True, slots=True)
class View:
    """The score that one electorate gave one subject."""

    electorate: str
    score: Figure | None


@dataclass(frozen=True, slots=True)
class Pair:
    """Two units that rated each other: ``received`` from the counterpart's electorates, ``given`` by the own ones.

    ``difference`` is received less given, as printed, where each side has one electorate and both are shown.
    """

    counterpart: str
    received: tuple[View, ...]
    given: tuple[View, ...]
    difference: Shown | None


@dataclass(frozen=True, slots=True)
class Leg:
    """Who rates whom: ``raters`` is the group of the units that vote, or the electorate's name where it is no unit's.

    ``mean`` is the mean of the shown scores per electorate and subject, None for fewer than two; ``own`` the scores of
    the report's unit on this leg; ``mine`` whether the unit's own electorates vote here.
    """

    raters: str
    rated: str
    subjects: int
    mean: Shown | None
    withheld: int
    own: tuple[View, ...]
    mine: bool


@dataclass(frozen=True, slots=True)
class Directions:
    """``pairs`` match the two directions unit by unit; ``given`` are ratings that were not returned."""

    unit: str
    pairs: tuple[Pair, ...]
    given: tuple[tuple[str, View], ...]
    legs: tuple[Leg, ...]

    def figures(self) -> Iterable[Figure | None]:
        """Every figure here that may be withheld."""
        for pair in self.pairs:
            yield from (view.score for view in (*pair.received, *pair.given))
        yield from (view.score for _, view in self.given)
        for leg in self.legs:
            yield from (view.score for view in leg.own)


class _Reader:
    def __init__(self, results: Results) -> None:
        self.campaign = results.campaign
        self._scores = {
            (s.electorate, s.subject): s.score for s in results.scores if s.electorate and s.indicator is None
        }

    def view(self, electorate: Electorate, subject: Subject) -> View | None:
        """None where the electorate does not rate the subject, or not with points."""
        key = (electorate.code, subject.code)
        return View(electorate.name, self._scores[key]) if key in self._scores else None

    def views(self, electorates: Iterable[Electorate], subject: Subject) -> tuple[View, ...]:
        found = (self.view(electorate, subject) for electorate in electorates)
        return tuple(view for view in found if view is not None)

    def shown(self, value: Fraction, *, signed: bool = False) -> Shown:
        text = in_words(rounded(value, self.campaign.rates), self.campaign.rates)
        return Shown(value, f"+{text}" if signed and value > 0 else text)


def directions(results: Results, code: str) -> Directions | None:
    """Both directions for one unit; None for a person, and where a campaign has but one direction."""
    campaign = results.campaign
    unit = campaign.subject(code)
    if campaign.kind is not Kind.TWO_WAY or unit.kind != "unit":
        return None
    reader = _Reader(results)
    own = [electorate for electorate in campaign.electorates if electorate.unit == unit.name]
    pairs: list[Pair] = []
    unreturned: list[tuple[str, View]] = []
    for other in campaign.subjects:
        if other.code == code or other.kind != "unit":
            continue
        given = reader.views(own, other)
        received = reader.views((e for e in campaign.electorates if e.unit == other.name), unit)
        if given and received:
            pairs.append(Pair(other.name, received, given, _difference(reader, received, given)))
        else:
            unreturned += ((other.name, view) for view in given)
    legs = _legs(reader, unit)
    return (
        Directions(unit.name, tuple(pairs), tuple(unreturned), legs) if pairs or unreturned or len(legs) > 1 else None
    )


def _difference(reader: _Reader, received: tuple[View, ...], given: tuple[View, ...]) -> Shown | None:
    if len(received) != 1 or len(given) != 1:
        return None
    one, other = received[0].score, given[0].score
    if not isinstance(one, Shown) or not isinstance(other, Shown):
        return None
    return reader.shown(Fraction(one.text) - Fraction(other.text), signed=True)


def _raters(campaign: Campaign, electorate: Electorate) -> str:
    """The group of the unit that an electorate is bound to; else the electorate itself."""
    groups = [s.group for s in campaign.subjects if s.kind == "unit" and s.name == electorate.unit]
    return groups[0] if electorate.unit and groups else electorate.name


def legs_of(results: Results) -> tuple[Leg, ...]:
    """Every leg of a 双向测评, seen by nobody in particular; empty for any other kind."""
    return _legs(_Reader(results), None) if results.campaign.kind is Kind.TWO_WAY else ()


def _legs(reader: _Reader, unit: Subject | None) -> tuple[Leg, ...]:
    """Every leg of the campaign, in the order of the electorates."""
    voters: dict[tuple[str, str], list[Electorate]] = {}
    for electorate in reader.campaign.counted:
        for group in electorate.groups:
            voters.setdefault((_raters(reader.campaign, electorate), group), []).append(electorate)
    return tuple(_leg(reader, unit, *ends, electorates) for ends, electorates in voters.items())


def _leg(reader: _Reader, unit: Subject | None, raters: str, rated: str, voters: list[Electorate]) -> Leg:
    subjects = [subject for subject in reader.campaign.subjects if subject.group == rated]
    scores = [view.score for subject in subjects for view in reader.views(voters, subject)]
    shown = [Fraction(score.text) for score in scores if isinstance(score, Shown)]
    return Leg(
        raters,
        rated,
        len(subjects),
        reader.shown(sum(shown, Fraction(0)) / len(shown)) if len(shown) >= MEAN_OF else None,
        sum(isinstance(score, Withheld) for score in scores),
        reader.views(voters, unit) if unit is not None and unit.group == rated else (),
        unit is not None and any(electorate.unit == unit.name for electorate in voters),
    )
