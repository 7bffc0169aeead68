"""Where a campaign stands after the opening follows from the acts on record, and from nothing else."""

from datetime import date

import pytest

from evalsite.core.scrutiny import DAYS, Act, Kind, Need, Standing

SPLIT, KEPT = Need.of(kept=False, k=2), Need.of(kept=True, k=1)


def act(kind, account="甲", role="scrutineer", at="2026-11-21T09:30:00+08:00", **more):
    return Act(kind, account, role, at, **more)


def confirmed(*roles):
    return [act(Kind.CONFIRMED, f"{role}{place}", role) for place, role in enumerate(roles)]


@pytest.mark.parametrize(
    ("need", "roles", "met"),
    [
        (SPLIT, [], False),
        (SPLIT, ["scrutineer"], False),
        (SPLIT, ["scrutineer", "organiser"], False),
        (SPLIT, ["scrutineer", "scrutineer"], True),
        (KEPT, [], False),
        (KEPT, ["scrutineer"], False),
        (KEPT, ["organiser"], True),
        (KEPT, ["scrutineer", "admin"], True),
    ],
)
def test_k_scrutineers_confirm_or_an_organiser_where_the_server_keeps_the_key(need, roles, met):
    assert need.met_by(confirmed(*roles)) is met


def test_the_period_begins_with_the_confirmation_that_made_the_number_full():
    first, second = confirmed("scrutineer", "scrutineer")
    assert Standing.of([first]).until(SPLIT) is None
    assert Standing.of([first, second]).until(SPLIT) == date(2026, 11, 21 + DAYS)
    late = act(Kind.CONFIRMED, "丙", at="2026-12-01T00:00:00+08:00")
    assert Standing.of([act(Kind.PERIOD, about=3), first, second, late]).until(SPLIT) == date(2026, 11, 24)


def test_an_objection_stays_open_until_it_is_answered_and_both_stay_on_record():
    acts = [
        act(Kind.OBJECTED, text="票数不对"),
        act(Kind.RECEIVED, "乙", "organiser", text="来信", day="2026-11-20"),
        act(Kind.RESOLVED, "乙", "organiser", text="已复核", about=1),
    ]
    found = Standing.of(acts)
    assert [(one.number, one.day) for one in found.objections] == [(1, "2026-11-21"), (2, "2026-11-20")]
    assert [one.number for one in found.open_objections] == [2]
    assert found.objections[0].resolved == acts[2]


def test_an_objection_makes_every_earlier_consent_void():
    found = Standing.of([act(Kind.CONSENTED), act(Kind.RECEIVED, "乙", text="来信")])
    assert found.consents == []
    assert Standing.of([act(Kind.RECEIVED, "乙", text="来信"), act(Kind.CONSENTED)]).has([act(Kind.CONSENTED)], "甲")


def test_of_several_openings_the_first_is_the_one_that_counted():
    found = Standing.of([act(Kind.OPENED, "甲"), act(Kind.OPENED, "乙")])
    assert found.opened is not None
    assert found.opened.account == "甲"
