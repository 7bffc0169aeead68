"""The setting of the voter's wait: what an operator may ask for, and the words when it cannot be."""

import pytest

from evalsite.core import mixing
from evalsite.core.refusals import BadSetting
from evalsite.settings import load
from evalsite.words import Audience, words


def test_the_shipped_settings_are_the_voter_s_standard():
    assert load({}).mix == mixing.STANDARD


@pytest.mark.parametrize(
    ("given", "mix"), [("0", (0, 0)), ("0.5", (0, 3000)), ("3", (0, 3000)), ("4", (1000, 4000)), ("60", (2000, 60_000))]
)
def test_any_upper_end_that_is_taken_is_one_that_voters_obey(given: str, mix: tuple[int, int]):
    assert load({"EVALSITE_MIX_DELAY": given}).mix == mix
    assert mixing.accepted(list(mix)) == mix


@pytest.mark.parametrize(("given", "grace"), [("0", 0), ("0.5", 12), ("8", 12), ("60", 60)])
def test_closing_waits_as_long_as_the_slowest_phone_may(given: str, grace: float):
    assert load({"EVALSITE_MIX_DELAY": given}).grace == grace


@pytest.mark.parametrize("given", ["121", "-1", "nan", "inf"])
def test_an_upper_end_that_voters_would_not_obey_is_refused_in_words(given: str):
    with pytest.raises(BadSetting) as found:
        load({"EVALSITE_MIX_DELAY": given})
    said = words(found.value, Audience.COMMAND)
    assert "EVALSITE_MIX_DELAY" in said
    assert f"混合等待的上限应为 0 到 120 秒（0 表示不等待，不足 3 秒按 3 秒），现为 {given}" in said


@pytest.mark.parametrize("given", ["-1", "nan", "inf"])
def test_a_lower_end_that_is_no_time_is_refused(given: str):
    with pytest.raises(BadSetting):
        load({"EVALSITE_MIX_DELAY_LOW": given})
