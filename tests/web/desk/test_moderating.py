"""Texts at the desk: what is flagged, hidden, shown again; names put together; and who may see what of it."""

import html
import re

import pytest

from evalsite.core.redacting import BLOCK
from evalsite.usecases import closing, moderating, opening
from tests import factories
from tests.usecases.test_moderating import PHONE, counted, key_of
from tests.web.desk.conftest import words


@pytest.fixture
def live(sqlite_only):
    return counted(sqlite_only)


def path(live, rest):
    return f"/desk/c/{live.id}/{rest}"


def hide(browser, live, rest="texts/hide", **data):
    return browser.post(path(live, rest), data, page=path(live, "texts"))


def test_flagged_passages_are_marked_and_one_press_hides_them(organiser, live):
    page = organiser.get(path(live, "texts"))
    assert '请打<mark title="手机号码">13800138000</mark>' in page.text
    assert "同样内容 4 条" in words(page)
    answer = hide(organiser, live, key=key_of(live, PHONE), passage="13800138000", reason="contact")
    assert answer.location.endswith(f"#t-{key_of(live, PHONE)[:16]}")
    page = organiser.get(path(live, "texts"))
    assert "<del>13800138000</del>" in page.text
    assert f"公布为： 请打{BLOCK}" in words(page)
    assert "已隐去 4 处" in words(page)
    assert "13800138000" not in words(organiser.get(path(live, "results/of/D1")))
    assert "4 处经组织者隐去（联系方式 4）" in words(organiser.get(path(live, "results/of/D1")))


def test_the_choice_of_the_list_stays_after_a_step(organiser, live):
    answer = hide(
        organiser, live, "texts/hide?only=flagged&find=请打", key=key_of(live, PHONE), whole="1", reason="abuse"
    )
    assert "only=flagged" in answer.location
    assert "没有符合条件的内容" in words(organiser.get(answer.location))
    assert f"公布为： {BLOCK}" in words(organiser.get(path(live, "texts?only=hidden")))


def test_the_list_can_be_narrowed_to_a_subject_or_words(organiser, live):
    assert "请打" not in words(organiser.get(path(live, "texts?of=D2")))
    assert "听 王 小明 说还行" in words(organiser.get(path(live, "texts?of=D2")))
    assert "这里列出 1 条" in words(organiser.get(path(live, "texts?find=很好&page=99")))


def test_many_texts_stand_on_several_pages(organiser, live, monkeypatch):
    monkeypatch.setattr("evalsite.web.desk.moderating.PER_PAGE", 2)
    first = words(organiser.get(path(live, "texts")))
    second = words(organiser.get(path(live, "texts?page=2")))
    assert "第 1 页，共 3 页" in first
    assert "上一页" in second


def test_what_is_hidden_can_be_shown_again(organiser, live):
    key = key_of(live, PHONE)
    hide(organiser, live, key=key, passage="13800138000", reason="contact")
    hide(organiser, live, "texts/show", key=key, start="2", end="13")
    assert "已恢复显示" in words(organiser.get(path(live, "texts")))
    assert "13800138000" in words(organiser.get(path(live, "results/of/D1")))


@pytest.mark.parametrize(
    ("data", "status", "said"),
    [
        ({"passage": "不在里面", "reason": "contact"}, 302, "没有这段话"),
        ({"passage": "请打", "reason": "我不喜欢"}, 422, "理由只能从列出的几种里选"),
        ({"passage": "请打"}, 422, "理由只能从列出的几种里选"),
        ({"key": "0" * 64, "passage": "请打", "reason": "abuse"}, 404, "没有这条意见"),
    ],
)
def test_what_cannot_be_hidden_is_told_and_nothing_changes(organiser, live, data, status, said):
    answer = hide(organiser, live, **({"key": key_of(live, PHONE)} | data))
    assert answer.status_code == status
    page = organiser.get(path(live, "texts")) if status == 302 else answer
    assert said in words(page)
    assert moderating.trace(live.desk, live.id) == ()


def test_names_are_proposed_merged_and_taken_apart(organiser, live):
    page = organiser.get(path(live, "names"))
    assert "王晓明 5 名单上的“王小明” 写法相近" in words(page)
    merge = {"indicator": "推荐", "spelling": ["王晓明", "小明同志"], "target": "listed:D1"}
    organiser.post(path(live, "names/merge"), merge, page=path(live, "names"))
    page = organiser.get(path(live, "names"))
    assert "名单上的" in words(page)
    assert "可能是同一个" not in words(page)
    report = html.unescape(organiser.get(path(live, "reports/D1.html")).text)
    assert "合计中有写名并入的 8 票。一张票既勾选又另写别的写法的、写了几种写法的，会重复计。" in report
    split = {"indicator": "推荐", "spelling": "王晓明"}
    organiser.post(path(live, "names/split"), split, page=path(live, "names"))
    assert "已拆开“王晓明”" in words(organiser.get(path(live, "names")))


@pytest.mark.parametrize(
    ("step", "data", "said"),
    [
        ("merge", {"target": "listed:D1"}, "请勾选写法"),
        ("merge", {"spelling": "王晓明", "target": ""}, "请勾选写法"),
        ("merge", {"spelling": "王晓明", "target": "written:王晓明"}, "请勾选写法"),
        ("merge", {"spelling": "王晓明", "target": "listed:D9"}, "不在名单里"),
        ("split", {"spelling": "王晓明"}, "没有合并过"),
    ],
)
def test_a_merge_that_cannot_be_is_told(organiser, live, step, data, said):
    organiser.post(path(live, f"names/{step}"), {"indicator": "推荐"} | data, page=path(live, "names"))
    assert said in words(organiser.get(path(live, "names")))
    assert moderating.trace(live.desk, live.id) == ()


def test_scrutineers_see_who_hid_what_and_no_hidden_word(signed_in, organiser, live):
    hide(organiser, live, key=key_of(live, PHONE), passage="13800138000", reason="contact")
    organiser.post(
        path(live, "names/merge"),
        {"indicator": "推荐", "spelling": "小明同志", "target": "written:王晓明"},
        page=path(live, "names"),
    )
    page = words(signed_in("scrutineer").get(path(live, "texts/trace")))
    assert re.search(r"组织科 隐去 王小明 · 意见建议 [0-9a-f]{8} 联系方式", page)
    assert re.search(r"组织科 合并写名 推荐人选：“小明同志” “王晓明”", page)
    assert "13800138000" not in page


def test_texts_as_they_were_written_are_for_organisers_alone(signed_in, live):
    for role in ("scrutineer", "reader"):
        assert signed_in(role).get(path(live, "texts")).status_code == 403


def test_before_the_count_there_is_nothing_to_look_through(organiser, sqlite_only):
    draft = factories.take_in(sqlite_only)
    assert organiser.get(f"/desk/c/{draft}/texts").status_code == 409


# --- what is said before results go out -------------------------------------------------------------------------------


def test_results_show_names_written_in_and_what_is_hidden(organiser, live):
    hide(organiser, live, key=key_of(live, PHONE), passage="13800138000", reason="contact")
    page = words(organiser.get(path(live, "results")))
    assert "推荐人选 王晓明 5 41.67" in page
    assert "推荐人选 李四 未公布 未公布 写这个名字的票少于公布下限" in page
    assert "意见中 4 处经组织者隐去（联系方式 4）" in page


def test_who_hands_out_reports_is_told_of_flags_and_who_only_reads_is_not(signed_in, organiser, live):
    assert "还有 2 条意见带标记" in words(organiser.get(path(live, "reports")))
    assert "带标记" not in words(signed_in("reader").get(path(live, "reports")))


def test_an_electorate_whose_ballots_all_agree_is_named_before_anything_is_handed_out(organiser, sqlite_only):
    live = factories.publish(sqlite_only, factories.small_campaign(6))
    factories.cast_all(live, {0: 1, 2: 1})
    closing.close(live.desk, live.box, live.id, factories.NOW)
    opening.open_box(live.desk, live.box, live.id)
    for page in ("results", "reports"):
        said = words(organiser.get(path(live, page)))
        assert "票种“职工”的 6 张有效票有 2 处完全一样，如“第一科”的“总体评价”全是“优秀”" in said
        assert "请只用合计" in said


def test_publishing_warns_of_electorates_in_which_votes_will_hardly_stay_hidden(organiser, sqlite_only):
    draft = factories.take_in(sqlite_only, factories.two_electorates(12, 30))
    page = words(organiser.get(f"/desk/c/{draft}/publish"))
    assert "票种“职工”：12 张票只评 2 个对象，容易全票一致" in page
    assert "建议与票种“服务对象”合并（合并后 42 张）" in page
