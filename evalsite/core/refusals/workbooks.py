"""What is wrong in a workbook or a count sheet, each fault at its place; imports into the register."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

from evalsite.core.refusals.base import Refusal
from evalsite.core.saying import kept, recalled


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a workbook, at the place where Excel shows it.

    ``sheet`` "" is the file as a whole, ``row`` None the sheet as a whole, ``column`` "" (else letters) the whole row.
    """

    sheet: str
    row: int | None
    column: str
    problem: str
    remedy: str


def kept_faults(faults: Iterable[Fault]) -> str:
    """Faults as they are stored, so that ``recalled_faults`` can still say them in another language."""
    lines = [[one.sheet, one.row, one.column, kept(one.problem), kept(one.remedy)] for one in faults]
    return json.dumps(lines, ensure_ascii=False, separators=(",", ":"))


def recalled_faults(text: str) -> tuple[Fault, ...]:
    """What ``kept_faults`` has kept; none in any other text: no sentence for people begins with a bracket."""
    lines = json.loads(text) if text.startswith("[") else ()
    return tuple(
        Fault(sheet, row, column, recalled(problem), recalled(remedy)) for sheet, row, column, problem, remedy in lines
    )


class FaultyWorkbook(Refusal):
    """A campaign workbook that cannot be taken in; ``faults`` are all that is wrong with it, from the first sheet on."""

    code = "faulty_workbook"
    status = 422

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something in a count sheet that cannot be, at the cell ``key`` (core/countsheet.py): what, and what to do."""

    key: str
    problem: str
    remedy: str


class FaultyCount(Refusal):
    """A teller's count that does not add up; ``wrong`` are (electorate, cell), all of them, for form or workbook to mark."""

    code = "faulty_count"
    status = 422

    def __init__(self, wrong: tuple[tuple[str, Wrong], ...] = ()) -> None:
        super().__init__(count=len(wrong))
        self.wrong = wrong


class RegisterMoved(Refusal):
    """The register has changed since somebody looked at what an import would do."""

    code = "register_moved"
    status = 409


class NoSuchEntry(Refusal):
    """``entry`` is a code that the register does not hold."""

    code = "no_such_entry"
    status = 404


class FaultyDraft(Refusal):
    """A draft whose sheets still have ``number`` faults is neither rehearsed nor published."""

    code = "faulty_draft"
    status = 409


class DraftMoved(Refusal):
    """Somebody (``by``, ``at`` in seconds since 1970) has saved a sheet (``part``) since it was read to be edited."""

    code = "draft_moved"
    status = 409


class DraftChanged(Refusal):
    """Somebody saved the draft while it was being published; nothing was published."""

    code = "draft_changed"
    status = 409
