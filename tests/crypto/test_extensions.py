"""Notices of extension: a chain that holds from its first link on, and whatever does not fit ends it."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from evalsite.core import envelope as formats
from evalsite.core.extension import LONGEST_REASON, Extension, in_words, is_reason, moment
from evalsite.crypto import extensions
from evalsite.crypto import manifest as manifests
from evalsite.crypto.receipts import ReceiptKey

CHINA = timezone(timedelta(hours=8))
FIRST = datetime(2026, 11, 30, 18, tzinfo=CHINA)
SECOND, THIRD = FIRST + timedelta(days=2), FIRST + timedelta(days=5)
ISSUED = datetime(2026, 11, 29, 9, 30, tzinfo=CHINA)
KEY = ReceiptKey.generate()
MANIFEST = manifests.canonical(
    {"id": "c-1", "closes": FIRST.isoformat(), "receipt_key": formats.b64(KEY.public), "name": "年度测评"}
)


def signed(text, key=KEY):
    return text, key.sign(formats.extension_message(text))


def first(**changes):
    text = extensions.statement(MANIFEST, (), SECOND, "受台风影响", ISSUED)
    return signed(manifests.canonical(json.loads(text) | changes))


def second():
    return signed(extensions.statement(MANIFEST, (first(),), THIRD, "再等两天。", ISSUED))


def test_each_notice_moves_the_deadline_on_from_the_one_before():
    one, two = extensions.chain(MANIFEST, (first(), second()))
    assert one == Extension(1, FIRST, SECOND, "受台风影响", ISSUED)
    assert (two.number, two.before, two.closes) == (2, SECOND, THIRD)
    assert in_words(two) == "截止时间由2026年12月2日 18:00延至2026年12月5日 18:00。原因：再等两天。"
    assert moment(FIRST) == "2026年11月30日 18:00"
    assert extensions.chain(MANIFEST, ()) == ()
    assert extensions.digest(()) == ""
    assert extensions.digest((first(),)) == json.loads(second()[0])["previous"]


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"id": "c-2"},
        {"manifest_hash": "00"},
        {"number": 2},
        {"previous": "ab"},
        {"before": SECOND.isoformat(), "closes": THIRD.isoformat()},
        {"closes": FIRST.isoformat()},
        {"closes": (FIRST - timedelta(days=1)).isoformat()},
        {"closes": "2026-12-02T18:00:00"},
        {"closes": "随时"},
        {"closes": 5},
        {"reason": ""},
        {"reason": " 台风 "},
        {"reason": "第一行\n第二行"},
        {"reason": "长" * (LONGEST_REASON + 1)},
        {"more": 1},
    ],
)
def test_what_does_not_fit_ends_the_chain(changes):
    assert extensions.chain(MANIFEST, (first(**changes), second())) == ()
    assert len(extensions.chain(MANIFEST, (first(), first(**changes)))) == 1


def test_a_notice_that_another_key_signed_or_somebody_changed_is_none():
    text, signature = first()
    for notice in (
        signed(text, ReceiptKey.generate()),
        (text.replace("台风", "暴雨"), signature),
        (text + " ", signature),
    ):
        assert extensions.chain(MANIFEST, (notice, second())) == ()


def test_where_the_campaign_has_no_deadline_or_is_none_there_are_no_notices():
    without = manifests.canonical(json.loads(MANIFEST) | {"closes": None})
    for manifest in (without, "no manifest", "{}", manifests.canonical(json.loads(MANIFEST) | {"receipt_key": 5})):
        assert extensions.chain(manifest, (first(),)) == ()


def test_a_reason_is_one_line_that_can_be_shown():
    assert is_reason("会议顺延")
    assert not is_reason("会议\u200b顺延")
    assert not is_reason("")
    assert Extension.read({}) is None
    assert ISSUED.astimezone(UTC) == ISSUED
