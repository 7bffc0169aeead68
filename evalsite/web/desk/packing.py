"""How slips are printed: the picture of a layout, a sheet to try the printer with, and the piles that were asked for."""

from collections.abc import Mapping
from dataclasses import dataclass

from flask import abort, request
from markupsafe import Markup

from evalsite.core.batches import Batch, plan
from evalsite.core.campaign import Campaign
from evalsite.core.links import chosen
from evalsite.core.permission import Act
from evalsite.core.refusals import FaultyBatches, NoLinks
from evalsite.core.saying import say
from evalsite.paper.layouts import SHEETS, Layout, Marks, Sheet
from evalsite.paper.slips import Print, Slip, slips_pdfs
from evalsite.paper.words import moment
from evalsite.usecases import preparing
from evalsite.web.access import needs
from evalsite.web.desk.room import Page, download, room, routes, shown
from evalsite.words import Audience, words

PDF = "application/pdf"
SAMPLE = "样张不能投票"


@dataclass(frozen=True, slots=True)
class Packing:
    """What the form says of piles, kept for the page; ``problems`` by electorate (code), each a sentence or more."""

    wishes: Mapping[str, str]
    batches: tuple[Batch, ...]
    problems: Mapping[str, str]
    links: tuple[str, ...] = ()
    trouble: str = ""

    @property
    def faulty(self) -> bool:
        return bool(self.problems or self.trouble)


def packing_of(campaign: Campaign) -> Packing:
    """The piles and links that this request asks for; ``trouble`` is what is wrong with the links."""
    wishes = {one.code: request.form.get(f"parts-{one.code}", "") for one in campaign.electorates}
    links = tuple(request.form.getlist("links"))
    problems: dict[str, str] = {}
    trouble = ""
    batches: tuple[Batch, ...] = ()
    try:
        links = chosen(campaign, links, (code for code, wish in wishes.items() if wish.strip()))
    except NoLinks as refusal:
        trouble = words(refusal, Audience.DESK)
    try:
        batches = plan(campaign.electorates, wishes)
    except FaultyBatches as refusal:
        for one in refusal.wrong:
            problems[one.key] = problems.get(one.key, "") + say(
                "{problem}，{remedy}。", problem=one.problem, remedy=one.remedy
            )
    return Packing(wishes, batches, problems, links, trouble)


@routes.get("/c/<campaign_id>/tickets/sample/<layout>.pdf")
@needs(Act.PREPARE)
def slip_sample(campaign_id: str, layout: str) -> Page:
    """A sheet to try the printer and the cutter with. Its code is none: read as one, it is refused."""
    here = shown(campaign_id)
    if layout not in set(Layout):
        abort(404)
    electorate = max(here.campaign.electorates, key=lambda one: len(one.name))
    fingerprint = preparing.fingerprint_of(here.record) or "0" * 26
    slip = Slip(electorate.name, "0" * 24, f"{room().settings.address}/b#{'0' * 24}.{fingerprint}", SAMPLE)
    made = Print(
        here.campaign.name,
        fingerprint,
        moment(here.campaign.closes, room().settings.zone),
        layout=Layout(layout),
        rehearsal=True,
    )
    (data,) = slips_pdfs(made, [slip] * SHEETS[Layout(layout)].per_page)
    return download(data, f"样张-{layout}.pdf", PDF)


# --- the picture of a layout ------------------------------------------------------------------------------------------

_PAPER, _LINE, _INK, _TEXT = "#ffffff", "#8a97a5", "#18222f", "#a9b4bf"


def drawn(sheet: Sheet) -> Markup:
    """A page in outline, in its true proportions, from the very measures that it is printed with."""
    wide, high = sheet.page
    parts = [f'<rect x="0.5" y="0.5" width="{wide - 1:.1f}" height="{high - 1:.1f}" fill="{_PAPER}" stroke="{_LINE}"/>']
    face = sheet.face
    for place in range(sheet.per_page):
        x, below = sheet.corner(place)
        y = high - below - face.height
        edge = "none" if sheet.marks is Marks.FOLD else _LINE
        solid = "" if sheet.marks is Marks.CORNERS else ' stroke-dasharray="4 3"'
        parts += [
            f'<rect x="{x:.1f}" y="{y:.1f}" width="{face.width:.1f}" height="{face.height:.1f}" fill="none" stroke="{edge}"{solid}/>',
            f'<rect x="{x + face.pad:.1f}" y="{y + face.pad:.1f}" width="{face.symbol:.1f}" height="{face.symbol:.1f}" fill="{_INK}"/>',
            *_text(x + face.text_left, y + face.pad, face.text_room, face.name[1]),
        ]
    if sheet.marks is Marks.FOLD:
        fold = high / 2
        parts.append(f'<path d="M20 {fold:.1f}H{wide - 20:.1f}" stroke="{_LINE}" stroke-dasharray="6 4"/>')
        parts.append(
            f'<rect x="60" y="{fold - 145:.1f}" width="215" height="100" rx="6" fill="none" stroke="{_LINE}"/>'
        )
        parts += _text(72, fold - 135, 190, 14)
    picture = "".join(parts)
    return Markup(  # noqa: S704 - numbers and words of ours
        f'<svg class="layout" viewBox="0 0 {wide:.0f} {high:.0f}" aria-hidden="true">{picture}</svg>'
    )


def _text(x: float, y: float, room_for: float, size: float) -> list[str]:
    """Three lines that stand for words."""
    widths = (1.0, 0.7, 0.85)
    return [
        f'<rect x="{x:.1f}" y="{y + n * 1.8 * size:.1f}" width="{part * room_for:.1f}" height="{0.7 * size:.1f}" fill="{_TEXT}"/>'
        for n, part in enumerate(widths)
    ]
