"""The archive: one page for each unit and person, over all counted campaigns."""

from fractions import Fraction
from io import BytesIO

from flask import render_template, send_file, url_for

from evalsite.core.archive import Archive
from evalsite.core.permission import Act
from evalsite.core.register import PERSON
from evalsite.core.saying import say
from evalsite.paper.archive_content import archive_content
from evalsite.paper.batch import Press, archive_sheet, archive_sheets, write_zip_to
from evalsite.paper.imported_content import day_words
from evalsite.paper.naming import safe_name
from evalsite.paper.tables import Column, Kind, Line, On, Table, Told
from evalsite.paper.tables_blocks import block_tables
from evalsite.paper.tables_files import Origin
from evalsite.usecases import archiving, zoning
from evalsite.usecases.archiving import Listed, Seen
from evalsite.web import locale
from evalsite.web.access import account, needs, reading
from evalsite.web.desk.batching import FORMS
from evalsite.web.desk.reports import answer, form_of
from evalsite.web.desk.room import Page, now, room, routes
from evalsite.web.desk.tabling import Tables


def unit_archive(code: str) -> Archive:
    """The archive of a code as far as it is there for who is signed in. Raises NoSuchSubject."""
    return archiving.archive_of(room().desk, code, now().date(), _seen(), reading())


def _seen() -> Seen:
    """The campaigns that are there for who asks, by zone and by 可见范围: an archive is made of no others."""
    own = reading()
    return lambda records: [one for one in zoning.visible(room().desk, account(), records) if own.sees(one)]


@routes.get("/archive")
@needs(Act.READ)
def archives() -> Page:
    """All units and people that have an archive."""
    tables = Tables([_list(archiving.list_archives(room().desk, now().date(), _seen()))])
    if file := tables.file(Origin(say("测评档案"))):
        return file
    return render_template(
        "desk/archives.html", tables=tables, to_archive=lambda code: url_for("desk.archive", code=code)
    )


def _list(found: list[Listed]) -> Table:
    columns = (
        Column("code", say("编号"), Kind.WORDS),
        Column("name", say("名称"), Kind.NAME),
        Column("kind", say("类别"), Kind.WORDS),
        Column("unit", say("所属单位"), Kind.WORDS),
        Column("campaigns", say("测评次数")),
        Column("last", say("最近一次"), on=On.PAGE),
        Column("day", say("最近一次"), Kind.WORDS, On.FILE),
    )
    lines = tuple(_listed(one, say("个人") if one.kind == PERSON else say("单位")) for one in found)
    return Table("archives", say("全部档案"), columns, lines, say("个"))


def _listed(one: Listed, kind: str) -> Line:
    """The day is said in the page's language; a file is Chinese, whoever fetches it."""
    last = Told(locale.day(one.last), Fraction(one.last.toordinal()))
    cells = (one.code, one.name, kind, one.unit, one.campaigns, last, day_words(one.last))
    return Line(cells, one.code, {"kind": kind, "unit": one.unit})


@routes.get("/archive/<code>")
@needs(Act.READ, subject="code")
def archive(code: str) -> Page:
    found = unit_archive(code)
    pages = archive_content(found)
    tables = Tables(block_tables("part", pages["sections"]))
    if file := tables.file(Origin(found.name, remarks=tuple(pages["remarks"]))):
        return file
    return render_template("desk/archive.html", found=found, pages=pages, tables=tables, forms=FORMS)


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
