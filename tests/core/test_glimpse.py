"""Whoever watches turnout all day learns in which step it stood at a few looks, and nothing of the votes between them."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.glimpse import STEP, Glimpse, look, stepped

DELAY = 180
MINUTE = 60
arrivals = st.lists(st.integers(0, 3600), max_size=40).map(sorted)
visits = st.lists(st.integers(0, 3600), min_size=1, max_size=60).map(sorted)


def watched(votes, moments, delay=DELAY):
    """What a page shows at each of these moments, with votes of one electorate at those."""
    last, seen = None, []
    for now in moments:
        last = look(last, {"A": sum(vote <= now for vote in votes)}, now, delay)
        seen.append((last.shown["A"], last.shown_at))
    return seen


def looks(moments, delay=DELAY):
    """The moments at which a number was taken: the first, and each that comes at least ``delay`` after the one before."""
    taken: list[int] = []
    for now in moments:
        if not taken or now - taken[-1] >= delay:
            taken.append(now)
    return taken


@given(arrivals, visits)
def test_what_is_shown_is_a_step_that_was_true_at_a_look_at_least_the_delay_ago(votes, moments):
    for now, (shown, at) in zip(moments, watched(votes, moments), strict=True):
        true = sum(vote <= at for vote in votes)
        assert shown in (0, stepped(true))
        assert shown % STEP == 0
        assert shown == 0 or now - at >= DELAY


@given(arrivals, arrivals, visits)
def test_votes_that_pass_no_other_step_between_looks_leave_no_trace_on_the_page(votes, others, moments):
    """Two days with the same steps at the looks look alike: that is all that an observer learns."""

    def at_looks(day):
        return [stepped(sum(vote <= at for vote in day)) for at in looks(moments)]

    assert (watched(votes, moments) == watched(others, moments)) or at_looks(votes) != at_looks(others)


@given(arrivals, visits)
def test_the_page_changes_no_more_often_than_once_in_a_delay_and_never_back(votes, moments):
    seen = watched(votes, moments)
    changes = [now for now, before, after in zip(moments[1:], seen, seen[1:], strict=False) if before != after]
    assert all(later - sooner >= DELAY for sooner, later in pairwise(changes))
    assert [shown for shown, _ in seen] == sorted(shown for shown, _ in seen)


def test_a_vote_is_seen_when_the_look_that_found_it_is_old_enough():
    votes = [0, 0, 0, 0, 10 * MINUTE]
    assert watched(votes, [9 * MINUTE, 11 * MINUTE, 12 * MINUTE, 14 * MINUTE, 15 * MINUTE]) == [
        (0, 9 * MINUTE),
        (0, 9 * MINUTE),
        (0, 9 * MINUTE),
        (0, 9 * MINUTE),
        (5, 12 * MINUTE),
    ]


def test_without_a_delay_the_steps_are_shown_as_they_are():
    assert watched([1, 2, 3, 4, 5], [4, 5, 6], delay=0) == [(0, 4), (5, 5), (5, 6)]


def test_a_clock_that_goes_back_shows_what_was_shown():
    last = Glimpse({"A": 5}, 100, {"A": 10}, 400)
    assert look(last, {"A": 25}, 50, DELAY) is last
