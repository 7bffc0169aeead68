"""The phone's cryptography and encoding in a real browser, against the RFCs' vectors and against the server's own code."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from playwright.sync_api import Browser, Page

from evalsite.core import ballot as ballots
from evalsite.core import envelope as formats
from evalsite.core.ballot import Answer, BallotError, Nomination
from evalsite.core.campaign import Campaign, Type
from evalsite.core.questionnaire import Sheet, Slot, score_steps, sheet_for
from evalsite.core.validity import void_reason
from evalsite.crypto import blindrsa
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.manifest import manifest_hash
from evalsite.crypto.sealing import OpeningKey
from evalsite.usecases import preparing
from tests.browser.campaigns import ruled, six_types, strict
from tests.browser.site import Site

HERE = Path(__file__).parent
VECTORS = HERE.parents[1] / "frontend" / "test" / "vectors"
BUNDLE = HERE / "built" / "selftest.js"


@pytest.fixture(scope="module")
def page(browser: Browser, site: Site) -> Iterator[Page]:
    """A page on a plain-http address with the phone's own functions under ``selftest``."""
    made = browser.new_page()
    made.goto(f"{site.base}/b/why")
    made.evaluate(BUNDLE.read_text(encoding="utf-8"))
    yield made
    made.close()


def run(page: Page, name: str, *arguments: object) -> Any:
    return page.evaluate("([name, args]) => selftest[name](...args)", [name, arguments])


@pytest.mark.parametrize("vector", json.loads((VECTORS / "rfc9474.json").read_text()), ids=lambda one: one["name"])
def test_rfc_9474_holds_in_the_browser(page: Page, vector: dict[str, str]):
    done = run(page, "rfc9474", vector)
    assert done == {"blinded": vector["blinded_msg"], "signature": vector["sig"]}


def test_rfc_9180_holds_in_the_browser(page: Page):
    vector = json.loads((VECTORS / "rfc9180.json").read_text())
    vector["encryptions"] = [one for one in vector["encryptions"] if one["sequence"] < 3]
    assert run(page, "rfc9180", vector) == [one["pt"] for one in vector["encryptions"]]


def test_the_server_stamps_what_the_browser_blinds(page: Page):
    key = IssuingKey.generate()
    message = b"any message"
    modulus = key.public.n.to_bytes(key.public.size, "big").hex()
    done = run(page, "blind", modulus, message.hex())
    signature = key.blind_sign(bytes.fromhex(done["blinded"]))
    stamp = blindrsa.finalize(key.public, message, signature, int(done["inverse"], 16))
    assert key.public.verify(message, stamp)


def _manifest(site: Site, name: str) -> str:
    text = preparing.get(site.ledgers.desk, site.lives[name].id).manifest
    assert text is not None
    return text


def test_the_server_opens_what_the_browser_seals(page: Page, site: Site):
    key = OpeningKey.from_seed(bytes(range(16)))
    manifest = json.loads(_manifest(site, "six"))
    manifest["opening_key"] = formats.b64(key.public)
    text = json.dumps(manifest, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    envelope = bytes.fromhex(run(page, "seal", text, "P", b"ballot".hex()))
    assert key.open(envelope, manifest_hash(text), "P") == b"ballot"


@pytest.mark.parametrize("name", ["six", "strict", "long", "ruled"])
def test_browser_and_server_walk_the_same_slots(page: Page, site: Site, name: str):
    sheet = site.lives[name].sheet("P")
    expected = [
        [
            slot.indicator.code,
            slot.subject.code if slot.subject else None,
            slot.width,
            [c.code for c in slot.candidates],
        ]
        for slot in sheet.slots
    ]
    assert run(page, "slots", _manifest(site, name), "P") == expected


# --- the same ballots on both sides -----------------------------------------------------------------------------------

TEXTS = st.text(max_size=30).map(ballots.tidy)


def _answers(slot: Slot) -> st.SearchStrategy[Answer]:
    indicator = slot.indicator
    match indicator.type:
        case Type.GRADE:
            return st.integers(1, len(slot.options))
        case Type.SCORE:
            return st.integers(0, score_steps(indicator) - 1).map(lambda i: indicator.low + i * indicator.step)
        case Type.CHOICE:
            return st.frozensets(st.integers(0, slot.width - 1))
        case Type.RANK:
            return st.tuples(*[st.integers(1, slot.width)] * slot.width)
        case Type.NOMINATE:
            names = TEXTS.map(lambda text: text.replace("\n", "")).map(ballots.tidy).filter(bool)
            return st.builds(
                Nomination,
                st.frozensets(st.integers(0, slot.width - 1)),
                st.lists(names, max_size=3).map(tuple),
            )
        case Type.TEXT:
            return TEXTS


def _for_browser(kind: Type, answer: Any) -> dict[str, object]:
    match kind:
        case Type.GRADE:
            return {"type": "grade", "grade": answer}
        case Type.SCORE:
            return {"type": "score", "score": str(answer)}
        case Type.CHOICE:
            return {"type": "choice", "chosen": sorted(answer)}
        case Type.RANK:
            return {"type": "rank", "places": list(answer)}
        case Type.NOMINATE:
            return {"type": "nominate", "chosen": sorted(answer.chosen), "written": list(answer.written)}
        case Type.TEXT:
            return {"type": "text", "text": answer}


def _verdict(campaign: Campaign, sheet: Sheet, digest: bytes, size: int, data: bytes) -> dict[str, object]:
    """What the count makes of a plaintext, in the words of the browser's ``judge``."""
    try:
        ballot = ballots.decode(sheet, digest, size, 200, data)
    except BallotError as error:
        return {"reason": error.reason}
    reason = void_reason(campaign, sheet, ballot)
    return {"reason": reason} if reason else {"marks": ballot.marks.hex(), "texts": list(ballot.texts)}


CAMPAIGNS = {"six": six_types(), "strict": strict(), "ruled": ruled()}


# The pages and the site are only read from, so one of each serves all examples.
@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow])
@given(data=st.data())
@pytest.mark.parametrize("name", CAMPAIGNS)
def test_browser_and_server_encode_and_judge_alike(page: Page, site: Site, name: str, data: st.DataObject):
    live, text, campaign = site.lives[name], _manifest(site, name), CAMPAIGNS[name]
    sheet = sheet_for(campaign, "P")
    digest = formats.sheet_digest(live.hash, "P")
    answers = {
        slot.number: data.draw(_answers(slot)) for slot in sheet.slots if data.draw(st.integers(0, 3), "answered") > 0
    }
    kinds = {slot.number: slot.indicator.type for slot in sheet.slots}
    sent = [[number, _for_browser(kinds[number], answer)] for number, answer in answers.items()]
    size = live.published.ballot_size
    plain = ballots.encode(sheet, digest, size, 200, ballots.compose(sheet, answers))
    assert run(page, "encode", text, "P", sent) == plain.hex()
    changed = bytearray(plain)
    for _ in range(data.draw(st.integers(0, 2), "changes")):
        at = data.draw(st.one_of(st.integers(0, len(plain) - 1), st.integers(33, 60)), "at")
        changed[at] = data.draw(st.integers(0, 255), "byte")
    judged = run(page, "judge", text, "P", bytes(changed).hex())
    assert judged == _verdict(campaign, sheet, digest, size, bytes(changed))
