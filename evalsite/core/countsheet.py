"""The count sheet (计票表): what a teller counts of one electorate's paper ballots, line by line, and how it must add up.

A sheet has a head (发出, 收回, 废票) and a line for each subject under each indicator: so many ballots for each grade,
option, place or score, and so many that left it blank (未填). Cells have keys (``issued``, ``3.blank``, ``3.0``), by
which form and workbook name the place of whatever is wrong.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Self

from evalsite.core.campaign import Subject, Type
from evalsite.core.decimals import decimal
from evalsite.core.paper import PaperCount
from evalsite.core.questionnaire import Sheet, Slot, score_steps
from evalsite.core.saying import joined, say

ISSUED, RETURNED, VOID = "issued", "returned", "void"
HEAD: dict[str, str] = {ISSUED: say("发出"), RETURNED: say("收回"), VOID: say("废票")}
BLANK: str = say("未填")
SCORES: str = say("各票分数")
NOMINATED: str = say("推荐")
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Line:
    """One subject under one indicator. ``place`` is its byte inside the slot (a candidate's), 0 where there is but one.

    ``columns`` are what is counted; a score has one for each value that can be given. ``blank`` tells whether 未填 is
    counted beside them: a nomination is left blank by not being made.
    """

    number: int
    slot: Slot
    subject: Subject
    place: int
    columns: tuple[str, ...]
    blank: bool = True

    @property
    def type(self) -> Type:
        return self.slot.indicator.type

    @property
    def name(self) -> str:
        return f"{self.subject.name}·{self.slot.indicator.name}"

    def key(self, column: int) -> str:
        return f"{self.number}.{column}"

    @property
    def blank_key(self) -> str:
        return f"{self.number}.blank"

    @property
    def scores_key(self) -> str:
        """Where the scores of all ballots stand in one cell: "95×3、90"."""
        return f"{self.number}.scores"


def lines_of(sheet: Sheet) -> tuple[Line, ...]:
    """The lines of an electorate's count sheet, in the order of its sheet; texts are not counted."""
    found: list[Line] = []
    for slot in sheet.slots:
        columns = _columns(slot)
        asked = slot.candidates or ((slot.subject,) if slot.subject and columns else ())
        for place, subject in enumerate(asked):
            blank = slot.indicator.type is not Type.NOMINATE
            found.append(Line(len(found), slot, subject, place, columns, blank))
    return tuple(found)


def blocks_of(lines: Iterable[Line]) -> list[list[Line]]:
    """Lines that share their columns, as tables of a form or workbook have them; each ranking or nomination apart."""
    found: dict[tuple[object, ...], list[Line]] = {}
    for line in lines:
        apart = line.slot.number if line.slot.candidates else None
        found.setdefault((line.type, line.columns, apart), []).append(line)
    return list(found.values())


def _columns(slot: Slot) -> tuple[str, ...]:
    match slot.indicator.type:
        case Type.GRADE | Type.CHOICE:
            return slot.options
        case Type.SCORE:
            low, step = slot.indicator.low, slot.indicator.step
            return tuple(decimal(low + number * step) for number in range(score_steps(slot.indicator)))
        case Type.RANK:
            return tuple(say("第{place}名", place=place) for place in range(1, slot.width + 1))
        case Type.NOMINATE:
            return (NOMINATED,)
        case _:
            return ()


@dataclass(frozen=True, slots=True)
class Entry:
    """What one teller counted. ``votes[line][column]`` and ``blanks[line]`` are numbers of valid paper ballots."""

    issued: int
    returned: int
    void: int
    votes: tuple[tuple[int, ...], ...]
    blanks: tuple[int, ...]

    @property
    def valid(self) -> int:
        return self.returned - self.void

    def to_json(self) -> Json:
        """Zeros are left out: of a hundred possible scores few are given."""
        votes = [{str(column): number for column, number in enumerate(line) if number} for line in self.votes]
        head = {ISSUED: self.issued, RETURNED: self.returned, VOID: self.void}
        return head | {"votes": votes, "blanks": list(self.blanks)}

    @classmethod
    def from_json(cls, data: Json, lines: tuple[Line, ...]) -> Self:
        votes = tuple(
            tuple(given.get(str(column), 0) for column in range(len(line.columns)))
            for line, given in zip(lines, data["votes"], strict=True)
        )
        return cls(data[ISSUED], data[RETURNED], data[VOID], votes, tuple(data["blanks"]))


def scores_text(line: Line, votes: tuple[int, ...]) -> str:
    """The cell that ``countfaults.read_entry`` reads: the scores that were given, from the highest."""
    given = [(name, number) for name, number in zip(line.columns, votes, strict=True) if number]
    return joined("、", (f"{name}×{number}" if number > 1 else name for name, number in reversed(given)))


# --- two tellers ------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell in which two tellers differ: ``where`` and ``what`` in words, and the two numbers."""

    key: str
    where: str
    what: str
    first: int
    second: int


def differences(lines: tuple[Line, ...], first: Entry, second: Entry) -> tuple[Difference, ...]:
    """Cell by cell, from the head down; empty where the two counts agree."""
    found = [
        Difference(key, say("总数"), word, getattr(first, key), getattr(second, key))
        for key, word in HEAD.items()
        if getattr(first, key) != getattr(second, key)
    ]
    for line in lines:
        mine, theirs = first.votes[line.number], second.votes[line.number]
        found += [
            Difference(line.key(column), line.name, name, mine[column], theirs[column])
            for column, name in enumerate(line.columns)
            if mine[column] != theirs[column]
        ]
        blanks = (first.blanks[line.number], second.blanks[line.number])
        if blanks[0] != blanks[1]:
            found.append(Difference(line.blank_key, line.name, BLANK, *blanks))
    return tuple(found)


def paper_count(sheet: Sheet, entry: Entry) -> PaperCount:
    """An entry in the form of the tally: how many valid ballots have which value at each byte of the marks."""
    marks: list[dict[int, int]] = [{} for _ in range(sheet.width)]
    for line in lines_of(sheet):
        votes, blank = entry.votes[line.number], entry.blanks[line.number]
        if line.type in (Type.CHOICE, Type.NOMINATE):
            for column, number in enumerate(votes):
                given = {1: number, 0: entry.valid - number}
                marks[line.slot.offset + line.place + column] = {value: n for value, n in given.items() if n}
        else:
            given = {0: blank} | dict(enumerate(votes, start=1))
            marks[line.slot.offset + line.place] = {value: n for value, n in given.items() if n}
    return PaperCount(sheet.electorate.code, entry.issued, entry.returned, entry.void, tuple(marks))
