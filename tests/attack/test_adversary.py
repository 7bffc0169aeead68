"""The adversary itself: wins against every naive box, and against nothing it keeps to chance."""

import math

import numpy as np
import pytest

from tests.attack import chance, naive
from tests.attack.adversary import ALARM, Case, attack
from tests.attack.evidence import Evidence, Found, occurrences

TRIALS = 1500


@pytest.mark.parametrize("flaw", naive.FLAWS, ids=lambda flaw: flaw.__name__)
def test_a_naive_box_is_seen_through(flaw, tmp_path):
    verdict = attack(naive.campaign(flaw, tmp_path))
    assert verdict.links, verdict
    assert verdict.chance < 1e-12, verdict


def test_a_box_in_the_order_of_its_leaves_tells_nothing(tmp_path):
    """The same adversary against the one thing that every box must keep: the leaves in some order of their own."""
    tickets, envelopes = naive.people()
    evidence = Evidence()
    evidence.take(
        "box", Found(b"".join(one.leaf + one.envelope for one in sorted(envelopes, key=lambda one: one.leaf)))
    )
    verdict = attack(Case(tickets, envelopes, evidence))
    assert verdict.sees("box", "leaf")
    assert not verdict.links, verdict


def test_chance_is_not_given_more_than_it_has():
    """Random permutations reach each level no more often than the level says (up to five deviations of the count)."""
    random = np.random.default_rng(9474)
    reached: dict[tuple[str, float], int] = {}
    for _ in range(TRIALS):
        for finding in chance.compare("", np.arange(60), random.permutation(60)):
            for level in (0.05, 0.01, 0.001):
                key = finding.statistic, level
                reached[key] = reached.get(key, 0) + (finding.p <= level)
    for (statistic, level), times in reached.items():
        assert times <= TRIALS * level + 5 * math.sqrt(TRIALS * level), (statistic, level, times)


def test_a_random_guess_is_right_about_once():
    random = np.random.default_rng(9180)
    guesses = [chance.right_guesses(np.arange(100), random.permutation(100)) for _ in range(TRIALS)]
    assert abs(np.mean(guesses) - 1) < 5 / math.sqrt(TRIALS)
    assert chance.p_of_right_guesses(14) * 1000 < ALARM < chance.p_of_right_guesses(8)


def test_a_hundred_right_pairs_are_called_a_link_whatever_the_number_of_comparisons():
    (upwards, *_others) = chance.compare("", np.arange(100), np.arange(100))
    assert upwards.value == 100
    assert upwards.p * 10**9 < ALARM


def test_order_in_parts_of_unknown_place_is_found_by_neighbours():
    parts = np.arange(100).reshape(10, 10)[np.random.default_rng(1).permutation(10)].reshape(100)
    by_name = {finding.statistic: finding.p for finding in chance.compare("", np.arange(100), parts)}
    assert by_name["neighbours"] < 1e-20 < by_name["right guesses"]


def test_pieces_are_found_at_every_place_of_a_file():
    needles = [bytes([number]) * 9 + b"needle" for number in range(3)]
    content = b"x" * 5 + needles[1] + b"y" * 3 + needles[0] + needles[1] + b"z"
    assert occurrences(content, needles) == [[23], [5, 38], []]
    assert occurrences(b"", needles) == [[], [], []]
