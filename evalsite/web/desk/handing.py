"""What is handed to whoever checks a count at home: the public audit file, the page that checks it, or both as a kit."""

from evalsite.audit import kit as kits
from evalsite.core.permission import Act
from evalsite.paper.results import results_json
from evalsite.usecases import auditing
from evalsite.web.access import needs
from evalsite.web.desk.room import Page, Shown, download, room, routes, shown

ZIP = "application/zip"


def _bundle(here: Shown) -> bytes:
    return auditing.bundle(room().desk, room().box, here.record.id, results_json)


@routes.get("/c/<campaign_id>/bundle.zip")
@needs(Act.AUDIT)
def bundle(campaign_id: str) -> Page:
    """The public audit file: anyone may check it at home, without this server."""
    here = shown(campaign_id)
    return download(_bundle(here), f"复核文件-{here.campaign.name}.zip", ZIP)


@routes.get("/c/<campaign_id>/kit.zip")
@needs(Act.AUDIT)
def kit(campaign_id: str) -> Page:
    """The same with the page that checks it and a note."""
    here = shown(campaign_id)
    return download(kits.kit(_bundle(here)), f"核票包-{here.campaign.name}.zip", ZIP)


@routes.get("/checker")
@needs(Act.AUDIT)
def checker() -> Page:
    """The page alone. It is saved and never shown from here: its script is none that pages of the desk may run."""
    return download(kits.page(), kits.PAGE_NAME, "application/octet-stream")
