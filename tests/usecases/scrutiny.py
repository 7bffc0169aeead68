"""Campaigns that were opened, confirmed, or whose ballots may go, for the tests of what comes after the count."""

from dataclasses import replace
from datetime import timedelta

from evalsite.audit.format import Bundle, from_bytes
from evalsite.core.permission import Role
from evalsite.paper.results import results_json
from evalsite.usecases import auditing, certifying, closing, destroying, opening, preparing
from evalsite.usecases.certifying import By
from evalsite.usecases.preparing import Terms
from tests import factories
from tests.factories import NOW

SPLIT = Terms(2, 3, keep=False)
LATER = NOW + timedelta(days=8)


def by(account="监票员", role=Role.SCRUTINEER, now=NOW):
    return By(account, role, now)


ORGANISER = by("组织科", Role.ORGANISER)


def counted(ledgers, terms=SPLIT):
    live = factories.publish(ledgers, terms=terms)
    for code in live.codes["A"][:5]:
        factories.cast(live, code, {0: 1, 2: 2})
    closing.close(live.desk, live.box, live.id, NOW)
    opening.open_box(live.desk, live.box, live.id, live.shares[1:], by="组织科", at=NOW)
    return live


def confirm(live, who=None):
    return certifying.confirm(live.desk, live.box, live.id, who or by(), results_json)


def certified(ledgers):
    live = counted(ledgers)
    assert not confirm(live, by("甲"))
    assert confirm(live, by("乙"))
    return live


def agreed(ledgers):
    live = certified(ledgers)
    for who in ("甲", "丙"):
        certifying.consent(live.desk, live.id, by(who, now=LATER))
    return live


def destroy(live, now=LATER):
    return destroying.destroy(live.desk, live.box, live.id, replace(ORGANISER, now=now), results_json)


def bundle(live) -> Bundle:
    return from_bytes(auditing.bundle(live.desk, live.box, live.id, results_json))


def state(live):
    return preparing.get(live.desk, live.id).state
