"""Many voters: every ballot of the file in the box, nothing cast from a faulty file, refusals counted and not hidden."""

import json
from collections import Counter
from pathlib import Path

import pytest

from evalsite.core import refusals
from evalsite.core.questionnaire import sheet_for
from evalsite.core.validity import void_reason
from evalsite.voter.invent import Inventor
from evalsite.voter.outcome import Latency, Outcome
from evalsite.voter.run import vote
from tests.voter.conftest import CAMPAIGN, QUICK
from tests.voter.peer import Peer, refuse

HEADER = "electorate,voter,subject,indicator,value"


@pytest.fixture
def tickets(peer: Peer, tmp_path: Path) -> Path:
    peer.issue("E1", 6)
    peer.issue("E2", 4)
    return peer.write_tickets(tmp_path / "tickets.csv")


def ballots_file(folder: Path, *lines: str) -> Path:
    file = folder / "ballots.csv"
    file.write_text("\n".join([HEADER, *lines, ""]), encoding="utf-8")
    return file


def three(folder: Path) -> Path:
    return ballots_file(folder, "E1,1,D1,G,优秀", "E1,2,D1,G,良好", "乡镇,1,D1,G,良好", "E1,2,,A,多下基层")


def test_without_ballots_every_ticket_casts_a_valid_one(peer: Peer, tickets: Path):
    seen: list[tuple[int, int]] = []
    outcome = vote(tickets, concurrency=4, progress=lambda done, total: seen.append((done, total)), patience=QUICK)
    assert (outcome.ballots, outcome.cast, outcome.failed) == (10, 10, False)
    assert outcome.by_electorate == {"E1": 6, "E2": 4}
    assert seen == [(done, 10) for done in range(11)]
    for electorate, number in outcome.by_electorate.items():
        opened = peer.opened(electorate)
        assert len(opened) == number
        assert all(void_reason(CAMPAIGN, sheet_for(CAMPAIGN, electorate), one) is None for one in opened)
    assert outcome.void == {}


def test_the_ballots_of_a_file_are_in_the_box_as_they_were_written(peer: Peer, tickets: Path, tmp_path: Path):
    outcome = vote(tickets, three(tmp_path), patience=QUICK)
    assert outcome.cast == outcome.ballots == 3
    sheet = sheet_for(CAMPAIGN, "E1")
    first = sheet.find("G", "D1")
    assert first is not None
    assert sorted((one.of(first), one.texts[-1]) for one in peer.opened("E1")) == [(b"\x01", ""), (b"\x02", "多下基层")]
    assert len(peer.opened("E2")) == 1
    assert len(peer.stamped) == 3


def test_receipts_are_those_of_the_box_and_in_no_order_of_casting(peer: Peer, tickets: Path):
    outcome = vote(tickets, patience=QUICK)
    assert len(outcome.receipts) == len(peer.box) == 10
    assert list(outcome.receipts) == sorted(outcome.receipts)


def test_the_order_of_voting_is_not_the_order_of_the_files(peer: Peer, tmp_path: Path):
    codes = peer.issue("E1", 30)
    vote(peer.write_tickets(tmp_path / "tickets.csv"), concurrency=1, patience=QUICK)
    came = [body["code"] for step, body, _, _ in peer.seen if step == "stamp"]
    assert sorted(came) == sorted(codes)
    assert came != codes


def test_faulty_ballots_are_told_and_nothing_is_cast(peer: Peer, tickets: Path, tmp_path: Path):
    file = ballots_file(tmp_path, "E1,1,D1,G,良好", "E1,2,D1,G,好", "E7,1,D1,G,良好")
    with pytest.raises(refusals.FaultyTable) as found:
        vote(tickets, file, patience=QUICK)
    assert "第 3 行" in str(found.value.details["problems"])
    assert "第 4 行：没有票种“E7”" in str(found.value.details["problems"])
    assert peer.stamped == {}


def test_more_ballots_than_tickets_are_told_and_nothing_is_cast(peer: Peer, tmp_path: Path):
    peer.issue("E1", 1)
    tickets = peer.write_tickets(tmp_path / "tickets.csv")
    with pytest.raises(refusals.FaultyTable) as found:
        vote(tickets, three(tmp_path), patience=QUICK)
    words = str(found.value.details["problems"])
    assert "票种“E1”有 2 张选票，只有 1 个测评码" in words
    assert "票种“乡镇”没有测评码" in words
    assert peer.stamped == {}


def test_an_electorate_by_name_in_the_tickets_is_understood_and_a_wrong_one_told(peer: Peer, tmp_path: Path):
    peer.issue("E1", 2)
    names = {"E1": "区级领导"}
    assert vote(peer.write_tickets(tmp_path / "a.csv", name=names.__getitem__), patience=QUICK).cast == 2
    wrong = peer.write_tickets(tmp_path / "b.csv", name=lambda _: "乡镇")
    with pytest.raises(refusals.FaultyTable) as found:
        vote(wrong, patience=QUICK)
    assert "这个测评码属于“E1”" in str(found.value.details["problems"])


def test_a_spent_ticket_is_passed_over_for_a_ballot_that_must_be_cast(peer: Peer, tickets: Path, tmp_path: Path):
    codes = [code for code, electorate in peer.tickets.items() if electorate == "E1"]
    peer.void = set(codes[:2])
    peer.stamped = dict.fromkeys(codes[2:4], "elsewhere")
    outcome = vote(tickets, three(tmp_path), concurrency=1, patience=QUICK)
    assert outcome.cast == 3
    assert not outcome.failed
    assert set(outcome.refused) <= {"void_ticket", "already_stamped"}


def test_ballots_for_which_no_ticket_is_left_are_reported(peer: Peer, tickets: Path, tmp_path: Path):
    peer.void = {code for code, electorate in peer.tickets.items() if electorate == "E1"}
    outcome = vote(tickets, three(tmp_path), concurrency=1, patience=QUICK)
    assert (outcome.ballots, outcome.cast, outcome.failed) == (3, 1, True)
    assert outcome.refused == {"no_ticket": 2, "void_ticket": 6}
    assert "没有可用的测评码 2" in outcome.in_words()


def test_a_second_run_over_the_same_tickets_casts_nothing_again(peer: Peer, tickets: Path):
    vote(tickets, patience=QUICK)
    again = vote(tickets, patience=QUICK)
    assert (again.ballots, again.cast, again.failed) == (10, 0, True)
    assert again.refused == {"already_stamped": 10}
    assert len(peer.box) == 10


def test_ballots_that_will_be_void_are_cast_and_said_so(peer: Peer, tickets: Path, tmp_path: Path):
    file = ballots_file(tmp_path, "E1,1,D1,G,优秀", "E1,1,D2,G,优秀", "E1,2,D1,G,良好")
    outcome = vote(tickets, file, patience=QUICK)
    assert outcome.cast == 2
    assert outcome.void == {"over_quota": 1}
    assert "超过限额 1" in outcome.in_words()


def test_a_trembling_server_loses_nothing_and_retries_are_counted(peer: Peer, tickets: Path):
    peer.faults = {
        "sheet": [refuse(503, "busy"), "lost after"],
        "stamp": ["lost after", refuse(503, "busy"), "lost before"],
        "drop": ["lost after", "lost before", refuse(503, "busy")],
    }
    outcome = vote(tickets, concurrency=3, patience=QUICK)
    assert (outcome.cast, len(peer.box)) == (10, 10)
    assert outcome.retried >= 6  # the first contact, which is not counted, may have met the first two


def test_a_server_that_is_not_there_is_told_at_once(peer: Peer, tickets: Path, free_port):
    with pytest.raises(refusals.NoAnswer):
        vote(tickets, url=f"http://127.0.0.1:{free_port}", patience=QUICK)


def test_tickets_that_the_server_does_not_know_are_told(peer: Peer, tmp_path: Path):
    peer.issue("E1", 2)
    tickets = peer.write_tickets(tmp_path / "tickets.csv")
    peer.tickets = {}
    with pytest.raises(refusals.UnknownTicket):
        vote(tickets, patience=QUICK)


def test_a_manifest_that_changes_while_people_vote_stops_them(peer: Peer, tickets: Path):
    honest = peer.manifest
    served = Counter[str]()

    def swap(answer):
        served["sheet"] += 1
        return answer if served["sheet"] <= 2 else answer | {"manifest": honest.replace("年度测评", "年终测评")}

    peer.alter["sheet"] = swap
    outcome = vote(tickets, patience=QUICK)
    assert outcome.cast == 0
    assert outcome.refused == {"foreign_manifest": 10}


def test_a_ticket_that_moves_to_another_electorate_casts_nothing(peer: Peer, tmp_path: Path):
    peer.issue("E1", 3)
    served = Counter[str]()

    def move(answer):
        served["sheet"] += 1
        return answer if served["sheet"] == 1 else answer | {"electorate": "E2"}

    peer.alter["sheet"] = move
    outcome = vote(peer.write_tickets(tmp_path / "tickets.csv"), patience=QUICK)
    assert outcome.refused == {"foreign_manifest": 3}
    assert peer.box == {}


def test_the_outcome_is_told_to_people_and_to_scripts(peer: Peer, tickets: Path):
    outcome = vote(tickets, patience=QUICK, seed="demo")
    words = outcome.in_words()
    for told in ("应投 10 张，已投入票箱 10 张（E1 6、E2 4）", "用时", "重试 0 次", "取表", "签章", "投入", "全程"):
        assert told in words
    data = json.loads(outcome.as_json())
    assert data["cast"] == 10
    assert data["failed"] is False
    assert data["latencies"]["drop"]["count"] == 10
    assert set(data["latencies"]) == {"sheet", "stamp", "drop", "trip"}
    assert len(data["receipts"]) == 10


def test_percentiles_are_of_the_nearest_rank():
    found = Latency.of([n / 1000 for n in range(100, 0, -1)])
    assert (found.count, found.median, found.p95, found.p99, found.longest) == (100, 50.0, 95.0, 99.0, 100.0)
    one = Latency.of([0.005])
    assert (one.median, one.p99, one.longest) == (5.0, 5.0, 5.0)


def test_an_outcome_without_a_single_ballot_is_still_told():
    empty = Outcome(1, 0, 0.0, 0, {"E1": 0}, {"strange": 1}, {}, {}, ())
    assert "strange 1" in empty.in_words()
    assert empty.failed


def test_an_error_of_our_own_is_not_counted_as_a_refusal(peer: Peer, tickets: Path):
    def explode(done: int, _total: int) -> None:
        if done == 2:
            raise RuntimeError("the terminal went away")

    with pytest.raises(RuntimeError, match="terminal"):
        vote(tickets, progress=explode, patience=QUICK)


def test_rules_that_leave_no_valid_ballot_end_the_run_and_are_no_answer_of_the_server(
    tickets: Path, monkeypatch: pytest.MonkeyPatch
):
    def nothing_to_find(_inventor: Inventor) -> None:
        raise refusals.NoValidBallot(electorate="E1", reason="超过限额")

    monkeypatch.setattr(Inventor, "ballot", nothing_to_find)
    with pytest.raises(refusals.NoValidBallot):
        vote(tickets, patience=QUICK)
