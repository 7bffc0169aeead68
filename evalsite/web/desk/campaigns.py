"""The list of campaigns, and the page of one campaign."""

from flask import render_template, request, url_for

from evalsite.core.archive import Archive
from evalsite.core.permission import Act, Role, allows
from evalsite.core.refusals import NoSuchSubject
from evalsite.core.rulewords import rules_in_words
from evalsite.core.saying import say
from evalsite.crypto import manifest as manifests
from evalsite.jobs import kinds, running
from evalsite.paper.tables import Table
from evalsite.paper.workbook import write_campaign
from evalsite.paper.workbook_grid import write_sheets
from evalsite.usecases import (
    certifying,
    closing,
    destroying,
    drafting,
    opening,
    preparing,
    registering,
    rehearsing,
    seating,
    watching,
    zoning,
)
from evalsite.web.access import account, needs, require_signed_in
from evalsite.web.desk import editing, seats, stating
from evalsite.web.desk.archiving import unit_archive
from evalsite.web.desk.batching import FORMS
from evalsite.web.desk.room import (
    XLSX,
    Page,
    Shown,
    download,
    is_part,
    now,
    room,
    routes,
    show,
    shown,
    whole_page_anew,
)
from evalsite.web.desk.showing import Part, Stage, Step, duties, mending, next_step, remaining, step_for_unit
from evalsite.web.desk.tabling import Tables, origin_of_campaign
from evalsite.web.desk.turnout_tables import closing_table, progress_table
from evalsite.web.locale import in_order


@routes.get("/")
def home() -> Page:
    """All campaigns for who follows them, the counted ones for who only reads."""
    require_signed_in()
    if account().reach.unit and account().role is Role.READER:
        return _reader_home(account().reach.unit)
    records, trials = preparing.list_all(room().desk), rehearsing.list_all(room().desk)
    if not allows(account().role, Act.FOLLOW):
        records, trials = [record for record in records if record.state.counted], []
    ceremonies = seating.of_all(room().desk)
    lines, rehearsals = (
        [show(one, ceremonies) for one in zoning.visible(room().desk, account(), found)] for found in (records, trials)
    )
    both = [*lines, *rehearsals]
    return render_template(
        "desk/home.html",
        lines=lines,
        rehearsals=rehearsals,
        steps={line.record.id: _step(line) for line in both},
        doors={line.record.id: _door(line) for line in both},
        left={line.record.id: remaining(line.campaign.closes, now()) for line in both},
        parts={line.record.id: _part(line) for line in both},
    )


def _reader_home(unit: str) -> str:
    """The reports on a reader's unit, newest first: all there is for him."""
    try:
        found: Archive | None = unit_archive(unit)
    except NoSuchSubject:
        found = None
    return render_template("desk/reader.html", found=found, code=unit, forms=FORMS)


def _step(line: Shown) -> Step:
    if account().reach.unit:
        return step_for_unit(account().reach.unit)
    faults = preparing.faults_of(line.record)
    if not faults and (step := seats.step_of(line)):
        return step
    return (
        mending(faults, account().role) if faults else next_step(line.stage, account().role, by_itself=line.by_itself)
    )


def _door(line: Shown) -> str:
    """Where a campaign's name leads: to what this account may see of it."""
    here = line.record.id
    if allows(account().role, Act.FOLLOW):
        return url_for("desk.campaign", campaign_id=here)
    unit = account().reach.unit
    return (
        url_for("desk.subject", campaign_id=here, subject=unit) if unit else url_for("desk.results", campaign_id=here)
    )


def seen(campaign_id: str) -> watching.Seen:
    """What may be seen of turnout now, on every page alike."""
    return watching.turnout(room().desk, campaign_id, now(), room().settings.turnout_delay)


def _part(line: Shown) -> Part | None:
    """How many took part: in steps while people vote, as published once the box is closed."""
    if line.record.closing is not None:
        counts = closing.closed_lines(line.record)
        return Part.of(sum(one.dropped for one in counts), sum(one.expected for one in counts), exact=True)
    if not line.issued:
        return None
    lines = seen(line.record.id).lines
    return Part.of(sum(one.stamped for one in lines), sum(one.expected for one in lines), exact=False)


@routes.get("/c/<campaign_id>/")
@needs(Act.FOLLOW)
def campaign(campaign_id: str) -> Page:
    here = shown(campaign_id)
    record = here.record
    rehearsals = [show(one, {}) for one in rehearsing.rehearsals_of(room().desk, campaign_id)]
    turnout = seen(campaign_id) if here.issued else None
    tables = _turnout_tables(here, turnout)
    if file := tables.file(origin_of_campaign(here.campaign)):
        return file
    return render_template(
        "desk/campaign.html",
        here=here,
        tables=tables,
        stops=stating.LINE,
        at=stating.place(here.stage, rehearsal=bool(record.rehearses), tried=bool(rehearsals)),
        step=_step(here),
        faults=preparing.faults_of(record),
        left=remaining(here.campaign.closes, now()),
        rehearsals=rehearsals,
        duties=duties(here.campaign),
        rules=rules_in_words(here.campaign),
        turnout=turnout,
        step_size=watching.STEP,
        fingerprint=preparing.fingerprint_of(record),
        shares=manifests.parse(record.manifest)["shares"] if record.manifest else None,
        manifest_hash=manifests.manifest_hash(record.manifest).hex() if record.manifest else "",
        kept=opening.keeps_key(room().desk, campaign_id),
        statement=closing.statement_of(record) if record.closing else None,
        part=_part(here) if record.closing else None,
        excess=[here.names[code] for code in closing.excess_of(record)] if record.closing else [],
        zones=in_order(zoning.zones_of(room().desk, campaign_id)),
        closed_by=running.latest(room().desk, campaign_id, kinds.CLOSE),
        **_after_opening(here),
        **seats.standing(here),
        objection_days=certifying.standing(room().desk, campaign_id).days,
        notes=registering.notes_on(room().desk, here.campaign, now().date()) if here.stage is Stage.DRAFT else (),
    )


def _after_opening(here: Shown) -> dict[str, object]:
    """What stands under the last steps of the line, and how far the confirmation is."""
    if not here.stage.counted:
        return {}
    standing, need = certifying.standing(room().desk, here.record.id), certifying.need_of(here.record)
    record = destroying.destruction_of(room().desk, here.record.id)
    given = len(standing.confirmed)
    return {
        "opened": standing.opened.at[:10] if standing.opened else "",
        "until": standing.until(need),
        "destroyed": record["destroyed"] if record and here.stage is Stage.DESTROYED else "",
        "confirmed": _confirmed(given, need.scrutineers),
    }


def _confirmed(given: int, needed: int) -> str:
    if not needed:
        return say("等组织者确认。")
    return say("{given} 位监票人已确认，共需 {needed} 位。", given=given, needed=needed)


@routes.get("/c/<campaign_id>/turnout")
@needs(Act.FOLLOW)
def turnout(campaign_id: str) -> Page:
    """The card of turnout alone, for a page that looks again from time to time; the whole page when its state is another."""
    here, turnout = shown(campaign_id), seen(campaign_id)
    if is_part() and request.args.get("stage") != here.stage:
        return whole_page_anew()
    tables = Tables([progress_table(turnout.lines)], "desk.campaign")
    return render_template("desk/_turnout.html", here=here, tables=tables, turnout=turnout, step_size=watching.STEP)


def _turnout_tables(here: Shown, turnout: watching.Seen | None) -> Tables:
    """As signed once the box is closed, in steps before."""
    tables: list[Table] = []
    if here.record.closing:
        tables = [closing_table(closing.closed_lines(here.record), here.campaign)]
    elif turnout:
        tables = [progress_table(turnout.lines)]
    return Tables(tables, "desk.campaign")


@routes.get("/c/<campaign_id>/workbook.xlsx")
@needs(Act.PREPARE)
def workbook(campaign_id: str) -> Page:
    """The campaign in the form it was imported in: next year's starting point."""
    here = shown(campaign_id)
    if preparing.faults_of(here.record):
        data = write_sheets(drafting.sheets_of(room().desk, campaign_id, editing.workbook()))
    else:
        data = write_campaign(here.campaign, room().settings.timezone)
    return download(data, f"{here.campaign.name}.xlsx", XLSX)
