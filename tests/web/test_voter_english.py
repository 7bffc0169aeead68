"""Whatever the voter's side refuses has its words in English: the phone goes by the code, the page of the box has its own."""

import inspect
import re

import pytest

from evalsite.core.refusals import Busy, Malformed, NotClosed, Refusal, UnknownCampaign, voting
from evalsite.settings import ROOT

ENGLISH = (ROOT / "frontend" / "src" / "words" / "en.ts").read_text(encoding="utf-8")
BOX = (ROOT / "templates" / "ballot" / "box.html").read_text(encoding="utf-8")
# These have a screen of their own in the phone's words, whose types keep both languages complete.
SCREENS = {"unknown_ticket", "void_ticket", "already_stamped", "closed"}
REFUSALS = [
    one for _, one in inspect.getmembers(voting, inspect.isclass) if issubclass(one, Refusal) and one.code != "refused"
]


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda one: one.code)
def test_every_refusal_that_a_phone_can_meet_has_english_words(refusal: type[Refusal]):
    if refusal is Busy or refusal is NotClosed:  # the phone tries again by itself; only the page of the box says it
        return
    assert refusal.code in SCREENS or re.search(rf"^  {refusal.code}: ", ENGLISH, re.MULTILINE)


@pytest.mark.parametrize("refusal", [Malformed, NotClosed, UnknownCampaign])
def test_every_refusal_of_the_box_list_has_english_words(refusal: type[Refusal]):
    assert re.search(rf'^  "{refusal.code}": "[A-Z]', BOX, re.MULTILINE)
