import pytest

from evalsite.core.permission import Act, Role, allows


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
