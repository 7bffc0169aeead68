"""What is signed of a result holds every figure, and nothing that an organiser may still hide."""

import hashlib

import pytest

from evalsite.core import envelope
from evalsite.core.outcome import figures

RESULT = {
    "counts": [{"votes": 3}],
    "comments": [{"text": "很好"}],
    "redacted": {},
    "imported": {"figures": []},
    "withheld": [{"path": "/counts/0/rate", "reason": "x"}, {"path": "/writeins/1/votes", "reason": "y"}],
    "writeins": [{"name": "王某", "votes": 5}, {"name": "李某", "votes": None}],
}


def test_hiding_words_leaves_what_is_signed_as_it_was():
    hidden = RESULT | {
        "comments": [{"text": "■■"}],
        "redacted": {"contact": 1},
        "writeins": [{"name": "■■", "votes": None}, {"name": "王某", "votes": 5}],
        "withheld": [{"path": "/counts/0/rate", "reason": "x"}, {"path": "/writeins/0/votes", "reason": "y"}],
    }
    assert figures(hidden) == figures(RESULT)


def test_another_figure_is_another_result():
    assert figures(RESULT | {"counts": [{"votes": 4}]}) != figures(RESULT)
    assert figures(RESULT | {"writeins": [{"name": "王某", "votes": 6}, {"name": "李某", "votes": None}]}) != figures(
        RESULT
    )


def test_a_result_without_names_and_without_what_is_withheld_is_taken_as_it_is():
    assert figures({"turnout": []}) == {"turnout": []}


@pytest.mark.parametrize("name", ["closing", "extension", "paper", "outcome", "destruction"])
def test_each_kind_of_statement_is_signed_under_its_own_name(name):
    message = getattr(envelope, f"{name}_message")("{}")
    assert message == f"evalsite-{name}-v1\0".encode() + hashlib.sha256(b"{}").digest()
