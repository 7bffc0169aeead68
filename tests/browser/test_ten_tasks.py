"""The ten main tasks, one after the other, by the people who do them: an organiser at a desk, voters and scrutineers on phones.

Create from a workbook, rehearse, publish with three scrutineers, print, vote on a phone, paper votes, close, open, read
the report, certify and destroy. In Chinese with the mouse, in English with the keyboard. Every step says what a person
must see next; on the way the pictures of the guides are taken.
"""

import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect
from sqlalchemy import text

from evalsite.core.campaign import Campaign, Electorate, Indicator, Kind, Subject, Type
from evalsite.core.countsheet import HEAD, RETURNED
from evalsite.paper.workbook import write_campaign
from evalsite.settings import load
from evalsite.usecases import signing_in
from evalsite.voter.run import vote
from evalsite.web.language import ENGLISH
from tests import factories
from tests.browser import ceremony
from tests.browser.conftest import free_port
from tests.browser.desk import CHEAP, PASSWORD
from tests.browser.people import DESK, PHONE, Person, Words
from tests.browser.phone import Phone, Tab
from tests.browser.site import Site
from tests.paper import reading

NAME = "2026年度局属单位民主测评"
UNITS = ("发展改革局", "教育局", "民政局")
ORGANISER, READER = "组织科", "分管领导"
SCRUTINEERS = ("监票人甲", "监票人乙", "监票人丙")
PERIOD = 7


def campaign() -> Campaign:
    """Three units, two grades and an opinion on each, two electorates large enough for figures to be shown."""
    return factories.small_campaign(
        name=NAME,
        kind=Kind.DEMOCRATIC,
        organiser="示例市直机关工委",
        round="2026年",
        closes=datetime.now(UTC).replace(minute=0, second=0, microsecond=0) + timedelta(days=6, hours=5),
        subjects=tuple(Subject(f"D{n}", name, group="局属单位") for n, name in enumerate(UNITS, start=1)),
        indicators=(
            Indicator("实绩", "工作实绩", Type.GRADE, scale="四档"),
            Indicator("作风", "工作作风", Type.GRADE, scale="四档"),
            Indicator("意见", "意见建议", Type.TEXT, required=False),
        ),
        electorates=(
            Electorate("A", "中层干部", 24, ("局属单位",)),
            Electorate("B", "职工代表", 24, ("局属单位",)),
        ),
    )


@dataclass
class Journey:
    """One campaign's whole life, and who takes part in it."""

    site: Site
    browser: Browser
    words: Words
    folder: Path
    people: list[Person] = field(default_factory=list)
    phones: list[Phone] = field(default_factory=list)
    shares: list[str] = field(default_factory=list)
    files: list[Path] = field(default_factory=list)
    slips: dict[str, list[str]] = field(default_factory=dict)

    def person(self, name: str, size: tuple[int, int]) -> Person:
        """Somebody who has signed in; at a desk, in English, with the keyboard alone."""
        keyboard = self.words.language == "en" and size == DESK
        made = Person(self.browser, self.site.base, self.words, size, keyboard=keyboard)
        self.people.append(made)
        made.go("/desk/sign-in")
        made.fill("账号", name)
        made.fill("密码", PASSWORD)
        made.press("button", "登录")
        made.heading("测评活动")
        return made

    def phone(self) -> Tab:
        """A voter's phone: no account, nothing of the desk."""
        context = self.browser.new_context(viewport={"width": 390, "height": 844}, locale="zh-CN")
        self.phones.append(Phone(context))
        return self.phones[-1].here()

    def unpack(self, archive: Path, beginning: str) -> list[Path]:
        """The files of an archive whose names begin so."""
        with zipfile.ZipFile(archive) as packed:
            names = [name for name in packed.namelist() if name.startswith(beginning)]
            return [Path(packed.extract(name, self.folder)) for name in sorted(names)]

    def scan(self, archive: Path) -> list[list[str]]:
        """What a phone reads off the printed slips, sheet by sheet."""
        (printed,) = self.unpack(archive, "测评条")
        return [reading.symbols(sheet) for sheet in reading.pages(printed.read_bytes())]

    def days_pass(self, days: int) -> None:
        """So many days later: what is on record happened that much earlier. Nothing else can move a running server's clock."""
        with self.site.ledgers.desk.write() as connection:
            (kept,) = connection.execute(
                text("SELECT sql FROM sqlite_master WHERE name LIKE 'scrutiny_is_final%'")
            ).scalars()
            (name,) = connection.execute(
                text("SELECT name FROM sqlite_master WHERE name LIKE 'scrutiny_is_final%'")
            ).scalars()
            connection.exec_driver_sql(f"DROP TRIGGER {name}")
            for number, at in connection.execute(text("SELECT number, at FROM scrutiny")).all():
                earlier = (datetime.fromisoformat(at) - timedelta(days=days)).isoformat(timespec="seconds")
                connection.execute(text("UPDATE scrutiny SET at = :at WHERE number = :number"), {"at": earlier, "number": number})  # fmt: skip
            connection.exec_driver_sql(kept)


@pytest.fixture
def journey(browser: Browser, tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Journey]:
    with Site(tmp_path / "site", free_port()) as site:
        site.environment |= {f"EVALSITE_{name}": value for name, value in CHEAP.items()}
        site.environment["EVALSITE_BASE_URL"] = site.base
        settings = load(site.environment)
        roles = {ORGANISER: "organiser", READER: "reader"} | dict.fromkeys(SCRUTINEERS, "scrutineer")
        for name, role in roles.items():
            signing_in.add_account(site.ledgers.desk, settings, name, role, PASSWORD)
        site.start()
        made = Journey(site, browser, Words(request.param, (NAME, *UNITS)), tmp_path)
        yield made
        everybody: list[Person | Phone] = [*made.people, *made.phones]
        errors = [error for one in everybody for error in one.errors]
        for one in everybody:
            one.context.close()
        stale = [line for person in made.people for line in person.stale]
    assert "\n".join(errors) == ""
    assert stale == [], "the guides show pages that have changed: run make pictures, look at them, and at the guides"


@pytest.mark.parametrize("journey", ["zh", "en"], indirect=True)
def test_ten_tasks_are_done_as_people_do_them(journey: Journey):
    organiser = journey.person(ORGANISER, DESK)
    create_from_workbook(journey, organiser)
    rehearse(journey, organiser)
    scrutineers = publish_with_three_scrutineers(journey, organiser)
    print_slips(journey, organiser)
    vote_on_a_phone(journey, organiser)
    change_to_paper(journey, organiser)
    close(journey, organiser)
    count_paper(journey, organiser)
    open_the_box(journey, scrutineers)
    read_the_report(journey, organiser)
    certify(journey, organiser, scrutineers)
    destroy(journey, organiser, scrutineers)


# --- 1 and 2: create, rehearse ----------------------------------------------------------------------------------------


def create_from_workbook(journey: Journey, organiser: Person) -> None:
    organiser.see("还没有测评活动。")
    organiser.picture("tasks-home-empty")
    organiser.press("link", "导入活动")
    workbook = journey.folder / "去年的工作簿.xlsx"
    workbook.write_bytes(write_campaign(campaign()))
    organiser.attach(organiser.field("活动工作簿（.xlsx）"), workbook)
    organiser.press("button", "检查并导入")
    organiser.heading(NAME)
    organiser.heading("核对后发布")
    organiser.picture("tasks-draft")


def rehearse(journey: Journey, organiser: Person) -> None:
    organiser.press("link", "演练")
    organiser.press("button", "开始演练")
    organiser.see("演练，不计票")
    organiser.press("link", "去制作测评码")
    organiser.fill("请输入活动名称以确认", NAME)
    sheets = take_slips(journey, organiser)
    voter = journey.phone().open(sheets[0][0]).screen("sheet").see("演练，不计票")
    for unit in UNITS:
        voter.skip(unit)
    voter.submit().screen("review").confirm().receipt()
    organiser.menu("清除演练")
    organiser.fill("请输入活动名称以确认", NAME)
    organiser.picture("tasks-wipe")
    organiser.press("button", "清除这次演练")
    organiser.heading("核对后发布")


def take_slips(journey: Journey, organiser: Person) -> list[list[str]]:
    """Has the slips made and fetches them: codes, sheet by sheet."""
    organiser.press("button", "制作测评条")
    organiser.heading("测评条已经做好")
    sheets = journey.scan(organiser.save("button", "取走测评条"))
    organiser.heading("测评码已经制作")
    return sheets


# --- 3 and 4: publish, print ------------------------------------------------------------------------------------------


def publish_with_three_scrutineers(journey: Journey, organiser: Person) -> list[Person]:
    """In Chinese each takes the share on the own phone, in English all are in one room; gives two who are at their phones."""
    return (publish_in_room if journey.words.language == ENGLISH else publish_apart)(journey, organiser)


def publish_apart(journey: Journey, organiser: Person) -> list[Person]:
    ceremony.set_seats(organiser, SCRUTINEERS, "分别领取")
    organiser.see("席位已保存，还有 {number} 席没有就位。", number=len(SCRUTINEERS))
    organiser.picture("tasks-seats")
    phones = [journey.person(name, PHONE) for name in SCRUTINEERS]
    for number, phone in enumerate(phones, start=1):
        ceremony.accept(phone, number, NAME)
    organiser.menu("发布")
    organiser.heading("发布之后")
    organiser.look("tasks-publish")
    publish(organiser)
    organiser.heading("各席的份额")
    journey.shares = [ceremony.take(phone, number) for number, phone in enumerate(phones, start=1)]
    for phone, share in zip(phones[:2], journey.shares, strict=False):
        ceremony.give(phone, share.upper())
    phones[1].see("试开箱成功，份额都是好的。")
    organiser.menu("概况与进度")
    organiser.heading("制作测评码")
    organiser.look("tasks-published")
    return phones[1:]


def publish_in_room(journey: Journey, organiser: Person) -> list[Person]:
    ceremony.set_seats(organiser, SCRUTINEERS, "当场分发")
    organiser.see("席位已保存。")
    organiser.press("link", "席位已备齐，去发布")
    publish(organiser)
    journey.files = ceremony.hand_out(organiser)
    ceremony.try_together(organiser, journey.files[1:])
    return [journey.person(name, PHONE) for name in SCRUTINEERS[1:]]


def publish(organiser: Person) -> None:
    organiser.heading("发布之后")
    organiser.fill("请输入活动名称以确认", NAME)
    organiser.press("button", "发布")


def print_slips(journey: Journey, organiser: Person) -> None:
    organiser.press("link", "去制作测评码")
    organiser.fill("请输入活动名称以确认", NAME)
    organiser.picture("tasks-tickets")
    first, second = take_slips(journey, organiser)
    assert (len(first), len(second)) == (24, 24)
    journey.slips = {"A": first, "B": second}
    organiser.picture("tasks-issued")


# --- 5 and 6: vote on phones and on paper -----------------------------------------------------------------------------


def vote_on_a_phone(journey: Journey, organiser: Person) -> None:
    voter = journey.phone().open(journey.slips["A"].pop()).screen("sheet")
    for unit in UNITS:
        voter.pick(unit, "工作实绩", "优秀").pick(unit, "工作作风", "良好")
    voter.write(UNITS[0], "意见建议", "窗口能再开一个更好。")
    voter.submit().screen("review").see("窗口能再开一个更好。").confirm().receipt()
    vote_with_others(journey)
    organiser.menu("概况与进度")
    organiser.see("等待投票，到时自动封箱")
    organiser.see("参与率")
    organiser.picture("tasks-running")
    organiser.press("link", "延期")
    organiser.heading("延期")


def vote_with_others(journey: Journey) -> None:
    """Colleagues whose screens nobody has to look at."""
    lines = [f"{code},,{slip}" for code, number in (("A", 19), ("B", 18)) for slip in journey.slips[code][:number]]
    tickets = journey.folder / "tickets.csv"
    tickets.write_text("\n".join(["electorate,code,url", *lines]), encoding="utf-8")
    assert vote(tickets, url=journey.site.url, seed="a journey").failed == 0
    journey.slips = {"A": journey.slips["A"][19:], "B": journey.slips["B"][18:]}


def change_to_paper(journey: Journey, organiser: Person) -> None:
    """Somebody hands in the slip and asks for paper."""
    organiser.menu("测评码")
    organiser.fill("测评码", journey.slips["A"].pop())
    organiser.press("button", "作废")
    organiser.see(
        "已作废。票种“{electorate}”共作废 {number} 张。可以换给持条人一张备用条或纸质票。",
        electorate="中层干部",
        number=1,
    )
    organiser.menu("纸质票")
    assert journey.unpack(organiser.save("link", "下载纸质测评票"), "纸质票-A")


# --- 7 and 8: close, open ---------------------------------------------------------------------------------------------


def close(journey: Journey, organiser: Person) -> None:
    organiser.menu("封箱")
    organiser.heading("封箱之后")
    organiser.fill("请输入活动名称以确认", NAME)
    organiser.picture("tasks-close")
    organiser.press("button", "封箱")
    organiser.heading("封箱完成")
    organiser.press("link", "回到活动")
    organiser.heading("开箱计票")
    organiser.heading("封箱公布的票数")
    organiser.picture("tasks-closed")


def count_paper(journey: Journey, organiser: Person) -> None:
    """Two tellers count the one ballot on paper apart: the organiser and a colleague."""
    signing_in.add_account(journey.site.ledgers.desk, load(journey.site.environment), "计票人", "teller", PASSWORD)
    teller = journey.person("计票人", DESK)
    teller.work(teller.body.get_by_role("link", name=NAME, exact=True).first)
    for person in (organiser, teller):
        person.menu("纸质票")
        person.press("link", "录入")
        person.write(person.field(HEAD["issued"]), "1")
        person.write(person.field(HEAD[RETURNED]), "1")
        for unit in UNITS:
            for item in ("工作实绩", "工作作风"):
                person.write(person.body.get_by_label(f"{unit}·{item} 良好", exact=True), "1")
        if person is organiser:
            person.picture("tasks-paper-count")
        person.press("button", "提交我的计票")
    agreed = journey.words("一致")
    expect(teller.body.get_by_text(agreed, exact=True)).to_be_visible()
    organiser.menu("纸质票")
    expect(organiser.body.get_by_text(agreed, exact=True)).to_be_visible()


def open_the_box(journey: Journey, scrutineers: list[Person]) -> None:
    """With two of the three shares: from afar, where the last one starts it; or both on one screen."""
    first, second = scrutineers
    if journey.files:
        first.press("link", NAME)
        open_together(first, journey.files[1:])
    else:
        give_from_afar(second, journey.shares[2])
        second.see("您的份额已交，等其余监票人")
        give_from_afar(first, journey.shares[1], looked=True)
    first.heading("计票完成")
    first.picture("tasks-counted", both=True)


def open_together(scrutineer: Person, files: list[Path]) -> None:
    scrutineer.menu("开箱计票")
    scrutineer.attach(scrutineer.field("份额文件"), *files)
    scrutineer.fill("请输入活动名称以确认", NAME)
    scrutineer.press("button", "开箱")


def give_from_afar(scrutineer: Person, share: str, *, looked: bool = False) -> None:
    scrutineer.menu("概况与进度")
    scrutineer.press("link", "去我的席位")
    scrutineer.heading("交出份额，开箱计票")
    if looked:
        scrutineer.look("tasks-seat-give")
    ceremony.give(scrutineer, share)


# --- 9 and 10: read, certify, destroy ---------------------------------------------------------------------------------


def read_the_report(journey: Journey, organiser: Person) -> None:
    organiser.menu("概况与进度")
    organiser.menu("结果")
    organiser.see("得分与排名")
    organiser.picture("tasks-results")
    organiser.work(organiser.body.get_by_role("link", name=UNITS[0], exact=True).first)
    organiser.heading(UNITS[0])
    organiser.read("窗口能再开一个更好。")
    printed = organiser.save("link", "下载 PDF").read_bytes()
    assert NAME in "".join(reading.words(printed).split())
    reader = journey.person(READER, PHONE)
    reader.press("link", NAME)
    reader.see("得分与排名")


def certify(journey: Journey, organiser: Person, scrutineers: list[Person]) -> None:
    first, second = scrutineers
    first.press("link", "回到活动")
    first.press("link", "去确认")
    first.heading("确认与异议")
    first.picture("tasks-certify")
    first.fill("您的密码", PASSWORD)
    first.press("button", "确认结果")
    first.see("您已确认。还要其余监票人确认。")
    second.press("link", NAME)
    second.press("link", "去确认")
    second.fill("您的密码", PASSWORD)
    second.press("button", "确认结果")
    second.see("结果已确认并签名，数字从此不能再变。异议期从今天起算。")
    second.fill("内容", "教育局的收回率偏低，请说明原因。")
    second.press("button", "记录异议")
    second.read("教育局的收回率偏低")
    organiser.menu("确认与异议")
    organiser.heading("确认与异议")
    organiser.picture("tasks-objection")
    organiser.fill("答复", "有六人当天出差，会前已报备。")
    organiser.press("button", "记录答复")
    organiser.read("有六人当天出差")


def destroy(journey: Journey, organiser: Person, scrutineers: list[Person]) -> None:
    journey.days_pass(PERIOD + 1)
    for place, scrutineer in enumerate(scrutineers, start=1):
        scrutineer.menu("确认与异议")
        scrutineer.fill("您的密码", PASSWORD)
        scrutineer.press("button", "同意销毁")
        scrutineer.see("您已同意销毁选票，现在共有 {number} 位监票人同意。", number=place)
    organiser.menu("确认与异议")
    organiser.press("link", "去销毁选票")
    organiser.fill("请输入活动名称以确认", NAME)
    organiser.picture("tasks-destroy")
    organiser.press("button", "销毁选票")
    organiser.see("选票已销毁，记录已签名。此前的备份里还有选票，请一并销毁。")
    organiser.menu("概况与进度")
    expect(organiser.body.get_by_role("listitem").filter(has_text=journey.words("已销毁"))).to_have_attribute("aria-current", "step")  # fmt: skip
    organiser.menu("结果")
    organiser.see("得分与排名")
