"""What every page of the desk works with: the settings and the two databases of this application."""

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import lru_cache
from io import BytesIO

from flask import Blueprint, Response, current_app, redirect, request, send_file, url_for
from werkzeug.wrappers import Response as BaseResponse

from evalsite.core.campaign import Campaign
from evalsite.core.extension import Extension
from evalsite.core.saying import say
from evalsite.core.seats import Ceremony
from evalsite.settings import ROOT, Settings
from evalsite.store.desk import Record
from evalsite.store.engine import Database
from evalsite.usecases import extending, preparing, seating, ticketing
from evalsite.web.desk.showing import Stage, stage_of
from evalsite.web.language import tell

TEXT = "text/plain;charset=utf-8"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
EXTENSION = "evalsite_desk"
ASSETS = ROOT / "evalsite" / "static" / "desk"
FOREVER = 365 * 24 * 3600
Page = str | Response | BaseResponse | tuple[str, int]

routes = Blueprint("desk", __name__, url_prefix="/desk")


@dataclass(frozen=True, slots=True)
class Room:
    settings: Settings
    desk: Database
    box: Database


@dataclass(frozen=True, slots=True)
class Shown:
    """A campaign as every page about it shows it: its deadline is the one that the last notice of extension gives.

    ``ceremony`` is its seats of scrutineers as they stood when the request began, None where it has none.
    """

    record: Record
    campaign: Campaign
    stage: Stage
    issued: bool
    extensions: tuple[Extension, ...] = ()
    ceremony: Ceremony | None = None

    @property
    def seated(self) -> bool:
        """Whether it has seats of scrutineers."""
        return self.ceremony is not None

    @property
    def by_itself(self) -> bool:
        """Whether its box is closed by the system at the deadline."""
        return self.campaign.closes_itself and self.campaign.closes is not None

    @property
    def names(self) -> dict[str, str]:
        """Names of electorates by code."""
        return {electorate.code: electorate.name for electorate in self.campaign.electorates}


def room() -> Room:
    found = current_app.extensions[EXTENSION]
    assert isinstance(found, Room)  # put there by `register`
    return found


def now() -> datetime:
    """The moment in the installation's zone, so that days and dates are those of the people at the desk."""
    return datetime.now(UTC).astimezone(room().settings.zone)


def shown(campaign_id: str) -> Shown:
    """Raises NoSuchCampaign."""
    return show(preparing.get(room().desk, campaign_id))


def not_now(here: Shown) -> Page:
    """To the campaign's page, since the step is not its next: taken already, from this page or a colleague's, or not yet due.

    Who has sent the form is told that nothing was done.
    """
    if request.method == "POST":
        text = say("没有执行：活动现在是“{stage}”，这一步已经做过，或者还轮不到。", stage=here.stage.words)
        tell(text, "warn")
    return redirect(url_for("desk.campaign", campaign_id=here.record.id))


def show(record: Record, seats: Mapping[str, Ceremony] | None = None) -> Shown:
    """``seats`` are those of all campaigns (seating.of_all), for who shows several of them."""
    campaign = preparing.campaign_of(record)
    ceremony = seating.find(room().desk, record.id) if seats is None else seats.get(record.id)
    if record.manifest is None:
        stage = stage_of(record.state, campaign, issued=False, now=now())
        return Shown(record, campaign, stage, issued=False, ceremony=ceremony)
    known = extending.of_record(room().desk, record)
    if known:
        campaign = replace(campaign, closes=known[-1].closes)
    issued = ticketing.are_issued(room().desk, record.id)
    return Shown(record, campaign, stage_of(record.state, campaign, issued=issued, now=now()), issued, known, ceremony)


@lru_cache(maxsize=16)
def _digest(name: str) -> str:
    return hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:16]


def asset(name: str) -> str:
    """The address of a file of ours, with its hash, so that browsers keep it until it changes."""
    return url_for("desk.assets", name=name, v=_digest(name))


def download(data: bytes, name: str, kind: str) -> Response:
    """A file to be saved under ``name``; ``kind`` is its media type."""
    return send_file(BytesIO(data), mimetype=kind, as_attachment=True, download_name=name, max_age=0)


def data_url(data: bytes, kind: str) -> str:
    """A file that stands in the page itself, for what must not lie anywhere; ``kind`` is its media type."""
    return f"data:{kind};base64,{b64encode(data).decode()}"


# --- pages that look again --------------------------------------------------------------------------------------------


def is_part() -> bool:
    """Whether the page asks for a part of itself: a job's progress, the turnout."""
    return "HX-Request" in request.headers


def whole_page_anew() -> Response:
    """To a part of a page whose work has ended: load the page as a whole, since state, line of states and menu changed.

    A page is made to look again only while the work is under way, so that one which was loaded anew does not ask again.
    """
    return Response(status=204, headers={"HX-Refresh": "true"})
