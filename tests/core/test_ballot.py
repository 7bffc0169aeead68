"""The ballot's bytes: one spelling for each ballot, and nothing else is taken."""

import json
import runpy
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.core.ballot import Answer, Ballot, BallotError, Nomination, compose, decode, encode, tidy
from evalsite.core.campaign import Campaign, Electorate, Indicator, Scale, Type
from evalsite.core.envelope import sheet_digest
from evalsite.core.questionnaire import HEADER, ballot_size, score_steps, sheet_for
from evalsite.core.validity import void_reason
from evalsite.crypto.manifest import canonical, manifest_hash
from tests.core.builders import SCALE, campaign
from tests.core.strategies import campaigns

VECTORS = Path(__file__).parent / "vectors"
DATA = json.loads((VECTORS / "ballots.json").read_text(encoding="utf-8"))
CHARS = 20
DIGEST = bytes(range(32))


def campaign_of(name):
    return Campaign.from_json(json.loads(DATA["manifests"][name]))


def answer_of(answer):
    """An answer of the vectors, which are written for the browser, as Python has it."""
    match answer:
        case {"type": "grade", "grade": grade}:
            return grade
        case {"type": "score", "score": score}:
            return Fraction(score)
        case {"type": "choice", "chosen": chosen}:
            return frozenset(chosen)
        case {"type": "rank", "places": places}:
            return tuple(places)
        case {"type": "nominate", "chosen": chosen, "written": written}:
            return Nomination(frozenset(chosen), tuple(written))
        case {"type": "text", "text": text}:
            return text
    raise AssertionError(answer)


# --- vectors ------------------------------------------------------------------------------------------------------------


def test_the_committed_vectors_are_what_their_script_writes(tmp_path):
    script = tmp_path / "make_ballots.py"
    script.write_text((VECTORS / "make_ballots.py").read_text(encoding="utf-8"), encoding="utf-8")
    runpy.run_path(str(script), run_name="__main__")
    assert json.loads((tmp_path / "ballots.json").read_text(encoding="utf-8")) == DATA


def test_the_vectors_manifests_are_canonical_and_all_that_people_wrote_is_read():
    for text in DATA["manifests"].values():
        written = json.loads(text)
        assert canonical(written) == text
        read = Campaign.from_json(written).to_json()
        for electorate in written["electorates"]:
            del electorate["key"]
        assert {key: written[key] for key in read} == read


@pytest.mark.parametrize("sheet", DATA["sheets"], ids=lambda one: one["electorate"])
def test_slots_stand_where_the_vectors_say(sheet):
    made = sheet_for(campaign_of(sheet["manifest"]), sheet["electorate"])
    slots = [
        {
            "indicator": slot.indicator.code,
            "subject": slot.subject.code if slot.subject else None,
            "offset": slot.offset,
            "width": slot.width,
            "text": slot.text,
            "candidates": [candidate.code for candidate in slot.candidates],
        }
        for slot in made.slots
    ]
    assert slots == sheet["slots"]
    assert [slot.number for slot in made.slots] == list(range(len(slots)))
    digest = sheet_digest(manifest_hash(DATA["manifests"][sheet["manifest"]]), sheet["electorate"])
    assert digest.hex() == sheet["digest"]


@pytest.mark.parametrize("vector", DATA["ballots"], ids=lambda one: one["name"])
def test_ballots_have_the_bytes_and_the_verdict_of_the_vectors(vector):
    made = campaign_of(vector["manifest"])
    sheet = sheet_for(made, vector["electorate"])
    digest = sheet_digest(manifest_hash(DATA["manifests"][vector["manifest"]]), vector["electorate"])
    plaintext = bytes.fromhex(vector["plaintext"])
    ballot = compose(sheet, {int(number): answer_of(answer) for number, answer in vector["answers"].items()})
    assert encode(sheet, digest, len(plaintext), CHARS, ballot) == plaintext
    assert decode(sheet, digest, len(plaintext), CHARS, plaintext) == ballot
    assert void_reason(made, sheet, ballot) == vector["void"]


@pytest.mark.parametrize("vector", DATA["refused"], ids=lambda one: one["name"])
def test_what_no_encoder_writes_is_refused_with_the_reason_of_the_vectors(vector):
    sheet = sheet_for(campaign_of("six"), "all")
    digest = sheet_digest(manifest_hash(DATA["manifests"]["six"]), "all")
    with pytest.raises(BallotError) as refused:
        decode(sheet, digest, 256, CHARS, bytes.fromhex(vector["plaintext"]))
    assert refused.value.reason == vector["reason"]


# A campaign takes hypothesis long to make up, and each holds many ballots.
few = settings(max_examples=max(10, settings().max_examples // 3))

# --- any campaign, any ballot -------------------------------------------------------------------------------------------


def tidy_texts(most):
    return st.text(st.characters(codec="utf-8"), max_size=most).map(tidy)


@st.composite
def filled(draw):
    """A campaign that could be published, one of its sheets, and a ballot of that sheet."""
    made = draw(campaigns())
    sheet = sheet_for(made, draw(st.sampled_from(made.electorates)).code)
    answers = {}
    for slot in sheet.slots:
        if draw(st.booleans()):
            answers[slot.number] = draw(answers_to(slot))
    return sheet, ballot_size(made), compose(sheet, answers)


def answers_to(slot):
    match slot.indicator.type:
        case Type.GRADE:
            return st.integers(1, len(slot.options))
        case Type.SCORE:
            steps = st.integers(0, score_steps(slot.indicator) - 1)
            return steps.map(lambda step: slot.indicator.low + step * slot.indicator.step)
        case Type.CHOICE:
            return st.frozensets(st.integers(0, slot.width - 1))
        case Type.RANK:
            return st.lists(st.integers(1, slot.width), min_size=slot.width, max_size=slot.width).map(tuple)
        case Type.NOMINATE:
            written = st.lists(tidy_texts(5).filter(lambda name: name and "\n" not in name), max_size=3)
            chosen = st.frozensets(st.integers(0, slot.width - 1))
            return st.builds(lambda some, names: Nomination(some, tuple(names)), chosen, written)
        case _:
            return tidy_texts(CHARS)


@few
@given(filled())
def test_decoding_gives_back_what_was_encoded(case):
    sheet, size, ballot = case
    assert decode(sheet, DIGEST, size, CHARS, encode(sheet, DIGEST, size, CHARS, ballot)) == ballot


def canonical_or_refused(sheet, size, plaintext):
    try:
        ballot = decode(sheet, DIGEST, size, CHARS, plaintext)
    except BallotError as error:
        if error.reason not in ("malformed", "wrong_sheet", "unknown_grade"):
            raise
        return False
    assert encode(sheet, DIGEST, size, CHARS, ballot) == plaintext
    return True


@few
@given(filled(), st.lists(st.tuples(st.integers(0, 2**16), st.integers(1, 255)), min_size=40, max_size=40))
def test_a_changed_byte_is_refused_or_spells_another_ballot_in_its_only_way(case, changes):
    sheet, size, ballot = case
    plaintext = encode(sheet, DIGEST, size, CHARS, ballot)
    used = min(len(plaintext.rstrip(b"\0")) + 4, size)
    for place, change in changes:
        mutated = bytearray(plaintext)
        mutated[place % used] ^= change
        canonical_or_refused(sheet, size, bytes(mutated))


@few
@given(filled(), st.binary(max_size=400))
def test_random_bytes_are_refused_or_the_only_spelling_of_a_ballot(case, noise):
    sheet, size, _ = case
    canonical_or_refused(sheet, size, noise[:size].ljust(size, b"\0"))
    canonical_or_refused(sheet, size, (b"\x01" + DIGEST + noise)[:size].ljust(size, b"\0"))
    canonical_or_refused(sheet, size, (b"\x01" + DIGEST + bytes(sheet.width) + noise)[:size].ljust(size, b"\0"))
    canonical_or_refused(sheet, size, noise)


def test_every_single_change_of_every_byte_of_one_ballot_is_refused_or_canonical():
    sheet = sheet_for(campaign_of("six"), "own")
    answers: dict[int, Answer] = {
        0: 2,
        1: Fraction(60),
        2: "好a",
        4: frozenset({2}),
        5: (1,),
        6: Nomination(frozenset({0}), ("李",)),
        7: "𫖮",
    }
    size = 72
    plaintext = encode(sheet, DIGEST, size, CHARS, compose(sheet, answers))
    taken = 0
    for place in range(size):
        for byte in range(256):
            if byte != plaintext[place]:
                taken += canonical_or_refused(sheet, size, plaintext[:place] + bytes([byte]) + plaintext[place + 1 :])
    # Marks alone can change freely inside their range (3 + 81 + 3 + 4 x 1 + 1 + 1), and texts into other texts.
    assert taken > 93
    for place in range(HEADER):
        assert not canonical_or_refused(sheet, size, plaintext[:place] + b"\xee" + plaintext[place + 1 :])


@given(st.text(max_size=40))
def test_tidying_twice_changes_nothing_more(text):
    once = tidy(text)
    assert tidy(once) == once
    assert "\r" not in once
    assert once == once.strip(" \n\u3000")
    once.encode()


# --- answers that do not fit --------------------------------------------------------------------------------------------

EVERY = campaign(
    Indicator("g", "等次", Type.GRADE, scale=SCALE.name),
    Indicator("s", "打分", Type.SCORE, low=0, high=10, step=Fraction(1, 2)),
    Indicator("c", "多选", Type.CHOICE, scale=SCALE.name),
    Indicator("r", "排序", Type.RANK),
    Indicator("n", "推荐", Type.NOMINATE),
    Indicator("t", "意见", Type.TEXT, whole=True),
    subjects=2,
)
SHEET = sheet_for(EVERY, "e1")
SIZE = ballot_size(EVERY)


def slot_of(code):
    return next(slot.number for slot in SHEET.slots if slot.indicator.code == code)


@pytest.mark.parametrize(
    ("code", "answer"),
    [
        ("g", 0), ("g", 5), ("g", -1), ("g", "优秀"), ("g", frozenset({1})), ("s", Fraction(1, 4)), ("s", Fraction(-1, 2)),
        ("s", 11), ("s", "5"), ("c", frozenset({4})), ("c", frozenset({-1})), ("c", (1,)), ("r", (1,)), ("r", (0, 1)),
        ("r", (1, 3)), ("r", frozenset({1, 2})), ("n", Nomination(frozenset({2}))), ("n", Nomination(frozenset({-1}))),
        ("n", "某某"), ("t", 1), ("t", Nomination()),
    ],
)  # fmt: skip
def test_an_answer_of_the_wrong_kind_or_range_does_not_fit(code, answer):
    with pytest.raises(BallotError) as refused:
        compose(SHEET, {slot_of(code): answer})
    assert refused.value.reason == "malformed"
    assert code in str(refused.value)


@pytest.mark.parametrize(
    "ballot",
    [
        Ballot(bytes(SHEET.width - 1), ("", "")),
        Ballot(bytes(SHEET.width), ("",)),
        Ballot(bytes(SHEET.width), ("", "a\tb")),
        Ballot(bytes(SHEET.width), ("", "字" * (CHARS + 1))),
        Ballot(b"\xff" + bytes(SHEET.width - 1), ("", "")),
    ],
)
def test_a_ballot_that_breaks_the_format_is_not_even_encoded(ballot):
    with pytest.raises(BallotError):
        encode(SHEET, DIGEST, SIZE, CHARS, ballot)


def test_texts_that_do_not_fit_the_size_are_refused_when_encoding():
    ballot = compose(SHEET, {slot_of("t"): "字" * CHARS})
    with pytest.raises(BallotError, match="needs 11"):
        encode(SHEET, DIGEST, 64, CHARS, ballot)


def test_every_ballot_of_a_campaign_has_the_same_size_whatever_it_says():
    blank = encode(SHEET, DIGEST, SIZE, 200, compose(SHEET, {}))
    full = encode(SHEET, DIGEST, SIZE, 200, compose(SHEET, {slot_of("t"): "字" * 200, slot_of("g"): 1}))
    assert len(blank) == len(full) == SIZE


def test_the_longest_texts_of_one_sheet_fit_its_ballots():
    words: dict[int, Answer] = {slot_of("t"): "字" * 200, slot_of("n"): Nomination(written=("名" * 200,))}
    assert len(encode(SHEET, DIGEST, SIZE, 200, compose(SHEET, words))) == SIZE


def test_a_ballot_tells_the_marks_of_a_slot():
    ballot = compose(SHEET, {slot_of("r"): (2, 1)})
    assert ballot.of(SHEET.slots[slot_of("r")]) == b"\x02\x01"
    assert ballot.of(SHEET.slots[slot_of("t")]) == b""


def test_an_option_is_a_place_in_the_scale_and_not_a_name():
    other = campaign(
        Indicator("g", "等次", Type.GRADE, scale="二"),
        electorates=(Electorate("e1", "干部", 20, ("组",)),),
    )
    swapped = Campaign(
        **{**{f: getattr(other, f) for f in other.__slots__}, "scales": (Scale("二", SCALE.grades[:2]),)}
    )
    assert compose(sheet_for(swapped, "e1"), {0: 2}).marks[0] == 2
