"""The register: versions from days on, what an import changes, and how campaigns lean on it."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core import register_faults
from evalsite.core.campaign import Subject
from evalsite.core.register import (
    PERSON,
    UNIT,
    Change,
    Entry,
    Kinds,
    Lists,
    Register,
    Snapshot,
    Version,
    changes,
    placed,
    with_changes,
)
from evalsite.core.register_links import Note, Wanted, chosen, filled, notes, subjects_of
from tests.factories import small_campaign

SPRING, SUMMER, AUTUMN = date(2025, 3, 1), date(2025, 7, 1), date(2026, 9, 1)
BUREAU = Entry("D1", UNIT, "第一局", category="部门", field="综合", zone="东片", order=2)
STREET = Entry("T1", UNIT, "第一街道", category="镇街", field="", zone="西片", order=1)
CHIEF = Entry("P1", PERSON, "王甲", unit="D1", post="局长", order=1)
CLERK = Entry("P2", PERSON, "李乙", unit="T1", post="科员", order=2)
LISTS = Lists((BUREAU, STREET), (CHIEF, CLERK))


def taken(register, lists, day, *, complete=False):
    return with_changes(register, changes(register, lists, day, complete=complete), day)


REGISTER = taken(Register(), LISTS, SPRING)


def names(entries):
    return [entry.name for entry in entries]


# --- what held when ---------------------------------------------------------------------------------------------------


def test_an_entry_holds_from_its_day_on_and_is_unknown_before():
    assert names(REGISTER.as_of(SPRING).units) == ["第一街道", "第一局"]
    assert REGISTER.as_of(SPRING - timedelta(days=1)).units == ()
    assert REGISTER.as_of(SPRING).find("D9") is None
    assert REGISTER.history("D9") == ()


def test_a_renamed_unit_has_its_old_name_on_old_days():
    renamed = taken(REGISTER, Lists((replace(BUREAU, name="第一委"),)), SUMMER)
    assert renamed.as_of(SUMMER - timedelta(days=1)).find("D1").name == "第一局"
    assert renamed.as_of(SUMMER).find("D1").name == "第一委"
    assert [(v.since, v.entry.name) for v in renamed.history("D1")] == [(SPRING, "第一局"), (SUMMER, "第一委")]


def test_a_person_who_moves_is_counted_with_the_new_unit_from_that_day():
    moved = taken(REGISTER, Lists((), (replace(CHIEF, unit="T1"),)), SUMMER)
    before, after = moved.as_of(SPRING), moved.as_of(SUMMER)
    assert (before.unit_name(before.find("P1")), after.unit_name(after.find("P1"))) == ("第一局", "第一街道")
    assert (before.zone_of(before.find("P1")), after.zone_of(after.find("P1"))) == ("东片", "西片")
    assert before.field_of(before.find("P1")) == "综合"


def test_who_has_left_is_kept_under_the_code():
    left = taken(REGISTER, Lists((), (replace(CLERK, active=False),)), SUMMER)
    assert names(left.as_of(SUMMER).people) == ["王甲"]
    assert names(left.as_of(SUMMER).left) == ["李乙"]
    assert left.as_of(SUMMER).find("P2").name == "李乙"
    assert names(left.as_of(SPRING).people) == ["李乙", "王甲"]  # by their units: the street comes first


def test_a_person_without_a_unit_has_no_field_and_stands_last():
    alone = Entry("P3", PERSON, "赵丙")
    snapshot = Snapshot((BUREAU, CHIEF, alone))
    assert (snapshot.unit_name(alone), snapshot.field_of(alone), snapshot.zone_of(alone)) == ("", "", "")
    assert names(snapshot.people) == ["王甲", "赵丙"]
    assert snapshot.unit_name(BUREAU) == ""
    assert snapshot.ranks == {"D1": 0, "P1": 1, "P3": 2}


# --- what an import changes -------------------------------------------------------------------------------------------


def test_the_same_lists_again_change_nothing():
    assert changes(REGISTER, LISTS, AUTUMN) == ()
    assert changes(REGISTER, LISTS, AUTUMN, complete=True) == ()


@pytest.mark.parametrize(
    ("after", "kinds"),
    [
        (replace(CHIEF, name="王甲甲"), (Kinds.RENAMED,)),
        (replace(CHIEF, unit="T1", post="书记"), (Kinds.MOVED, Kinds.CHANGED)),
        (replace(CHIEF, active=False), (Kinds.LEFT,)),
        (replace(CHIEF, order=9), (Kinds.CHANGED,)),
        (replace(CHIEF, code="P9"), (Kinds.ADDED,)),
    ],
)
def test_a_change_says_what_kind_it_is(after, kinds):
    (change,) = changes(REGISTER, Lists((), (after,)), SUMMER)
    assert change.kinds == kinds


def test_a_new_entry_has_no_fields_that_differ_and_one_back_in_use_has_returned():
    assert Change(CHIEF).fields == ()
    assert Change(CHIEF, replace(CHIEF, active=False)).kinds == (Kinds.RETURNED,)
    assert Change(replace(CHIEF, post="书记"), CHIEF).fields == ("post",)


def test_who_is_not_on_complete_lists_has_left_and_else_stays():
    only = Lists((BUREAU, STREET), (CHIEF,))
    assert changes(REGISTER, only, SUMMER) == ()
    (change,) = changes(REGISTER, only, SUMMER, complete=True)
    assert (change.after.code, change.kinds) == ("P2", (Kinds.LEFT,))


def test_a_change_before_a_later_one_holds_until_then():
    later = taken(REGISTER, Lists((replace(BUREAU, name="第一委"),)), AUTUMN)
    between = Lists((replace(BUREAU, name="第一中心"),))
    (change,) = changes(later, between, SUMMER)
    assert change.until == AUTUMN
    both = taken(later, between, SUMMER)
    assert [both.as_of(day).find("D1").name for day in (SPRING, SUMMER, AUTUMN)] == ["第一局", "第一中心", "第一委"]


def test_what_held_before_the_register_began_can_be_entered_later():
    early = date(2020, 1, 1)
    old = taken(REGISTER, Lists((replace(BUREAU, name="第一处"),)), early)
    assert [old.as_of(day).find("D1").name for day in (early, SPRING)] == ["第一处", "第一局"]


def test_a_correction_on_the_same_day_replaces_the_slip():
    slip = taken(REGISTER, Lists((replace(BUREAU, name="第一菊"),)), SUMMER)
    mended = taken(slip, Lists((replace(BUREAU, name="第一署"),)), SUMMER)
    assert [version.entry.name for version in mended.history("D1")] == ["第一局", "第一署"]


def test_places_that_are_not_written_stay_or_come_after_the_last():
    unwritten = Lists(
        (replace(BUREAU, order=-1), Entry("D2", UNIT, "第二局", order=-1), Entry("D3", UNIT, "第三局", order=7)),
        (Entry("P9", PERSON, "钱丁", order=-1),),
    )
    found = placed(unwritten, REGISTER.as_of(SPRING))
    assert [unit.order for unit in found.units] == [2, 8, 7]
    assert [person.order for person in found.people] == [3]
    assert placed(Lists((Entry("D1", UNIT, "甲", order=-1),)), Snapshot(())).units[0].order == 1


entries = st.builds(
    Entry,
    st.sampled_from(["D1", "D2", "D3"]),
    st.just(UNIT),
    st.sampled_from(["甲", "乙", "丙"]),
    order=st.integers(0, 3),
    active=st.booleans(),
)
days = st.dates(date(2020, 1, 1), date(2020, 1, 10))


@given(st.lists(st.tuples(days, entries), max_size=8), days, entries)
def test_after_an_import_the_day_shows_what_was_imported_and_other_days_before_it_do_not_move(steps, day, entry):
    register = Register()
    for since, one in steps:
        register = taken(register, Lists((one,)), since)
    after = taken(register, Lists((entry,)), day)
    assert after.as_of(day).find(entry.code) == entry
    assert after.as_of(day - timedelta(days=1)).by_code == register.as_of(day - timedelta(days=1)).by_code
    assert changes(after, Lists((entry,)), day) == ()


def test_versions_know_who_entered_them():
    made = with_changes(Register(), [Change(BUREAU)], SPRING, "组织科")
    assert made.versions == (Version(SPRING, BUREAU, "组织科"),)


# --- faults -----------------------------------------------------------------------------------------------------------

SNAPSHOT = REGISTER.as_of(SPRING)


def said(lists, snapshot=SNAPSHOT, *, complete=False):
    return [(one.part, one.index, one.field) for one in register_faults.problems(lists, snapshot, complete=complete)]


def test_sound_lists_have_no_faults():
    assert said(LISTS) == []
    assert said(LISTS, Snapshot(())) == []
    assert said(LISTS, complete=True) == []


def test_empty_lists_are_refused():
    assert said(Lists()) == [("units", None, "*")]


def test_two_units_with_one_code_are_told_and_so_are_codes_that_look_alike():
    lists = Lists(
        (BUREAU, replace(STREET, code="D1"), replace(STREET, code="d 1", name="丙")),
        (replace(CHIEF, code="D1", unit=""),),
    )
    assert said(lists, Snapshot(())) == [
        ("units", 1, "code"),
        ("units", 2, "code"),
        ("people", 0, "code"),
    ]


def test_a_code_in_the_register_is_not_given_to_something_else():
    assert said(Lists((), (Entry("D1", PERSON, "王甲"),))) == [("people", 0, "code")]
    assert said(Lists((Entry("d1", UNIT, "别的局"),))) == [("units", 0, "code")]


def test_codes_and_names_must_be_there_and_be_clean():
    lists = Lists((Entry("", UNIT, ""), Entry("a/b", UNIT, "甲", field="一、二")), (Entry("P7", PERSON, " 王"),))
    assert said(lists) == [
        ("units", 0, "code"),
        ("units", 0, "name"),
        ("units", 1, "code"),
        ("units", 1, "field"),
        ("people", 0, "name"),
    ]


def test_an_order_beyond_measure_is_told():
    assert said(Lists((replace(BUREAU, order=10**7),))) == [("units", 0, "order")]


def test_too_many_lines_are_told_once(monkeypatch):
    monkeypatch.setattr(register_faults, "MOST_ENTRIES", 1)
    assert said(LISTS) == [("units", None, "*")]


def test_two_units_of_one_name_are_told_also_where_the_other_is_in_the_register_alone():
    assert said(Lists((BUREAU, replace(STREET, name="第 一局")))) == [("units", 1, "name")]
    assert said(Lists((Entry("D5", UNIT, "第一局"),))) == [("units", 0, "name")]
    assert said(Lists((Entry("D5", UNIT, "第一局"),)), complete=True) == []
    assert said(Lists((replace(BUREAU, active=False), Entry("D5", UNIT, "第一局")), (replace(CHIEF, unit="D5"),))) == []


def test_namesakes_may_be_in_different_units_but_not_in_one():
    assert said(Lists((), (Entry("P5", PERSON, "王甲", unit="T1"),))) == []
    assert said(Lists((), (Entry("P5", PERSON, "王甲", unit="D1"),))) == [("people", 0, "name")]


def test_people_belong_to_units_that_are_there_and_in_use():
    assert said(Lists((), (replace(CHIEF, unit="第九局"),))) == [("people", 0, "unit")]
    assert said(Lists((), (replace(CHIEF, unit="P2"),))) == [("people", 0, "unit")]
    assert said(Lists((replace(BUREAU, active=False),), (CHIEF,))) == [("people", 0, "unit")]
    assert said(Lists((), (replace(CHIEF, unit=""),))) == []


def test_a_unit_is_not_retired_while_people_are_left_in_it():
    assert said(Lists((replace(BUREAU, active=False),))) == [("units", 0, "active")]
    assert said(Lists((replace(BUREAU, active=False),), (replace(CHIEF, active=False),))) == []


# --- campaigns --------------------------------------------------------------------------------------------------------


def test_what_a_campaign_leaves_empty_is_taken_from_the_register_and_nothing_else():
    snapshot = REGISTER.as_of(SPRING)
    assert filled(Subject("P1", ""), snapshot) == Subject("P1", "王甲", unit="第一局", field="综合")
    written = Subject("D1", "第一局（旧）", unit="某区", field="经济")
    assert filled(written, snapshot) == written
    assert filled(Subject("X", ""), snapshot) == Subject("X", "")


def test_other_names_of_a_code_are_told_with_what_to_ask():
    register = taken(REGISTER, Lists((replace(BUREAU, name="第一委"),)), SUMMER)
    campaign = small_campaign(
        subjects=(
            Subject("D1", "第一局", group="科室"),
            Subject("T1", "第三街道", group="科室"),
            Subject("P1", "王　甲", kind="person", group="科室"),
            Subject("X1", "不在名册的", group="科室"),
        )
    )
    assert notes(campaign, register, register.as_of(AUTUMN)) == (
        Note("D1", "编号 D1 在名册里叫“第一委”，活动里叫“第一局”，用的是旧名称，请核对"),
        Note("T1", "编号 T1 在名册里叫“第一街道”，活动里叫“第三街道”，是改了名称，还是编号写错了？"),
    )


def test_a_unit_under_a_persons_code_and_one_no_longer_in_use_are_told():
    register = taken(REGISTER, Lists((), (replace(CLERK, active=False),)), SUMMER)
    campaign = small_campaign(
        subjects=(Subject("P1", "王甲", group="科室"), Subject("P2", "李乙", kind="person", group="科室"))
    )
    found = [note.text for note in notes(campaign, register, register.as_of(AUTUMN))]
    assert found == [
        "编号 P1 在名册里是人员“王甲”，活动里是“王甲”，请核对编号和类别",
        "编号 P2（李乙）在名册里已经停用",
    ]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        (Wanted(), ["T1", "D1", "P2", "P1"]),
        (Wanted(kind=PERSON), ["P2", "P1"]),
        (Wanted(field="综合"), ["D1", "P1"]),
        (Wanted(zone="西片", kind=UNIT), ["T1"]),
        (Wanted(category="部门"), ["D1", "P1"]),
        (Wanted(unit="T1"), ["T1", "P2"]),
        (Wanted(text="局长"), ["P1"]),
        (Wanted(text="p"), ["P2", "P1"]),
        (Wanted(zone="南片"), []),
    ],
)
def test_entries_are_found_by_what_they_or_their_units_are(wanted, found):
    assert [entry.code for entry in chosen(SNAPSHOT, wanted)] == found


def test_entries_become_the_subjects_of_a_new_campaign():
    nameless = Entry("X1", UNIT, "某单位")
    snapshot = Snapshot((BUREAU, CHIEF, nameless))
    assert subjects_of(snapshot, (BUREAU, nameless, CHIEF)) == (
        Subject("D1", "第一局", UNIT, "", "部门", "综合"),
        Subject("X1", "某单位", UNIT, "", "单位", ""),
        Subject("P1", "王甲", PERSON, "第一局", "干部", "综合"),
    )
