"""Issued = used + void + unused, exactly or as bounds."""

from evalsite.core.reconciling import Account, total


def test_what_is_neither_used_nor_void_is_unused_and_told_as_a_bound_while_people_vote():
    exact, bounds = Account("职工", 40, 27, 3, exact=True), Account("职工", 40, 25, 3, exact=False)
    assert exact.in_words == ("40", "27", "3", "10")
    assert bounds.in_words == ("40", "≥ 25", "3", "≤ 12")


def test_a_total_adds_up_and_is_exact_only_where_every_part_is():
    parts = [Account("职工", 40, 27, 3, exact=True), Account("服务对象", 12, 5, 0, exact=False)]
    assert total(parts) == Account("合计", 52, 32, 3, exact=False)
    assert total(parts[:1]).exact
    assert total([]) == Account("合计", 0, 0, 0, exact=True)
