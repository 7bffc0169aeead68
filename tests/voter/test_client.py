"""One voter: the whole trip, every row of the failure table that a voter can see, and every lie of a server."""

import json
import secrets
from collections.abc import Callable
from typing import Any

import pytest

from evalsite.core import refusals, ticket
from evalsite.core.ballot import Ballot, compose
from evalsite.core.envelope import b64
from evalsite.crypto import manifest
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.receipts import ReceiptKey
from evalsite.voter.client import Served, Slip, Trip, Voter, receipt_code_of
from evalsite.voter.wire import Patience, Wire
from tests.voter.conftest import QUICK
from tests.voter.peer import Peer, Say, refuse

# Keys and sizes are there, and nothing to vote on.
WITHOUT_SUBJECTS = manifest.canonical(
    {
        "v": 1,
        "electorates": [],
        "opening_key": b64(bytes(32)),
        "receipt_key": b64(bytes(32)),
        "sizes": {"ballot": 64, "text_chars": 200},
    }
)


def filled(served: Served) -> Ballot:
    """Something to vote for: the first grade that the sheet offers, and a remark."""
    slots = served.sheet.slots
    graded = next(slot for slot in slots if slot.indicator.code == "G")
    remark = next(slot for slot in slots if slot.indicator.code == "A")
    return compose(served.sheet, {graded.number: 2, remark.number: "多下基层"})


def cast(voter: Voter) -> tuple[Served, Trip]:
    served = voter.fetch_sheet()
    return served, voter.finish(served, voter.seal(served, filled(served)))


def test_a_ballot_travels_and_is_counted_once(peer: Peer, voter: Voter):
    served, trip = cast(voter)
    assert peer.opened("E1") == [filled(served)]
    (leaf,) = peer.box
    assert receipt_code_of(served, trip) == ticket.receipt_code(leaf)
    assert served.ticket == "unused"
    assert voter.fetch_sheet().ticket == "stamped"


def test_looking_at_the_sheet_spends_nothing(peer: Peer, voter: Voter):
    for _ in range(3):
        assert voter.fetch_sheet().ticket == "unused"
    assert peer.stamped == {}


def test_the_drop_says_nothing_of_the_ticket_and_has_a_connection_of_its_own(peer: Peer, voter: Voter):
    cast(voter)
    (code,) = peer.tickets
    ports = [port for _, _, _, port in peer.seen]
    assert len(set(ports)) == len(ports)
    for step, body, headers, _ in peer.seen:
        assert "Cookie" not in headers
        said = json.dumps([body, headers])
        assert (code in said) is (step != "drop")


def test_the_wait_between_stamp_and_drop_lies_within_the_server_s_bounds(peer: Peer, wire: Wire):
    peer.mix = [2000, 8000]
    waits: list[float] = []
    for code in peer.issue("E1", 5):
        voter = Voter(Slip.read(peer.slip(code)), wire, sleep=waits.append)
        cast(voter)
    assert len(set(waits)) == 5
    assert all(2 <= wait <= 8 for wait in waits)


@pytest.mark.parametrize(
    "mix", [[4321, 4321], [0, 1], [0, 10**9], [5, 1], [-1, 9000], [True, True], [1], None], ids=str
)
def test_a_wait_that_would_tag_the_voter_is_replaced_by_the_standard_one(peer: Peer, wire: Wire, mix: object):
    peer.alter["sheet"] = lambda answer: answer | {"mix": mix}
    waits: list[float] = []
    (code,) = peer.issue("E1", 1)
    cast(Voter(Slip.read(peer.slip(code)), wire, sleep=waits.append))
    assert len(waits) == 1
    assert 2 <= waits[0] <= 8


def _altered(**changes: object) -> Callable[[dict[str, Any]], dict[str, Any]]:
    """An answer whose manifest has other electorates' fields, or another threshold."""

    def alter(answer: dict[str, Any]) -> dict[str, Any]:
        data = json.loads(answer["manifest"])
        if "threshold" in changes:
            data["disclosure"] = {"threshold": changes["threshold"]}
        else:
            data["electorates"][-1] |= changes
        return answer | {"manifest": manifest.canonical(data)}

    return alter


@pytest.mark.parametrize(
    "change", [{"tickets": 1}, {"tickets": 4}, {"tickets": 0}, {"tickets": None}, {"tickets": 6, "spare": 2}, {"tickets": 4, "spare": -9}, {"threshold": 0}, {"threshold": "5"}], ids=str
)  # fmt: skip
def test_a_manifest_in_which_nobody_can_hide_is_malformed(peer: Peer, voter: Voter, change: dict[str, object]):
    peer.alter["sheet"] = _altered(**change)
    with pytest.raises(refusals.Malformed):
        voter.fetch_sheet()
    assert peer.stamped == {}


# --- the failure table ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("step", ["sheet", "stamp", "drop"])
@pytest.mark.parametrize(
    "fault", ["lost before", "lost after", refuse(503, "busy"), Say(502, {}), Say(500, {"error": "?"})], ids=str
)
def test_a_lost_or_busy_answer_is_asked_for_again_and_counts_once(peer: Peer, voter: Voter, step, fault):
    peer.faults[step] = [fault, fault]
    cast(voter)
    assert peer.asked[step] == 3
    assert len(peer.box) == len(peer.stamped) == 1


def test_all_requests_of_a_repeated_step_are_the_same(peer: Peer, voter: Voter):
    peer.faults["stamp"] = ["lost after", "lost after"]
    peer.faults["drop"] = ["lost after"]
    cast(voter)
    for step, number in (("stamp", 3), ("drop", 2)):
        bodies = [json.dumps(body) for seen, body, _, _ in peer.seen if seen == step]
        assert len(bodies) == number
        assert len(set(bodies)) == 1


def test_a_server_that_stays_away_is_given_up_and_nothing_is_lost(peer: Peer, wire: Wire):
    (code,) = peer.issue("E1", 1)
    kept: list[Trip] = []
    voter = Voter(Slip.read(peer.slip(code)), wire, keep=kept.append)
    served = voter.fetch_sheet()
    peer.faults["drop"] = ["lost after"] * QUICK.attempts
    with pytest.raises(refusals.NoAnswer):
        voter.finish(served, voter.seal(served, filled(served)))
    assert peer.asked["drop"] == QUICK.attempts
    again = Voter(Slip.read(peer.slip(code)), wire)
    trip = again.finish(again.fetch_sheet(), Trip.from_json(kept[-1].to_json()))
    assert trip.receipt
    assert len(peer.box) == 1
    assert peer.asked["stamp"] == 1


@pytest.mark.parametrize("stop", [0, 1, 2])
def test_a_trip_goes_on_from_wherever_the_phone_died(peer: Peer, wire: Wire, stop):
    (code,) = peer.issue("E1", 1)
    stored: list[str] = []

    class PowerCut(Exception):
        pass

    def keep(trip: Trip) -> None:
        stored.append(trip.to_json())
        if len(stored) == stop + 1:
            raise PowerCut

    dying = Voter(Slip.read(peer.slip(code)), wire, keep=keep)
    served = dying.fetch_sheet()
    with pytest.raises(PowerCut):
        dying.finish(served, dying.seal(served, filled(served)))
    again = Voter(Slip.read(peer.slip(code)), wire)
    trip = again.finish(again.fetch_sheet(), Trip.from_json(stored[-1]))
    assert trip.receipt
    assert len(peer.box) == 1
    assert peer.opened("E1") == [filled(served)]


def test_the_trip_is_kept_before_each_request_that_depends_on_it(peer: Peer, wire: Wire):
    (code,) = peer.issue("E1", 1)
    order: list[str] = []
    voter = Voter(
        Slip.read(peer.slip(code)),
        wire,
        keep=lambda trip: order.append(f"kept {bool(trip.stamp)} {bool(trip.receipt)}"),
    )

    def noting(step: str) -> Callable[[dict[str, Any]], dict[str, Any]]:
        def note(answer: dict[str, Any]) -> dict[str, Any]:
            order.append(f"asked {step}")
            return answer

        return note

    peer.alter = {step: noting(step) for step in ("stamp", "drop")}
    cast(voter)
    assert order == ["kept False False", "asked stamp", "kept True False", "asked drop", "kept True True"]


def test_the_second_phone_with_the_same_ticket_is_told_so_and_nothing_is_counted_twice(peer: Peer, wire: Wire):
    (code,) = peer.issue("E1", 1)
    first, second = (Voter(Slip.read(peer.slip(code)), wire) for _ in range(2))
    served = second.fetch_sheet()
    cast(first)
    with pytest.raises(refusals.AlreadyStamped):
        second.finish(served, second.seal(served, filled(served)))
    assert len(peer.box) == 1


@pytest.mark.parametrize(("phase", "refusal"), [("waiting", refusals.NotOpen), ("closed", refusals.Closed)])
def test_a_campaign_that_is_not_open_refuses_and_is_not_pestered(peer: Peer, voter: Voter, phase, refusal):
    peer.phase = phase
    with pytest.raises(refusal):
        cast(voter)
    assert peer.asked["stamp"] == 1


def test_void_and_unknown_tickets_are_refused(peer: Peer, voter: Voter, wire: Wire):
    peer.void = set(peer.tickets)
    with pytest.raises(refusals.VoidTicket):
        cast(voter)
    stranger = Voter(Slip.read(peer.slip("0" * 24)), wire)
    with pytest.raises(refusals.UnknownTicket):
        stranger.fetch_sheet()


# --- a server that lies -----------------------------------------------------------------------------------------------


def test_a_manifest_that_is_not_the_one_on_the_slip_is_refused(peer: Peer, voter: Voter):
    """Another opening key, so that the server alone could open this voter's envelope."""
    data = manifest.parse(peer.manifest)
    data["opening_key"] = b64(secrets.token_bytes(32))
    peer.alter["sheet"] = lambda answer: answer | {"manifest": manifest.canonical(data)}
    with pytest.raises(refusals.ForeignManifest):
        cast(voter)
    assert peer.asked["stamp"] == 0


def test_a_key_made_for_this_voter_alone_is_found_out(peer: Peer, voter: Voter):
    """The server stamps with a key of its own choice to recognise the envelope by it later."""
    private = IssuingKey.generate()
    peer.alter["stamp"] = lambda _: {"signature": b64(private.blind_sign(bytes(255) + b"\x02"))}
    with pytest.raises(refusals.BadStamp):
        cast(voter)
    assert peer.asked["drop"] == 0


def test_a_stamp_of_another_electorate_is_found_out(peer: Peer, voter: Voter):
    peer.alter["sheet"] = lambda answer: answer | {"electorate": "E2"}
    with pytest.raises(refusals.BadStamp):
        cast(voter)


@pytest.mark.parametrize(
    "lie",
    [
        lambda answer: answer | {"leaf": "00" * 32},
        lambda answer: answer | {"receipt": b64(bytes(64))},
        lambda answer: answer | {"receipt": b64(ReceiptKey.generate().sign(b"leaf"))},
    ],
)
def test_a_receipt_that_proves_nothing_is_refused(peer: Peer, voter: Voter, lie):
    peer.alter["drop"] = lie
    with pytest.raises(refusals.BadReceipt):
        cast(voter)


@pytest.mark.parametrize(
    ("step", "lie"),
    [
        ("sheet", {"manifest": None}),
        ("sheet", {"manifest": "{}"}),
        ("sheet", {"manifest": '{"v":1}'}),
        ("sheet", {"manifest": WITHOUT_SUBJECTS}),
        ("sheet", {"electorate": "E9"}),
        ("sheet", {"electorate": ["E1"]}),
        ("stamp", {"signature": None}),
        ("stamp", {"signature": "AA=="}),
        ("drop", {"receipt": 5}),
    ],
    ids=str,
)
def test_an_answer_of_the_wrong_form_is_malformed(peer: Peer, voter: Voter, step, lie):
    peer.alter[step] = lambda answer: answer | lie
    with pytest.raises(refusals.Malformed):
        cast(voter)


@pytest.mark.parametrize(
    "strange",
    ["<html>", "[]", Say(404, {"error": "no_such_thing"}), Say(400, {}), Say(302, {}), Say(200, {"error": 1}), Say(410, {"error": "busy"})],
    ids=str,
)  # fmt: skip
def test_what_is_no_answer_of_the_protocol_is_said_so(peer: Peer, voter: Voter, strange):
    peer.faults["stamp"] = [strange]
    with pytest.raises((refusals.UnexpectedAnswer, refusals.Malformed)) as found:
        cast(voter)
    if isinstance(found.value, refusals.UnexpectedAnswer):
        assert found.value.details["server"] == peer.url
    assert peer.asked["stamp"] == 1


def test_a_server_that_is_not_there_is_named(free_port):
    with Wire(f"http://127.0.0.1:{free_port}/", patience=QUICK) as wire, pytest.raises(refusals.NoAnswer) as found:
        wire.ask("sheet", {"code": "X"})
    assert found.value.details == {"server": f"http://127.0.0.1:{free_port}"}


@pytest.mark.parametrize("url", ["http://例子..", "http://" + "a" * 70 + ".example", "http://[bad", "http://a b"])
def test_an_address_that_no_server_can_have_is_no_answer(url):
    with Wire(url, patience=QUICK) as wire, pytest.raises(refusals.NoAnswer):
        wire.ask("sheet", {"code": "X"})


def test_pauses_grow_but_not_for_ever():
    patience = Patience(first=0.2, longest=5)
    pauses = [patience.pause(attempt) for attempt in range(12)]
    assert all(0.5 * min(5, 0.2 * 2**n) <= pause <= min(5, 0.2 * 2**n) for n, pause in enumerate(pauses))


# --- slips ------------------------------------------------------------------------------------------------------------


def test_a_slip_is_read_from_its_address():
    slip = Slip.read(" https://vote.example.org/b#abcd-EFGH.0123456789ABCDEFGHJKMNPQRS ")
    assert slip == ("https://vote.example.org", "ABCDEFGH", "0123456789ABCDEFGHJKMNPQRS")


@pytest.mark.parametrize(
    "url",
    [
        "",
        "vote.example.org/b#A.0123456789ABCDEFGHJKMNPQRS",
        "ftp://vote.example.org/b#A.0123456789ABCDEFGHJKMNPQRS",
        "https://vote.example.org/b",
        "https://vote.example.org/b#A",
        "https://vote.example.org/b#.0123456789ABCDEFGHJKMNPQRS",
        "https://vote.example.org/b#A.0123456789ABCDEFGHJKMNPQR",
        "https://vote.example.org/b#A.0123456789ABCDEFGHJKMNPQR!",
    ],
)
def test_an_address_without_ticket_or_fingerprint_is_no_slip(url):
    with pytest.raises(refusals.BadSlip):
        Slip.read(url)


def test_blinding_differs_between_two_trips_of_the_same_ballot(voter: Voter):
    served = voter.fetch_sheet()
    first, second = (voter.seal(served, filled(served)) for _ in range(2))
    assert first.envelope != second.envelope
    assert first.blinded != second.blinded
    assert len(first.envelope) == served.published.ballot_size + 48
