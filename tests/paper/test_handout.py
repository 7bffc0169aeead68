"""The list for handing out, read back from its PDF: parcels and signatures, nothing that leads to a voter."""

from dataclasses import replace

from evalsite.core.batches import plan
from evalsite.paper.handout import handout_of, handout_pdf
from tests.factories import two_electorates
from tests.paper import reading
from tests.pictures import place

_BOTH = two_electorates(60, 12)
CAMPAIGN = replace(
    _BOTH,
    name="某县2026年度民主测评",
    organiser="某县委组织部",
    electorates=(replace(_BOTH.electorates[0], spare=5), _BOTH.electorates[1]),
)
WHOLE = plan(CAMPAIGN.electorates, {})


def test_every_parcel_has_a_line_to_sign_and_a_sheet_to_go_with_it():
    pdf = handout_pdf(handout_of(CAMPAIGN, plan(CAMPAIGN.electorates, {"A": "第一科 12、<后勤> & 基建 15"})))
    first, second, *_ = reading.pages(pdf)
    first.save(place("handout"))
    second.save(place("handout-parcels"))
    text = reading.words(pdf, layout=True)
    listed = text[: text.index("随包单")]
    for line in ("第一科 12", "<后勤> & 基建 15", "其余 28", "备用条 5"):
        assert line in " ".join(listed.split()), line
    assert [line.split()[-1] for line in listed.splitlines() if "合计" in line] == ["72"]
    assert "不登记哪一张给了谁" in listed
    assert text.count("测评条随包单") == 5
    assert "票种：服务对象；批次：" in text
    assert "演练" not in text


def test_without_piles_there_is_one_line_an_electorate_and_a_rehearsal_says_what_it_is():
    text = reading.words(handout_pdf(handout_of(CAMPAIGN, WHOLE)), layout=True)
    listed = " ".join(text[: text.index("随包单")].split())
    assert "职工 55" in listed
    assert "备用条 5" in listed
    assert "服务对象 12" in listed
    rehearsed = reading.words(handout_pdf(handout_of(replace(CAMPAIGN, rehearsal=True), WHOLE)))
    assert "演练，不计票" in rehearsed.replace("\n", "")
