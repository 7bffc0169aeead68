"""The phone's own code, as built for phones and run by node, against the server's: two peers, one set of bytes."""

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalsite.core import ballot as ballots
from evalsite.core import envelope as formats
from evalsite.core import ticket
from evalsite.core.campaign import Campaign, Type
from evalsite.core.questionnaire import ballot_size, score_steps, sheet_for
from evalsite.core.validity import void_reason
from evalsite.crypto import manifest as manifests
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.receipts import ReceiptKey
from evalsite.crypto.sealing import OpeningKey
from evalsite.voter.invent import Inventor
from tests.conftest import absent
from tests.crypto.conftest import vectors
from tests.voter.conftest import CAMPAIGN
from tests.voter.test_invent import campaigns

BUNDLE = Path(__file__).parents[1] / "browser" / "built" / "selftest.js"
OURS = vectors("evalsite-v1")
SEED = bytes(range(16))

# Answers a line of {"js", "a"} with a line of {"value"} or {"error"}: `s` is the bundle's selftest, `a` the arguments.
DRIVER = """
globalThis.crypto ??= require('node:crypto').webcrypto;
require(process.argv[1]);
const s = globalThis.selftest;
const hex = (text) => s.bytes.fromHex(text);
require('node:readline').createInterface({ input: process.stdin }).on('line', async (line) => {
  const { js, a } = JSON.parse(line);
  let out;
  try {
    out = { value: (await new Function('s', 'a', 'hex', 'return ' + js)(s, a, hex)) ?? null };
  } catch (error) {
    out = { error: error.name };
  }
  process.stdout.write(JSON.stringify(out) + '\\n');
});
"""


class Phone:
    """A node process that has loaded the bundle."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def ask(self, js: str, *arguments: object) -> Any:
        """The answer of an expression over ``s`` (the bundle's functions) and ``a`` (the arguments)."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps({"js": js, "a": arguments}) + "\n")
        self._process.stdin.flush()
        answer = json.loads(self._process.stdout.readline())
        return f"!{answer['error']}" if "error" in answer else answer["value"]


@pytest.fixture(scope="module")
def phone() -> Iterator[Phone]:
    node = shutil.which("node")
    if node is None:
        absent("node is not installed: the phone's code was not compared with the server's")
        return
    process = subprocess.Popen(
        [node, "-e", DRIVER, str(BUNDLE)], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, encoding="utf-8"
    )
    with process:
        yield Phone(process)
        assert process.stdin is not None
        process.stdin.close()


def manifest_of(campaign: Campaign, key: IssuingKey) -> str:
    """A campaign as it would be published, every electorate under the same key."""
    data = campaign.to_json()
    for electorate in data["electorates"]:
        electorate["key"] = key.public.to_json()
    return manifests.canonical(
        data
        | {
            "v": 1,
            "id": "c-test",
            "opening_key": formats.b64(OpeningKey.from_seed(SEED).public),
            "receipt_key": formats.b64(ReceiptKey.from_bytes(bytes(32)).public),
            "shares": {"k": 1, "n": 1, "kept": True},
            "sizes": {"ballot": ballot_size(campaign), "text_chars": 200},
        }
    )


# --- campaigns and ballots --------------------------------------------------------------------------------------------

compared = settings(max_examples=150, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])


def as_phone(slot: Any, ballot: ballots.Ballot) -> dict[str, Any] | None:
    """What a person must have tapped for this slot to get these marks, in the phone's own words."""
    marks, indicator = ballot.of(slot), slot.indicator
    text = ballot.texts[slot.text] if slot.text is not None else ""
    match indicator.type:
        case Type.GRADE:
            answer = {"type": "grade", "grade": marks[0]}
        case Type.SCORE:
            score = indicator.low + (marks[0] - 1) * indicator.step
            answer = {"type": "score", "score": f"{float(score):g}"}
        case Type.CHOICE:
            answer = {"type": "choice", "chosen": [i for i, mark in enumerate(marks) if mark]}
        case Type.RANK:
            answer = {"type": "rank", "places": list(marks)}
        case Type.NOMINATE:
            answer = {
                "type": "nominate",
                "chosen": [i for i, mark in enumerate(marks) if mark],
                "written": text.split("\n") if text else [],
            }
        case _:
            answer = {"type": "text", "text": text}
    return answer if any(marks) or text else None


@compared
@given(campaign=campaigns(), seed=st.text(max_size=3))
def test_both_lay_out_the_same_sheet_and_encode_the_same_ballot(phone, issuing_key, campaign, seed):
    manifest = manifest_of(campaign, issuing_key)
    sheet = sheet_for(campaign, "e")
    assert phone.ask("s.slots(a[0], 'e')", manifest) == [
        [s.indicator.code, s.subject.code if s.subject else None, s.width, [one.code for one in s.candidates]]
        for s in sheet.slots
    ]
    ballot = Inventor(campaign, sheet, seed).ballot()
    digest = formats.sheet_digest(manifests.manifest_hash(manifest), "e")
    ours = ballots.encode(sheet, digest, ballot_size(campaign), 200, ballot)
    answers = [[slot.number, as_phone(slot, ballot)] for slot in sheet.slots if as_phone(slot, ballot)]
    assert phone.ask("s.encode(a[0], 'e', a[1])", manifest, answers) == ours.hex()
    judged = phone.ask("s.judge(a[0], 'e', a[1])", manifest, ours.hex())
    assert judged == {"marks": ballot.marks.hex(), "texts": list(ballot.texts)}


def verdict(campaign: Campaign, digest: bytes, plaintext: bytes) -> dict[str, Any]:
    sheet = sheet_for(campaign, "e")
    try:
        ballot = ballots.decode(sheet, digest, ballot_size(campaign), 200, plaintext)
    except ballots.BallotError as error:
        return {"reason": error.reason}
    reason = void_reason(campaign, sheet, ballot)
    return {"reason": reason} if reason else {"marks": ballot.marks.hex(), "texts": list(ballot.texts)}


@compared
@given(campaign=campaigns(), data=st.data())
def test_both_find_the_same_ballots_void_for_the_same_reason(phone, issuing_key, campaign, data):
    """Marks drawn at random, mostly in their range: over quota, incomplete, out of order, out of range."""
    manifest = manifest_of(campaign, issuing_key)
    digest = formats.sheet_digest(manifests.manifest_hash(manifest), "e")
    sheet = sheet_for(campaign, "e")
    low = st.integers(0, data.draw(st.sampled_from([1, 2, 8, 255])))
    marks = bytes(data.draw(st.lists(low, min_size=sheet.width, max_size=sheet.width)))
    texts = data.draw(st.lists(st.sampled_from(["", "好", "甲\n乙", "甲\n乙\n丙", " 空", "\t", "\x7f", "字" * 201]),
                               min_size=sheet.texts, max_size=sheet.texts))  # fmt: skip
    body = b"\x01" + digest + marks + b"".join(formats_text(text) for text in texts)
    size = ballot_size(campaign)
    plaintext = (body + bytes(size))[:size]
    if data.draw(st.booleans()):
        place = data.draw(st.integers(0, size - 1))
        plaintext = plaintext[:place] + bytes([data.draw(st.integers(0, 255))]) + plaintext[place + 1 :]
    assert phone.ask("s.judge(a[0], 'e', a[1])", manifest, plaintext.hex()) == verdict(campaign, digest, plaintext)


@compared
@given(campaign=campaigns(), data=st.data())
def test_both_hold_the_rules_on_the_whole_ballot_alike(phone, issuing_key, campaign, data):
    """Grades and scores in their range, few different ones, the rest as somebody might have answered it."""
    manifest = manifest_of(campaign, issuing_key)
    digest = formats.sheet_digest(manifests.manifest_hash(manifest), "e")
    sheet = sheet_for(campaign, "e")
    ballot = Inventor(campaign, sheet, "seed").ballot()
    marks = bytearray(ballot.marks)
    for slot in sheet.slots:
        if slot.indicator.type in (Type.GRADE, Type.SCORE):
            top = len(slot.options) or score_steps(slot.indicator)
            marks[slot.offset] = data.draw(st.sampled_from([0, 1, 2, top]))
    spoilt = ballots.Ballot(bytes(marks), ballot.texts)
    plaintext = ballots.encode(sheet, digest, ballot_size(campaign), 200, spoilt)
    assert phone.ask("s.judge(a[0], 'e', a[1])", manifest, plaintext.hex()) == verdict(campaign, digest, plaintext)


BALLOTS = json.loads((Path(__file__).parents[1] / "core" / "vectors" / "ballots.json").read_text(encoding="utf-8"))


@pytest.mark.parametrize("vector", BALLOTS["ballots"], ids=lambda one: one["name"])
def test_the_phone_writes_and_judges_the_shared_ballots(phone, vector):
    manifest, electorate = BALLOTS["manifests"][vector["manifest"]], vector["electorate"]
    answers = [[int(number), answer] for number, answer in vector["answers"].items()]
    assert phone.ask("s.encode(a[0], a[1], a[2])", manifest, electorate, answers) == vector["plaintext"]
    judged = phone.ask("s.judge(a[0], a[1], a[2])", manifest, electorate, vector["plaintext"])
    assert judged.get("reason") == vector["void"]


@pytest.mark.parametrize("vector", BALLOTS["refused"], ids=lambda one: one["name"])
def test_the_phone_refuses_the_shared_bytes_that_are_no_ballot(phone, vector):
    judged = phone.ask("s.judge(a[0], a[1], a[2])", BALLOTS["manifests"]["six"], "all", vector["plaintext"])
    assert judged == {"reason": vector["reason"]}


def formats_text(text: str) -> bytes:
    return len(text.encode()).to_bytes(2, "big") + text.encode()


# --- the trip ---------------------------------------------------------------------------------------------------------


def test_what_the_phone_seals_the_server_opens_and_no_other_electorate(phone, issuing_key):
    manifest = manifest_of(CAMPAIGN, issuing_key)
    plaintext = bytes(range(256)) * 4
    key, manifest_hash = OpeningKey.from_seed(SEED), manifests.manifest_hash(manifest)
    for electorate in ("E1", "E2"):
        sealed = bytes.fromhex(phone.ask("s.seal(a[0], a[1], a[2])", manifest, electorate, plaintext.hex()))
        assert len(sealed) == len(plaintext) + formats.OVERHEAD
        assert key.open(sealed, manifest_hash, electorate) == plaintext


def test_what_the_phone_blinds_the_server_signs_and_both_verify(phone, issuing_key, other_issuing_key):
    key = issuing_key.public
    n = key.n.to_bytes(key.size, "big").hex()
    finalize = "s.bytes.toHex(s.blindrsa.finalize(s.blindrsa.publicKey(hex(a[0]), 65537), hex(a[1]), hex(a[2]), BigInt('0x' + a[3])))"
    for message in (b"", b"envelope", bytes(500)):
        blinded = phone.ask("s.blind(a[0], a[1])", n, message.hex())
        answer = issuing_key.blind_sign(bytes.fromhex(blinded["blinded"]))
        stamp = phone.ask(finalize, n, message.hex(), answer.hex(), blinded["inverse"])
        assert key.verify(message, bytes.fromhex(stamp))
        wrong = other_issuing_key.blind_sign(b"\0" + bytes.fromhex(blinded["blinded"])[1:])
        assert phone.ask(finalize, n, message.hex(), wrong.hex(), blinded["inverse"]) == "!BadSignature"


def test_the_shared_vector_of_a_stamp_comes_out_of_the_phone(phone):
    case = OURS["stamp"]
    n = formats.unb64(case["key"]["n"]).hex()
    js = "(() => { const r = a[2].map(hex); const b = s.blindrsa.blind(s.blindrsa.publicKey(hex(a[0]), 65537), hex(a[1]), () => r.shift()); return [s.bytes.toHex(b.blinded), b.inverse.toString(16)] })()"
    blinded, inverse = phone.ask(js, n, case["message"], case["random"])
    assert blinded == case["blinded"]
    assert int(inverse, 16) == int(case["inverse"], 16)


@pytest.mark.parametrize("electorate", ["E1", "乡镇-A", "", "𠮷"])
def test_both_write_the_same_messages_around_an_envelope(phone, electorate):
    manifest_hash, envelope = bytes.fromhex(OURS["envelope"]["manifest_hash"]), b"any envelope"
    digest = formats.digest(envelope)
    leaf = formats.leaf(manifest_hash, electorate, digest)
    assert phone.ask(
        "['stampMessage', 'leafOf'].map((f) => s.bytes.toHex(s.envelope[f](hex(a[0]), a[1], hex(a[2]))))",
        manifest_hash.hex(), electorate, envelope.hex(),
    ) == [formats.stamp_message(manifest_hash, electorate, digest).hex(), leaf.hex()]  # fmt: skip
    assert (
        phone.ask("s.bytes.toHex(s.envelope.sheetDigest(hex(a[0]), a[1]))", manifest_hash.hex(), electorate)
        == formats.sheet_digest(manifest_hash, electorate).hex()
    )
    assert phone.ask("s.codes.receiptCode(hex(a[0]))", leaf.hex()) == ticket.receipt_code(leaf)


def test_the_phone_believes_a_true_receipt_and_no_other(phone):
    key, manifest_hash, leaf = ReceiptKey.generate(), bytes(32), bytes(range(32))
    receipt = key.sign(formats.receipt_message(manifest_hash, leaf))
    js = "s.envelope.isSigned(hex(a[0]), hex(a[3]), 'receipt', hex(a[1]), hex(a[2]))"
    assert phone.ask(js, key.public.hex(), manifest_hash.hex(), leaf.hex(), receipt.hex()) is True
    for wrong in (
        (ReceiptKey.generate().public, manifest_hash, leaf, receipt),
        (key.public, bytes(31) + b"\x01", leaf, receipt),
        (key.public, manifest_hash, bytes(32), receipt),
        (key.public, manifest_hash, leaf, receipt[:-1] + bytes([receipt[-1] ^ 1])),
        (key.public, manifest_hash, leaf, b""),
    ):
        assert phone.ask(js, *(part.hex() for part in wrong)) is False


# --- texts and numbers ------------------------------------------------------------------------------------------------


def test_both_read_and_write_the_shared_spellings(phone):
    for case in OURS["base32"]:
        assert phone.ask("s.codes.toBase32(hex(a[0]), a[1])", case["data"], case["bits"]) == case["text"]
    for case in OURS["normalise"]:
        assert phone.ask("s.codes.normalise(a[0])", case["typed"]) == case["code"]
    for case in OURS["base64url"]:
        assert phone.ask("s.bytes.toB64(hex(a[0]))", case["data"]) == case["text"]
        assert phone.ask("s.bytes.toHex(s.bytes.fromB64(a[0]))", case["text"]) == case["data"]
    for text in OURS["base64url_refused"]:
        assert phone.ask("s.bytes.fromB64(a[0])", text) == "!Malformed"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(typed=st.text(alphabet="aBcOoIiLlSſßｗＯ０１　 -‐–—−－\t\n.79é测ŉ", max_size=12))
def test_both_read_what_people_type_alike(phone, typed):
    assert phone.ask("s.codes.normalise(a[0])", typed) == ticket.normalise(typed)


def test_both_refuse_the_same_manifests(phone, issuing_key):
    good = manifest_of(CAMPAIGN, issuing_key)
    assert isinstance(phone.ask("s.slots(a[0], 'E1')", good), list)
    for text in (*OURS["manifest_refused_texts"], good + "\n", good.replace('"v":1', '"v":1.0')):
        assert phone.ask("s.slots(a[0], 'E1')", text) == "!Malformed"


# --- the published vectors --------------------------------------------------------------------------------------------


@pytest.mark.parametrize("vector", vectors("rfc9474")["vectors"], ids=lambda vector: vector["variant"])
def test_the_phone_computes_every_variant_of_rfc_9474(phone, vector):
    answer = phone.ask("s.rfc9474(a[0])", {**vector, "n": vectors("rfc9474")["key"]["n"]})
    assert answer == {"blinded": vector["blinded_msg"], "signature": vector["sig"]}


def test_the_phone_opens_the_envelopes_of_rfc_9180(phone):
    rfc = vectors("rfc9180")
    # One context opens its messages in order; the vectors list the first three without a gap.
    first = {**rfc, "encryptions": rfc["encryptions"][:3]}
    assert phone.ask("s.rfc9180(a[0])", first) == [one["pt"] for one in first["encryptions"]]
