"""What an organiser hides or puts together shows in every result, stays on record, and leaves the count as it is."""

import io
import json
import zipfile
from dataclasses import replace
from datetime import timedelta

import pytest
from sqlalchemy import delete, text, update
from sqlalchemy.exc import DBAPIError

from evalsite.core.ballot import Nomination
from evalsite.core.campaign import Electorate, Indicator, Subject, Type
from evalsite.core.disclosure import Shown
from evalsite.core.redacting import BLOCK
from evalsite.core.refusals import BadMerge, BadReason, NoSuchCampaign, NoSuchText, PassageNotThere, WrongState
from evalsite.core.register import PERSON, Entry, Version
from evalsite.core.report import unit_report
from evalsite.core.writeins import Target
from evalsite.paper.report_html import report_html
from evalsite.paper.results import results_csv, results_json
from evalsite.store import register
from evalsite.store.redactions import RedactionRow
from evalsite.store.writeins import MergeRow
from evalsite.usecases import auditing, closing, moderating, opening, reporting
from evalsite.usecases.moderating import Actor
from tests import factories
from tests.factories import NOW

ORGANISER = Actor("组织科", NOW)
LATER = Actor("管理员", NOW + timedelta(minutes=5))
PHONE = "请打13800138000"


def people():
    return factories.small_campaign(
        12,
        subjects=(Subject("D1", "王小明", "person", group="科室"), Subject("D2", "第二科", group="科室")),
        indicators=(
            Indicator("意见", "意见建议", Type.TEXT, required=False),
            Indicator("推荐", "推荐人选", Type.NOMINATE, required=False, most=3),
        ),
        electorates=(Electorate("A", "职工", 12, ("科室",)),),
    )


def counted(ledgers):
    """Twelve ballots: four with a phone number, three names for one person."""
    live = factories.publish(ledgers, people())
    slots = {(s.indicator.code, s.subject.code if s.subject else None): s.number for s in live.sheet().slots}
    for number, code in enumerate(live.codes["A"]):
        names = ("王晓明",) if number < 5 else ("小明同志", "李四") if number < 8 else ()
        ticked = frozenset({0}) if number > 9 else frozenset()
        answers = {
            slots["意见", "D1"]: PHONE if number < 4 else "很好",
            slots["意见", "D2"]: "听王 小明说还行" if number == 0 else "",
            slots["推荐", None]: Nomination(ticked, names),
        }
        factories.cast(live, code, answers)
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id)
    return live


@pytest.fixture
def live(sqlite_only):
    return counted(sqlite_only)


def key_of(live, words):
    return next(one.opinion.key for one in moderating.texts(live.desk, live.id) if one.opinion.text == words)


def everything(live):
    """All outputs in one text."""
    found = reporting.results(live.desk, live.id)
    pages = "".join(report_html(unit_report(found, code)) for code in ("D1", "D2"))
    bundle = zipfile.ZipFile(io.BytesIO(auditing.bundle(live.desk, live.box, live.id, results_json)))
    files = results_csv(found) + json.dumps(results_json(found), ensure_ascii=False)
    return pages + files + json.loads(bundle.read("result.json")).__repr__()


def test_the_trace_lives_on_both_databases(ledgers):
    live = counted(ledgers)
    key = key_of(live, PHONE)
    assert moderating.hide(live.desk, live.id, key, "13800138000", "contact", ORGANISER) == 1
    moderating.merge(live.desk, live.id, "推荐", "王晓明", Target(subject="D1"), ORGANISER)
    moderating.show_again(live.desk, live.id, key, (2, 13), LATER)
    moderating.split(live.desk, live.id, "推荐", "王晓明", LATER)
    found = moderating.trace(live.desk, live.id)
    assert sorted((one.what, one.account) for one in found[:2]) == [("shown", "管理员"), ("split", "管理员")]
    assert sorted((one.what, one.account) for one in found[2:]) == [("hidden", "组织科"), ("merged", "组织科")]
    assert {one.at for one in found} == {NOW, LATER.now}
    for row in (RedactionRow, MergeRow):
        for statement in (delete(row), update(row).values(account="别人")):
            with pytest.raises(DBAPIError), live.desk.write() as connection:
                connection.execute(statement)


def test_texts_come_with_their_flags_and_names_of_the_register_are_seen_also_of_who_has_left(live):
    person = Entry("P1", PERSON, "李四", active=False)
    with live.desk.write() as connection:
        register.put(
            connection, (Version(NOW.date(), person), Version(NOW.date() + timedelta(1), replace(person, name="李思")))
        )
    looked = {one.opinion.text: one for one in moderating.texts(live.desk, live.id)}
    assert [flag.kind for flag in looked[PHONE].flags] == ["mobile"]
    assert looked[PHONE].opinion.times == 4
    assert [flag.kind for flag in looked["听王 小明说还行"].flags] == ["name"]
    assert [flag.kind for flag in looked["李四"].flags] == ["name"]
    assert looked["很好"].flags == ()


def test_a_hidden_passage_is_in_no_output_and_all_say_that_something_is_hidden(live):
    assert "13800138000" in everything(live)
    moderating.hide(live.desk, live.id, key_of(live, PHONE), "13800138000", "contact", ORGANISER)
    outputs = everything(live)
    assert "13800138000" not in outputs
    assert f"请打{BLOCK}" in outputs
    assert "4 处经组织者隐去（联系方式 4）" in outputs
    assert results_json(reporting.results(live.desk, live.id))["redacted"] == {"contact": 4}


def test_the_words_that_are_hidden_stand_in_the_tally_alone(live):
    moderating.hide(live.desk, live.id, key_of(live, PHONE), None, "contact", ORGANISER)
    with live.desk.read() as connection:
        rows = connection.execute(text("SELECT * FROM redaction")).all()
    assert "13800138000" not in repr(rows)


def test_a_recount_agrees_after_texts_were_hidden_and_names_put_together(live):
    moderating.hide(live.desk, live.id, key_of(live, PHONE), None, "contact", ORGANISER)
    moderating.merge(live.desk, live.id, "推荐", "王晓明", Target(subject="D1"), ORGANISER)
    opening.open_box(live.desk, live.box, live.id)


def test_what_was_hidden_can_be_shown_again_and_the_whole_text_hidden_instead(live):
    key = key_of(live, PHONE)
    moderating.hide(live.desk, live.id, key, "13800138000", "contact", ORGANISER)
    moderating.show_again(live.desk, live.id, key, (2, 13), LATER)
    assert "13800138000" in everything(live)
    moderating.hide(live.desk, live.id, key, None, "abuse", LATER)
    assert [c.text for c in reporting.results(live.desk, live.id).comments if c.hidden] == [BLOCK] * 4
    with pytest.raises(PassageNotThere):
        moderating.show_again(live.desk, live.id, key, (2, 13), LATER)


@pytest.mark.parametrize(
    ("key", "passage", "reason", "refusal"),
    [
        (None, "不在里面", "contact", PassageNotThere),
        (None, " ", "contact", PassageNotThere),
        (None, None, "我不喜欢", BadReason),
        ("0" * 64, None, "contact", NoSuchText),
    ],
)
def test_what_is_not_there_cannot_be_hidden_and_no_words_can_be_added(live, key, passage, reason, refusal):
    with pytest.raises(refusal):
        moderating.hide(live.desk, live.id, key or key_of(live, PHONE), passage, reason, ORGANISER)
    assert moderating.trace(live.desk, live.id) == ()


def test_nothing_can_be_moderated_before_the_count_or_without_a_campaign(sqlite_only):
    draft = factories.take_in(sqlite_only)
    for step in (
        lambda one: moderating.texts(sqlite_only.desk, one),
        lambda one: moderating.names_of(sqlite_only.desk, one),
        lambda one: moderating.trace(sqlite_only.desk, one),
        lambda one: moderating.hide(sqlite_only.desk, one, "0" * 64, None, "contact", ORGANISER),
        lambda one: moderating.merge(sqlite_only.desk, one, "推荐", "甲", Target("乙"), ORGANISER),
    ):
        with pytest.raises(WrongState):
            step(draft)
        with pytest.raises(NoSuchCampaign):
            step("c-0")
    with pytest.raises(PassageNotThere):
        moderating.show_again(sqlite_only.desk, draft, "0" * 64, (0, 1), ORGANISER)
    with pytest.raises(BadMerge):
        moderating.split(sqlite_only.desk, draft, "推荐", "甲", ORGANISER)


def names(live):
    found = reporting.results(live.desk, live.id).writeins
    return [(one.subject, one.name, one.votes.text) for one in found if isinstance(one.votes, Shown)]


def votes(live):
    found = reporting.results(live.desk, live.id)
    (line,) = (c for c in found.counts if (c.electorate, c.subject) == ("*", "D1"))
    assert isinstance(line.votes, Shown)
    return line.votes.text


def test_names_are_put_together_and_apart_and_counts_follow(live):
    (nominated,) = moderating.names_of(live.desk, live.id)
    assert [(one.key, one.votes) for one in nominated.written] == [("王晓明", 5), ("小明同志", 3), ("李四", 3)]
    assert {one.key: one.target for one in nominated.proposals} == {
        "王晓明": Target(subject="D1"),
        "小明同志": Target(subject="D1"),
    }
    assert (names(live), votes(live)) == ([(None, "王晓明", "5")], "2")
    moderating.merge(live.desk, live.id, "推荐", "小明同志", Target(spelling="王晓明"), ORGANISER)
    assert (names(live), votes(live)) == ([(None, "王晓明", "8")], "2")
    moderating.merge(live.desk, live.id, "推荐", "王晓明", Target(subject="D1"), ORGANISER)
    assert (names(live), votes(live)) == ([("D1", "王小明", "8")], "10")
    moderating.split(live.desk, live.id, "推荐", "小明同志", LATER)
    assert (names(live), votes(live)) == ([("D1", "王小明", "5")], "7")


@pytest.mark.parametrize(
    ("indicator", "spelling", "target", "problem"),
    [
        ("意见", "王晓明", Target(subject="D1"), "not_written"),
        ("没有", "王晓明", Target(subject="D1"), "not_written"),
        ("推荐", "赵六", Target(subject="D1"), "not_written"),
        ("推荐", "王晓明", Target(subject="D9"), "no_target"),
        ("推荐", "王晓明", Target(spelling="赵六"), "no_target"),
        ("推荐", "王晓明", Target(spelling="王晓明"), "circle"),
        ("推荐", "李四", Target(spelling="王晓明"), "circle"),
    ],
)
def test_no_name_is_made_up_and_no_circle_closed(live, indicator, spelling, target, problem):
    moderating.merge(live.desk, live.id, "推荐", "王晓明", Target(spelling="李四"), ORGANISER)
    with pytest.raises(BadMerge) as refused:
        moderating.merge(live.desk, live.id, indicator, spelling, target, ORGANISER)
    assert refused.value.details == {"problem": problem}
    assert len(moderating.trace(live.desk, live.id)) == 1


def test_a_name_that_was_put_elsewhere_by_mistake_is_put_right(live):
    moderating.merge(live.desk, live.id, "推荐", "小明同志", Target(spelling="李四"), ORGANISER)
    moderating.merge(live.desk, live.id, "推荐", "小明同志", Target(subject="D1"), LATER)
    assert votes(live) == "5"


def test_the_trace_tells_who_did_what_to_which_and_no_hidden_word(live):
    moderating.hide(live.desk, live.id, key_of(live, PHONE), "13800138000", "contact", ORGANISER)
    moderating.merge(live.desk, live.id, "推荐", "小明同志", Target(spelling="王晓明"), LATER)
    moderating.hide(live.desk, live.id, key_of(live, "王晓明"), None, "third_party", LATER)
    by_what = {(one.what, one.indicator): one for one in moderating.trace(live.desk, live.id)}
    assert (by_what["hidden", "意见"].subject, by_what["hidden", "意见"].reason) == ("D1", "contact")
    assert by_what["hidden", "推荐"].subject is None
    assert by_what["merged", "推荐"].spelling == "小明同志"
    assert by_what["merged", "推荐"].target == Target(spelling=BLOCK)
    assert "13800138000" not in repr(by_what)
    assert "王晓明" not in repr(by_what)
