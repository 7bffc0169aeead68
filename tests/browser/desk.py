"""A site with a desk: accounts, a campaign in every state, and a visitor who signs in."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from fractions import Fraction
from typing import Any

from playwright.sync_api import Browser, BrowserContext, Page

from evalsite.core.campaign import Campaign
from evalsite.core.composite import Index, Of, Term
from evalsite.core.figures import Adjustment, Deed, DeedKind, Figures, ImportedFigure
from evalsite.core.register import PERSON, UNIT, Entry, Lists
from evalsite.paper.workbook_grid import judge, renamed, sheets_of
from evalsite.settings import load
from evalsite.usecases import closing, drafting, figuring, indexing, opening, registering, signing_in
from evalsite.usecases.drafting import Author, Workbook
from evalsite.usecases.preparing import Terms
from evalsite.web.language import CHINESE, COOKIE
from tests import factories
from tests.browser.site import Site
from tests.factories import NOW

PASSWORD = "木桥 石灯 雨季 远山"
NAMES = {"organiser": "组织科", "scrutineer": "监票员", "reader": "阅看员", "admin": "管理员"}
CHEAP = {"TURNOUT_DELAY": "0", "PASSWORD_MEMORY": "8", "PASSWORD_PASSES": "1", "PASSWORD_LANES": "1"}


def furnish(site: Site) -> None:
    """Accounts of every role. Hashing is made cheap here and in the server that starts next."""
    site.environment |= {f"EVALSITE_{name}": value for name, value in CHEAP.items()}
    settings = load(site.environment)
    for role, name in NAMES.items():
        signing_in.add_account(site.ledgers.desk, settings, name, role, PASSWORD)


def two_units(name: str, **changes: Any) -> Campaign:
    return factories.two_electorates(24, 12, name=name, organiser="示例单位办公室", round="2026年", **changes)


def in_every_state(site: Site) -> dict[str, str]:
    """Campaigns by the name of their state; the open ones with some votes."""
    ids = {"draft": factories.take_in(site.ledgers, two_units("起草中的测评"))}
    ids["faulty"] = _faulty(site)
    ids["published"] = factories.publish(site.ledgers, two_units("已发布的测评"), issue=False).id
    for state in ("running", "closed", "opened"):
        terms = Terms(2, 3, keep=False) if state == "closed" else Terms()
        live = site.publish(
            state,
            two_units({"running": "进行中的测评", "closed": "已封箱的测评", "opened": "已开箱的测评"}[state]),
            terms,
        )
        ids[state] = live.id
        for number, code in enumerate(live.codes["A"][:12]):
            factories.cast(live, code, {0: 1 + number % 3, 1: "工作扎实，办事公道。", 2: 1 + number % 2})
        for code in live.codes["B"][:3]:
            factories.cast(live, code, {0: 2, 2: 1}, "B")
        if state != "running":
            closing.close(live.desk, live.box, live.id, NOW)
        if state == "opened":
            opening.open_box(live.desk, live.box, live.id)
            _define_index(live)
            _stand_beside(live)
    return ids


def _faulty(site: Site) -> str:
    """A draft with a fault in most of its sheets, and rules that are understood and not."""
    sheets = dict(sheets_of(two_units("有错的草稿")))
    sheets["campaign"] = renamed(sheets, {"截止时间": "下周五"})["campaign"]
    sheets["electorates"] = ({**sheets["electorates"][0], "tickets": "很多"}, *sheets["electorates"][1:])
    sheets["rules"] = (
        {"rule": "限额", "scope": "总体", "params": "优秀≤50%"},
        {"rule": "限额", "scope": "没有这项", "params": "很少"},
    )
    return drafting.begin(
        site.ledgers.desk, sheets, Author("组织科", NOW - timedelta(hours=1)), Workbook(judge, sheets_of)
    )


def _stand_beside(live: factories.Live) -> None:
    """What the count does not know: a register with some history, and figures of another source."""
    units = tuple(Entry(one.code, UNIT, one.name, category="科室", field="综合") for one in live.campaign.subjects)
    people = (Entry("P1", PERSON, "王某", unit="D1", post="科长"), Entry("P2", PERSON, "李某", unit="D1", active=False))
    renamed = (replace(units[0], name=f"原{units[0].name}"), *units[1:])
    for lists, day in ((Lists(renamed, people), date(2024, 1, 1)), (Lists(units), date(2025, 1, 1))):
        registering.carry_out(live.desk, lists, day, registering.source("名册.xlsx", b"", "组织科", NOW))
    imported = (ImportedFigure("D1", "群众满意度", Fraction("98.2"), "%", date(2026, 6, 30), "第三方机构", "电话访问"),)
    deeds = (Deed("D1", DeedKind.URGENT, date(2026, 7, 1), "应急部门", "防汛期间转移群众，无一伤亡。"),)
    points = (Adjustment("D1", Fraction(2), "获表彰", None, "组织部门"),)
    figures = Figures(imported, deeds, points)
    figuring.take_in(live.desk, live.id, figures, figuring.provenance("数据.xlsx", b"", "组织科", NOW))


def _define_index(live: factories.Live) -> None:
    parts = (
        Term("总评", Of.SCORE, live.id, share=Fraction(70)),
        Term("职工评分", Of.SCORE, live.id, electorate="A", share=Fraction(30)),
    )
    index = Index("SL", "双力指数", parts, note="示例单位考核办法。")
    indexing.take_in(live.desk, lambda _known: (index,), "组织科", NOW)


class Visitor:
    """A browser at the desk. Errors that its pages report are collected: a refused script or style is one."""

    def __init__(
        self,
        browser: Browser,
        site: Site,
        width: int = 1280,
        height: int = 800,
        *,
        script: bool = True,
        language: str = CHINESE,
        **options: Any,
    ) -> None:
        self.site = site
        self.errors: list[str] = []
        self.context: BrowserContext = browser.new_context(
            viewport={"width": width, "height": height},
            locale="zh-CN",
            java_script_enabled=script,
            **options,
        )
        self.choose(language)
        self.page: Page = self.context.new_page()
        self.page.on("console", lambda message: self.errors.append(message.text) if message.type == "error" else None)
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))

    def go(self, path: str) -> Page:
        self.page.goto(f"{self.site.base}{path}")
        return self.page

    def choose(self, language: str) -> None:
        """The language of the desk from the next page on."""
        self.context.add_cookies([{"name": COOKIE, "value": language, "url": f"{self.site.base}/desk"}])

    def sign_in(self, role: str = "organiser") -> Page:
        page = self.go("/desk/sign-in")
        page.get_by_label("账号").fill(NAMES[role])
        page.get_by_label("密码").fill(PASSWORD)
        page.get_by_role("button", name="登录").click()
        page.get_by_role("heading", name="测评活动", exact=True).wait_for()
        return page

    def enter(self, account: str, leads_to: str = "**/desk/") -> Page:
        """Sign in, in whatever language, with any account."""
        page = self.go("/desk/sign-in")
        page.locator("[name=name]").fill(account)
        page.locator("[name=password]").fill(PASSWORD)
        page.locator("main form .btn.primary").click()
        page.wait_for_url(leads_to)
        return page

    def confirm(self, name: str, button: str) -> None:
        """Type the campaign's name and take the step."""
        self.page.get_by_label("请输入活动名称以确认").fill(name)
        self.page.get_by_role("button", name=button, exact=True).click()


NewVisitor = Callable[..., Visitor]
