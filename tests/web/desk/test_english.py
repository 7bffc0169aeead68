"""The whole desk in English: on no page of it is a word of ours Chinese.

Everything that people typed is in Latin letters here, so that whatever Chinese is found on a page must be ours.
"""

import html
import re
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest

from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Kind, Scale, Subject, Type
from evalsite.core.figures import Adjustment, Deed, DeedKind, Figures, ImportedFigure
from evalsite.usecases import closing, extending, figuring, hall, opening
from evalsite.usecases.extending import Asked
from evalsite.web.desk.workbook_words import WORDS
from evalsite.web.language import COOKIE, LANGUAGES
from scripts.catalogue import CHINESE, QUOTED
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import NAMES, Browser
from tests.web.desk.test_guards import rules

UNITS = tuple(
    Subject(f"D{n}", name, group="Sections", field="General") for n, name in enumerate(("First", "Second", "Third"), 1)
)
SCALE = Scale("Four", (Grade("Excellent", Fraction(100)), Grade("Good", Fraction(80)), Grade("Poor", Fraction(30))))
INDICATORS = (
    Indicator("Z1", "Overall", Type.GRADE, scale="Four"),
    Indicator("Z2", "Points", Type.SCORE),
    Indicator("Z3", "Remarks", Type.TEXT, required=False),
)
STAFF = Electorate("A", "Staff", 12, ("Sections",))
SHEETS = ("campaign", "subjects", "electorates", "indicators", "scales", "rules")
# What is as it was typed or stands in the workbook: values of fields, data for scripts, what is marked as Chinese.
THEIRS = re.compile(
    r""" (?:value|data-manifest|data-before)="[^"]*"|<(\w+)[^>]* lang="zh-CN"[^>]*>.*?</\1>""", re.DOTALL
)
WORKBOOK = re.compile(rf">(?:{'|'.join(WORDS)})(?= · )")  # a word to choose, with its meaning behind it


def campaign(name: str, **changes: Any) -> Campaign:
    return Campaign(name, Kind.DEMOCRATIC, UNITS, (SCALE,), INDICATORS, (STAFF,), series="Yearly", **changes)


def counted(ledgers, year):
    """A round with eight ballots that differ, its box opened."""
    live = factories.publish(ledgers, campaign(f"Counted {year}", round=str(year)))
    slots = [slot for slot in live.sheet().slots if slot.subject and slot.indicator.type is not Type.TEXT]
    for place, code in enumerate(live.codes["A"][:8]):
        grades = {
            slot.number: (place + at) % 3 + 1 for at, slot in enumerate(slots) if slot.indicator.type is Type.GRADE
        }
        scores = {slot.number: 60 + 4 * at + place for at, slot in enumerate(slots) if slot.number not in grades}
        factories.cast(live, code, grades | scores)
    closing.close(live.desk, live.box, live.id, datetime(year, 11, 20, tzinfo=UTC))
    opening.open_box(live.desk, live.box, live.id)
    return live


def figures_of(ledgers, campaign_id):
    complaints = (
        ImportedFigure(one.code, "Complaints", Fraction(n), "cases", None, "Office") for n, one in enumerate(UNITS)
    )
    deed = Deed("D1", DeedKind.DAILY, None, "Office", "Did it")
    praise = Adjustment("D1", Fraction(1), "Praise", None, "Office")
    source = figuring.provenance("figures.xlsx", b"x", "somebody", NOW)
    figuring.take_in(ledgers.desk, campaign_id, Figures(tuple(complaints), (deed,), (praise,)), source)


@pytest.fixture
def campaigns(sqlite_only):
    """Campaigns of several states: (what it is, its id)."""
    live = factories.publish(sqlite_only, campaign("Running", closes=NOW + timedelta(days=900)))
    asked = Asked(NOW + timedelta(days=950), "A storm")
    extending.extend(sqlite_only.desk, sqlite_only.box, live.id, asked, NOW, "somebody")
    hall.switch_on(sqlite_only.desk, live.id)
    counted(sqlite_only, 2025)
    opened = counted(sqlite_only, 2026)
    figures_of(sqlite_only, opened.id)
    draft = factories.take_in(sqlite_only, campaign("Draft"))
    return {"draft": draft, "running": live.id, "opened": opened.id}


def chinese(page: str) -> Iterator[str]:
    """Pieces of a page with Chinese that nobody typed."""
    text = html.unescape(WORKBOOK.sub(">", THEIRS.sub("", page)))
    for name in (*NAMES.values(), *LANGUAGES.values()):
        text = text.replace(name, "")
    for piece in re.split("[<>]", QUOTED.sub("", text)):
        if CHINESE.search(piece):
            yield piece.strip()


def test_no_page_of_the_desk_has_a_chinese_word_in_english(app, campaigns, sqlite_only):
    admin = Browser(app)
    admin.sign_in(NAMES["admin"], headers={"User-Agent": "Edg"})
    admin.client.set_cookie(COOKIE, "en", path="/desk")
    addresses = {address for _, address in rules(app, "GET")}
    addresses |= {
        address.replace("/subjects", f"/{part}") for address in addresses for part in SHEETS if "/edit/" in address
    }
    addresses.add(f"/desk/hall/{hall.find_address(sqlite_only.desk, campaigns['running'])}")
    addresses.add("/desk/log?page=1")
    found: dict[str, str] = {}
    for address in sorted(addresses):
        for campaign_id in campaigns.values() if "c-x" in address else [""]:
            answer = admin.get(address.replace("c-x", campaign_id))
            if answer.mimetype == "text/html":
                found |= dict.fromkeys(chinese(answer.text), address)
    assert found == {}
