"""Makes evalsite/paper/report.docx, the template of Word reports, so that what stands in it can be reviewed here.

    python scripts/make_report_template.py

Organisers edit a copy in Word (`evalsite template`): fonts, sizes and colours are those of named styles, marks in double
braces are filled in. Faces are those that Windows and WPS bring along; 仿宋 and 黑体 are what offices write in.
"""

import io
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import docx
from docx.enum.section import WD_SECTION_START
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.table import WD_TABLE_ALIGNMENT
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGN
from docx.enum.text import WD_TAB_ALIGNMENT
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from evalsite.paper.docx_blocks import STYLES
from evalsite.paper.report_docx import TEMPLATE, settled

INK, MUTE, BLUE, RED = "1F2A37", "5B6775", "1D5FA6", "B5432A"
LATIN, BODY, HEAD, TABLE = "Times New Roman", "仿宋", "黑体", "宋体"
TEXT_WIDTH = Mm(166)


@dataclass(frozen=True)
class Look:
    """How a paragraph style looks; sizes and spaces in points, ``line`` in lines."""

    size: float = 12
    face: str = BODY
    colour: str = INK
    bold: bool = False
    before: float = 0
    after: float = 0
    line: float = 1.25
    align: Any = None
    kept: bool = False


LOOKS = {
    "Title": Look(22, HEAD, after=2, line=1.2),
    "Subtitle": Look(13, BODY, after=2),
    "Heading 1": Look(15, HEAD, before=14, after=7, line=1.1, kept=True),
    "Heading 2": Look(12, HEAD, before=9, after=5, line=1.1, kept=True),
    "测评机关": Look(11, BODY, MUTE),
    "测评提示": Look(12, HEAD, RED, before=6, after=6),
    "测评封面项": Look(9, TABLE, MUTE, line=1.1),
    "测评封面数": Look(19, LATIN, BLUE, bold=True, line=1.15),
    "测评签名": Look(11, BODY, before=6),
    STYLES["paragraph"]: Look(12, after=6, line=1.3, align=ALIGN.JUSTIFY),
    STYLES["quiet"]: Look(9.5, TABLE, MUTE, after=5),
    STYLES["picture"]: Look(9, TABLE, after=6, line=1.0, align=ALIGN.CENTER),
    STYLES["words"]: Look(9.5, TABLE, line=1.1),
    STYLES["figure"]: Look(9.5, TABLE, line=1.1, align=ALIGN.RIGHT),
    STYLES["gap"]: Look(5, TABLE, line=1.0),
    STYLES["answer"]: Look(11, BODY, after=5, line=1.3),
    STYLES["term"]: Look(10.5, BODY, after=3, line=1.1),
    "Header": Look(9, TABLE, MUTE, line=1.0),
    "Footer": Look(9, TABLE, MUTE, line=1.0),
}


def faces(properties: Any, east: str, latin: str = LATIN) -> None:
    """Names both faces: what only ``ascii`` names, Word sets Chinese in some other face."""
    found = properties.get_or_add_rFonts()
    for name in list(found.attrib):
        del found.attrib[name]
    for name, face in (("ascii", latin), ("hAnsi", latin), ("eastAsia", east), ("cs", latin)):
        found.set(qn(f"w:{name}"), face)


def style(document: Any, name: str, look: Look) -> Any:
    names = {one.name for one in document.styles}
    found = document.styles[name] if name in names else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    if name not in names:
        found.base_style = document.styles["Normal"]
    found.quick_style, found.hidden, found.unhide_when_used = True, False, False
    faces(found.element.get_or_add_rPr(), BODY if look.face == LATIN else look.face)
    font, shape = found.font, found.paragraph_format
    font.size, font.bold, font.italic = Pt(look.size), look.bold, False
    font.color.rgb = RGBColor.from_string(look.colour)
    shape.space_before, shape.space_after, shape.line_spacing = Pt(look.before), Pt(look.after), look.line
    shape.alignment, shape.keep_with_next, shape.widow_control = look.align, look.kept, True
    return found


# What stands behind the borders in a paragraph's properties: their order is fixed (ECMA-376 part 1, 17.3.1.26).
AFTER_BORDERS = ("shd", "tabs", "spacing", "ind", "contextualSpacing", "jc", "outlineLvl", "rPr")


def border(looks: Any, side: str, size: int, colour: str, space: int = 0) -> None:
    """A line beside the paragraphs of a style; ``size`` in eighths of a point."""
    properties = looks.element.get_or_add_pPr()
    for old in properties.findall(qn("w:pBdr")):
        properties.remove(old)
    lines = "".join(
        f'<w:{one} w:val="single" w:sz="{size}" w:space="{space}" w:color="{colour}"/>' for one in side.split()
    )
    if lines:
        found = parse_xml(f"<w:pBdr {nsdecls('w')}>{lines}</w:pBdr>")
        properties.insert_element_before(found, *(f"w:{name}" for name in AFTER_BORDERS))


def styles(document: Any) -> None:
    normal = style(document, "Normal", Look())
    language = normal.element.get_or_add_rPr()
    language.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))
    made = {name: style(document, name, look) for name, look in LOOKS.items()}
    border(made["Title"], "", 0, INK)  # the library's own has a line below
    border(made["Heading 1"], "left", 24, BLUE, 6)
    border(made["测评提示"], "top left bottom right", 8, RED, 6)
    border(made[STYLES["answer"]], "left", 12, "D5DBE2", 8)
    term = made[STYLES["term"]].paragraph_format
    term.left_indent, term.first_line_indent = Pt(66), Pt(-66)
    term.tab_stops.add_tab_stop(Pt(66))
    made[STYLES["paragraph"]].paragraph_format.first_line_indent = Pt(24)
    for name in ("Header", "Footer"):
        stops = made[name].paragraph_format.tab_stops
        stops.clear_all()
        stops.add_tab_stop(TEXT_WIDTH, WD_TAB_ALIGNMENT.RIGHT)
    small = document.styles.add_style(STYLES["note"], WD_STYLE_TYPE.CHARACTER)
    small.font.size, small.font.color.rgb = Pt(8), RGBColor.from_string(MUTE)
    document.styles.add_style(STYLES["strong"], WD_STYLE_TYPE.CHARACTER).font.bold = True
    table_style(document)


def table_style(document: Any) -> None:
    """Three lines, as official tables have them: above and below the heading, and below each row a fine one."""
    made = document.styles.add_style(STYLES["table"], WD_STYLE_TYPE.TABLE)
    made.base_style = document.styles["Normal Table"]
    made.element.append(
        parse_xml(
            f"<w:tblPr {nsdecls('w')}><w:tblBorders>"
            f'<w:top w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>'
            f'<w:bottom w:val="single" w:sz="8" w:space="0" w:color="{INK}"/>'
            '<w:insideH w:val="single" w:sz="4" w:space="0" w:color="D5DBE2"/></w:tblBorders>'
            '<w:tblCellMar><w:top w:w="40" w:type="dxa"/><w:left w:w="70" w:type="dxa"/>'
            '<w:bottom w:w="40" w:type="dxa"/><w:right w:w="70" w:type="dxa"/></w:tblCellMar></w:tblPr>'
        )
    )
    made.element.append(
        parse_xml(
            f'<w:tblStylePr {nsdecls("w")} w:type="firstRow"><w:tcPr><w:tcBorders>'
            f'<w:bottom w:val="single" w:sz="6" w:space="0" w:color="{INK}"/></w:tcBorders></w:tcPr></w:tblStylePr>'
        )
    )


def page(document: Any) -> None:
    """A4, a running head from the second page on, page numbers."""
    section = document.sections[0]
    section.start_type = WD_SECTION_START.NEW_PAGE
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.left_margin = section.right_margin = Mm(22)
    section.top_margin, section.bottom_margin = Mm(25), Mm(22)
    section.header_distance, section.footer_distance = Mm(13), Mm(11)
    section.different_first_page_header_footer = True
    section.header.paragraphs[0].add_run("{{ campaign }}\t{{ name }}")
    section.header.is_linked_to_previous = False
    for part in (section.footer, section.first_page_footer):
        part.is_linked_to_previous = False
        line = part.paragraphs[0]
        line.style = document.styles["Footer"]
        line.add_run("{% if organiser %}{{ organiser }}　·　{% endif %}仅供内部使用\t第 ")
        field(line, "PAGE")
        line.add_run(" 页　共 ")
        field(line, "NUMPAGES")
        line.add_run(" 页")


def field(line: Any, what: str) -> None:
    found = OxmlElement("w:fldSimple")
    found.set(qn("w:instr"), what)
    found.append(parse_xml(f"<w:r {nsdecls('w')}><w:t>1</w:t></w:r>"))
    line._p.append(found)  # noqa: SLF001 - the library knows no fields


def row_of(document: Any, loop: str, cell: list[tuple[str, str]], shade: str) -> None:
    """A table of one row with a cell for each turn of a loop; ``cell`` is its paragraphs: (style, text)."""
    table = document.add_table(1, 3)
    table.alignment = WD_TABLE_ALIGNMENT.LEFT
    table.autofit = False
    cells = table.rows[0].cells
    for one in cells:
        one.width = int(TEXT_WIDTH / 3)
    cells[0].text, cells[2].text = f"{{%tc for {loop} %}}", "{%tc endfor %}"
    middle = cells[1]
    for number, (look, text) in enumerate(cell):
        line = middle.paragraphs[0] if not number else middle.add_paragraph()
        line.style = document.styles[look]
        line.add_run(text)
    if shade:
        properties = middle._tc.get_or_add_tcPr()  # noqa: SLF001 - nor shades
        properties.append(parse_xml(f'<w:shd {nsdecls("w")} w:val="clear" w:color="auto" w:fill="{shade}"/>'))


# What a report has before its figures, and after them: (style, text). ``%p`` takes away the paragraph of a mark.
HEAD_LINES = [
    ("测评机关", "{%p if organiser %}"),
    ("测评机关", "{{ organiser }}"),
    ("测评机关", "{%p endif %}"),
    ("Title", "{{ name }}{% if beside %}　{{ beside }}{% endif %}"),
    ("Subtitle", "{{ campaign }}　·　{{ what }}"),
    ("测评机关", "{%p if place %}"),
    ("测评机关", "{{ place }}"),
    ("测评机关", "{%p endif %}"),
    ("测评提示", "{%p for text in remarks %}"),
    ("测评提示", "{{ text }}"),
    ("测评提示", "{%p endfor %}"),
    (STYLES["gap"], ""),
]
COVER = [
    ("测评封面项", "{{ one.label }}"),
    ("测评封面数", "{{ one.value }}{{ one.suffix }}"),
    ("测评封面项", "{{ one.note }}"),
]
LINES = [
    ("Heading 1", "{%p for part in sections %}"),
    ("Heading 1", "{{ part.title }}"),
    (STYLES["paragraph"], "{{p part.body }}"),
    ("Heading 1", "{%p endfor %}"),
    (STYLES["quiet"], "{%p for note in footnotes %}"),
    (STYLES["quiet"], "{{ note.mark }} {{ note.text }}"),
    (STYLES["quiet"], "{%p endfor %}"),
    (STYLES["gap"], ""),
]
SIGNATURE = [
    ("测评签名", "{{ who }}（签名）"),
    ("测评签名", ""),
    ("测评签名", "＿＿＿＿＿＿＿＿"),
    ("测评封面项", "　　　　年　　月　　日"),
]


def body(document: Any) -> None:
    for look, text in HEAD_LINES:
        document.add_paragraph(text, document.styles[look])
    document.add_paragraph("{%p if cover %}", document.styles[STYLES["gap"]])
    row_of(document, "one in cover", COVER, "F2F6FA")
    document.add_paragraph("{%p endif %}", document.styles[STYLES["gap"]])
    for look, text in LINES:
        document.add_paragraph(text, document.styles[look])
    document.add_paragraph("{%p if signatures %}", document.styles[STYLES["gap"]])
    row_of(document, "who in signatures", SIGNATURE, "")
    document.add_paragraph("{%p endif %}", document.styles[STYLES["gap"]])
    document.add_paragraph("", document.styles[STYLES["gap"]])


def bare(document: Any) -> None:
    """Leaves out what the library's own blank document brings along: a picture of it, its author, its date."""
    package = document.part.package
    for key, relation in list(package.rels.items()):
        if relation.reltype.endswith("/thumbnail"):
            del package.rels[key]
    about = document.core_properties
    about.author, about.comments, about.title, about.keywords, about.last_modified_by = "", "", "测评报告模板", "", ""
    for stamp in about._element.xpath("dcterms:created | dcterms:modified"):  # noqa: SLF001 - nor how to forget a date
        stamp.getparent().remove(stamp)


def made() -> bytes:
    document = docx.Document()
    styles(document)
    page(document)
    body(document)
    bare(document)
    raw = io.BytesIO()
    document.save(raw)
    return settled(raw.getvalue())


if __name__ == "__main__":
    target = Path(sys.argv[1]) if len(sys.argv) > 1 else TEMPLATE
    target.write_bytes(made())
    print(target)
