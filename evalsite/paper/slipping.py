"""An issue of tickets as files: slips.pdf to cut, poster.pdf for the hall and, on request, tickets.csv."""

import csv
import io
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from zoneinfo import ZoneInfo

from evalsite.core.refusals import FileExists
from evalsite.paper.poster import poster_pdf
from evalsite.paper.slips import Slip, slips_pdf
from evalsite.paper.words import moment
from evalsite.usecases.ticketing import Issue


def slip_files(
    issue: Issue, zone: ZoneInfo, *, with_csv: bool, progress: Callable[[int, int], None] | None = None
) -> dict[str, bytes]:
    """The files of an issue by name. They alone hold the plain codes."""
    slips = [Slip(ticket.electorate_name, ticket.code, ticket.url) for ticket in issue.tickets]
    closes = moment(issue.campaign.closes, zone)
    files = {
        "slips.pdf": slips_pdf(
            issue.campaign.name,
            slips,
            issue.fingerprint,
            closes=closes,
            rehearsal=issue.campaign.rehearsal,
            progress=progress,
        ),
        "poster.pdf": poster_pdf(
            issue.campaign.name,
            issue.fingerprint,
            f"{issue.base_url}/b",
            organiser=issue.campaign.organiser,
            closes=closes,
            shares=issue.shares,
            rehearsal=issue.campaign.rehearsal,
        ),
    }
    if with_csv:
        files["tickets.csv"] = _csv(issue)
    return files


def write_slips(
    issue: Issue,
    folder: Path,
    zone: ZoneInfo,
    *,
    with_csv: bool,
    progress: Callable[[int, int], None] | None = None,
) -> None:
    """Write the files of an issue into a folder, all or none, for their owner's eyes alone.

    Raises FileExists rather than overwrite older slips.
    """
    _make_private(folder)
    for name in ("slips.pdf", "tickets.csv"):
        if (folder / name).exists():
            raise FileExists(path=folder / name)
    files = slip_files(issue, zone, with_csv=with_csv, progress=progress)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".slips-") as draft:
        for name, data in files.items():
            with open(Path(draft) / name, "xb", opener=_private) as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
        for name in files:
            (Path(draft) / name).replace(folder / name)


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
