"""Reports as Word documents, for those who go on writing in them. Looks, head and signatures are the template's.

The template is a .docx with jinja marks that docxtpl fills in: ours (report.docx, made by scripts/make_report_template.py)
or one that an organiser made of it. It may only arrange: what a report says comes whole from its content, and a template
that leaves out remarks, sections, footnotes or signatures is refused, for such a report would say less than the others.
"""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from docx.opc.exceptions import PackageNotFoundError
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls
from docxtpl import DocxTemplate
from jinja2 import StrictUndefined
from jinja2.exceptions import TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from evalsite.core.refusals import BrokenTemplate
from evalsite.core.report import UnitReport
from evalsite.core.saying import joined, say
from evalsite.paper.blocks import Content, blocks_of, paragraph, section
from evalsite.paper.docx_blocks import STYLES, Drawer, attribute, plain, speakable
from evalsite.paper.report_content import content
from evalsite.paper.typesetting import Typesetter

TEMPLATE = Path(__file__).parent / "report.docx"
MOST_BYTES = 20 * 2**20  # of a template, unpacked; a template is some hundred kilobytes
NEEDED = {"name", "campaign", "remarks", "cover", "sections", "footnotes", "signatures"}
NEVER = (1980, 1, 1, 0, 0, 0)  # the date of every file inside: the same report gives the same bytes
# ECMA-376 part 4, 19: the drawing that Word's own 水印 is.
WATERMARK = (
    f"<w:r {nsdecls('w')} xmlns:v='urn:schemas-microsoft-com:vml' xmlns:o='urn:schemas-microsoft-com:office:office'>"
    "<w:rPr><w:noProof/></w:rPr><w:pict><v:shapetype id='_x0000_t136' coordsize='21600,21600' o:spt='136' adj='10800'"
    " path='m@7,l@8,m@5,21600l@6,21600e'><v:path textpathok='t' o:connecttype='rect'/><v:textpath on='t' fitshape='t'/>"
    "</v:shapetype><v:shape id='watermark{number}' o:spid='_x0000_s{number}' type='#_x0000_t136' alt=\"{words}\" style='position:"
    "absolute;margin-left:0;margin-top:0;width:380pt;height:190pt;rotation:315;z-index:-251658752;mso-position-horizontal:"
    "center;mso-position-horizontal-relative:margin;mso-position-vertical:center;mso-position-vertical-relative:margin'"
    " fillcolor='#d9d9d9' stroked='f'><v:fill opacity='.5'/><v:textpath style='font-family:&quot;黑体&quot;;font-size:1pt'"
    ' string="{words}"/></v:shape></w:pict></w:r>'
)
_SAMPLE: Content = {
    "title": "样张",
    "name": "某单位",
    "beside": "某系统",
    "campaign": "某次测评",
    "what": "测评报告",
    "organiser": "某组织部门",
    "place": "某期",
    "remarks": ["提示"],
    "watermark": "",
    "cover": [{"label": "得分", "value": "90", "suffix": "%", "note": "平均 80", "withheld": False}],
    "sections": [section("总体情况", paragraph("正文"))],
    "footnotes": [{"mark": "①", "text": "说明"}],
    "signatures": ["组织者"],
}


def report_docx(report: UnitReport, template: bytes | None = None) -> bytes:
    """The report on one subject, in our template or in another. Raises TypesettingFailed, BrokenTemplate."""
    with Typesetter() as typesetter:
        return docx_of(content(report), typesetter, template)


def docx_of(pages: Content, typesetter: Typesetter, template: bytes | None = None) -> bytes:
    """Any report's content as a Word document. Raises TypesettingFailed, BrokenTemplate."""
    images = typesetter.pngs([block["svg"] for block in blocks_of(pages, "picture")])
    return _filled(pages, images, TEMPLATE.read_bytes() if template is None else template)


def check_template(template: bytes) -> None:
    """Raises BrokenTemplate with all that is wrong with an organiser's template."""
    document = _opened(template)
    try:
        used = document.get_undeclared_template_variables(_environment())
    except TemplateError as error:
        raise _marks_wrong(error) from error
    faults = [say("没有用到必需的标记 {name}", name=name) for name in sorted(NEEDED - used)]
    faults += [say("没有 {name} 这个标记", name=name) for name in sorted(used - _SAMPLE.keys())]
    faults += [say("缺少样式“{name}”", name=name) for name in STYLES.values() if name not in _style_ids(document)]
    if faults:
        raise BrokenTemplate(problem=joined("；", faults))
    _filled(_SAMPLE, [], template)


def _environment() -> ImmutableSandboxedEnvironment:
    """Marks can read what they are given and nothing else: a template is a file from outside."""
    return ImmutableSandboxedEnvironment(autoescape=True, undefined=StrictUndefined)


def _opened(template: bytes) -> DocxTemplate:
    try:
        with zipfile.ZipFile(io.BytesIO(template)) as package:
            if sum(part.file_size for part in package.infolist()) > MOST_BYTES:
                raise BrokenTemplate(
                    problem=say("解开后超过 {most_bytes} MB，请删去里面的图片", most_bytes=MOST_BYTES // 2**20)
                )
        document = DocxTemplate(io.BytesIO(template))
        document.init_docx()
    except (zipfile.BadZipFile, PackageNotFoundError, KeyError, ValueError) as error:
        raise BrokenTemplate(problem=say("这不是 Word 文档（.docx），或文件已损坏")) from error
    return document


def _style_ids(document: DocxTemplate) -> dict[str, str]:
    return {style.name: style.style_id for style in document.docx.styles}


def _filled(pages: Content, images: list[bytes], template: bytes) -> bytes:
    document = _opened(template)
    known = _style_ids(document)
    missing = [name for name in STYLES.values() if name not in known]
    if missing:
        raise BrokenTemplate(problem=say("缺少样式{names}", names=joined("、", (f"“{name}”" for name in missing))))
    ids = {role: known[name] for role, name in STYLES.items()}
    page = document.docx.sections[0]
    width = page.page_width - page.left_margin - page.right_margin
    drawer = Drawer(document.docx.part, ids, width, images)
    context = _escaped({**pages, "sections": []})
    context["sections"] = [
        {"title": plain(one["title"]), "body": drawer.body(one["blocks"])} for one in pages["sections"]
    ]
    if pages["watermark"]:  # before the heads are filled in: afterwards the library still has the empty ones
        _stamp(document, pages["watermark"])
    try:
        document.render(context, _environment())
    except TemplateError as error:
        raise _marks_wrong(error) from error
    _name(document, pages)
    raw = io.BytesIO()
    document.save(raw)
    return settled(raw.getvalue())


def _escaped(value: Any) -> Any:
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, list):
        return [_escaped(one) for one in value]
    return {key: _escaped(one) for key, one in value.items()} if isinstance(value, Mapping) else value


def _name(document: DocxTemplate, pages: Content) -> None:
    """What the document says of itself: its title and who gives it out, no moment and no author's account."""
    about = document.docx.core_properties
    about.title, about.author = (speakable(pages[name])[:255] for name in ("title", "organiser"))
    about.language, about.last_modified_by, about.comments = "zh-CN", "", ""
    for stamp in about._element.xpath("dcterms:created | dcterms:modified"):  # noqa: SLF001 - there is no other way
        stamp.getparent().remove(stamp)


def _stamp(document: DocxTemplate, words: str) -> None:
    """Words across every page, as Word itself does it: a picture of text in each head. No template can leave it out."""
    heads = [
        head for page in document.docx.sections for head in (page.header, page.first_page_header, page.even_page_header)
    ]
    for number, head in enumerate(heads, start=2049):  # Word numbers shapes in heads from there
        head.is_linked_to_previous = False
        line = head.paragraphs[0] if head.paragraphs else head.add_paragraph()
        stamp = parse_xml(WATERMARK.format(words=attribute(words), number=number))
        line._p.append(stamp)  # noqa: SLF001 - the library has no way to draw in a head


def _marks_wrong(error: TemplateError) -> BrokenTemplate:
    """Which mark is wrong, with the words around it: an organiser looks for it in Word, not by line."""
    near = [line.strip() for line in getattr(error, "docx_context", ()) if line.strip()]
    place = say("（在“{near}”附近）", near=near[min(3, len(near) - 1)][:40]) if near else ""
    return BrokenTemplate(problem=say("标记写错了{place}：{what}", place=place, what=error.message or error))


def settled(package: bytes) -> bytes:
    """The same package with one date for all its files, in their order."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(package)) as given, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for part in given.infolist():
            entry = zipfile.ZipInfo(part.filename, NEVER)
            entry.compress_type, entry.external_attr = zipfile.ZIP_DEFLATED, 0o600 << 16
            made.writestr(entry, given.read(part.filename))
    return buffer.getvalue()
