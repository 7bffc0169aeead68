"""A draft (草稿) as organisers write it: the cells of its sheets, whether or not they make a campaign yet.

Cells are text under the fields of the workbook's columns, so that nothing anybody typed is lost because it is wrong.
What they mean, and what is wrong with them, is for the reader of workbooks to say.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from evalsite.core.campaign import Campaign
from evalsite.core.refusals import Fault
from evalsite.core.saying import say

Line = Mapping[str, str]
"""One row: what stands in each column, by field; a field that is missing is empty."""
Sheet = tuple[Line, ...]
Sheets = Mapping[str, Sheet]
"""The sheets of a draft by part of the campaign: "campaign", "subjects" and so on."""


@dataclass(frozen=True, slots=True)
class Judged:
    """What sheets make: the campaign, with stand-ins where a cell could not be read, and all that is wrong with it."""

    campaign: Campaign
    faults: tuple[Fault, ...]


def tidy(lines: Iterable[Line]) -> Sheet:
    """The lines without those in which nothing stands, and without empty cells; nothing else is changed."""
    filled = ({field: text for field, text in line.items() if text} for line in lines)
    return tuple(line for line in filled if any(text.strip() for text in line.values()))


def head(campaign: Campaign) -> Campaign:
    """What can be shown of a campaign that has faults: its own fields, without the parts that may not fit together, and
    without what rules say of those.
    """
    return Campaign(
        name=campaign.name or say("（还没有名称）"),
        kind=campaign.kind,
        subjects=(),
        scales=(),
        indicators=(),
        electorates=(),
        series=campaign.series,
        round=campaign.round,
        organiser=campaign.organiser,
        opens=campaign.opens,
        closes=campaign.closes,
        threshold=campaign.threshold,
        rates=campaign.rates,
        missing=campaign.missing,
    )


@dataclass(frozen=True, slots=True)
class Difference:
    """A line that two people have changed in two ways; None where it is not on that side's sheet."""

    theirs: Line | None
    mine: Line | None


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions of a sheet, and the one ``before`` both. A line is known by the fields of its ``key``.

    What only one side has changed since stands as that side has it; the order of lines is theirs.
    """

    before: Sheet
    theirs: Sheet
    mine: Sheet
    key: tuple[str, ...]

    @property
    def differences(self) -> tuple[Difference, ...]:
        """What both have changed, each otherwise, in the order of the sheet."""
        return tuple(Difference(a, b) for a, b, open_ in self._settled() if open_)

    def combined(self, chosen: Collection[int] = ()) -> Sheet:
        """Both put together, with those ``differences``, counted from 0, settled my way and the others theirs.

        A line that only I have stands behind the one that it follows on my sheet.
        """
        lines: list[Line | None] = []
        number = 0
        for a, b, open_ in self._settled():
            lines.append(b if open_ and number in chosen else a)
            number += open_
        return tuple(line for line in lines if line is not None)

    def _settled(self) -> list[tuple[Line | None, Line | None, bool]]:
        """Their line, mine, and whether somebody must choose; where nobody must, the first is the one that stands."""
        before = _keyed(self.before, self.key)
        found: list[tuple[Line | None, Line | None, bool]] = []
        for key, theirs, mine in _side_by_side(self.theirs, self.mine, self.key):
            was = before.get(key)
            if _same(theirs, mine) or _same(mine, was):
                found.append((theirs, mine, False))
            elif _same(theirs, was):
                found.append((mine, mine, False))
            else:
                found.append((theirs, mine, True))
        return found


Key = tuple[object, ...]


def _same(one: Line | None, other: Line | None) -> bool:
    if one is None or other is None:
        return one is other
    return all(one.get(field, "") == other.get(field, "") for field in one.keys() | other.keys())


def _side_by_side(theirs: Sheet, mine: Sheet, key: tuple[str, ...]) -> list[tuple[Key, Line | None, Line | None]]:
    """Lines of the same key beside each other; those of mine alone behind the line that they follow in mine."""
    left, right = _keyed(theirs, key), _keyed(mine, key)
    order = list(left)
    place = 0
    for one in right:
        if one in left:
            place = order.index(one) + 1
        else:
            order.insert(place, one)
            place += 1
    return [(one, left.get(one), right.get(one)) for one in order]


def _keyed(lines: Sheet, key: tuple[str, ...]) -> dict[Key, Line]:
    """Lines by key; those with one key, as faulty drafts have them, are told apart by which of them comes first."""
    found: dict[Key, Line] = {}
    for line in lines:
        values = tuple(line.get(field, "") for field in key)
        number = 0
        while (number, *values) in found:
            number += 1
        found[(number, *values)] = line
    return found
