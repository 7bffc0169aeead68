"""Two tellers count paper ballots apart; what agrees joins the tally at opening, signed, and nothing else does."""

import json
from dataclasses import replace
from functools import partial

import pytest
from sqlalchemy import text
from sqlalchemy.exc import IntegrityError

from evalsite.audit.format import read, to_bytes
from evalsite.audit.verify import verify
from evalsite.core.refusals import FaultyCount, PaperChanged, PaperUnsettled, RecountDiffers, SeatsTaken, WrongState
from evalsite.paper.results import results_json
from evalsite.settings import load
from evalsite.usecases import auditing, closing, keeping, opening, preparing, rehearsing, reporting, telling
from tests import factories
from tests.factories import NOW, SECRET
from tests.usecases.helpers import at_once, rows, tamper

SIX = {"issued": "7", "returned": "7", "void": "1", "0.0": "4", "0.1": "2", "1.2": "5", "1.blank": "1"}
OTHER = SIX | {"0.0": "3", "0.1": "3"}


def closed(ledgers, tickets=12, voted=5, campaign=None):
    live = factories.publish(ledgers, campaign or factories.small_campaign(tickets=tickets))
    for code in live.codes["A"][:voted]:
        factories.cast(live, code, {0: 1, 2: 2})
    closing.close(live.desk, live.box, live.id, NOW)
    return live


def tell(live, teller, cells=SIX, electorate="A"):
    return telling.tell(live.desk, live.id, teller, {electorate: cells}, NOW)


def agree(live, cells=SIX):
    tell(live, "赵一", cells)
    return tell(live, "钱二", cells)


def open_box(live):
    return opening.open_box(live.desk, live.box, live.id)


def bundle(live, tmp_path):
    path = tmp_path / "bundle.zip"
    path.write_bytes(auditing.bundle(live.desk, live.box, live.id, results_json))
    return read(path)


# --- two counts -------------------------------------------------------------------------------------------------------


def test_two_counts_that_agree_join_the_tally(ledgers):
    live = closed(ledgers)
    (standing,) = agree(live)
    assert (standing.agreed, standing.room) == (True, 7)
    tally = open_box(live)
    assert (tally.of("A").valid, tally.together("A").valid) == (5, 11)
    found = reporting.results(live.desk, live.id)
    votes = [getattr(c.votes, "text", "") for c in found.counts if (c.electorate, c.subject) == ("A", "D1")]
    assert votes == ["9", "2", "0", "0"]
    (paper,) = found.paper
    assert [one.teller for one in paper.tellers] == ["赵一", "钱二"]
    assert [one.at for one in paper.tellers] == [NOW.isoformat()] * 2


def test_one_count_alone_or_two_that_differ_keep_the_box_closed(ledgers):
    live = closed(ledgers)
    (alone,) = tell(live, "赵一")
    assert not alone.settled
    with pytest.raises(PaperUnsettled):
        open_box(live)
    (differing,) = tell(live, "钱二", OTHER)
    assert [(one.what, one.first, one.second) for one in differing.differences] == [("优秀", 4, 3), ("良好", 2, 3)]
    with pytest.raises(PaperUnsettled) as refusal:
        open_box(live)
    assert refusal.value.details == {"electorates": "职工"}
    assert preparing.get(live.desk, live.id).state == "closed"
    tell(live, "钱二")
    assert open_box(live).together("A").valid == 11


def test_without_any_count_the_box_opens_as_ever(ledgers):
    live = closed(ledgers)
    assert open_box(live).paper == ()
    assert reporting.results(live.desk, live.id).paper == ()


def test_a_third_teller_has_no_seat_until_one_is_replaced(ledgers):
    live = closed(ledgers)
    agree(live)
    with pytest.raises(SeatsTaken) as refusal:
        tell(live, "孙三")
    assert refusal.value.details == {"tellers": "赵一、钱二"}
    assert telling.take_back(live.desk, live.id, "赵一") == 1
    (standing,) = tell(live, "孙三")
    assert [one.teller for one in standing.entered] == ["孙三", "钱二"]
    assert standing.agreed


def test_a_teller_corrects_the_own_count_and_cannot_give_the_second(ledgers):
    live = closed(ledgers)
    tell(live, "赵一", OTHER)
    (standing,) = tell(live, "赵一")
    assert len(standing.entered) == 1
    assert standing.of("赵一") == standing.entries[0]
    assert standing.of("钱二") is None


def test_of_two_tellers_who_begin_at_once_each_gets_a_seat(ledgers):
    live = closed(ledgers)
    at_once([partial(tell, live, name) for name in ("赵一", "钱二")])
    assert sorted(row["seat"] for row in rows(live.desk, "paper_entry")) == [1, 2]


def test_a_count_that_does_not_add_up_is_refused_whole_with_every_fault(ledgers):
    live = closed(ledgers, campaign=factories.two_electorates(12, 12))
    with pytest.raises(FaultyCount) as refusal:
        telling.tell(live.desk, live.id, "赵一", {"A": SIX, "B": SIX | {"issued": "x", "0.0": "y"}}, NOW)
    assert [(code, one.key) for code, one in refusal.value.wrong] == [("B", "issued"), ("B", "0.0")]
    assert rows(live.desk, "paper_entry") == []


def test_nobody_votes_in_both_ways(ledgers):
    live = closed(ledgers, tickets=12, voted=6)
    with pytest.raises(FaultyCount):
        tell(live, "赵一", SIX)  # 7 on paper and 6 in the box are more than 12


# --- when -------------------------------------------------------------------------------------------------------------


def test_paper_is_counted_between_closing_and_opening_and_at_no_other_time(ledgers):
    live = factories.publish(ledgers, factories.small_campaign(tickets=12))
    with pytest.raises(WrongState):
        tell(live, "赵一")
    closing.close(live.desk, live.box, live.id, NOW)
    agree(live)
    open_box(live)
    before = rows(live.desk, "paper_entry")
    with pytest.raises(WrongState):
        tell(live, "赵一", OTHER)
    with pytest.raises(WrongState):
        telling.take_back(live.desk, live.id, "赵一")
    assert rows(live.desk, "paper_entry") == before


def test_the_database_itself_takes_no_count_once_the_result_is_out(ledgers):
    live = closed(ledgers)
    agree(live)
    open_box(live)
    before = rows(live.desk, "paper_entry")
    more = "INSERT INTO paper_entry SELECT campaign, 'B', seat, teller, told, entry FROM paper_entry"
    for statement in (more, "UPDATE paper_entry SET entry = '{}'", "DELETE FROM paper_entry"):
        with pytest.raises(IntegrityError), live.desk.write() as connection:
            connection.execute(text(statement))
    assert rows(live.desk, "paper_entry") == before


def test_a_teller_who_changes_the_count_while_the_box_is_opened_stops_the_opening(ledgers):
    live = closed(ledgers)
    agree(live)
    done: list[object] = []

    def change(_done, _total):
        if not done:
            done.append(agree(live, OTHER))

    with pytest.raises(PaperChanged):
        opening.open_box(live.desk, live.box, live.id, progress=change)
    assert preparing.get(live.desk, live.id).state == "closed"
    slot = live.sheet().slots[0]
    assert open_box(live).together("A").votes(slot, 1) == 8


def test_a_recount_agrees_and_one_after_tampering_with_a_count_is_an_alarm(ledgers):
    live = closed(ledgers)
    agree(live)
    first = open_box(live)
    assert open_box(live) == first
    changed = json.loads(rows(live.desk, "paper_entry")[0]["entry"]) | {"blanks": [1, 0]}
    changed["votes"] = [{"0": 3, "1": 2}, {"2": 6}]
    tamper(live.desk, "paper_entry", "UPDATE paper_entry SET entry = :entry", entry=json.dumps(changed))
    with pytest.raises(RecountDiffers):
        open_box(live)


# --- what leaves ------------------------------------------------------------------------------------------------------


def test_the_audit_file_holds_the_signed_numbers_and_no_count_of_one_source(ledgers, tmp_path):
    live = closed(ledgers)
    agree(live)
    open_box(live)
    found = bundle(live, tmp_path)
    findings = verify(found)
    assert findings.passed, findings.lines()
    assert any("由 赵一、钱二 分别计票一致" in check.words for check in findings.checks)
    assert found.paper is not None
    assert set(json.loads(found.paper[0])["counts"][0]) == {
        "electorate",
        "issued",
        "returned",
        "valid",
        "void",
        "tellers",
    }
    assert found.result is not None
    assert found.result["paper"] == json.loads(found.paper[0])["counts"]


def test_the_check_finds_paper_that_was_tampered_with(ledgers, tmp_path):
    live = closed(ledgers)
    agree(live)
    open_box(live)
    good = bundle(live, tmp_path)
    assert good.paper is not None
    assert good.result is not None
    statement, signature = good.paper
    more = statement.replace('"returned":7', '"returned":6').replace('"valid":6', '"valid":5')
    counts = [dict(one, votes=99) if one["electorate"] == "A" else one for one in good.result["counts"]]
    bad = {
        "no statement": replace(good, paper=None),
        "another number": replace(good, paper=(more, signature)),
        "no signature": replace(good, paper=(statement, bytes(64))),
        "not canonical": replace(good, paper=(statement + " ", signature)),
        "a result without paper": replace(good, result={k: v for k, v in good.result.items() if k != "paper"}),
        "another result": replace(good, result=good.result | {"paper": [good.result["paper"][0] | {"issued": 6}]}),
        "too many votes": replace(good, result=good.result | {"counts": counts}),
        "another campaign": replace(good, paper=(statement.replace(live.id, "c-00000000"), signature)),
        "one teller": replace(good, paper=(statement.replace("钱二", "赵一"), signature)),
        "no list": replace(good, paper=('{"v":1}', signature)),
        "a line that is none": replace(good, paper=(statement.replace('"valid":6', '"valid":"6"'), signature)),
    }
    for name, one in bad.items():
        path = tmp_path / "bad.zip"
        path.write_bytes(to_bytes(one))
        assert not verify(read(path)).passed, name


def test_a_backup_brings_counts_back_in_every_state(sqlite_only, tmp_path):
    live = closed(sqlite_only)
    agree(live)
    other = closed(sqlite_only)
    agree(other)
    open_box(other)
    keeping.backup(live.desk, live.box, SECRET, tmp_path / "copy.zip")
    settings = load({"EVALSITE_INSTANCE": str(tmp_path / "new")})
    keeping.restore(settings, tmp_path / "copy.zip")
    desk, box = settings.desk(), settings.box()
    assert rows(desk, "paper_entry") == rows(live.desk, "paper_entry")
    assert opening.open_box(desk, box, live.id).together("A").valid == 11
    assert opening.open_box(desk, box, other.id).together("A").valid == 11
    desk.dispose()
    box.dispose()


def test_a_rehearsal_with_paper_is_wiped_with_it(ledgers):
    draft = factories.take_in(ledgers, factories.small_campaign(tickets=12))
    made = rehearsing.rehearse(ledgers.desk, ledgers.box, draft, NOW)
    live = factories.live_of(ledgers, made.id)
    live.codes = factories.issue_tickets(live)
    closing.close(live.desk, live.box, live.id, NOW)
    agree(live)
    open_box(live)
    rehearsing.wipe(live.desk, live.box, live.id)
    assert rows(live.desk, "paper_entry") == []
