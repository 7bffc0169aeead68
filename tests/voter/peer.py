"""A server that speaks the voter's side of docs/wire.md over real sockets and misbehaves on request.

Written from the document, with no code of evalsite's web, store or use cases, so that the voter is tested against the
protocol and not against our reading of it on the other side.
"""

import base64
import hashlib
import json
import secrets
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from evalsite.core.ballot import Ballot, decode
from evalsite.core.campaign import Campaign
from evalsite.core.questionnaire import ballot_size, sheet_for
from evalsite.crypto import manifest as manifests
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.receipts import ReceiptKey
from evalsite.crypto.sealing import OpeningKey

Answer = dict[str, Any]


class Say(Exception):
    """An answer other than 200."""

    def __init__(self, status: int, body: Answer) -> None:
        super().__init__(status)
        self.status, self.body = status, body


def refuse(status: int, code: str) -> Say:
    return Say(status, {"error": code, "message": "…"})


def b64(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


class Peer:
    """Roll and box of one campaign in memory. ``faults[step]`` is used up request by request; ``alter[step]`` changes
    every answer."""

    def __init__(self, campaign: Campaign, keys: dict[str, IssuingKey]) -> None:
        self.campaign, self.keys = campaign, keys
        self.opening, self.receipt = OpeningKey.from_seed(secrets.token_bytes(16)), ReceiptKey.generate()
        data = campaign.to_json()
        for electorate in data["electorates"]:
            electorate["key"] = keys[electorate["code"]].public.to_json()
        data |= {
            "v": 1,
            "id": "c-test",
            "opening_key": b64(self.opening.public),
            "receipt_key": b64(self.receipt.public),
            "shares": {"k": 1, "n": 1, "kept": True},
            "sizes": {"ballot": ballot_size(campaign), "text_chars": 200},
        }
        self.manifest = manifests.canonical(data)
        self.hash = hashlib.sha256(self.manifest.encode()).digest()
        self.tickets: dict[str, str] = {}
        self.void: set[str] = set()
        self.stamped: dict[str, str] = {}
        self.box: dict[bytes, tuple[str, bytes]] = {}
        self.mix = [0, 0]
        self.phase = "open"
        self.faults: dict[str, list[str | Say]] = {"sheet": [], "stamp": [], "drop": []}
        self.alter: dict[str, Callable[[Answer], Any]] = {}
        self.seen: list[tuple[str, Answer, dict[str, str], int]] = []
        self.asked: Counter[str] = Counter()
        self.lock = threading.Lock()
        self.url = ""

    # --- what the organiser does

    def issue(self, electorate: str, number: int) -> list[str]:
        alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
        codes = ["".join(secrets.choice(alphabet) for _ in range(24)) for _ in range(number)]
        self.tickets |= dict.fromkeys(codes, electorate)
        return codes

    def slip(self, code: str) -> str:
        return f"{self.url}/b#{code}.{manifests.fingerprint(self.manifest)}"

    def write_tickets(self, file: Path, *, name: Callable[[str], str] = str) -> Path:
        lines = [f"{name(electorate)},{code},{self.slip(code)}" for code, electorate in self.tickets.items()]
        file.write_text("\n".join(["electorate,code,url", *lines, ""]), encoding="utf-8")
        return file

    def opened(self, electorate: str) -> list[Ballot]:
        sheet = sheet_for(self.campaign, electorate)
        sheet_digest = hashlib.sha256(b"evalsite-sheet-v1\0" + self.hash + lp(electorate)).digest()
        plain = [self.opening.open(one, self.hash, code) for code, one in self.box.values() if code == electorate]
        return [decode(sheet, sheet_digest, ballot_size(self.campaign), 200, one) for one in plain]

    # --- the protocol

    def sheet(self, body: Answer) -> Answer:
        code = body["code"]
        if code not in self.tickets:
            raise refuse(404, "unknown_ticket")
        state = "void" if code in self.void else "stamped" if code in self.stamped else "unused"
        return {
            "manifest": self.manifest,
            "electorate": self.tickets[code],
            "ticket": state,
            "phase": self.phase,
            "mix": self.mix,
        }

    def stamp(self, body: Answer) -> Answer:
        code = body["code"]
        if code not in self.tickets:
            raise refuse(404, "unknown_ticket")
        if code in self.void:
            raise refuse(403, "void_ticket")
        if self.phase != "open":
            raise refuse(425, "not_open") if self.phase == "waiting" else refuse(410, "closed")
        if self.stamped.setdefault(code, body["blinded"]) != body["blinded"]:
            raise refuse(409, "already_stamped")
        return {"signature": b64(self.keys[self.tickets[code]].blind_sign(unb64(body["blinded"])))}

    def drop(self, body: Answer) -> Answer:
        assert set(body) == {"manifest", "electorate", "envelope", "stamp"}
        envelope, electorate = unb64(body["envelope"]), body["electorate"]
        digest = hashlib.sha256(envelope).digest()
        message = b"evalsite-stamp-v1\0" + self.hash + lp(electorate) + digest
        if body["manifest"] != self.hash.hex():
            raise refuse(404, "unknown_campaign")
        if not self.keys[electorate].public.verify(message, unb64(body["stamp"])):
            raise refuse(422, "bad_stamp")
        leaf = hashlib.sha256(b"evalsite-leaf-v1\0" + self.hash + lp(electorate) + digest).digest()
        self.box[leaf] = (electorate, envelope)
        receipt = self.receipt.sign(b"evalsite-receipt-v1\0" + self.hash + leaf)
        return {"leaf": leaf.hex(), "receipt": b64(receipt)}

    def answer(self, step: str, body: Answer) -> Any:
        answer = {"sheet": self.sheet, "stamp": self.stamp, "drop": self.drop}[step](body)
        return self.alter[step](answer) if step in self.alter else answer


def lp(text: str) -> bytes:
    return len(text.encode()).to_bytes(2, "big") + text.encode()


def handler(peer: Peer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            step = self.path.removeprefix("/b/")
            with peer.lock:
                peer.asked[step] += 1
                peer.seen.append((step, body, dict(self.headers), self.client_address[1]))
                fault = peer.faults[step].pop(0) if peer.faults[step] else None
                if fault == "lost before":
                    self.close_connection = True
                    return
                try:
                    if isinstance(fault, Say):
                        raise fault
                    status, answer = 200, peer.answer(step, body)
                except Say as other:
                    status, answer = other.status, other.body
            if fault == "lost after":
                self.close_connection = True
                return
            data = fault.encode() if isinstance(fault, str) else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(data)))
            self.send_header("Set-Cookie", "follow=me; Path=/")
            self.end_headers()
            self.wfile.write(data)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the name of the base class
            pass

    return Handler


@contextmanager
def serving(peer: Peer) -> Iterator[Peer]:
    """The peer behind a port of its own."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler(peer))
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    peer.url = f"http://127.0.0.1:{server.server_address[1]}"
    try:
        yield peer
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
