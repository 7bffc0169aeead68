import io
import re
import subprocess
import sys
import zipfile
from dataclasses import replace

import docx
import pytest
from docx.enum.style import WD_STYLE_TYPE
from docx.oxml.ns import qn
from lxml import etree

from evalsite.core.refusals import BrokenTemplate
from evalsite.core.report import unit_report
from evalsite.paper.blocks import blocks_of
from evalsite.paper.docx_blocks import STYLES, plain
from evalsite.paper.report_content import content
from evalsite.paper.report_docx import TEMPLATE, check_template, docx_of, report_docx
from evalsite.paper.report_html import page_of
from evalsite.paper.report_pdf import pdf_of
from evalsite.paper.typesetting import Typesetter
from evalsite.settings import ROOT
from tests.paper import campaigns, reading
from tests.paper.test_report_pages import NASTY, VALID, Page, expected

HOSTILE = (
    "{{ 7 * 7 }} {% for x in y %} {_{ a }_} {_% b %_} <w:p>&amp;</w:p> ]]> \x00\x07\x0b\x0c\ufffe _甲_ \"引\" '号' \t行"
)


@pytest.fixture(scope="module")
def results():
    return campaigns.results(valid=VALID)


@pytest.fixture(scope="module")
def report(results):
    return unit_report(results, "D04")


@pytest.fixture(scope="module")
def made(report):
    return report_docx(report)


def opened(data):
    return docx.Document(io.BytesIO(data))


def text_of(data):
    """Every word of a document's body without white space: what a reader sees."""
    body = opened(data).element.body
    return re.sub(r"\s+", "", "".join(node.text or "" for node in body.iter(qn("w:t"))))


def parts(data):
    with zipfile.ZipFile(io.BytesIO(data)) as package:
        return {name: package.read(name) for name in package.namelist()}


def changed(change):
    """Our template after somebody's hand."""
    document = docx.Document(str(TEMPLATE))
    change(document)
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def paragraph_with(document, text):
    return next(line for line in document.paragraphs if text in line.text)


def test_word_says_all_that_the_report_says(report, made):
    text = text_of(made)
    for words in expected(report):
        assert re.sub(r"\s+", "", words) in text, words


def test_page_pdf_and_word_say_the_same_in_the_same_order(report):
    """What each skin adds of its own aside, the three are one text: no figure can stand in one and not in another."""
    pages = content(report)
    pages["remarks"] = ["收回率 45%，未达到规定的三分之二，结果仅供参考。"]
    with Typesetter() as typesetter:
        word = text_of(docx_of(pages, typesetter))
    told = [pages["remarks"][0], *(part["title"] for part in pages["sections"])]
    told += [part["text"] for block in blocks_of(pages, "terms") for part in block["rows"]]
    for text in (re.sub(r"\s+", "", Page(page_of(pages)).text), word, re.sub(r"\s+", "", reading.words(pdf_of(pages)))):
        places = [text.index(re.sub(r"\s+", "", words)) for words in told]
        assert places == sorted(places)


def test_withheld_figures_stand_as_such_with_a_footnote(made):
    assert "未公布①" in text_of(made)
    assert "①未公布：有效票少于公布下限" in text_of(made)


def test_the_same_report_gives_the_same_bytes_and_no_date(report, made):
    assert report_docx(report) == made
    assert b"dcterms" not in re.sub(rb"xmlns:\w+=\"[^\"]*\"", b"", parts(made)["docProps/core.xml"])
    with zipfile.ZipFile(io.BytesIO(made)) as package:
        assert {one.date_time[0] for one in package.infolist()} == {1980}


def test_the_document_names_itself_and_nobodys_account(report, made):
    about = opened(made).core_properties
    assert report.subject.name in about.title
    assert (about.author, about.last_modified_by) == (report.organiser, "")


def test_headings_are_headings_so_that_word_can_list_them(report, made):
    headings = [line.text for line in opened(made).paragraphs if line.style.name == "Heading 1"]
    assert headings == [part["title"] for part in content(report)["sections"]]
    assert {"Heading 2", "Title"} <= {line.style.name for line in opened(made).paragraphs}


def test_tables_repeat_their_head_and_tear_no_row_and_have_a_name(report, made):
    tables = [t for t in opened(made).tables if t._tbl.tblPr.find(qn("w:tblCaption")) is not None]
    assert len(tables) == len(blocks_of(content(report), "table")) + len(blocks_of(content(report), "sides"))
    for table in tables:
        assert table._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val"))
        for number, row in enumerate(table.rows):
            properties = row._tr.trPr
            assert (properties.find(qn("w:tblHeader")) is not None) == (number == 0)
            assert properties.find(qn("w:cantSplit")) is not None


def test_every_picture_tells_its_figures_to_who_cannot_see_it(report, made):
    pictures = blocks_of(content(report), "picture")
    told = [node.get("descr") for node in opened(made).element.body.iter(qn("wp:docPr"))]
    assert told == [block["alt"] for block in pictures]
    sizes = {inline.extent.cx for inline in opened(made).element.body.iter(qn("wp:inline"))}
    page = opened(made).sections[0]
    assert sizes == {page.page_width - page.left_margin - page.right_margin}


def test_chinese_is_named_a_chinese_face_in_every_style():
    for name in [*STYLES.values(), "Normal", "Title", "Heading 1"]:
        style = docx.Document(str(TEMPLATE)).styles[name]
        if style.type == WD_STYLE_TYPE.PARAGRAPH:
            found = style.element.rPr.find(qn("w:rFonts"))
            assert found.get(qn("w:eastAsia")) in {"仿宋", "黑体", "宋体"}
            assert not [one for one in found.attrib if "Theme" in one]


def test_pages_are_numbered_and_signed(report, made):
    footers = [section.footer for section in opened(made).sections]
    assert all("仅供内部使用" in footer.paragraphs[0].text for footer in footers)
    assert {"PAGE", "NUMPAGES"} == {n.get(qn("w:instr")) for f in footers for n in f._element.iter(qn("w:fldSimple"))}
    assert all(f"{name}（签名）" in text_of(made) for name in report.signatures)


@pytest.mark.parametrize("nasty", [NASTY, HOSTILE, "永" * 4000, "W" * 4000], ids=["markup", "jinja", "long", "word"])
def test_what_people_wrote_stays_what_it_was(results, nasty):
    """Everywhere a name or text can stand; control characters, which XML cannot hold, are left out."""
    named = replace(results.campaign.subjects[3], name=nasty[:200], unit=nasty, group=nasty)
    hostile = replace(
        results,
        campaign=replace(
            results.campaign,
            name=nasty,
            organiser=nasty,
            subjects=(*results.campaign.subjects[:3], named, *results.campaign.subjects[4:]),
            indicators=tuple(replace(i, name=f"{nasty}{i.code}") for i in results.campaign.indicators),
            electorates=tuple(replace(e, name=f"{nasty}{e.code}") for e in results.campaign.electorates),
        ),
        comments=tuple(replace(c, text=f"{nasty}\n{nasty}") for c in results.comments),
    )
    with Typesetter() as typesetter:
        pages = content(unit_report(hostile, "D04"))
        for block in blocks_of(pages, "picture"):
            block["svg"] = (
                "<svg xmlns='http://www.w3.org/2000/svg' viewBox='0 0 480 9'><title>t</title><desc>d</desc></svg>"
            )
        document = docx_of(pages, typesetter)
    for name, data in parts(document).items():
        if name.endswith((".xml", ".rels")):
            etree.fromstring(data)
    readable = re.sub(r"\s+", "", re.sub("[\x00\x07\x0b\x0c\ufffe]", "", nasty))
    assert text_of(document).count(readable) > 5


def test_a_text_keeps_its_lines_and_loses_what_xml_cannot_hold():
    assert plain("甲\r\n乙\x0c\x1f&<{_{\ud83d") == "甲\n乙&amp;&lt;{&#95;{"


# --- the template -----------------------------------------------------------------------------------------------------


def test_the_template_is_what_the_script_makes(tmp_path):
    script = ROOT / "scripts" / "make_report_template.py"
    subprocess.run([sys.executable, str(script), str(tmp_path / "made.docx")], check=True, cwd=ROOT)
    assert parts((tmp_path / "made.docx").read_bytes()) == parts(TEMPLATE.read_bytes())


def test_our_own_template_passes_its_check():
    check_template(TEMPLATE.read_bytes())


def test_an_organisers_template_decides_looks_and_words_around_the_report(report):
    def edit(document):
        paragraph_with(document, "{{ organiser }}").insert_paragraph_before("内部资料　注意保存")
        document.styles[STYLES["paragraph"]].font.size = docx.shared.Pt(16)

    template = changed(edit)
    check_template(template)
    document = opened(report_docx(report, template))
    assert "内部资料　注意保存" in [line.text for line in document.paragraphs]
    assert document.styles[STYLES["paragraph"]].font.size == docx.shared.Pt(16)


def replaced(old, new):
    def edit(document):
        line = paragraph_with(document, old)
        line.runs[0].text = line.text.replace(old, new)
        for run in line.runs[1:]:
            run.text = ""

    return edit


def without(text):
    def edit(document):
        line = paragraph_with(document, text)
        line._p.getparent().remove(line._p)

    return edit


def nameless(document):
    style = document.styles[STYLES["answer"]]
    style.element.getparent().remove(style.element)


@pytest.mark.parametrize(
    ("edit", "said"),
    [
        (replaced("{{ campaign }}", "{{ campagin }}"), "没有 campagin 这个标记"),
        (replaced("{{ text }}", ""), None),
        (replaced("{%p for note in footnotes %}", "{%p fro note in footnotes %}"), "标记写错了"),
        (replaced("{{ part.title }}", "{{ part.titel }}"), "titel"),
        (replaced("{{ note.mark }}", "{{ note.mark.__class__ }}"), "标记写错了"),
        (nameless, f"缺少样式“{STYLES['answer']}”"),
    ],
    ids=["unknown", "harmless", "syntax", "attribute", "prying", "style"],
)
def test_a_broken_template_is_refused_with_what_is_wrong(edit, said):
    template = changed(edit)
    if said is None:
        check_template(template)
        return
    with pytest.raises(BrokenTemplate) as refusal:
        check_template(template)
    assert said in str(refusal.value.details["problem"])


def test_a_template_that_would_leave_out_remarks_or_footnotes_is_refused():
    def edit(document):
        for text in ("{%p for text in remarks %}", "{{ text }}", "{%p for note in footnotes %}", "{{ note.mark }}"):
            without(text)(document)
        for line in [line for line in document.paragraphs if "{%p endfor %}" in line.text][:3:2]:
            line._p.getparent().remove(line._p)

    with pytest.raises(BrokenTemplate) as refusal:
        check_template(changed(edit))
    assert "没有用到必需的标记 footnotes；没有用到必需的标记 remarks" in str(refusal.value.details["problem"])


@pytest.mark.parametrize("data", [b"", b"not a document", b"PK\x03\x04"])
def test_a_file_that_is_no_document_is_refused(data):
    with pytest.raises(BrokenTemplate, match="broken_template"):
        check_template(data)


def test_a_package_that_would_fill_the_memory_is_refused():
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        package.writestr("word/document.xml", b" " * (21 * 2**20))
    with pytest.raises(BrokenTemplate) as refusal:
        check_template(buffer.getvalue())
    assert "20 MB" in str(refusal.value.details["problem"])


def test_a_report_in_a_template_without_a_style_is_refused_and_not_half_drawn(report):
    with pytest.raises(BrokenTemplate) as refusal:
        report_docx(report, changed(nameless))
    assert STYLES["answer"] in str(refusal.value.details["problem"])


def test_a_rehearsals_report_says_so_across_every_page_whatever_the_template(report):
    def headless(document):
        document.sections[0].header.paragraphs[0].text = ""

    pages = content(report) | {"watermark": "演练"}
    with Typesetter() as typesetter:
        for template in (None, changed(headless)):
            made = opened(docx_of(pages, typesetter, template))
            for page in made.sections:
                for head in (page.header, page.first_page_header, page.even_page_header):
                    assert 'string="演练"' in etree.tostring(head._element, encoding="unicode")
