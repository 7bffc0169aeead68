"""Pages that no address of a usual day leads to: of other people, behind links that work once, of campaigns that are rare."""

import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pyotp
from playwright.sync_api import Page

from evalsite.core.permission import Reach, Role
from evalsite.core.register import UNIT, Entry, Lists
from evalsite.core.seats import Wanted, Way
from evalsite.core.visibility import Public, Visibility
from evalsite.settings import Settings, load
from evalsite.usecases import closing, inviting, opening, registering, rehearsing, seating
from evalsite.usecases.inviting import Guest
from evalsite.usecases.preparing import Terms
from evalsite.web.language import LANGUAGES
from tests import factories
from tests.browser.desk import NAMES, PASSWORD, Visitor, two_units
from tests.browser.site import Site
from tests.factories import NOW
from tests.usecases import scrutiny

UNIT_READER, CAREFUL = "第一科阅看人", "有两步验证的人"
Look = Callable[[Page, str], None]

# Whom a page is shown to, and its address with blanks for what ``prepare`` makes.
PAGES: dict[str, tuple[str, str]] = {
    "sign-in": ("", "/desk/sign-in"),
    "public": ("", "/r/{announced}?lang={language}"),
    "public-none": ("", "/r/unknown?lang={language}"),
    "join": ("", "/desk/join/{invitation}"),
    "join-over": ("", "/desk/join/unknown"),
    "no-such-page": ("admin", "/desk/nothing/here"),
    "wipe": ("admin", "/desk/c/{rehearsed}/wipe"),
    "extend": ("admin", "/desk/c/{running}/extend"),
    "sealed": ("admin", "/desk/c/{agreed}/close/progress"),
    "destroy": ("admin", "/desk/c/{agreed}/destroy"),
    "seats": ("admin", "/desk/c/{seated}/seats"),
    "seats-held": ("admin", "/desk/c/{handed}/seats"),
    "handing": ("admin", "/desk/c/{handed}/room"),
    "trial": ("admin", "/desk/c/{handed}/trial"),
    "phone-in-a-frame": ("admin", "/desk/c/{seated}/preview/phone"),
    "scrutineer": ("scrutineer", "/desk/"),
    "seat": ("scrutineer", "/desk/c/{seated}/seat"),
    "leader": ("reader", "/desk/"),
    "leader-results": ("reader", "/desk/c/{announced_id}/results"),
    "reader": (UNIT_READER, "/desk/"),
    "reader-report": (UNIT_READER, "/desk/c/{announced_id}/results/of/D1"),
}

# Addresses of the desk with GET that nobody looks at as at a page, and why.
UNSEEN = {
    "assets": "styles and scripts",
    "batch": "a part of the page of reports",
    "checker": "a page to be saved: tests/browser/test_homecheck.py",
    "editor": "leads to a page of the editor",
    "guide_picture": "pictures",
    "hall_screen": "needs a deadline that is near: test_the_big_screen_fits_a_projector_and_counts_down",
    "log_check": "leads to the log",
    "open_progress": "is looked at where it is waited for: test_a_wrong_share_is_told_on_the_page_that_waits",
    "phone_file": "the phone's style and script",
    "pick": "leads to the page of a subject",
    "second_step": "between password and desk: ``second_step`` of this module",
    "tickets_state": "a part of the page of tickets",
    "turnout": "a part of a campaign's page",
}


def prepare(site: Site) -> dict[str, str]:
    """What the addresses are filled with: campaigns by what has happened to them, an invitation; and whom they are shown to."""
    ledgers, settings = site.ledgers, load(site.environment)
    announced = _announced(site)
    rehearsed = factories.take_in(ledgers, two_units("演练过的测评"))
    lasting = factories.publish(ledgers, two_units("可以延期的测评", closes=NOW + timedelta(days=900)), issue=False)
    handed = _seated(site, Way.ROOM)
    seating.publish(ledgers.desk, ledgers.box, handed, NOW, Terms(acknowledge_small=True))
    _join(site, settings, Guest(UNIT_READER, Role.READER, Reach(unit="D1")))
    for language in LANGUAGES:  # each sets a second step up
        _join(site, settings, Guest(CAREFUL + language, Role.ORGANISER))
    return {
        "announced": announced.hash.hex(),
        "announced_id": announced.id,
        "running": lasting.id,
        "rehearsed": rehearsing.rehearse(ledgers.desk, ledgers.box, rehearsed, NOW).id,
        "agreed": scrutiny.agreed(ledgers).id,
        "seated": _seated(site, Way.APART),
        "handed": handed,
        "invitation": _invite(site, settings, Guest("新人", Role.SCRUTINEER)),
    }


def _announced(site: Site) -> factories.Live:
    """Counted, with everything promised to everybody; its subjects stand in the register."""
    live = factories.publish(site.ledgers, two_units("结果公开的测评", visibility=Visibility(public=Public.VOTES)))
    for number, code in enumerate(live.codes["A"][:12]):
        factories.cast(live, code, {0: 1 + number % 3, 2: 1 + number % 2})
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    units = tuple(Entry(one.code, UNIT, one.name) for one in live.campaign.subjects)
    registering.carry_out(live.desk, Lists(units, ()), NOW.date(), registering.source("名册.xlsx", b"", "组织科", NOW))
    return live


def _seated(site: Site, way: Way) -> str:
    """A draft with one seat, in which the scrutineer sits."""
    draft = factories.take_in(site.ledgers, two_units(f"有监票人席位的测评 {way}"))
    seating.arrange(site.ledgers.desk, draft, 1, way, [Wanted("纪检组", NAMES["scrutineer"])])
    return draft


def _invite(site: Site, settings: Settings, guest: Guest) -> str:
    """The last part of the link."""
    _, link = inviting.invite(site.ledgers.desk, settings, guest, NAMES["admin"], datetime.now(UTC))
    return link.rpartition("/")[2]


def _join(site: Site, settings: Settings, guest: Guest) -> None:
    token = _invite(site, settings, guest)
    inviting.accept(site.ledgers.desk, settings, token, guest.name, PASSWORD, datetime.now(UTC))


def second_step(visitor: Visitor, look: Look, language: str) -> None:
    """Everything about the second step once it is set up: its recovery codes, turned on, asked for."""
    visitor.enter(CAREFUL + language)
    page = visitor.go("/desk/second-step")
    code = pyotp.TOTP(page.locator(".steps .mono").inner_text())
    page.locator("[name=code]").fill(code.at(time.time() - 30))
    page.locator("main form button").first.click()
    look(page, "recovery-codes")
    look(visitor.go("/desk/second-step"), "second-step-on")
    visitor.context.clear_cookies(name="evalsite_desk")
    visitor.enter(CAREFUL + language, "**/desk/sign-in/code**")
    look(visitor.page, "second-step-code")


def answers(visitor: Visitor, ids: dict[str, str], look: Look) -> None:
    """Pages that answer a form: an invitation, a share, a field left empty, a sheet that somebody else has saved."""
    page = visitor.go("/desk/users")
    page.locator("[name=name]").fill("又一位")
    page.locator("form:has([name=name]) .btn.primary").click()
    look(page, "invited")
    visitor.go(PAGES["handing"][1].format(**ids))
    page.locator("main form button").first.click()
    look(page, "share")
    visitor.go(PAGES["wipe"][1].format(**ids))
    page.locator("main form .btn.danger").click()
    look(page, "unconfirmed")
    both = [visitor.page, visitor.context.new_page()]
    for place, tab in enumerate(both):
        tab.goto(f"{visitor.site.base}/desk/c/{ids['seated']}/edit/subjects")
        tab.locator("[name='r0.name']").fill(f"改成第 {place} 种名称")
    for tab in reversed(both):
        tab.locator("#grid > .actions .btn.primary").click()
        tab.wait_for_load_state()
    look(page, "conflict")
