"""The log (操作日志) at the desk: filtered, page by page, exported, and its chain checked."""

import csv
import io
import json
from dataclasses import asdict
from datetime import date, datetime, time, timedelta

from flask import render_template, request

from evalsite.core.logbook import Checked, Entry
from evalsite.core.permission import ROLE_WORDS, Act
from evalsite.core.saying import Saying, say
from evalsite.jobs.closing import BY_ITSELF
from evalsite.jobs.running import WORKER
from evalsite.store.logbook import Wanted
from evalsite.usecases import recording
from evalsite.web import language
from evalsite.web.access import needs
from evalsite.web.desk.room import Page, download, now, room, routes
from evalsite.words import LOG_ACTIONS, LOG_DETAILS, LOG_FAULTS, LOG_OUTCOMES, LOG_STEPS, reason_words

# Words of ours that stand in entries as they were hashed; whatever else does was written by people, or is a code.
SAID_AGAIN = {str.__str__(word): word for word in (*ROLE_WORDS.values(), WORKER, BY_ITSELF)}
FIELDS = ("number", "at", "who", "action", "about", "outcome", "of", "details", "previous", "hash")


def _day(name: str) -> date | None:
    """A day of the filter; one that is no day filters nothing."""
    try:
        return date.fromisoformat(request.args.get(name, ""))
    except ValueError:
        return None


def _wanted() -> Wanted:
    """What the address asks for; days are those of the people at the desk, the last one included."""
    zone = room().settings.zone

    def moment(day: date | None) -> str:
        return recording.moment(datetime.combine(day, time(), zone)) if day else ""

    until = _day("to")
    beyond = until + timedelta(days=1) if until and until < date.max else None
    who, action, about = (request.args.get(name, "").strip() for name in ("who", "action", "campaign"))
    return Wanted(who, action, about, moment(_day("from")), moment(beyond))


@routes.get("/log")
@needs(Act.ADMINISTER)
def log() -> Page:
    page = request.args.get("page", "1")
    return _page(int(page) if page.isascii() and page.isdecimal() and len(page) < 10 else 1)


@routes.get("/log/check")
@needs(Act.ADMINISTER)
def log_check() -> Page:
    """The same page with what the walk along the chain has found."""
    return _page(1, recording.verify(room().desk))


def _page(number: int, checked: Checked | None = None) -> str:
    asked = {name: request.args.get(name, "") for name in ("who", "action", "campaign", "from", "to")}
    return render_template(
        "desk/log.html",
        found=recording.listing(room().desk, _wanted(), number),
        names=recording.names(room().desk),
        asked={name: value for name, value in asked.items() if value},
        actions=language.table(LOG_ACTIONS),
        outcomes=language.table(LOG_OUTCOMES),
        details=language.table(LOG_DETAILS),
        said_again=SAID_AGAIN,
        in_words=_in_words,
        checked=checked,
        broken=_broken(checked) if checked else "",
        head=recording.head(room().desk),
    )


def _in_words(name: str, value: str) -> str:
    """A detail as people read it: what stands in the log as a word or a code of ours is said, the rest is as it is."""
    match name:
        case "refusal":
            return reason_words(value)
        case "role":
            return SAID_AGAIN.get(value, value)
        case "step":
            return language.table(LOG_STEPS).get(value, value)
    return value


def _broken(checked: Checked) -> str:
    """What the walk has found, if anything."""
    return Saying(LOG_FAULTS[checked.broken.fault], {"number": checked.broken.number}) if checked.broken else ""


@routes.get("/log/export.<kind>")
@needs(Act.ADMINISTER)
def log_export(kind: str) -> Page:
    """All entries that are wanted, in their order and with their hashes, as csv or json."""
    entries, day = recording.entries(room().desk, _wanted()), now().date()
    if kind == "json":
        text = json.dumps([asdict(entry) for entry in entries], ensure_ascii=False, indent=1)
        return download(f"{text}\n".encode(), f"操作日志-{day}.json", "application/json")
    if kind == "csv":
        return download(_csv(entries), f"操作日志-{day}.csv", "text/csv")
    return render_template("desk/refused.html", message=say("没有这种文件。可以下载 csv 或 json。")), 404


def _csv(entries: list[Entry]) -> bytes:
    """With the mark by which Excel knows UTF-8; a text that Excel would take for a formula gets an apostrophe."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow(FIELDS)
    for entry in entries:
        values = asdict(entry) | {"details": json.dumps(dict(entry.details), ensure_ascii=False, sort_keys=True)}
        writer.writerow(_plain(values[name]) for name in FIELDS)
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _plain(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@", "\t", "\r") else value
