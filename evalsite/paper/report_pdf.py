"""Reports as PDF, set by typst in a child process (typesetting.py)."""

from evalsite.core.report import UnitReport
from evalsite.paper.blocks import Content
from evalsite.paper.report_content import content
from evalsite.paper.typesetting import Typesetter


def report_pdf(report: UnitReport) -> bytes:
    """The report on one subject. Raises TypesettingFailed."""
    return pdf_of(content(report))


def pdf_of(pages: Content) -> bytes:
    """Any report's content as PDF. Raises TypesettingFailed."""
    with Typesetter() as typesetter:
        return typesetter.pdf(pages)
