"""The archive: one page for each unit and person, over all counted campaigns."""

from io import BytesIO

from flask import render_template, send_file

from evalsite.core.archive import Archive
from evalsite.core.permission import Act
from evalsite.paper.archive_content import archive_content
from evalsite.paper.batch import Press, archive_sheet, archive_sheets, write_zip_to
from evalsite.paper.naming import safe_name
from evalsite.usecases import archiving, zoning
from evalsite.usecases.archiving import Seen
from evalsite.web.access import account, needs, reading
from evalsite.web.desk.batching import FORMS
from evalsite.web.desk.reports import answer, form_of
from evalsite.web.desk.room import Page, now, room, routes


def unit_archive(code: str) -> Archive:
    """The archive of a code as far as it is there for who is signed in. Raises NoSuchSubject."""
    return archiving.archive_of(room().desk, code, now().date(), _seen(), reading())


def _seen() -> Seen:
    """The campaigns that are there for who asks: an archive is made of no others."""
    return lambda records: zoning.visible(room().desk, account(), records)


@routes.get("/archive")
@needs(Act.READ)
def archives() -> Page:
    """All units and people that have an archive."""
    return render_template("desk/archives.html", lines=archiving.list_archives(room().desk, now().date(), _seen()))


@routes.get("/archive/<code>")
@needs(Act.READ, subject="code")
def archive(code: str) -> Page:
    found = unit_archive(code)
    return render_template("desk/archive.html", found=found, pages=archive_content(found), forms=FORMS)


@routes.get("/archive/<code>/overview.<kind>")
@needs(Act.READ, subject="code")
def archive_report(code: str, kind: str) -> Page:
    """The archive's own pages as html, pdf or docx."""
    sheet = archive_sheet(unit_archive(code))
    return answer(sheet, safe_name(f"{sheet.pages['name']}-测评档案"), form_of(kind))


@routes.get("/archive/<code>/all.<kind>.zip")
@needs(Act.READ, subject="code")
def archive_file(code: str, kind: str) -> Page:
    """The archive with every report in it, as one ZIP."""
    found, form = unit_archive(code), form_of(kind)
    sheets = archive_sheets(found, archiving.reports_of(room().desk, found, reading()))
    buffer = BytesIO()
    write_zip_to(buffer, Press((form,), room().settings.own_template()).files(sheets))
    buffer.seek(0)
    return send_file(buffer, as_attachment=True, download_name=f"{safe_name(found.name)}-测评档案.zip", max_age=0)
