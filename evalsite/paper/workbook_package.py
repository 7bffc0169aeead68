"""An .xlsx file as a package of parts, looked through before any of it is trusted.

The library that reads the cells makes room for a sheet's whole rectangle at once, so that a file of a few kilobytes
with one cell in A1 and one in XFD1048576 ends the process. It also reads a cell with a formula error as empty. So the
XML of every part is walked first, within limits; only parts that passed are handed on, in a package written anew.
"""

import io
import re
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass, field
from xml.parsers import expat

from xlsxwriter.utility import xl_cell_to_rowcol, xl_col_to_name

from evalsite.core.saying import say

MOST_BYTES = 5 * 1024 * 1024  # of the file
MOST_UNPACKED = 20 * 1024 * 1024  # of all its XML together
MOST_PARTS = 1000
MOST_ROWS = 5000
MOST_COLUMNS = 100
MOST_CHARS = 4_000_000  # of all cells of a sheet together: one long text may be named by thousands of cells
BROKEN = (zipfile.BadZipFile, zlib.error, NotImplementedError, RuntimeError, EOFError, OSError, ValueError)
KEPT = {"Types", "Relationships", "workbook", "worksheet", "sst", "styleSheet"}  # roots of the parts that are read

Position = tuple[int, int]
"""Row and column, from 0."""
Start = Callable[[str, dict[str, str]], None]
Attributes = dict[str, str]


class NotAWorkbook(Exception):
    """Not an .xlsx file that can be read: what is wrong, and what to do."""

    def __init__(self, problem: str, remedy: str) -> None:
        super().__init__(problem)
        self.problem, self.remedy = problem, remedy


@dataclass(slots=True)
class Outline:
    """What a worksheet's XML says beside its values. ``excess`` tells why it is too large to be read, if it is."""

    errors: dict[Position, str] = field(default_factory=dict)
    merged: list[tuple[Position, Position]] = field(default_factory=list)
    excess: str = ""


@dataclass(frozen=True, slots=True)
class Package:
    """``data`` is the package written anew from the parts that passed; ``outlines`` its worksheets by name."""

    data: bytes
    names: tuple[str, ...]
    outlines: dict[str, Outline]


def letters(column: int) -> str:
    """The letters Excel shows for a column counted from 0: A, Z, AA."""
    return str(xl_col_to_name(column))


def position(reference: str) -> Position:
    """Row and column of a reference such as B7. Raises NotAWorkbook for anything else."""
    found = re.fullmatch(r"\$?([A-Za-z]{1,3})\$?([0-9]{1,7})", reference)
    if found is None or int(found[2]) == 0:
        raise _damaged()
    row, column = xl_cell_to_rowcol(found[0].upper())
    return row, column


def _damaged() -> NotAWorkbook:
    return NotAWorkbook(say("文件已损坏，读不出来"), say("请用 Excel 或 WPS 打开后另存为 .xlsx，再导入一次"))


def _too_large() -> NotAWorkbook:
    return NotAWorkbook(
        say("解压后超过 {most_unpacked} MB，太大", most_unpacked=MOST_UNPACKED // 1024 // 1024),
        say("请只保留活动用的几张工作表，删去多余内容和格式后另存"),
    )


def _no_workbook() -> NotAWorkbook:
    return NotAWorkbook(say("压缩包里没有工作簿"), say("请导入 .xlsx 文件；若是 .ods 等别的表格，请先另存为 .xlsx"))


def _local(name: str) -> str:
    """An element's name without its namespace's prefix."""
    return name.rpartition(":")[2]


def _walk(data: bytes, start: Start, end: Callable[[str], None] | None, chars: Callable[[str], None] | None) -> None:
    """Walks a part's XML. Document types are refused: entities are where XML bombs hide, and no workbook has one."""

    def doctype(*_: object) -> None:
        raise _damaged()

    def declaration(_version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.upper() != "UTF-8":
            raise _damaged()

    if b"\0" in data[:4]:
        raise _damaged()  # UTF-16, which the library behind us would read as something else
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = doctype
    parser.XmlDeclHandler = declaration
    parser.StartElementHandler = lambda name, attributes: start(_local(name), attributes)
    if end:
        parser.EndElementHandler = lambda name: end(_local(name))
    if chars:
        parser.CharacterDataHandler = chars
    try:
        parser.Parse(data, True)  # noqa: FBT003 -- expat takes it by position only
    except expat.ExpatError as error:
        raise _damaged() from error


def _root(data: bytes) -> str:
    """The name of a part's outermost element, after its whole XML has been found sound."""
    names: list[str] = []
    _walk(data, lambda name, _: names.append(name) if not names else None, None, None)
    return names[0]


class _Strings:
    """The lengths of the shared strings, by number."""

    def __init__(self) -> None:
        self.lengths: list[int] = []

    def start(self, name: str, _attributes: Attributes) -> None:
        if name == "si":
            self.lengths.append(0)

    def chars(self, text: str) -> None:
        if self.lengths:
            self.lengths[-1] += len(text)


class _Sheet:
    """Walks one worksheet: where its filled cells lie, how much text they hold, what is merged and what failed."""

    def __init__(self, strings: list[int]) -> None:
        self.outline = Outline()
        self._strings = strings
        self._row, self._column = -1, -1
        self._kind = ""
        self._value = ""
        self._filled = False
        self._total = 0

    def start(self, name: str, attributes: Attributes) -> None:
        match name:
            case "row":
                self._row = _row_number(attributes["r"]) if "r" in attributes else self._row + 1
                self._column = -1
            case "c":
                self._column += 1
                if "r" in attributes:
                    self._row, self._column = position(attributes["r"])
                self._kind, self._value, self._filled = attributes.get("t", "n"), "", False
            case "v" | "is":
                self._filled, self._value = True, ""
            case "mergeCell":
                first, _, last = attributes.get("ref", "").partition(":")
                self.outline.merged.append((position(first), position(last or first)))

    def chars(self, text: str) -> None:
        if self._filled:
            self._value += text

    def end(self, name: str) -> None:
        if name != "c" or not self._filled:
            return
        self._filled = False
        place = f"{letters(self._column)}{self._row + 1}"
        if self._row >= MOST_ROWS or self._column >= MOST_COLUMNS:
            self.outline.excess = self.outline.excess or say(
                "{place} 有内容，超出了 {most_rows} 行、{most_columns} 列",
                place=place,
                most_rows=MOST_ROWS,
                most_columns=MOST_COLUMNS,
            )
        self._total += self._length()
        if self._total > MOST_CHARS:
            self.outline.excess = self.outline.excess or say(
                "到 {place} 为止文字超过 {most_chars} 万字", place=place, most_chars=MOST_CHARS // 10000
            )
        if self._kind == "e":
            self.outline.errors[self._row, self._column] = self._value.strip()

    def _length(self) -> int:
        if self._kind != "s":
            return len(self._value)
        number = self._value.strip()
        if not number.isdecimal() or int(number) >= len(self._strings):
            raise _damaged()
        return self._strings[int(number)]


def _row_number(text: str) -> int:
    if not text.isdecimal() or not 1 <= int(text[:9]) <= 1_048_576:
        raise _damaged()
    return int(text) - 1


def _concerns_cells(name: str) -> bool:
    """Whether a part can hold cells or lead to them; pictures, printer settings and macros cannot."""
    inside = name.startswith("xl/") and name.lower().endswith((".xml", ".rels"))
    return inside or name in ("[Content_Types].xml", "_rels/.rels")


def _unpack(data: bytes) -> dict[str, bytes]:
    """The XML parts of a zip archive, by name, within the limits."""
    parts: dict[str, bytes] = {}
    left = MOST_UNPACKED
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = archive.infolist()
            if len(infos) > MOST_PARTS or len({info.filename for info in infos}) != len(infos):
                raise _damaged()
            for info in infos:
                if not _concerns_cells(info.filename):
                    continue
                with archive.open(info) as stream:
                    part = stream.read(left + 1)  # what the header says of the size is not to be trusted
                left -= len(part)
                if left < 0:
                    raise _too_large()
                parts[info.filename] = part
    except BROKEN as error:
        raise _damaged() from error
    return parts


def _sheet_paths(parts: dict[str, bytes]) -> dict[str, str]:
    """The part of each sheet, by the sheet's name, in the workbook's order."""
    targets: dict[str, str] = {}
    sheets: dict[str, str] = {}

    def relation(name: str, attributes: Attributes) -> None:
        if name == "Relationship":
            target = attributes.get("Target", "")
            targets[attributes.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

    def sheet(name: str, attributes: Attributes) -> None:
        if name == "sheet":
            ids = [value for key, value in attributes.items() if _local(key) == "id"]
            sheets[attributes.get("name", "")] = ids[0] if ids else ""

    _walk(parts.get("xl/_rels/workbook.xml.rels", b""), relation, None, None)
    _walk(parts["xl/workbook.xml"], sheet, None, None)
    return {name: targets.get(identifier, "") for name, identifier in sheets.items()}


def _refuse_other_kinds(data: bytes) -> None:
    if not data:
        raise NotAWorkbook(say("文件是空的"), say("请重新选择填好的活动工作簿"))
    if len(data) > MOST_BYTES:
        problem = say(
            "文件有 {number:.1f} MB，超过 {most_bytes} MB",
            number=len(data) / 1024 / 1024,
            most_bytes=MOST_BYTES // 1024 // 1024,
        )
        raise NotAWorkbook(problem, say("请删去图片和多余的工作表后另存"))
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        raise NotAWorkbook(say("这是旧版 .xls 文件，或者加了打开密码"), say("请去掉密码，另存为 .xlsx 后再导入"))
    if not data.startswith(b"PK"):
        raise NotAWorkbook(
            say("这不是 Excel 工作簿"),
            say("请在 Excel 或 WPS 里把表格另存为 .xlsx 再导入；空白的工作簿可在导入的页面下载"),
        )


def weigh(data: bytes) -> int:
    """Bytes of XML that the file says it holds, at a glance: nothing is unpacked, so nothing it says is known to be true.

    Enough to choose who reads it, and to refuse what is no workbook or too large by its own word. Raises NotAWorkbook.
    """
    _refuse_other_kinds(data)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            sizes = {info.filename: info.file_size for info in archive.infolist()}
    except BROKEN as error:
        raise _damaged() from error
    if "xl/workbook.xml" not in sizes:
        raise _no_workbook()
    weight = sum(size for name, size in sizes.items() if _concerns_cells(name))
    if weight > MOST_UNPACKED:
        raise _too_large()
    return weight


def open_package(data: bytes) -> Package:
    """The package with what its worksheets' XML says. Raises NotAWorkbook."""
    _refuse_other_kinds(data)
    parts = _unpack(data)
    if "xl/workbook.xml" not in parts:
        raise _no_workbook()
    roots = {name: _root(part) for name, part in parts.items() if part}
    kept = {name: parts[name] for name, root in roots.items() if root in KEPT}
    if roots.get("xl/workbook.xml") != "workbook":
        raise _damaged()
    strings = _Strings()
    for name, part in kept.items():
        if roots[name] == "sst":
            _walk(part, strings.start, None, strings.chars)
    outlines: dict[str, Outline] = {}
    for name in [name for name in kept if roots[name] == "worksheet"]:
        sheet = _Sheet(strings.lengths)
        _walk(kept[name], sheet.start, sheet.end, sheet.chars)
        outlines[name] = sheet.outline
        if sheet.outline.excess:
            del kept[name]  # nobody after us can open it by mistake
    paths = _sheet_paths(kept)
    found = {name: outlines[path] for name, path in paths.items() if path in outlines}
    return Package(_packed(kept), tuple(paths), found)


def _packed(parts: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, part in parts.items():
            archive.writestr(zipfile.ZipInfo(name), part)
    return out.getvalue()
