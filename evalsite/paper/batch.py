"""Many reports at once: every form of each, by several typesetters side by side, into a folder or one ZIP."""

import os
import tempfile
import zipfile
from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import closing
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from evalsite.core.archive import Archive, Filed
from evalsite.core.report import UnitReport
from evalsite.core.saying import say
from evalsite.core.summary import SummaryReport
from evalsite.paper.archive_content import archive_content
from evalsite.paper.blocks import Content
from evalsite.paper.naming import FileNames, safe_name
from evalsite.paper.report_content import content
from evalsite.paper.report_docx import NEVER, docx_of
from evalsite.paper.report_html import page_of
from evalsite.paper.summary_content import summary_content
from evalsite.paper.typesetting import Typesetter, side_by_side


class Form(StrEnum):
    """The forms a report comes in; the value is the ending of its file. FOLDERS has their names for people."""

    PDF = "pdf"
    DOCX = "docx"
    HTML = "html"


FOLDERS: dict[Form, str] = {Form.PDF: "PDF", Form.DOCX: "Word", Form.HTML: say("网页")}


Progress = Callable[[int, int], None]  # told (done, total) after each report
Files = Generator[tuple[str, bytes], None, None]  # (path, content)


@dataclass(frozen=True, slots=True)
class Sheet:
    """One report: ``stem`` is the name of its file without ending, safe on every system."""

    stem: str
    pages: Content


def unit_sheet(report: UnitReport) -> Sheet:
    """The report on one subject, to be made."""
    return Sheet(f"{safe_name(report.subject.code)}-{safe_name(report.subject.name)}", content(report))


def summary_sheet(report: SummaryReport) -> Sheet:
    """The report on a campaign, to be made."""
    return Sheet("总报告", summary_content(report))


def archive_sheet(found: Archive) -> Sheet:
    """An archive's own pages, to be made."""
    return Sheet("档案", archive_content(found))


def archive_sheets(found: Archive, reports: Iterable[tuple[Filed, UnitReport]]) -> Iterator[Sheet]:
    """An archive with the report of each of its campaigns, named by day and campaign."""
    yield archive_sheet(found)
    for filed, report in reports:
        yield Sheet(f"{filed.day.isoformat()}-{safe_name(report.campaign)}", content(report))


@dataclass(frozen=True, slots=True)
class Press:
    """What reports are made into: the forms, and the template of Word reports (None: ours)."""

    forms: tuple[Form, ...]
    template: bytes | None = None

    def make(self, pages: Content, form: Form, typesetter: Typesetter) -> bytes:
        """Raises TypesettingFailed, BrokenTemplate."""
        match form:
            case Form.PDF:
                return typesetter.pdf(pages)
            case Form.DOCX:
                return docx_of(pages, typesetter, self.template)
            case Form.HTML:
                return page_of(pages).encode()

    def files(self, sheets: Iterable[Sheet], total: int = 0, progress: Progress | None = None) -> Files:
        """Every report in every form, in order; a folder for each form where there are several.

        ``total`` is how many reports there are, for the progress. Raises TypesettingFailed, BrokenTemplate.
        """
        names = {form: FileNames() for form in self.forms}

        def work(sheet: Sheet, typesetter: Typesetter) -> tuple[str, list[bytes]]:
            return sheet.stem, [self.make(sheet.pages, form, typesetter) for form in self.forms]

        if progress:
            progress(0, total)
        with closing(side_by_side(sheets, work)) as made:
            for done, (stem, forms) in enumerate(made, start=1):
                for form, data in zip(self.forms, forms, strict=True):
                    name = names[form].of(stem, form.value)
                    yield (f"{FOLDERS[form]}/{name}" if len(self.forms) > 1 else name), data
                if progress:
                    progress(done, total)


def write_zip(path: Path, files: Files) -> None:
    """The files as one ZIP, at once or not at all, for its owner alone."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")  # mode 0600
    try:
        with os.fdopen(descriptor, "wb") as target:
            write_zip_to(target, files)
            target.flush()
            os.fsync(target.fileno())
        Path(temporary).replace(path)
    except BaseException:
        Path(temporary).unlink(missing_ok=True)
        raise


def write_all(to: Path, files: Files, write: Callable[[Path, bytes], None]) -> None:
    """The files as one ZIP where ``to`` is named so, else each below the folder ``to`` by ``write``."""
    if to.suffix.lower() == ".zip":
        write_zip(to, files)
    else:
        for name, data in files:
            write(to / name, data)


def write_zip_to(target: IO[bytes], files: Files) -> None:
    """The files as one ZIP: in their order and with one date, so that the same files give the same bytes.

    Names are UTF-8 with its flag set, which Windows since 8 reads; PDF and Word are packed already.
    """
    with closing(files), zipfile.ZipFile(target, "w") as package:
        for name, data in files:
            package.writestr(_entry(name), data)


def _entry(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name, NEVER)
    packed = name.endswith((".pdf", ".docx", ".xlsx", ".zip"))
    entry.compress_type = zipfile.ZIP_STORED if packed else zipfile.ZIP_DEFLATED
    entry.external_attr = 0o600 << 16
    return entry
