"""Opening takes the right shares and nothing less, counts what is in the box, and writes down the count alone."""

import itertools
import secrets
from collections import Counter
from fractions import Fraction

import pytest

from evalsite.core import ballot as ballots
from evalsite.core import envelope as formats
from evalsite.core.ballot import Answer, Nomination
from evalsite.core.campaign import Missing
from evalsite.core.refusals import (
    BadShare,
    BoxChanged,
    ExcessEnvelopes,
    ForeignKey,
    ForeignShare,
    KeyDestroyed,
    NoSuchSubject,
    RecountDiffers,
    TooFewShares,
    WrongState,
)
from evalsite.core.validity import VOID_REASONS
from evalsite.crypto import blindrsa, sealing
from evalsite.crypto import shares as sharing
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.sealing import OpeningKey
from evalsite.usecases import closing, opening, preparing, reporting
from evalsite.usecases.preparing import Terms
from tests import factories
from tests.factories import NOW
from tests.usecases.helpers import Interrupted, interrupted_at, rows, statements, tamper

SPLIT = Terms(2, 3, keep=False)
FIRST, SECOND = {0: 1, 2: 2}, {0: 2, 2: 2}


def closed(ledgers, terms=None, campaign=None, answers=(FIRST, FIRST, SECOND)):
    live = factories.publish(ledgers, campaign, terms)
    for code, one in zip(live.codes["A"], answers, strict=False):
        factories.cast(live, code, one)
    closing.close(live.desk, live.box, live.id, NOW)
    return live


def open_box(live, shares=(), **kind):
    return opening.open_box(live.desk, live.box, live.id, shares, **kind)


def refused(live, refusal, shares=()):
    state = preparing.get(live.desk, live.id).state
    with pytest.raises(refusal) as caught:
        open_box(live, shares)
    record = preparing.get(live.desk, live.id)
    assert (record.state, record.tally is None) == (state, state != "opened")
    return caught.value


# --- shares -----------------------------------------------------------------------------------------------------------


def test_a_box_whose_only_share_the_server_keeps_opens_without_any(ledgers):
    tally = open_box(closed(ledgers))
    assert (tally.of("A").returned, tally.of("A").valid, tally.of("A").void) == (3, 3, {})


def test_any_two_of_three_scrutineers_open_the_box_and_count_the_same(ledgers):
    live = closed(ledgers, SPLIT)
    tallies = [open_box(live, pair) for pair in itertools.permutations(live.shares, 2)]
    assert tallies[0].of("A").valid == 3
    assert all(tally == tallies[0] for tally in tallies)
    assert open_box(live, live.shares) == tallies[0]


def test_share_files_open_the_box_as_well_as_bare_words(ledgers):
    live = closed(ledgers, SPLIT)
    files = [
        sharing.share_file(live.campaign.name, live.id, live.published.fingerprint, index, 2, 3, words)
        for index, words in enumerate(live.shares, 1)
    ]
    assert open_box(live, [files[2], live.shares[0]]).of("A").valid == 3


def test_too_few_shares_are_refused_and_say_how_many_are_missing(ledgers):
    live = closed(ledgers, SPLIT)
    assert refused(live, TooFewShares).details == {"have": 0, "need": 2}
    assert refused(live, TooFewShares, live.shares[:1]).details == {"have": 1, "need": 2}
    assert refused(live, TooFewShares, [live.shares[1]] * 2).details == {"have": 1, "need": 2}


def test_a_mistyped_share_is_refused(ledgers):
    live = closed(ledgers, SPLIT)
    words = live.shares[0].split()
    words[7], words[8] = words[8], words[7]
    refused(live, BadShare, [" ".join(words), live.shares[1]])
    refused(live, BadShare, ["", live.shares[1]])


def test_shares_of_another_campaign_open_nothing(ledgers):
    live, other = closed(ledgers, SPLIT), factories.publish(ledgers, terms=SPLIT)
    refused(live, ForeignKey, other.shares[:2])
    refused(live, ForeignShare, [live.shares[0], other.shares[1]])
    refused(live, ForeignShare, [*live.shares[:2], other.shares[2]])
    factories.publish(ledgers)
    refused(live, ForeignKey, [rows(live.desk, "kept_share")[0]["words"]])
    assert open_box(live, live.shares[:2]).of("A").valid == 3


# --- when -------------------------------------------------------------------------------------------------------------


def test_a_box_is_not_opened_before_it_is_closed(ledgers):
    draft = factories.take_in(ledgers)
    with pytest.raises(WrongState):
        opening.open_box(ledgers.desk, ledgers.box, draft)
    live = factories.publish(ledgers)
    refused(live, WrongState)
    with pytest.raises(WrongState):
        reporting.results(live.desk, live.id)


@pytest.mark.parametrize("number", [1, 2, 3, 4, 5, 6])
def test_an_opening_that_was_interrupted_can_simply_be_done_again(ledgers, number):
    live = closed(ledgers)
    with interrupted_at(number, live.desk, live.box):
        try:
            open_box(live)
        except Interrupted:
            assert preparing.get(live.desk, live.id).state == "closed"
    assert open_box(live).of("A").valid == 3


def test_a_recount_of_the_same_box_gives_the_same_tally_and_writes_nothing(ledgers):
    live = closed(ledgers)
    first = open_box(live)
    record = preparing.get(live.desk, live.id)
    with statements(live.desk, live.box) as sent:
        assert open_box(live) == first
    assert not [
        statement for statement in sent if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE"))
    ]
    assert preparing.get(live.desk, live.id) == record


def test_a_recount_that_differs_is_an_alarm_and_changes_nothing(ledgers):
    live = closed(ledgers)
    open_box(live)
    other = factories.publish(ledgers)
    tampered = (preparing.get(live.desk, live.id).tally or "").replace('"returned": 3', '"returned": 4')
    tamper(live.desk, "campaign", "UPDATE campaign SET tally = :tally WHERE tally IS NOT NULL", tally=tampered)
    with pytest.raises(RecountDiffers):
        open_box(live)
    assert preparing.get(live.desk, live.id).tally == tampered
    assert preparing.get(other.desk, other.id).state == "published"


def test_progress_is_told_from_the_first_envelope_to_the_last(ledgers):
    seen: list[tuple[int, int]] = []
    open_box(closed(ledgers), progress=lambda done, total: seen.append((done, total)))
    assert seen == [(0, 3), (1, 3), (2, 3), (3, 3)]


# --- a box that somebody has had in hand ------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE envelope SET envelope = :other",
        "UPDATE envelope SET electorate = 'B'",
        "DELETE FROM envelope WHERE leaf = (SELECT leaf FROM envelope ORDER BY leaf LIMIT 1)",
        "UPDATE envelope SET leaf = :leaf WHERE leaf = (SELECT leaf FROM envelope ORDER BY leaf LIMIT 1)",
        "INSERT INTO envelope SELECT manifest_hash, :leaf, electorate, envelope, stamp FROM envelope LIMIT 1",
    ],
)
def test_a_box_that_was_changed_after_the_closing_is_not_counted(ledgers, change):
    live = closed(ledgers)
    bound = {"other": bytes(100), "leaf": b"\x01" * 32}
    tamper(live.box, "envelope", change, **{name: value for name, value in bound.items() if f":{name}" in change})
    refused(live, BoxChanged)


def test_a_box_file_edited_byte_by_byte_is_not_counted(sqlite_only):
    """Not through SQL: one bit of one envelope in the file."""
    live = closed(sqlite_only)
    path, envelope = live.box.path, rows(live.box, "envelope")[0]["envelope"]
    assert path is not None
    content = bytearray(path.read_bytes())
    at = content.find(envelope[:200])
    assert at > 0
    content[at + 100] ^= 1
    path.write_bytes(content)
    live.box.dispose()
    refused(live, BoxChanged)


def test_a_changed_box_is_noticed_at_the_recount_too(ledgers):
    live = closed(ledgers)
    open_box(live)
    tamper(live.box, "envelope", "DELETE FROM envelope WHERE leaf = (SELECT leaf FROM envelope ORDER BY leaf LIMIT 1)")
    refused(live, BoxChanged)


# --- void ballots -----------------------------------------------------------------------------------------------------

GOOD: dict[int, Answer] = {
    0: 1,
    1: 10,
    2: frozenset({0, 1}),
    3: 2,
    4: 0,
    5: frozenset({1, 2}),
    6: (2, 1),
    7: Nomination(frozenset({0})),
}


def changed(live, change):
    """The bytes of a good ballot, changed by a modified phone where the page would have said no."""
    data = bytearray(factories.plaintext(live, GOOD))
    change(data)
    return factories.seal_bytes(live, bytes(data))


def at(slot, *values):
    """Marks of a slot, by its number, put over those of the good ballot."""

    def change(live):
        place = 33 + live.sheet().slots[slot].offset

        def put(data):
            data[place : place + len(values)] = bytes(values)

        return changed(live, put)

    return change


def byte(place, value):
    def put(data):
        data[place] = value

    return lambda live: changed(live, put)


def text_of(data):
    """Bytes in place of the only write-in, with its length."""

    def change(live):
        start = 33 + live.sheet().width

        def put(plain):
            plain[start : start + 2 + len(data)] = len(data).to_bytes(2, "big") + data

        return changed(live, put)

    return change


def sealed_to_another_key(live):
    return factories.seal_bytes(
        live, factories.plaintext(live, GOOD), opening_key=OpeningKey.from_seed(bytes(16)).public
    )


def noise(live):
    return factories.blind_envelope(live, secrets.token_bytes(live.published.ballot_size + formats.OVERHEAD))


def sealed_for_another_electorate(live):
    data = factories.plaintext(live, GOOD)
    envelope = sealing.seal(live.published.opening_key, data, live.hash, "B")
    return factories.blind_envelope(live, envelope)


BROKEN = [
    ("undecipherable", noise),
    ("undecipherable", sealed_to_another_key),
    ("undecipherable", sealed_for_another_electorate),
    ("malformed", byte(0, 2)),
    ("malformed", byte(-1, 1)),
    ("malformed", at(1, 12)),
    ("malformed", at(2, 2)),
    ("malformed", at(6, 3)),
    ("malformed", text_of(b"\xff\xfe")),
    ("malformed", text_of(b"\x07")),
    ("malformed", text_of("字".encode() * 201)),
    ("malformed", byte(-2, 255)),
    ("wrong_sheet", byte(1, 0)),
    ("unknown_grade", at(0, 5)),
    ("missing_mark", at(0, 0)),
    ("missing_mark", at(5, 0, 0, 0)),
    ("over_quota", at(3, 1)),
    ("too_few", at(5, 1, 0, 0)),
    ("too_many", at(2, 1, 1, 1)),
    ("too_many", text_of("甲\n乙".encode())),
    ("bad_ranking", at(6, 1, 1)),
    ("bad_ranking", at(6, 2, 0)),
]


def test_a_ballot_that_breaks_a_rule_is_counted_void_under_its_reason_and_never_lost(ledgers):
    live = factories.publish(ledgers, factories.strict_campaign(tickets=len(BROKEN) + 5, missing=Missing.VOID))
    slots = [(slot.indicator.code, slot.subject.code if slot.subject else None) for slot in live.sheet().slots]
    assert slots == [
        ("总体", "D1"), ("分数", "D1"), ("多选", "D1"), ("总体", "D2"), ("分数", "D2"), ("多选", "D2"), ("排序", None), ("推荐", None),
    ]  # fmt: skip
    codes = iter(live.codes["A"])
    for _, make in BROKEN:
        factories.cast_sealed(live, next(codes), make(live))
    for code in codes:
        factories.cast(live, code, GOOD)
    closing.close(live.desk, live.box, live.id, NOW)
    counted = open_box(live).of("A")
    assert counted.void == Counter(reason for reason, _ in BROKEN)
    tried = {*counted.void, *(reason for _, reason in RULED)}
    assert tried - {None} == set(VOID_REASONS), "every reason is tried"
    assert (counted.returned, counted.valid) == (len(BROKEN) + 5, 5)
    (turnout,) = reporting.results(live.desk, live.id).turnout
    assert (turnout.dropped, turnout.valid, turnout.void) == (len(BROKEN) + 5, 5, len(BROKEN))


# Grades on the whole, of 作风 and 效率, and scores: of D1, then of D2. With the reason for which the ballot is void.
RULED = [
    ((1, 1, 1, 95, 2, 2, 2, 60), None),
    ((3, 1, 3, 95, 2, 2, 2, 69), None),
    ((1, 1, 1, 95, 1, 1, 1, 60), "over_quota"),
    ((3, 3, 1, 95, 3, 3, 2, 60), "under_quota"),
    ((1, 1, 1, 95, 2, 2, 2, 90), "over_scores"),
    ((1, 1, 1, 95, 2, 2, 2, 70), "under_scores"),
    ((1, 1, 1, 95, 2, 2, 1, 60), "all_equal"),
    ((1, 1, 2, 95, 2, 2, 1, 60), "inconsistent"),
    ((2, 3, 2, 95, 2, 2, 1, 60), "inconsistent"),
]


def test_rules_on_the_whole_ballot_are_judged_again_at_opening(ledgers):
    live = factories.publish(ledgers, factories.ruled_campaign(tickets=len(RULED)))
    for code, (marks, _) in zip(live.codes["A"], RULED, strict=True):
        factories.cast(live, code, dict(enumerate(marks)))
    closing.close(live.desk, live.box, live.id, NOW)
    counted = open_box(live).of("A")
    assert counted.void == Counter(reason for _, reason in RULED if reason)
    assert counted.valid == sum(reason is None for _, reason in RULED)


def test_marks_of_void_ballots_count_nowhere(ledgers):
    live = factories.publish(ledgers, factories.strict_campaign(tickets=6, missing=Missing.VOID))
    for code in live.codes["A"][:5]:
        factories.cast(live, code, GOOD)
    factories.cast_sealed(live, live.codes["A"][5], at(3, 1)(live))  # 优秀 twice
    closing.close(live.desk, live.box, live.id, NOW)
    tally = open_box(live)
    excellent = live.sheet().find("总体", "D1")
    assert excellent is not None
    assert tally.of("A").votes(excellent, 1) == 5


def test_where_missing_marks_are_abstentions_a_blank_ballot_is_valid(ledgers):
    live = closed(ledgers, answers=({}, {0: 1}))
    assert (open_box(live).of("A").valid, open_box(live).of("A").void) == (2, {})


# --- what is counted, and what is written down ------------------------------------------------------------------------


def test_votes_are_counted_for_each_electorate_on_its_own(ledgers):
    live = factories.publish(ledgers, factories.two_electorates(6, 5))
    for electorate, votes in (("A", [1, 1, 2, 3]), ("B", [4, 4, 1])):
        for code, grade in zip(live.codes[electorate], votes, strict=False):
            factories.cast(live, code, {0: grade}, electorate)
    closing.close(live.desk, live.box, live.id, NOW)
    tally = open_box(live)
    slot = live.sheet().slots[0]
    assert [[tally.of(code).votes(slot, grade) for grade in (1, 2, 3, 4)] for code in "AB"] == [
        [2, 1, 1, 0],
        [1, 0, 0, 2],
    ]


COMMENT = "这一句话只写在一张选票上"


def test_a_text_of_an_electorate_below_the_limit_is_never_written_down(ledgers):
    campaign = factories.two_electorates(6, 5, threshold=5)
    live = factories.publish(ledgers, campaign)
    for code in live.codes["A"][:4]:
        factories.cast(live, code, {0: 1, 1: COMMENT})
    for code in live.codes["B"]:
        factories.cast(live, code, {0: 1, 1: "写的人够多"}, "B")
    closing.close(live.desk, live.box, live.id, NOW)
    tally = open_box(live)
    assert [texts.texts for texts in tally.texts if texts.subject == "D1"] == [("写的人够多",) * 5]
    stored = preparing.get(live.desk, live.id).tally or ""
    assert "写的人够多" in stored
    assert COMMENT not in stored
    for database in (live.desk, live.box):
        if database.path is not None:
            assert COMMENT.encode() not in database.path.read_bytes()


def test_void_ballots_do_not_help_a_text_over_the_limit(ledgers):
    live = factories.publish(ledgers, factories.small_campaign(threshold=5))
    for code in live.codes["A"][:4]:
        factories.cast(live, code, {0: 1, 1: COMMENT})
    factories.cast_sealed(live, live.codes["A"][4], noise(live))
    closing.close(live.desk, live.box, live.id, NOW)
    assert all(texts.texts == () for texts in open_box(live).texts)


def test_no_opened_ballot_is_written_anywhere(sqlite_only):
    """Not in a table, a page that is free again, a journal or a file beside."""
    live = closed(sqlite_only, answers=({0: 1, 1: COMMENT, 2: 2, 3: COMMENT},) * 5)
    ballot = factories.plaintext(live, {0: 1, 1: COMMENT, 2: 2, 3: COMMENT})
    open_box(live)
    path = live.box.path
    assert path is not None
    files = [file.read_bytes() for file in path.parent.iterdir()]
    assert any(COMMENT.encode() in content for content in files)  # in the tally, detached from the marks
    marks = live.sheet().width
    assert not any(ballot[: 33 + marks] in content or ballot[1:33] in content for content in files)


def test_rates_and_scores_come_out_as_they_were_cast(ledgers):
    live = closed(ledgers, answers=[{0: 1, 2: 4}] * 3 + [{0: 2, 2: 1}] * 3)
    open_box(live)
    found = reporting.results(live.desk, live.id)
    rates = {(c.subject, c.grade): c.rate for c in found.counts if c.electorate == "A" and c.indicator == "总体"}
    assert [getattr(rates["D1", grade], "text", None) for grade in ("优秀", "良好", "一般")] == [
        "50.00",
        "50.00",
        "0.00",
    ]
    scores = {s.subject: s.score for s in found.scores if s.electorate == "A" and s.indicator is None}
    assert getattr(scores["D1"], "value", None) == Fraction(90)
    assert getattr(scores["D2"], "value", None) == Fraction(100)  # 不了解 is no score


def test_an_unknown_subject_is_said_to_be_so(ledgers):
    live = closed(ledgers, answers=[FIRST] * 5)
    open_box(live)
    found = reporting.reports(live.desk, live.id)
    assert [report.subject.code for report in found.all()] == ["D1", "D2"]
    assert found.of("D2").subject.code == "D2"
    with pytest.raises(NoSuchSubject):
        found.of("D3")


def test_the_phone_would_not_have_made_a_broken_ballot(sqlite_only):
    """The tests above break ballots by hand because the encoder refuses to."""
    live = factories.publish(sqlite_only, factories.strict_campaign(missing=Missing.VOID))
    with pytest.raises(ballots.BallotError):
        factories.plaintext(live, GOOD | {0: 9})


# --- the key that the server keeps, and stamps that nobody gave -------------------------------------------------------


def test_a_kept_key_can_be_destroyed_once_the_count_stands_and_then_opens_nothing(ledgers):
    live = closed(ledgers)
    with pytest.raises(WrongState):
        opening.destroy_key(live.desk, live.id)
    tally = open_box(live)
    words = rows(live.desk, "kept_share")[0]["words"]
    assert opening.keeps_key(live.desk, live.id)
    assert opening.destroy_key(live.desk, live.id) is True
    assert opening.destroy_key(live.desk, live.id) is False
    assert not opening.keeps_key(live.desk, live.id)
    with pytest.raises(KeyDestroyed):
        open_box(live)
    stored = preparing.get(live.desk, live.id).tally
    assert stored is not None
    assert str(tally.electorates[0].valid) in stored
    if live.desk.path is not None:
        assert words.encode() not in live.desk.path.read_bytes()


def test_a_box_with_more_envelopes_than_stamps_is_opened_only_when_that_is_expressly_meant(ledgers):
    """Whoever has the issuing key can stamp without a ticket; the signed counts show it."""
    live = factories.publish(ledgers)
    factories.cast(live, live.codes["A"][0], FIRST)
    der = rows(live.desk, "issuing_key")[0]["private"]
    forged = factories.seal(live, SECOND)
    signature = IssuingKey.from_der(bytes(der)).blind_sign(forged.blinded)
    factories.drop(live, forged, blindrsa.finalize(live.key(), forged.message, signature, forged.inverse))
    closing.close(live.desk, live.box, live.id, NOW)
    assert closing.excess_of(preparing.get(live.desk, live.id)) == ("A",)
    assert refused(live, ExcessEnvelopes).details == {"electorates": "A"}
    assert open_box(live, despite_excess=True).electorates[0].valid == 2
    assert open_box(live).electorates[0].valid == 2  # decided once: a recount asks no more
