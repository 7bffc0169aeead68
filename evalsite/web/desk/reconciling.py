"""核销: where the slips are, on a page and as a sheet to sign."""

from flask import render_template

from evalsite.core.permission import Act
from evalsite.paper.reconciliation import Reconciliation, reconciliation_pdf
from evalsite.paper.words import moment
from evalsite.usecases import reconciling
from evalsite.web.access import needs
from evalsite.web.desk.packing import PDF
from evalsite.web.desk.room import Page, download, now, room, routes, shown
from evalsite.web.desk.tabling import Tables, origin_of_campaign
from evalsite.web.desk.turnout_tables import slips_table


def _found(campaign_id: str) -> reconciling.Reconciled:
    return reconciling.reconcile(room().desk, campaign_id, now(), room().settings.turnout_delay)


@routes.get("/c/<campaign_id>/reconcile")
@needs(Act.FOLLOW)
def reconcile(campaign_id: str) -> Page:
    here, found = shown(campaign_id), _found(campaign_id)
    tables = Tables([slips_table(found.accounts)] if here.issued else [])
    if file := tables.file(origin_of_campaign(here.campaign)):
        return file
    return render_template("desk/reconcile.html", here=here, found=found, tables=tables)


@routes.get("/c/<campaign_id>/reconcile.pdf")
@needs(Act.FOLLOW)
def reconciliation(campaign_id: str) -> Page:
    here, found = shown(campaign_id), _found(campaign_id)
    sheet = Reconciliation(
        here.campaign.name,
        here.campaign.organiser,
        moment(found.at, room().settings.zone),
        found.accounts,
        found.exact,
        here.campaign.rehearsal,
    )
    return download(reconciliation_pdf(sheet), f"核销单-{here.campaign.name}.pdf", PDF)
