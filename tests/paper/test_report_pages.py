import io
import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest
from PIL import Image

from evalsite.core.campaign import Grade, Scale, Subject
from evalsite.core.refusals import TypesettingFailed
from evalsite.core.report import unit_report
from evalsite.paper import typesetting as setting
from evalsite.paper.blocks import blocks_of
from evalsite.paper.report_content import content
from evalsite.paper.report_html import STYLE, STYLE_SOURCE, report_html
from evalsite.paper.report_pdf import report_pdf
from evalsite.paper.typesetting import Typesetter, side_by_side
from tests.paper import campaigns, reading
from tests.paper.campaigns import seen
from tests.paper.test_report_model import satisfaction
from tests.pictures import place

VALID = {"E1": 13, "E2": 28, "E3": 57, "E4": 3}
NASTY = '#panic("x") *粗* _斜_ $x$ <script>alert(1)</script> {{7*7}} \\ "引" @a [b] // 注 `c`'


@pytest.fixture(scope="module")
def results():
    return campaigns.results(valid=VALID)


@pytest.fixture(scope="module")
def report(results):
    return unit_report(results, "D04")


@pytest.fixture(scope="module")
def pdf(report):
    return report_pdf(report)


class Page(HTMLParser):
    """The tags and the visible words of a page."""

    def __init__(self, page):
        super().__init__()
        self.tags, self.words, self.attributes, self._silent = [], [], [], 0
        self.feed(page)

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.attributes += attributes
        self._silent += tag == "style"

    def handle_endtag(self, tag):
        self._silent -= tag == "style"

    def handle_data(self, data):
        if not self._silent:
            self.words.append(data.strip())

    @property
    def text(self):
        return "".join(self.words)


def flat(pdf):
    return re.sub(r"\s+", "", reading.words(pdf))


def texts_of(block):
    """Every word of a block; a picture's stand in its text alternative, which each form has in its own place."""
    match block["kind"]:
        case "heading" | "paragraph":
            yield block["text"]
        case "table":
            yield from block["head"]
            yield from (part for row in block["rows"] for one in row for part in (one["text"], one["note"]))
        case "sides":
            yield from (side["title"] for side in block["sides"])
            yield from (part for side in block["sides"] for row in side["rows"] for part in row.values())
        case "answers":
            yield from (one["text"] for one in block["texts"])
        case "terms":
            yield from (part for row in block["rows"] for part in row.values())
        case kind:
            assert kind == "picture"


def expected(report):
    """Words that every form of a report must have."""
    pages = content(report)
    yield from (report.subject.name, report.campaign, report.organiser, "总体情况", "计票规则")
    for one in pages["cover"]:
        yield from (one["label"], one["value"])
    for part in pages["sections"]:
        yield part["title"]
        for one in part["blocks"]:
            yield from texts_of(one)
    for note in pages["footnotes"]:
        yield note["text"]
    for name in report.signatures:
        yield f"{name}（签名）"


def test_the_pdf_has_all_that_the_report_says(report, pdf):
    text = flat(pdf)
    for words in expected(report):
        # The typesetter breaks words in tables anywhere; in the text layer a broken line is only white space.
        assert re.sub(r"\s+", "", words) in text, words


def test_the_page_has_all_that_the_report_says(report):
    text = re.sub(r"\s+", "", Page(report_html(report)).text)
    for words in expected(report):
        assert re.sub(r"\s+", "", words) in text, words


def test_withheld_figures_stand_as_such_with_a_footnote_in_both_forms(report, pdf):
    for text in (flat(pdf), re.sub(r"\s+", "", Page(report_html(report)).text)):
        assert "未公布①" in text
        assert "①未公布：有效票少于公布下限" in text


def test_all_type_of_the_pdf_is_embedded_and_ours(pdf):
    table = reading.fonts(pdf).splitlines()[2:]
    assert table
    assert all("NotoSansSC" in line for line in table)


def test_no_page_of_the_pdf_is_empty_and_none_is_printed_to_the_edge(pdf):
    pages = reading.pages(pdf, dpi=100, colour=True)
    for number, page in enumerate(pages, start=1):
        page.save(place(f"report-{number}"))
    assert 2 <= len(pages) <= 8
    for page in pages:
        dark = page.convert("L").point(lambda grey: 255 if grey < 200 else 0).getbbox()
        assert dark is not None
        left, top, right, bottom = dark
        assert left >= 60
        assert right <= page.width - 60
        assert top >= 30
        assert bottom <= page.height - 30


def test_the_pdf_can_be_read_aloud_and_names_itself(pdf, report):
    about = reading.about(pdf)
    assert b"pdfuaid:part>1<" in pdf
    assert re.search(r"Tagged:\s+yes", about)
    assert report.subject.name in about
    assert "CreationDate" not in about


def test_the_same_report_gives_the_same_bytes(report, pdf):
    assert report_pdf(report) == pdf
    assert report_html(report) == report_html(report)


def test_what_people_wrote_is_never_markup(results):
    named = replace(results.campaign.subjects[3], name=NASTY, unit=NASTY, group=NASTY)
    hostile = replace(
        results,
        campaign=replace(
            results.campaign,
            name=NASTY,
            organiser=NASTY,
            subjects=(*results.campaign.subjects[:3], named, *results.campaign.subjects[4:]),
            indicators=tuple(replace(i, name=f"{NASTY}{i.code}") for i in results.campaign.indicators),
            electorates=tuple(replace(e, name=f"{NASTY}{e.code}") for e in results.campaign.electorates),
        ),
        comments=tuple(replace(c, text=NASTY) for c in results.comments),
    )
    report = unit_report(hostile, "D04")
    assert flat(report_pdf(report)).count(re.sub(r"\s+", "", NASTY)) > 5
    page = Page(report_html(report))
    assert "script" not in page.tags
    assert NASTY in page.text


def test_rare_characters_of_names_are_set():
    rare = "龚䶮、荀𫖮、㛃、𬭎工作室"
    base = campaigns.campaign()
    named = replace(base, subjects=(Subject("D01", rare, "person", group="县直部门"),))
    assert rare in flat(report_pdf(unit_report(campaigns.results(named, valid=VALID), "D01")))


def test_what_the_faces_lack_is_a_mark_with_a_note_on_paper_and_itself_on_the_web(results):
    spoken = "很好\U0001f44d\U0001f3fb，继续\u200d保持\U0001f600"
    remarks = replace(results, comments=tuple(replace(c, text=spoken) for c in results.comments))
    report = unit_report(remarks, "D04")
    pdf = report_pdf(report)
    assert b"pdfuaid:part>1<" in pdf
    assert "很好〓，继续保持〓" in flat(pdf)
    assert "〓处是字库中没有的文字或表情符号" in flat(pdf)
    assert spoken in Page(report_html(report)).text


def test_a_word_that_the_standard_for_reading_aloud_refuses_costs_the_standard_and_not_the_report(report, monkeypatch):
    monkeypatch.setattr(setting, "printable", lambda text: text.replace("财政局", "\U0001f600"))
    pdf = report_pdf(report)
    assert b"pdfuaid" not in pdf
    assert "计票规则" in flat(pdf)


def test_a_report_without_scores_a_report_without_ballots_and_one_all_withheld_can_be_set():
    base = campaigns.campaign()
    stranger = satisfaction(subjects=(*satisfaction().subjects, Subject("S3", "外单位", group="其他")))
    cases = [
        (unit_report(campaigns.results(satisfaction(), valid={"E": 20}), "S1"), "满意率"),
        (unit_report(campaigns.results(stranger, valid={"E": 20}), "S3"), "计票规则"),
        (unit_report(campaigns.results(replace(base, threshold=0), valid=dict.fromkeys(VALID, 0)), "D04"), "有效票"),
        (unit_report(campaigns.results(replace(base, threshold=500), valid=VALID), "D04"), "综合得分未公布"),
        (
            unit_report(campaigns.results(replace(base, organiser="", opens=None, closes=None), valid=VALID), "D04"),
            "得分",
        ),
    ]
    with Typesetter() as typesetter:
        for report, words in cases:
            assert words in flat(typesetter.pdf(content(report)))
            assert words in re.sub(r"\s+", "", Page(report_html(report)).text)


def test_a_group_of_seventy_three_and_twelve_electorates_fit_on_the_pages():
    base = campaigns.campaign()
    many = replace(
        base,
        subjects=tuple(Subject(f"D{n:02}", f"第{n}号单位", group="县直部门") for n in range(1, 74)),
        indicators=base.indicators[:6],
        quotas=(),
        electorates=tuple(replace(base.electorates[0], code=f"V{n}", name=f"第{n}票种代表") for n in range(1, 13)),
    )
    report = unit_report(campaigns.results(many, valid={f"V{n}": 6 for n in range(1, 13)}), "D40")
    pages = content(report)
    assert len(blocks_of(pages, "picture", "同组比较")) == 3
    assert [len(one["head"]) for one in blocks_of(pages, "table", "不同票种的评价")] == [7, 9, 6]
    text = flat(report_pdf(report))
    assert all(f"第{n}号单位" in text for n in range(1, 74))


def test_sixty_electorates_thirty_five_indicators_and_forty_options_fit_on_the_pages():
    base = campaigns.campaign()
    many = replace(
        base,
        subjects=base.subjects[:3],
        scales=(base.scales[0], Scale("问题", tuple(Grade(f"问题{n}") for n in range(1, 41)))),
        indicators=(
            *(replace(base.indicators[0], code=f"I{n}", name=f"第{n}项指标", weight=None) for n in range(1, 36)),
            replace(base.indicators[7], scale="问题"),
        ),
        quotas=(),
        electorates=tuple(replace(base.electorates[0], code=f"V{n}", name=f"第{n}票种代表") for n in range(1, 61)),
    )
    pdf = report_pdf(unit_report(campaigns.results(many, valid={f"V{n}": 5 for n in range(1, 61)}), "D02"))
    text = flat(pdf)
    # Once in a chart and once in a table: what falls off a page is not in the text of either.
    assert all(text.count(f"第{n}票种代表") >= 2 for n in range(1, 61))
    assert all(text.count(f"第{n}项指标") >= 4 for n in range(1, 36))
    assert all(f"问题{n}" in text for n in range(1, 41))
    for page in reading.pages(pdf, dpi=40):
        dark = page.point(lambda grey: 255 if grey < 200 else 0).getbbox()
        assert dark is not None
        assert dark[3] <= page.height - 12


def test_a_very_long_name_stays_on_the_paper():
    base = campaigns.campaign()
    name = "某某省某某市某某县乡村振兴和农业农村现代化综合服务保障中心（挂农产品质量安全监管站牌子）" * 2
    long = replace(base, name=name, organiser=name, subjects=(replace(base.subjects[0], name=name, unit=name),))
    pdf = report_pdf(unit_report(campaigns.results(long, valid=VALID), "D01"))
    for page in reading.pages(pdf, dpi=50):
        dark = page.point(lambda grey: 255 if grey < 200 else 0).getbbox()
        assert dark is not None
        assert dark[0] >= 30
        assert dark[2] <= page.width - 30


def test_many_reports_come_in_order_and_no_more_are_asked_for_than_are_under_way(results):
    codes = ["D03", "D01", "D02", "D05", "D04", "D07", "D06"]
    asked = []

    def given():
        for code in codes:
            asked.append(code)
            yield code

    def work(code, typesetter):
        return code, typesetter.pdf(content(unit_report(results, code)))

    made = side_by_side(given(), work, children=2)
    first = next(made)
    assert asked == codes[:4]
    found = [first, *made]
    assert [code for code, _ in found] == codes
    assert found[4][1] == report_pdf(unit_report(results, "D04"))


def test_whoever_stops_reading_ends_the_typesetters(results):
    seen = []

    def work(code, typesetter):
        made = typesetter.pdf(content(unit_report(results, code)))
        seen.append(typesetter._child)
        return made

    made = side_by_side(["D01", "D02", "D03"], work, children=1)
    next(made)
    made.close()
    assert seen
    assert all(child.poll() is not None for child in seen)


def test_charts_for_word_are_sharp_pictures_of_their_own_size(report):
    charts = [block["svg"] for block in blocks_of(content(report), "picture")]
    with Typesetter() as typesetter:
        made = typesetter.pngs(charts)
        assert typesetter.pngs(charts[:1]) == made[:1]
        assert typesetter.pngs([]) == []
    assert len(made) == len(charts)
    for png, svg in zip(made, charts, strict=True):
        image = Image.open(io.BytesIO(png))
        wide, tall = (float(part) for part in re.findall(r'viewBox="0 0 (\S+) (\S+)"', svg)[0])
        assert image.width == 1440
        assert abs(image.height - 1440 * tall / wide) < 4


def test_a_typesetter_that_died_is_started_again_and_the_report_is_not_lost(report, pdf):
    with Typesetter() as typesetter:
        typesetter.pdf(content(report))
        child = typesetter._child
        assert child is not None
        child.kill()
        child.wait()
        assert typesetter.pdf(content(report)) == pdf


@pytest.mark.parametrize(
    "source",
    [
        "raise SystemExit(3)",
        "import sys; sys.stdin.buffer.read(20); sys.stdout.buffer.write(b'\\0' * 7)",
        "import sys; sys.stdin.buffer.read(8); sys.stdout.buffer.write((99).to_bytes(8, 'big') + b'Pcut short')",
    ],
)
def test_a_typesetter_that_dies_twice_over_a_report_is_an_error(report, tmp_path, monkeypatch, source):
    child = tmp_path / "child.py"
    child.write_text(f"open({str(tmp_path / 'starts')!r}, 'a').write('x')\n{source}\n")
    monkeypatch.setattr(setting, "CHILD", child)
    with pytest.raises(TypesettingFailed, match="两次中断"), Typesetter() as typesetter:
        typesetter.pdf(content(report))
    assert (tmp_path / "starts").read_text() == "xx"


def test_what_the_typesetter_complains_of_is_told(report, tmp_path, monkeypatch):
    child = tmp_path / "child.py"
    child.write_text(
        "import sys\n"
        "n = int.from_bytes(sys.stdin.buffer.read(8), 'big'); sys.stdin.buffer.read(n)\n"
        "a = 'E字体不见了'.encode(); sys.stdout.buffer.write(len(a).to_bytes(8, 'big') + a); sys.stdout.flush()\n"
    )
    monkeypatch.setattr(setting, "CHILD", child)
    with pytest.raises(TypesettingFailed, match="字体不见了"):
        report_pdf(report)


def test_the_child_gets_no_secret_of_the_server(report, tmp_path, monkeypatch):
    child = tmp_path / "child.py"
    child.write_text(f"import os\nopen({str(tmp_path / 'seen')!r}, 'w').write(repr(dict(os.environ)))\n")
    monkeypatch.setattr(setting, "CHILD", child)
    monkeypatch.setenv("EVALSITE_SECRET_KEY", "do-not-tell")
    with pytest.raises(TypesettingFailed):
        report_pdf(report)
    seen = (tmp_path / "seen").read_text()
    assert "do-not-tell" not in seen
    assert "RUST_MIN_STACK" in seen


def test_no_child_is_left_behind(report):
    with Typesetter() as typesetter:
        typesetter.pdf(content(report))
        child = typesetter._child
    assert child is not None
    assert child.poll() is not None


def test_the_page_stands_alone_without_script_or_third_party(report):
    page = Page(report_html(report))
    assert "script" not in page.tags
    assert "link" not in page.tags
    assert "img" not in page.tags
    assert not [name for name, _ in page.attributes if name == "style" or name.startswith("on")]
    assert not [value for name, value in page.attributes if name in {"src", "href"} and value]
    assert "url(" not in STYLE
    assert "@import" not in STYLE


def test_the_digest_of_the_embedded_sheet_is_the_one_to_put_into_a_policy(report):
    import base64
    import hashlib

    found = re.search(r"<style>(.*?)</style>", report_html(report), re.DOTALL)
    assert found
    assert base64.b64encode(hashlib.sha256(found[1].encode()).digest()).decode() in STYLE_SOURCE


def test_answers_in_the_same_words_are_listed_once_with_their_number(report):
    block = blocks_of(content(report), "answers")[0]
    texts = [one["text"] for one in block["texts"]]
    assert len(texts) == len(set(texts))
    assert sum(one["times"] for one in block["texts"]) == len(report.comments[0].texts)
    assert "（同样内容" in Page(report_html(report)).text


def test_the_summary_says_score_rank_and_distance(results):
    for code in ("D04", "D02"):
        report = unit_report(results, code)
        summary = blocks_of(content(report), "paragraph", "总体情况")[0]["text"]
        assert f"综合得分 {seen(report.score).text} 分" in summary
        way = "高于" if seen(report.difference).value > 0 else "低于"
        assert f"{way}同组平均 {seen(report.difference).text.lstrip('+-')} 分" in summary


def test_the_strongest_and_weakest_indicators_are_named_only_when_there_are_enough(results):
    (block,) = blocks_of(content(unit_report(results, "D02")), "sides")
    best, worst = block["sides"]
    assert worst["rows"][0]["note"].startswith("-")
    distances = [float(row["note"]) for row in worst["rows"]]
    assert distances == sorted(distances)
    assert all(row["note"].startswith("+") for row in best["rows"])
    few = campaigns.campaign(indicators=campaigns.campaign().indicators[:3], quotas=())
    assert blocks_of(content(unit_report(campaigns.results(few, valid=VALID), "D02")), "sides") == []
