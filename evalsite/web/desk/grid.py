"""A sheet of a draft as a page shows it: rows of cells to type in, each with what is wrong with it."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from evalsite.core.draft import Judged, Line, Sheet, Sheets
from evalsite.core.findings import SEPARATORS, WHOLE_SHEET, squeezed
from evalsite.core.refusals import Fault
from evalsite.core.rules import KNOWN
from evalsite.core.rulewords import meanings
from evalsite.core.saying import say
from evalsite.paper import workbook_form as form
from evalsite.paper.workbook_form import Column, Form, Shape
from evalsite.paper.workbook_grid import FORMS, Place, items, place_of

SPARE = 3  # empty rows below the last one, so that there is always somewhere to go on
LONG = ("hint", "params", "scope")
KEYS = {
    "campaign": ("item",),
    "subjects": ("code",),
    "electorates": ("code",),
    "indicators": ("code",),
    "scales": ("scale", "name"),
    "rules": ("rule", "scope"),
}
_WIDTHS = {"hint": "broad", "params": "broadest", "scope": "broad"}
ACTS = ("insert", "remove", "up", "down")
_MOMENT = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}")
_NAME = re.compile(r"([a-z][0-9]{1,6})\.([a-z_.]+)")


@dataclass(frozen=True, slots=True)
class Said:
    """What is wrong somewhere: ``where`` in words, ``anchor`` the cell or row on the page."""

    where: str
    problem: str
    remedy: str
    anchor: str

    @property
    def text(self) -> str:
        return say("{problem}。{remedy}。", problem=self.problem, remedy=self.remedy)


@dataclass(frozen=True, slots=True)
class Cell:
    """``name`` is the field's name in the form; ``words`` are those it takes, with one that it does not take in front
    where that was written.
    """

    name: str
    column: Column
    text: str
    words: tuple[str, ...]
    faults: tuple[Said, ...]

    @property
    def long(self) -> bool:
        return self.column.field in LONG

    @property
    def choices(self) -> str:
        """The list of suggestions that fits the column, by its name on the page; "" for none."""
        return _SUGGESTED.get(self.column.field, "")

    @property
    def size(self) -> str:
        """The class of its width."""
        if self.column.field in _WIDTHS:
            return _WIDTHS[self.column.field]
        return "narrow" if self.column.width <= 10 else "middle" if self.column.width <= 14 else "wide"

    @property
    def number(self) -> bool:
        return self.column.shape is Shape.NUMBER

    @property
    def moment(self) -> str | None:
        """The text as a browser's field for date and time has it; None where such a field could not show what is written."""
        if self.column.shape is not Shape.MOMENT:
            return None
        text = self.text.strip()
        return text.replace(" ", "T") if not text or _MOMENT.fullmatch(text) else None


@dataclass(frozen=True, slots=True)
class Row:
    """``key`` names the row as long as the page stands, wherever it is moved; ``meaning`` is what a rule says."""

    key: str
    number: int
    cells: tuple[Cell, ...]
    faults: tuple[Said, ...]
    ticked: bool = False
    meaning: str = ""
    rule: str = ""

    @property
    def silent(self) -> bool:
        """Whether nothing is said below the row."""
        return not (self.faults or self.rule or self.meaning or any(cell.faults for cell in self.cells))


@dataclass(frozen=True, slots=True)
class Grid:
    """A sheet on its page. ``faults`` are those of this sheet, ``counts`` how many each sheet has."""

    form: Form
    rows: tuple[Row, ...]
    faults: tuple[Said, ...]
    counts: Mapping[str, int]
    suggestions: Mapping[str, tuple[str, ...]]

    @property
    def elsewhere(self) -> int:
        return sum(self.counts.values()) - len(self.faults)


_SUGGESTED = {
    "unit": "units",
    "group": "groups",
    "groups": "groups",
    "field": "fields",
    "scale": "scales",
    "scope": "scopes",
}


@dataclass(frozen=True, slots=True)
class Written:
    """The rows of a sheet as they are on somebody's page, empty ones too; ``ticked`` are the keys of those chosen."""

    part: str
    rows: tuple[tuple[str, Line], ...]
    ticked: frozenset[str] = frozenset()

    @property
    def lines(self) -> Sheet:
        return tuple(line for _, line in self.rows)


def opened(part: str, lines: Sheet) -> Written:
    """A saved sheet to be edited, with empty rows to go on in."""
    if part == "campaign":
        return Written(part, tuple((f"r{number}", line) for number, line in enumerate(items(lines))))
    return Written(part, tuple((f"r{number}", line) for number, line in enumerate((*lines, *({},) * SPARE))))


def posted(part: str, fields: Iterable[tuple[str, str]], ticked: Iterable[str]) -> Written:
    """The sheet as a browser sends it; rows stand in the order in which their first fields come."""
    known = {column.field for column in FORMS[part].columns}
    rows: dict[str, dict[str, str]] = {}
    for name, text in fields:
        found = _NAME.fullmatch(name)
        if found is not None and found[2] in known:
            rows.setdefault(found[1], {})[found[2]] = text.replace("\r\n", "\n")
    if part == "campaign":
        values = [_typed(item, rows.get(f"r{number}", {}).get("value", "")) for number, item in enumerate(form.ITEMS)]
        lines = tuple({"item": i.header, "value": value} for i, value in zip(form.ITEMS, values, strict=True))
        return opened(part, lines)
    return Written(part, tuple(rows.items()), frozenset(ticked))


def _typed(item: Column, text: str) -> str:
    """A date and time from a browser's own field, as people write it; anything else as it is."""
    return text.replace("T", " ") if item.shape is Shape.MOMENT and _MOMENT.fullmatch(text) else text


def rearranged(written: Written, act: str) -> Written:
    """The rows after the ticked ones were removed, moved by one, or had an empty one put behind the last of them."""
    rows, ticked = list(written.rows), written.ticked
    if act == "remove":
        return replace(written, rows=tuple(row for row in rows if row[0] not in ticked), ticked=frozenset())
    if act == "insert":
        number = max((int(key[1:]) for key, _ in rows), default=-1) + 1
        after = max((place for place, (key, _) in enumerate(rows) if key in ticked), default=len(rows) - 1)
        rows.insert(after + 1, (f"r{number}", {}))
        return replace(written, rows=tuple(rows), ticked=frozenset())
    if act == "down":
        rows.reverse()
    for place in range(1, len(rows)):
        if rows[place][0] in ticked and rows[place - 1][0] not in ticked:
            rows[place - 1], rows[place] = rows[place], rows[place - 1]
    if act == "down":
        rows.reverse()
    return replace(written, rows=tuple(rows))


# --- what the page shows ----------------------------------------------------------------------------------------------


def shown(written: Written, sheets: Sheets, judged: Judged) -> Grid:
    """The page of a sheet; ``judged`` is what it makes together with the other ``sheets``."""
    one = FORMS[written.part]
    keys = [key for key, _ in written.rows]
    places = [(fault, place_of(fault)) for fault in judged.faults]
    said = [(_said(fault, place, keys), place) for fault, place in places if place.part == one.part]
    meant = rule_meanings(written.lines, judged) if one is form.RULES else {}
    rows = tuple(
        _row(
            one,
            number,
            (key, line),
            [(each, place.field) for each, place in said if place.row == number],
            ticked=key in written.ticked,
            meaning=meant.get(number, ""),
        )
        for number, (key, line) in enumerate(written.rows)
    )
    return Grid(
        one, rows, tuple(each for each, _ in said), counts(judged), suggestions({**sheets, one.part: written.lines})
    )


def counts(judged: Judged) -> dict[str, int]:
    """How many faults each sheet has."""
    places = [place_of(fault) for fault in judged.faults]
    return {part: sum(place.part == part for place in places) for part in FORMS}


def _row(
    one: Form,
    number: int,
    written: tuple[str, Line],
    said: Sequence[tuple[Said, str]],
    *,
    ticked: bool,
    meaning: str,
) -> Row:
    key, line = written
    columns = (replace(form.ITEMS[number], field="value"),) if one is form.CAMPAIGN else one.columns
    cells = tuple(_cell(key, column, line, said) for column in columns)
    whole = tuple(each for each, field in said if not field)
    return Row(key, number + 1, cells, whole, ticked, meaning, squeezed(line.get("rule", "")))


def _cell(key: str, column: Column, line: Line, said: Sequence[tuple[Said, str]]) -> Cell:
    text = line.get(column.field, "")
    words = column.words
    if words and text and text not in words:
        alike = next((word for word in words if squeezed(word) == squeezed(text)), None)
        text, words = (alike, words) if alike else (text, (text, *words))
    faults = tuple(each for each, field in said if field == column.field)
    return Cell(f"{key}.{column.field}", column, text, words, faults)


def _said(fault: Fault, place: Place, keys: Sequence[str]) -> Said:
    if place.row is None:
        return Said(say("整张表"), fault.problem, fault.remedy, "grid")
    key = keys[place.row]
    if place.part == "campaign":
        return Said(form.ITEMS[place.row].header, fault.problem, fault.remedy, f"{key}.value")
    column = FORMS[place.part].column(place.field)
    if column is None:
        return Said(say("第 {row} 行", row=place.row + 1), fault.problem, fault.remedy, key)
    where = say("第 {row} 行“{column}”", row=place.row + 1, column=column.header)
    return Said(where, fault.problem, fault.remedy, f"{key}.{place.field}")


def rule_meanings(lines: Sheet, judged: Judged) -> dict[int, str]:
    """What each line of the 规则 sheet says, by its row; lines that are not understood are passed over.

    Nothing as long as another sheet has faults: the sentences would be about indicators and grades that may not stay.
    """
    places = [place_of(fault) for fault in judged.faults]
    if any(place.part != "rules" or place.row is None for place in places):
        return {}
    filled = [number for number, line in enumerate(lines) if any(text.strip() for text in line.values())]
    faulty = {place.row for place in places}
    sound = [(row, rule) for row, rule in zip(filled, judged.campaign.rules, strict=True) if row not in faulty]
    said = meanings(replace(judged.campaign, rules=tuple(rule for _, rule in sound)))
    return {row: text for (row, _), text in zip(sound, said, strict=True)}


def suggestions(sheets: Sheets) -> dict[str, tuple[str, ...]]:
    """What other sheets already name, offered where a column refers to it."""
    subjects = sheets.get("subjects", ())
    groups = _values(subjects, "group")
    named = [*_values(sheets.get("indicators", ()), "code"), *_values(sheets.get("electorates", ()), "name"), *groups]
    return {
        "groups": (*groups, WHOLE_SHEET),
        "fields": _values(subjects, "field"),
        "units": tuple(
            dict.fromkeys((*_values(subjects, "unit"), *(s["name"] for s in subjects if _is_unit(s) and "name" in s)))
        ),
        "scales": _values(sheets.get("scales", ()), "scale"),
        "scopes": tuple(dict.fromkeys(named)),
    }


def _is_unit(line: Line) -> bool:
    return line.get("kind", "").strip() != "个人"


def _values(lines: Sheet, field: str) -> tuple[str, ...]:
    texts = (text.strip() for line in lines for text in re.split(rf"[{SEPARATORS}]", line.get(field, "")))
    return tuple(dict.fromkeys(text for text in texts if text))


RULE_HELP = {rule: (known.scope, known.example) for rule, known in KNOWN.items()}
