"""The sheet of reconciliation, read back from its PDF."""

from evalsite.core.reconciling import Account
from evalsite.paper.reconciliation import Reconciliation, reconciliation_pdf
from tests.paper import reading
from tests.pictures import place

ACCOUNTS = [
    Account("县直部门<干部>职工代表", 120, 97, 3, exact=True),
    Account("服务对象 & 基层代表", 40, 33, 0, exact=True),
]


def made(accounts=ACCOUNTS, *, exact=True, rehearsal=False):
    name = "某县2026年度县直部门领导班子民主测评"
    return reconciliation_pdf(Reconciliation(name, "某县委组织部", "2026年11月30日 18:05", accounts, exact, rehearsal))


def test_the_sheet_has_the_accounts_and_room_for_three_signatures():
    pdf = made()
    (page,) = reading.pages(pdf)
    page.save(place("reconciliation"))
    text = reading.words(pdf, layout=True)
    for said in ("测评条核销单", "县直部门<干部>职工代表", "服务对象 & 基层代表", "封箱后核销"):
        assert said in text
    assert text.count("（签名）") == 3
    assert [line.split()[-4:] for line in text.splitlines() if "合计" in line] == [["160", "130", "3", "27"]]
    assert "演练" not in text


def test_while_people_vote_it_says_that_its_numbers_are_bounds():
    bounds = [Account("职工", 40, 25, 3, exact=False)]
    text = reading.words(made(bounds, exact=False), layout=True)
    assert "≥ 25" in text
    assert "≤ 12" in text
    assert "截至 2026年11月30日 18:05" in text
    assert "演练，不计票" in reading.words(made(bounds, exact=False, rehearsal=True)).replace("\n", "")


def test_many_electorates_go_over_several_pages_with_a_heading_on_each():
    pdf = made([Account(f"第{number}乡镇", 40, 25, 3, exact=True) for number in range(60)])
    pages = reading.pages(pdf, dpi=50)
    assert len(pages) > 1
    assert reading.words(pdf, layout=True).count("收回未用 ") >= len(pages) - 1
