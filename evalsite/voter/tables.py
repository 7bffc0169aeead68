"""tickets.csv and ballots.csv as they come from spreadsheets: any of the usual encodings, every fault with its line."""

import csv
import io
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from evalsite.core import refusals, ticket
from evalsite.voter.client import Slip

TICKET_COLUMNS = ("electorate", "code", "url")
BALLOT_COLUMNS = ("electorate", "voter", "subject", "indicator", "value")
SHOWN = 30  # problems listed in one message; a file that is wrong throughout need not fill the screen


class Row(NamedTuple):
    """A record and the line of the file on which it begins (records may span lines)."""

    line: int
    cells: dict[str, str]


class Problems:
    """Collects what is wrong with a file, so that all of it is told at once."""

    def __init__(self, file: Path) -> None:
        self._file = file
        self._found: list[str] = []

    def add(self, line: int, message: str) -> None:
        self._found.append(f"第 {line} 行：{message}")

    def raise_any(self) -> None:
        """Raises FaultyTable when something was found."""
        if self._found:
            listed = self._found[:SHOWN]
            if len(self._found) > SHOWN:
                listed.append(f"另有 {len(self._found) - SHOWN} 处。")
            raise refusals.FaultyTable(file=self._file.name, count=len(self._found), problems="\n".join(listed))


@dataclass(frozen=True, slots=True)
class Ticket:
    """A line of tickets.csv: the electorate as written there, and the slip."""

    line: int
    electorate: str
    slip: Slip


@dataclass(frozen=True, slots=True)
class RawBallot:
    """The lines of one voter in ballots.csv, not yet held against a sheet."""

    electorate: str
    voter: str
    rows: tuple[Row, ...]


def read_table(file: Path, columns: Sequence[str], problems: Problems) -> list[Row]:
    """The records of a CSV file whose header names at least ``columns``, in any order; blank lines are passed over."""
    reader = csv.reader(io.StringIO(_text(file, problems), newline=""), strict=True)
    rows: list[Row] = []
    header: list[str] | None = None
    start = 1
    try:
        for record in reader:
            line, start = start, reader.line_num + 1
            cells = [cell.strip() for cell in record]
            if not any(cells):
                continue
            if header is None:
                header = _header(cells, columns, line, problems)
            elif len(cells) < len(header) or any(cells[len(header) :]):
                problems.add(line, f"应有 {len(header)} 列，实有 {len(cells)} 列")
            else:
                rows.append(Row(line, dict(zip(header, cells, strict=False))))
    except csv.Error:
        problems.add(start, "引号没有成对，或有不能识别的字符")
    problems.raise_any()
    if header is None:
        problems.add(1, f"文件是空的，第一行应为表头 {','.join(columns)}")
        problems.raise_any()
    return rows


def _text(file: Path, problems: Problems) -> str:
    """UTF-8 with or without a mark, or what a Chinese Excel writes (GB 18030)."""
    data = file.read_bytes()
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    problems.add(1, "文字编码无法识别，请另存为 UTF-8 编码的 CSV")
    problems.raise_any()
    raise AssertionError("a problem was just added")


def _header(cells: list[str], columns: Sequence[str], line: int, problems: Problems) -> list[str]:
    missing = [column for column in columns if column not in cells]
    if missing or len(set(cells)) != len(cells):
        problems.add(line, f"表头应为 {','.join(columns)}，现为 {','.join(cells)}")
        problems.raise_any()
    return cells


def read_tickets(file: Path, url: str | None = None) -> list[Ticket]:
    """The tickets of a file; ``url`` replaces the server's address in every slip.

    Raises FaultyTable with every fault, BadSlip when ``url`` is no web address.
    """
    problems = Problems(file)
    if url is not None and not url.startswith(("http://", "https://")):
        raise refusals.BadSlip
    found: list[Ticket] = []
    seen: dict[str, int] = {}
    rows = read_table(file, TICKET_COLUMNS, problems)
    for line, cells in rows:
        try:
            slip = Slip.read(cells["url"])
        except refusals.BadSlip:
            problems.add(line, "网址里没有测评码或校验码，应为测评条上的完整网址")
            continue
        if cells["code"] and ticket.normalise(cells["code"]) != slip.code:
            problems.add(line, "测评码与网址里的不一致")
        elif slip.code in seen:
            problems.add(line, f"与第 {seen[slip.code]} 行的测评码重复")
        seen.setdefault(slip.code, line)
        found.append(Ticket(line, cells["electorate"], slip._replace(base_url=url.rstrip("/")) if url else slip))
    if not rows:
        problems.add(1, "没有测评码")
    problems.raise_any()
    return found


def read_ballots(file: Path) -> list[RawBallot]:
    """The ballots of a file, in the order of their first lines. Raises FaultyTable."""
    problems = Problems(file)
    grouped: dict[tuple[str, str], list[Row]] = {}
    for row in read_table(file, BALLOT_COLUMNS, problems):
        for column, name in (("electorate", "票种"), ("voter", "投票人序号"), ("indicator", "指标")):
            if not row.cells[column]:
                problems.add(row.line, f"{name}（{column}）是空的")
        grouped.setdefault((row.cells["electorate"], row.cells["voter"]), []).append(row)
    if not grouped:
        problems.add(1, "没有选票")
    problems.raise_any()
    return [RawBallot(electorate, voter, tuple(rows)) for (electorate, voter), rows in grouped.items()]
