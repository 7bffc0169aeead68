"""How long a batch of reports takes: 299 of four pages, as ratios to what the same run measured. ``make bench``."""

import time
from dataclasses import replace

import pytest
import typst

from evalsite.core.campaign import Subject
from evalsite.core.report import unit_report
from evalsite.paper.batch import Form, Press, unit_sheet, write_zip
from evalsite.paper.report_content import content
from evalsite.paper.report_pdf import pdf_of
from evalsite.paper.typefaces import FONTS
from evalsite.paper.typesetting import Typesetter, side_by_side
from tests.bench.machine import Machine, Table
from tests.paper import campaigns

REPORTS = 299  # units of a county: what an organisation department hands out in a day
VALID = {"E1": 13, "E2": 28, "E3": 57, "E4": 12}
TRIVIAL = (
    '#set text(font: "Noto Sans SC")\n#for n in range(4) { if n > 0 { pagebreak() }; [#sys.inputs.n 第 #(n + 1) 页] }'
)
pytestmark = pytest.mark.bench


@pytest.fixture(scope="module")
def table():
    return Table(Machine.measured())


@pytest.fixture(scope="module")
def results():
    """Groups of thirty, as departments, townships and zones are: each report has four pages."""
    base = campaigns.campaign()
    subjects = tuple(Subject(f"D{n:03}", f"第{n}号单位", group=f"第{n // 30}组") for n in range(1, REPORTS + 1))
    groups = tuple(dict.fromkeys(subject.group for subject in subjects))
    electorates = tuple(replace(one, groups=groups) for one in base.electorates)
    many = replace(base, subjects=subjects, electorates=electorates, indicators=base.indicators[:6], quotas=())
    return campaigns.results(many, valid=VALID)


def each(work, given):
    """The mean seconds of ``work`` over what is given: never the same twice, for typst remembers what it has set."""
    begin = time.perf_counter()
    for one in given:
        work(one)
    return (time.perf_counter() - begin) / len(given)


def trivial_seconds(tmp_path):
    """A document of four pages with a line on each, set by typst in this very process."""
    source = tmp_path / "trivial.typ"
    source.write_text(TRIVIAL)
    compiler = typst.Compiler(root=str(tmp_path), font_paths=[str(FONTS)], ignore_system_fonts=True)
    return each(lambda n: compiler.compile(input=str(source), format="pdf", sys_inputs={"n": str(n)}), range(40))


def test_a_batch_of_reports(table, results, tmp_path):
    table.head(f"{REPORTS} reports of four pages, PDF, one ZIP")
    trivial = trivial_seconds(tmp_path)
    some = [content(unit_report(results, f"D{n:03}")) for n in range(1, 31)]
    alone = each(pdf_of, some[:3])
    with Typesetter() as typesetter:
        typesetter.pdf(some[0])
        warm = each(typesetter.pdf, some[1:])
    begin = time.perf_counter()
    sheets = (unit_sheet(unit_report(results, subject.code)) for subject in results.campaign.subjects)
    write_zip(tmp_path / "all.zip", Press((Form.PDF,)).files(sheets))
    batch = (time.perf_counter() - begin) / REPORTS
    table.row("a report of the batch, model and all, to one alone", batch / alone, "x")
    table.row("a report of the batch, to one by a warm typesetter", batch / warm, "x")
    table.row("a report by a warm typesetter, to four pages with a line each", warm / trivial, "x")
    table.row("a report of the batch, in RSA-2048 blind signatures of one core", batch / table.machine.stamp, "x")
    table.row("the whole batch, part of the minute that it may take", batch * REPORTS / 60, "of 1")


def test_what_the_children_gain(table, results):
    table.head("typesetters side by side, 40 reports")
    some = [content(unit_report(results, f"D{n:03}")) for n in range(1, 41)]

    def by(children):
        begin = time.perf_counter()
        assert len(list(side_by_side(some, lambda one, setter: setter.pdf(one), children))) == len(some)
        return time.perf_counter() - begin

    single = by(1)
    for children in (2, 4):
        table.row(f"{children} children, to one", by(children) / single, "x")


@pytest.mark.parametrize("form", [Form.DOCX, Form.HTML])
def test_other_forms(table, results, form):
    table.head(f"40 reports as {form.value}")
    some = [unit_sheet(unit_report(results, f"D{n:03}")) for n in range(1, 41)]

    def made(kind):
        begin = time.perf_counter()
        assert len(list(Press((kind,)).files(some))) == len(some)
        return time.perf_counter() - begin

    pdf = made(Form.PDF)
    table.row("to the same as pdf", made(form) / pdf, "x")
