import re
from dataclasses import replace

import pytest

from evalsite.core.campaign import Subject
from evalsite.core.disclosure import Shown, WriteIn
from evalsite.core.summary import summary_report
from evalsite.paper.blocks import blocks_of
from evalsite.paper.report_docx import docx_of
from evalsite.paper.report_html import page_of
from evalsite.paper.summary_content import DIFFERENT, summary_content
from evalsite.paper.typesetting import Typesetter
from tests.paper import campaigns, reading
from tests.paper.test_report_docx import text_of
from tests.paper.test_report_model import satisfaction
from tests.paper.test_report_pages import Page, texts_of
from tests.pictures import place

VALID = {"E1": 13, "E2": 28, "E3": 57, "E4": 3}


def shown(number):
    return Shown(number, str(number))


@pytest.fixture(scope="module")
def pages():
    base = campaigns.campaign()
    fields = ("经济", "民生")
    subjects = tuple(
        replace(one, field=fields[number % 2], group="县直部门" if number < 8 else "事业单位")
        for number, one in enumerate(base.subjects)
    )
    electorates = tuple(
        replace(one, groups=("县直部门", "事业单位") if number < 3 else ("县直部门",))
        for number, one in enumerate(base.electorates)
    )
    results = campaigns.results(replace(base, subjects=subjects, electorates=electorates), valid=VALID)
    judged = replace(
        results,
        scores=tuple(
            replace(s, verdict=shown(1)) if s.electorate is s.indicator is None else s for s in results.scores
        ),
        writeins=(WriteIn("N", None, "一个没有列出的单位", shown(7), shown(6), None, exact=False),),
    )
    return summary_content(summary_report(judged))


def all_words(pages):
    for one in pages["cover"]:
        yield from (one["label"], one["value"])
    for part in pages["sections"]:
        yield part["title"]
        for block in part["blocks"]:
            yield from texts_of(block)
    yield from (note["text"] for note in pages["footnotes"])
    yield from (f"{name}（签名）" for name in pages["signatures"])


def test_page_pdf_and_word_say_all_that_the_summary_says(pages):
    with Typesetter() as typesetter:
        pdf, word = typesetter.pdf(pages), docx_of(pages, typesetter)
    for number, image in enumerate(reading.pages(pdf, dpi=100, colour=True), start=1):
        image.save(place(f"summary-{number}"))
    texts = [re.sub(r"\s+", "", text) for text in (Page(page_of(pages)).text, reading.words(pdf), text_of(word))]
    for said in all_words(pages):
        for text in texts:
            assert re.sub(r"\s+", "", said) in text, said


def test_the_sections_come_in_the_order_in_which_people_look_for_them(pages):
    assert [part["title"] for part in pages["sections"]] == [
        "总体情况", "投票情况", "得分与排名", "各领域排名", "各票种评价", "各指标得分", "评价分布总览", "得票情况",
        "意见和建议", "计票规则",
    ]  # fmt: skip


def test_groups_and_fields_have_tables_of_their_own(pages):
    assert len(blocks_of(pages, "table", "得分与排名")) == 2
    fields = blocks_of(pages, "table", "各领域排名")
    assert [one["text"] for one in blocks_of(pages, "heading", "各领域排名")] == [
        "经济（县直部门）", "经济（事业单位）", "民生（县直部门）", "民生（事业单位）",
    ]  # fmt: skip
    assert [row[0]["text"] for row in fields[0]["rows"]] == ["1", "2", "3", "4"]
    assert DIFFERENT in [one["text"] for one in blocks_of(pages, "paragraph", "各领域排名")]


def test_verdicts_stand_beside_scores_and_are_counted(pages):
    assert blocks_of(pages, "table", "得分与排名")[0]["head"][-1] == "评定等次"
    assert "评定等次：1 12 个。" in blocks_of(pages, "paragraph", "总体情况")[0]["text"]


def test_nominations_and_rankings_stand_in_their_order(pages):
    tables = {one["name"]: one for one in blocks_of(pages, "table", "得票情况")}
    votes = [int(row[1]["text"]) for row in tables["推荐为先进集体"]["rows"]]
    assert votes == sorted(votes, reverse=True)
    places = [int(row[-1]["text"]) for row in tables["综合排序"]["rows"]]
    assert places == sorted(places)
    assert tables["名单以外另写的"]["rows"][0][2]["text"].endswith("实有 6 至 7 票")


def test_a_vote_of_satisfaction_has_its_votes_instead_of_scores():
    stranger = satisfaction(subjects=(*satisfaction().subjects, Subject("S3", "外单位", group="其他")))
    pages = summary_content(summary_report(campaigns.results(stranger, valid={"E": 20})))
    assert [part["title"] for part in pages["sections"]] == [
        "总体情况",
        "投票情况",
        "评价分布总览",
        "得票情况",
        "计票规则",
    ]
    (votes,) = blocks_of(pages, "table", "得票情况")
    assert votes["head"] == ["对象", "满意", "基本满意", "不满意"]
    assert len(votes["rows"]) == 2


def test_a_summary_of_what_may_not_be_shown_is_whole_and_tells_nothing():
    hidden = campaigns.results(campaigns.campaign(threshold=500), valid=VALID)
    pages = summary_content(summary_report(hidden))
    for table in blocks_of(pages, "table", "得分与排名") + blocks_of(pages, "table", "得票情况"):
        assert all("未公布①" in cell["text"] for row in table["rows"] for cell in row[-1:])
    with Typesetter() as typesetter:
        assert typesetter.pdf(pages).startswith(b"%PDF")


def test_the_chart_of_ranks_is_by_rank_whatever_the_order_of_the_table():
    results = campaigns.results(valid=VALID)
    by_rank, given = (summary_content(summary_report(results, by_rank=ranked)) for ranked in (True, False))
    title = "得分与排名"
    assert blocks_of(by_rank, "picture", title) == blocks_of(given, "picture", title)
    assert blocks_of(by_rank, "table", title)[0] != blocks_of(given, "table", title)[0]
