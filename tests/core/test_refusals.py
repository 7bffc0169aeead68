"""Every refusal has a code of its own, a status that says no, and what its words need."""

import pytest

from evalsite.core import refusals
from evalsite.core.refusals import (
    Fault,
    FaultyCount,
    FaultyWorkbook,
    Refusal,
    Wrong,
    kept_faults,
    recalled_faults,
)
from evalsite.core.saying import Saying, say
from evalsite.words import WORDS


def every():
    found = [one for one in vars(refusals).values() if isinstance(one, type) and issubclass(one, Refusal)]
    return [one for one in found if one is not Refusal]


def test_no_two_refusals_share_a_code():
    codes = [one.code for one in every()]
    assert len(codes) == len(set(codes))
    assert Refusal.code not in codes


@pytest.mark.parametrize("refusal", every(), ids=lambda one: one.__name__)
def test_every_refusal_has_a_code_a_status_and_words(refusal):
    assert refusal.code == refusal.code.lower()
    assert 400 <= refusal.status < 600
    assert WORDS[refusal.code]


def test_a_refusal_keeps_the_details_that_its_words_are_filled_with():
    refusal = refusals.TooFewShares(have=1, need=2)
    assert refusal.details == {"have": 1, "need": 2}
    assert str(refusal) == "('too_few_shares', {'have': 1, 'need': 2})"


def test_a_faulty_workbook_counts_its_faults():
    faults = (Fault("对象", 3, "A", "编号是空的", "请填写编号"), Fault("", None, "", "不是工作簿", "请另存"))
    refusal = FaultyWorkbook(faults)
    assert refusal.faults == faults
    assert refusal.details == {"count": 2}


def test_a_faulty_count_has_every_wrong_cell_with_its_electorate():
    wrong = (("A", Wrong("valid", "有效票多于收回的票", "请核对")), ("B", Wrong("void", "废票不是整数", "请填整数")))
    refusal = FaultyCount(wrong)
    assert refusal.wrong == wrong
    assert refusal.details == {"count": 2}


def test_stored_faults_stand_at_their_places_and_can_be_said_again():
    faults = (
        Fault("票种", 2, "D", say("“{text}”不是数字", text="很多"), "请填整数"),
        Fault("", None, "", "文件是空的", "请重新选择"),
    )
    again = recalled_faults(kept_faults(faults))
    assert again == faults
    assert isinstance(again[0].problem, Saying)
    assert recalled_faults("开箱中断过。") == ()
