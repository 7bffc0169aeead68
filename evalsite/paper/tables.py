"""Tables of the desk as values: one description of rows and columns for the page and for the files made of it.

A cell holds a figure as it left core/disclosure.py, or words; so neither a page nor a file can show more than the other.
The files are in tables_files.py, the pages in templates/macros/tables.html.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from enum import StrEnum
from fractions import Fraction

from evalsite.core.disclosure import Figure, Shown, Withheld


@dataclass(frozen=True, slots=True)
class Told:
    """A cell in words that stand for a value: ``by`` is what it is sorted by (None: like what is not shown).

    ``note`` stands small below, on the page alone; ``strong`` in bold.
    """

    text: str
    by: Fraction | None = None
    note: str = ""
    strong: bool = False


Cell = str | int | Figure | Told | None


class Kind(StrEnum):
    """``NAME`` heads its row, ``WORDS`` stand left, ``FIGURE`` right; ``BAR`` is a picture of a share in percent."""

    NAME = "name"
    WORDS = "words"
    FIGURE = "figure"
    BAR = "bar"


class On(StrEnum):
    """Where a column stands: a file has codes and single numbers that a page puts together."""

    BOTH = "both"
    PAGE = "page"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class Column:
    """``key`` names it in an address: letters, digits and hyphens. ``long`` is its heading in a file, where the short one
    needs the column before it (率（%）). ``roomy``: left out where the window is narrow.
    """

    key: str
    head: str
    kind: Kind = Kind.FIGURE
    on: On = On.BOTH
    long: str = ""
    roomy: bool = False

    @property
    def sortable(self) -> bool:
        return self.kind is not Kind.BAR


@dataclass(frozen=True, slots=True)
class Line:
    """One row. ``about`` is the code of what it is about, by which pages link and count; ``marks`` are what lists are
    filtered by (对象组: 科室). ``total``: it is the sum of the others, and stands first however they are sorted.
    """

    cells: tuple[Cell, ...]
    about: str = ""
    marks: Mapping[str, str] = field(default_factory=dict)
    total: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """``key`` names it in addresses and on its page. ``whole`` is how many lines there are before filters, 0 where none
    apply to it; ``sorted_by`` a column's key, with a hyphen before it for the other way round. ``most`` is how many lines
    a page shows of it at once, 0 for all of them, in whatever order they stand; a file has them all. ``part``, from 1, says
    which of its ``parts`` a page shows.
    """

    key: str
    title: str
    columns: tuple[Column, ...]
    lines: tuple[Line, ...]
    of: str = ""
    foot: str = ""
    whole: int = 0
    sorted_by: str = ""
    most: int = 0
    part: int = 1

    @property
    def on_page(self) -> tuple[Line, ...]:
        before = (self.part - 1) * self.most
        return self.lines[before : before + self.most] if self.most else self.lines

    @property
    def parts(self) -> int:
        """In how many pieces a page shows it."""
        return max(1, -(-len(self.lines) // self.most)) if self.most else 1

    def turned(self, part: int) -> "Table":
        """With that part on the page; with the nearest that there is."""
        return replace(self, part=min(max(part, 1), self.parts))

    def on(self, where: On) -> list[int]:
        """The places of the columns that stand on a page or in a file; those without a word or a figure are left out."""
        return [
            n
            for n, column in enumerate(self.columns)
            if column.on in (where, On.BOTH) and any(line.cells[n] not in (None, "") for line in self.lines)
        ]

    def direction(self, column: Column) -> str:
        """How the lines stand by a column, in the words of ``aria-sort``; empty where they stand by another."""
        if self.sorted_by.removeprefix("-") != column.key:
            return ""
        return "descending" if self.sorted_by.startswith("-") else "ascending"

    def next_order(self, column: Column) -> str:
        """What to sort by when somebody asks for this column (once more)."""
        return f"-{column.key}" if self.sorted_by == column.key else column.key

    def in_order(self, wanted: str) -> "Table":
        """Sorted by a column that may be sorted by; as it stands for any other word.

        What is not shown stays below in both directions: its place must say nothing.
        """
        down, key = wanted.startswith("-"), wanted.removeprefix("-")
        places = [n for n, column in enumerate(self.columns) if column.key == key and column.sortable]
        if not places:
            return self
        place = places[0]
        known = [line for line in self.lines if not line.total and sort_key(line.cells[place]) is not None]
        rest = [line for line in self.lines if not line.total and sort_key(line.cells[place]) is None]
        known.sort(key=lambda line: sort_key(line.cells[place]) or (), reverse=down)
        totals = [line for line in self.lines if line.total]
        return replace(self, lines=(*totals, *known, *rest), sorted_by=wanted)

    def keeping(self, lines: Iterable[Line]) -> "Table":
        """With some of its lines; ``whole`` tells how many there were."""
        return replace(self, lines=tuple(lines), whole=len(self.lines))

    def figures(self) -> list[Figure | None]:
        """Every figure in it, to ask why some are withheld."""
        return [cell for line in self.lines for cell in line.cells if isinstance(cell, Shown | Withheld)]


# --- order ------------------------------------------------------------------------------------------------------------

Key = tuple[object, ...]


def sort_value(cell: Cell) -> Fraction | None:
    """The number that a cell is sorted by; None where it is words, or where there is nothing to be seen."""
    match cell:
        case Shown(value, _):
            return value
        case Told():
            return cell.by
        case int():
            return Fraction(cell)
    return None


def sort_key(cell: Cell) -> Key | None:
    """What a cell is sorted by; None for one that stays below."""
    number = sort_value(cell)
    if number is not None:
        return (0, number)
    return (1, *_spelt(cell)) if isinstance(cell, str) and cell else None


def _spelt(text: str) -> Iterable[Key]:
    """Numbers in a text by value, and Chinese as GB 18030 has it: the common characters stand there by pinyin."""
    for part in re.findall(r"[0-9]+|[^0-9]+", text.casefold()):
        yield (
            (0, int(part), b"")
            if part[0].isascii() and part[0].isdigit()
            else (1, 0, part.encode("gb18030", "replace"))
        )


def hits(line: Line, wanted: str, places: Sequence[int], spoken: Callable[[str], object]) -> bool:
    """Whether words of a line hold what somebody looks for; upper and lower case do not matter.

    ``spoken`` gives words as the page shows them: who reads Person does not look for 个人.
    """
    cells = (line.cells[place] for place in places)
    texts = (cell.text if isinstance(cell, Told) else cell for cell in cells)
    return any(wanted.casefold() in str(spoken(text)).casefold() for text in texts if isinstance(text, str))
