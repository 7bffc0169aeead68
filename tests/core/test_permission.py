import pytest

from evalsite.core.permission import WHOLE, Act, Answer, Reach, Role, Where, allows, eyes_of, may, sees
from evalsite.core.visibility import Extent, Eyes, Visibility


def test_an_administrator_may_do_everything():
    assert all(allows(Role.ADMIN, act) for act in Act)


@pytest.mark.parametrize("act", [Act.PREPARE, Act.READ, Act.ADMINISTER])
def test_a_scrutineer_neither_prepares_nor_reads_results(act):
    assert not allows(Role.SCRUTINEER, act)


@pytest.mark.parametrize("act", [Act.FOLLOW, Act.OPEN, Act.AUDIT])
def test_a_scrutineer_opens_and_audits(act):
    assert allows(Role.SCRUTINEER, act)


def test_a_reader_reads_and_nothing_else():
    assert [act for act in Act if allows(Role.READER, act)] == [Act.READ]


def test_an_organiser_does_all_but_keep_accounts():
    assert [act for act in Act if not allows(Role.ORGANISER, act)] == [Act.ADMINISTER]


NORTH, SOUTH = frozenset({"北片"}), frozenset({"南片"})
NORTHERN, OWN_UNIT = Reach(NORTH), Reach(unit="D1")


def test_an_account_without_zones_reaches_every_campaign():
    for zones in (frozenset[str](), NORTH, NORTH | SOUTH):
        assert may(Role.ORGANISER, WHOLE, Act.PREPARE, Where(zones)) is Answer.YES


def test_a_campaign_of_other_zones_or_of_none_is_hidden_from_an_account_of_one():
    assert may(Role.ORGANISER, NORTHERN, Act.PREPARE, Where(NORTH | SOUTH)) is Answer.YES
    assert may(Role.ORGANISER, NORTHERN, Act.PREPARE, Where(SOUTH)) is Answer.HIDDEN
    assert may(Role.ORGANISER, NORTHERN, Act.FOLLOW, Where(frozenset())) is Answer.HIDDEN


def test_who_may_not_do_the_act_anywhere_learns_nothing_of_campaigns():
    assert may(Role.SCRUTINEER, NORTHERN, Act.PREPARE, Where(SOUTH)) is Answer.NO


def test_what_belongs_to_all_zones_is_not_for_who_reaches_some():
    assert may(Role.ORGANISER, NORTHERN, Act.PREPARE, Where(common=True)) is Answer.NO
    assert may(Role.ORGANISER, WHOLE, Act.PREPARE, Where(common=True)) is Answer.YES


def test_a_reader_of_one_unit_sees_the_report_on_it_and_nothing_else():
    assert may(Role.READER, OWN_UNIT, Act.READ, Where(NORTH, "D1")) is Answer.YES
    assert may(Role.READER, OWN_UNIT, Act.READ, Where(NORTH, "D2")) is Answer.HIDDEN
    assert may(Role.READER, OWN_UNIT, Act.READ, Where(NORTH, visibility=Visibility())) is Answer.HIDDEN
    assert may(Role.READER, OWN_UNIT, Act.READ, Where(NORTH)) is Answer.NO


def test_an_administrator_is_never_limited():
    assert may(Role.ADMIN, Reach(NORTH, "D1"), Act.READ, Where(SOUTH, common=True)) is Answer.YES
    assert sees(Role.ADMIN, NORTHERN, SOUTH)


def test_results_are_hidden_from_whom_the_campaign_promised_none_and_from_nobody_else():
    unseen = Where(NORTH, "D1", visibility=Visibility(leaders=Extent.NONE, units=Extent.NONE))
    assert may(Role.READER, WHOLE, Act.READ, unseen) is Answer.HIDDEN
    assert may(Role.READER, OWN_UNIT, Act.READ, unseen) is Answer.HIDDEN
    assert may(Role.ORGANISER, WHOLE, Act.READ, unseen) is Answer.YES
    assert may(Role.ORGANISER, WHOLE, Act.PREPARE, unseen) is Answer.YES
    assert may(Role.ADMIN, OWN_UNIT, Act.READ, unseen) is Answer.YES


def test_readers_of_all_are_leaders_and_those_of_one_unit_are_that_unit():
    assert eyes_of(Role.READER, WHOLE) is Eyes.LEADER
    assert eyes_of(Role.READER, OWN_UNIT) is Eyes.UNIT
    assert eyes_of(Role.ORGANISER, NORTHERN) is Eyes.ORGANISER
    assert eyes_of(Role.ADMIN, OWN_UNIT) is Eyes.ORGANISER
