"""With every private key that there ever was, still nothing links a ticket to an envelope."""

import hashlib
import secrets

import pytest

from evalsite.core import envelope as formats
from evalsite.core import ticket as codes
from evalsite.crypto import blindrsa
from evalsite.crypto import shares as sharing
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.sealing import OpeningKey
from evalsite.store import desk
from tests.attack.adversary import attack
from tests.attack.evidence import Evidence, Ticket
from tests.attack.keys import unblind

FEW = 40


def test_with_the_issuing_keys_every_ticket_fits_every_stamp_equally(left_on_sqlite):
    hall = left_on_sqlite.hall
    tickets = [Ticket(code, trip.blinded) for code, trip in zip(hall.came, hall.trips, strict=True)]
    messages = [formats.stamp_message(hall.live.hash, "A", formats.digest(trip.envelope)) for trip in hall.trips]
    found = unblind(hall.keys["A"], tickets, messages)
    assert found.possible == len(tickets) ** 2
    assert not found.links, found


def none(_code):
    return 1


def small(_code):
    return secrets.randbits(64) | 1


def from_the_code(code):
    return int.from_bytes(hashlib.sha256(code.encode()).digest(), "big")


@pytest.mark.parametrize("factor", [none, small, from_the_code])
def test_a_phone_that_blinds_badly_is_seen_through(factor):
    """Every pair is possible here too: it is the look of the factors that gives them away."""
    key = IssuingKey.generate()
    n, e = key.public.n, key.public.e
    tickets, messages = [], []
    for _ in range(FEW):
        code, message = codes.to_base32(secrets.token_bytes(15), 120), secrets.token_bytes(80)
        encoded = int.from_bytes(blindrsa._encode(message, n.bit_length() - 1, b""), "big")
        blinded = encoded * pow(factor(code), e, n) % n
        tickets.append(Ticket(code, blinded.to_bytes(key.public.size, "big")))
        messages.append(message)
    found = unblind(key, tickets, messages)
    assert found.possible == FEW**2
    assert found.links, found


def opened(left):
    """The contents of all envelopes, as rows: which bytes stand where."""
    live = left.hall.live
    with live.desk.read() as connection:
        kept = desk.find_kept_share(connection, live.id)
    assert kept is not None
    key = OpeningKey.from_seed(sharing.recover([kept]))
    rows = []
    for envelope in left.hall.envelopes():
        plain = key.open(envelope.envelope, live.hash, "A")
        row = {"leaf": envelope.leaf, "used": len(plain.rstrip(b"\0")), "size": len(plain)}
        rows.append(row | {f"byte {place}": byte for place, byte in enumerate(plain[:60])})
    return sorted(rows, key=lambda row: row["leaf"])


def test_with_the_opening_key_the_ballots_themselves_tell_nothing_of_who_came_when(left_on_sqlite):
    rows = opened(left_on_sqlite)
    assert len({row["used"] for row in rows}) > 10
    assert len({row["size"] for row in rows}) == 1
    after = left_on_sqlite.after
    verdict = attack(left_on_sqlite.hall.case(Evidence(after.files, after.tables | {"opened": rows})))
    assert verdict.sees("opened.byte 33")
    assert not verdict.links, verdict.best
    for code in left_on_sqlite.hall.came:
        assert not any(code.encode() in bytes(row[f"byte {n}"] for n in range(60)) for row in rows)
