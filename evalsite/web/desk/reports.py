"""Reports and files: what people hand out of a counted campaign."""

import json

from flask import Response, render_template, request

from evalsite.core.permission import Act
from evalsite.core.refusals import NoSuchSubject
from evalsite.core.saying import say
from evalsite.crypto import manifest as manifests
from evalsite.paper.batch import Form, Press, Sheet, summary_sheet, unit_sheet
from evalsite.paper.report_html import STYLE_SOURCE
from evalsite.paper.results import results_csv, results_json, results_xlsx
from evalsite.paper.typesetting import Typesetter
from evalsite.usecases import announcing, figuring, reporting
from evalsite.web import language
from evalsite.web.access import needs, reading
from evalsite.web.desk import listing
from evalsite.web.desk.batching import FORMS, batch_of
from evalsite.web.desk.room import DOCX, XLSX, Page, Shown, download, room, routes, shown
from evalsite.words import LISTINGS

MEDIA = {
    Form.PDF: "application/pdf",
    Form.DOCX: DOCX,
}
# The report is a page on its own, to be saved and passed on: its one style sheet stands in it. It runs nothing.
REPORT_POLICY = f"default-src 'none'; style-src {STYLE_SOURCE}; img-src data:; frame-ancestors 'none'"


@routes.get("/c/<campaign_id>/reports")
@needs(Act.READ)
def reports(campaign_id: str) -> Page:
    here, found = shown(campaign_id), reporting.reports(room().desk, campaign_id, reading())
    batch = batch_of(campaign_id, found)
    return render_template(
        "desk/reports.html",
        here=here,
        found=found.results,
        batch=batch,
        forms=FORMS,
        listings=language.table(LISTINGS),
        public=_public_address(here),
    )


def _public_address(here: Shown) -> str:
    """Where the public finds its summary; empty where it was promised none."""
    record = here.record
    if not record.manifest or not announcing.is_public(record):
        return ""
    return f"{room().settings.base_url}/r/{manifests.manifest_hash(record.manifest).hex()}"


def answer(sheet: Sheet, name: str, form: Form) -> Response:
    """A report as a page to look at, or as a file to keep."""
    with Typesetter() as typesetter:
        data = Press((form,), room().settings.own_template()).make(sheet.pages, form, typesetter)
    if form in MEDIA:
        return download(data, f"{name}.{form.value}", MEDIA[form])
    response = Response(data, content_type="text/html; charset=utf-8")
    response.headers["Content-Security-Policy"] = REPORT_POLICY
    return response


def form_of(kind: str) -> Form:
    """Raises NoSuchSubject for an address that ends in none of the forms: it names no report."""
    try:
        return Form(kind)
    except ValueError as error:
        raise NoSuchSubject(subject=kind) from error


@routes.get("/c/<campaign_id>/reports/<subject>.<kind>")
@needs(Act.READ)
def report(campaign_id: str, subject: str, kind: str) -> Page:
    """The report on one subject as html, pdf or docx."""
    found = reporting.reports(room().desk, campaign_id, reading()).of(subject)
    return answer(unit_sheet(found), f"{found.subject.name}-测评报告", form_of(kind))


@routes.get("/c/<campaign_id>/summary.<kind>")
@needs(Act.READ)
def summary(campaign_id: str, kind: str) -> Page:
    """The report on the whole campaign as html, pdf or docx."""
    found = reporting.reports(room().desk, campaign_id, reading()).summary(listing.asked(), listing.ranks())
    return answer(summary_sheet(found), f"{found.campaign}-总报告", form_of(kind))


@routes.get("/c/<campaign_id>/export.<kind>")
@needs(Act.READ)
def export(campaign_id: str, kind: str) -> Page:
    """The disclosed results as xlsx, csv or json."""
    found = reading().results(campaign_id)
    figures = figuring.figures_of(room().desk, campaign_id)
    if "order" in request.args:
        found = listing.in_order(found, listing.asked())
    name = f"{found.campaign.name}-结果.{kind}"
    match kind:
        case "xlsx":
            return download(results_xlsx(found, figures), name, XLSX)
        case "csv":
            # Excel takes a CSV file for UTF-8 only when it begins with this mark.
            return download(
                b"\xef\xbb\xbf" + results_csv(found, figures).encode().removeprefix(b"\xef\xbb\xbf"), name, "text/csv"
            )
        case "json":
            text = json.dumps(results_json(found, figures), ensure_ascii=False, indent=1)
            return download(f"{text}\n".encode(), name, "application/json")
        case _:
            return render_template("desk/refused.html", message=say("没有这种文件。可以下载 xlsx、csv 或 json。")), 404
