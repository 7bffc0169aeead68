"""The log's chain: whatever is changed, taken out, put in or swapped shows at the first link that does not hold."""

from dataclasses import replace

import pytest

from evalsite.core.logbook import (
    FIRST,
    LONGEST,
    Action,
    Break,
    Checked,
    Deed,
    Entry,
    Fault,
    Outcome,
    canonical,
    check,
    cut,
    following,
    hash_of,
)
from evalsite.words import LOG_ACTIONS, LOG_DETAILS, LOG_FAULTS, LOG_OUTCOMES

AT = "2026-11-21T09:00:00Z"


def chain(length: int) -> list[Entry]:
    entries: list[Entry] = []
    for number in range(length):
        deed = Deed(f"账号{number % 3}", list(Action)[number % len(Action)], "c-1", {"subject": f"D{number}"})
        entries.append(following(entries[-1] if entries else None, deed, AT, Outcome.DONE))
    return entries


def test_an_untouched_chain_holds_and_so_does_an_empty_one():
    entries = chain(5)
    assert check(entries) == Checked(5, entries[-1].hash, None)
    assert check([]) == Checked(0, FIRST, None)


@pytest.mark.parametrize("place", range(7))
@pytest.mark.parametrize("field", ["at", "who", "action", "about", "outcome", "hash"])
def test_a_changed_entry_is_the_first_link_that_breaks(place, field):
    entries = chain(7)
    entries[place] = replace(entries[place], **{field: "x"})
    assert check(entries).broken == Break(place + 1, Fault.CHANGED)


@pytest.mark.parametrize("place", range(6))
def test_an_entry_that_was_taken_out_is_missed(place):
    entries = chain(7)
    del entries[place]
    assert check(entries) == Checked(
        place, chain(7)[place - 1].hash if place else FIRST, Break(place + 1, Fault.MISSING)
    )


@pytest.mark.parametrize("place", range(6))
def test_an_entry_that_was_forged_with_a_fitting_hash_is_not_what_the_next_one_names(place):
    entries = chain(7)
    forged = replace(entries[place], who="别人")
    entries[place] = replace(forged, hash=hash_of(forged))
    assert check(entries).broken == Break(place + 2, Fault.UNLINKED)


def test_the_format_of_docs_wire_is_the_one_that_is_hashed():
    (entry,) = chain(1)
    assert canonical(entry).decode() == (
        '{"about":"c-1","action":"sign_in","at":"2026-11-21T09:00:00Z","details":{"subject":"D0"},"number":1,"of":0,'
        f'"outcome":"done","previous":"{FIRST}","who":"账号0"}}'
    )
    assert entry.hash == "7974849d9668556d3c90e342144df5f1610689cb172ce0bb03f30296149a3c19"


def test_details_are_short_and_say_something():
    assert cut({"a": "x" * (LONGEST + 1), "b": "", "c": "短"}) == {"a": "x" * (LONGEST - 1) + "…", "c": "短"}


@pytest.mark.parametrize(("kinds", "words"), [(Action, LOG_ACTIONS), (Outcome, LOG_OUTCOMES), (Fault, LOG_FAULTS)])
def test_everything_in_the_log_has_its_words(kinds, words):
    assert {one.value for one in kinds} == set(words)
    assert all(LOG_DETAILS.values())
