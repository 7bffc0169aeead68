"""An issue of tickets as files: slips to cut, a poster for the hall, the list for handing out and, on request, tickets.csv."""

import csv
import io
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from zoneinfo import ZoneInfo

from evalsite.core.batches import Batch, plan
from evalsite.core.refusals import FileExists
from evalsite.paper.handout import handout_of, handout_pdf
from evalsite.paper.layouts import Layout
from evalsite.paper.links import link_files, single_files
from evalsite.paper.poster import poster_pdf
from evalsite.paper.slips import Print, Slip, slips_pdfs
from evalsite.paper.words import moment
from evalsite.usecases.ticketing import Issue

Progress = Callable[[int, int], None]
WITHOUT_CODES = ("poster.pdf", "handout.pdf")  # may be written over: whoever has lost one makes no ballot invalid
CHINESE = {
    "slips": "测评条",
    "poster": "会场海报",
    "handout": "发放单",
    "links": "链接",
    "singles": "单张",
}  # names of files for people at the desk


def in_chinese(name: str) -> str:
    """The name of a file of ``slip_files`` as the desk hands it over."""
    stem, dot, ending = name.partition(".")
    word, dash, number = stem.partition("-")
    return f"{CHINESE.get(word, word)}{dash}{number}{dot}{ending}"


@dataclass(frozen=True, slots=True)
class Choice:
    """How slips are printed: their layout, and their piles (``core.batches.plan``; none: one for each electorate).

    The tickets of electorates in ``links`` (codes, ``core.links.chosen``) are sent instead of printed, but for the spare
    ones; with ``singles`` each has a page of its own besides.
    """

    layout: Layout = Layout.GRID
    batches: tuple[Batch, ...] = ()
    with_csv: bool = False
    links: tuple[str, ...] = ()
    singles: bool = False


def slip_files(issue: Issue, zone: ZoneInfo, choice: Choice, progress: Progress | None = None) -> dict[str, bytes]:
    """The files of an issue by name. They alone hold the plain codes.

    Of more than 5,000 slips the second file is ``slips-2.pdf``, and so on.
    """
    closes = moment(issue.campaign.closes, zone)
    made = Print(issue.campaign.name, issue.fingerprint, closes, issue.campaign.rehearsal, choice.layout)
    batches = choice.batches or plan(issue.campaign.electorates, {})
    printed, sent = _parted(issue, batches, choice.links)
    total = len(printed) + sum(map(len, sent.values())) * choice.singles
    tell = _counted(progress, len(printed), total)
    parts = slips_pdfs(made, printed, lambda done, _: progress(done, total) if progress else None) if printed else []
    files = {"slips.pdf" if number == 1 else f"slips-{number}.pdf": part for number, part in enumerate(parts, start=1)}
    for code, slips in sent.items():
        files |= link_files(made, code, slips)
        if choice.singles:
            files |= single_files(made, code, slips, tell)
    files["poster.pdf"] = poster_pdf(
        issue.campaign.name,
        issue.fingerprint,
        f"{issue.base_url}/b",
        organiser=issue.campaign.organiser,
        closes=closes,
        shares=issue.shares,
        rehearsal=issue.campaign.rehearsal,
    )
    files["handout.pdf"] = handout_pdf(handout_of(issue.campaign, batches, choice.links))
    if choice.with_csv:
        files["tickets.csv"] = _csv(issue)
    return files


def piled(issue: Issue, batches: Sequence[Batch]) -> Iterator[Slip]:
    """The slips, electorate by electorate, each with the name of its pile.

    Tickets come shuffled: which of them comes into which pile is chance.
    """
    for electorate in issue.campaign.electorates:
        tickets = iter([one for one in issue.tickets if one.electorate == electorate.code])
        for batch in (one for one in batches if one.electorate == electorate.code):
            yield from (Slip(electorate.name, t.code, t.url, batch.name) for t in islice(tickets, batch.number))
        yield from (Slip(electorate.name, ticket.code, ticket.url) for ticket in tickets)


def _parted(issue: Issue, batches: Sequence[Batch], links: Sequence[str]) -> tuple[list[Slip], dict[str, list[Slip]]]:
    """What is printed, and what is sent of each electorate."""
    names = {issue.campaign.electorate(code).name: code for code in links}
    spare = {one.name for one in batches if one.spare}
    printed: list[Slip] = []
    sent: dict[str, list[Slip]] = {code: [] for code in links}
    for slip in piled(issue, batches):
        goes = slip.electorate in names and slip.batch not in spare
        (sent[names[slip.electorate]] if goes else printed).append(slip)
    return printed, sent


def _counted(progress: Progress | None, done: int, total: int) -> Callable[[int], None]:
    """Tells ``progress`` of so many more, after those that are ``done``."""

    def tell(more: int) -> None:
        nonlocal done
        done += more
        if progress:
            progress(done, total)

    return tell


def write_slips(
    issue: Issue, folder: Path, zone: ZoneInfo, choice: Choice, progress: Progress | None = None
) -> list[str]:
    """Write the files of an issue into a folder, all or none, for their owner's eyes alone; gives their names.

    Raises FileExists rather than overwrite older slips.
    """
    _make_private(folder)
    files = slip_files(issue, zone, choice, progress)
    for name in files:
        if name not in WITHOUT_CODES and (folder / name).exists():
            raise FileExists(path=folder / name)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".slips-") as draft:
        for name, data in files.items():
            with open(Path(draft) / name, "xb", opener=_private) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for name in files:
            (Path(draft) / name).replace(folder / name)
    return list(files)


def _private(path: str, flags: int) -> int:
    """Readable by the owner alone from the first byte on, whatever the umask: a code is worth a vote."""
    return os.open(path, flags, 0o600)


def _make_private(folder: Path) -> None:
    """Make a folder and those above it that are missing, closed to others. One that is there stays as it is."""
    for missing in [one for one in (*reversed(folder.parents), folder) if not one.exists()]:
        missing.mkdir(mode=0o700, exist_ok=True)


def _csv(issue: Issue) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("electorate", "code", "url"))
    writer.writerows((ticket.electorate, ticket.code, ticket.url) for ticket in issue.tickets)
    return text.getvalue().encode()
