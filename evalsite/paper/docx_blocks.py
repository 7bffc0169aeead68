"""Blocks of a report (blocks.py) as WordprocessingML (ECMA-376 part 1, 17), in the styles of the template.

Looks are the template's: whatever stands here names a style, and an organiser changes that style in Word. Every word of
people goes through ``plain``; what comes out is XML that docxtpl puts in place of a paragraph.
"""

import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from xml.sax.saxutils import escape

from docx.shared import Emu
from lxml import etree
from markupsafe import Markup

from evalsite.paper.blocks import Content

# Names of the styles that blocks are set in, as Word shows them. ``Heading 1`` is for the template's own use.
STYLES = {
    "heading": "Heading 2",
    "paragraph": "测评正文",
    "quiet": "测评说明",
    "picture": "测评图",
    "table": "测评表",
    "words": "测评表文字",
    "figure": "测评表数字",
    "gap": "测评表后",
    "answer": "测评意见",
    "term": "测评规则",
    "note": "测评小字",
    "strong": "测评重点",
}
MANY = 8  # columns; a table of more is set smaller
KEPT_TOGETHER = 14  # rows; a longer table may go on overleaf
SMALL = '<w:sz w:val="15"/><w:szCs w:val="15"/>'  # half points
TWIP = 635  # EMU
Row = Sequence[Sequence[str]]  # the runs of every cell
# What XML 1.0 cannot hold: control characters, halves of surrogate pairs, two non-characters.
_UNSPEAKABLE = re.compile("[^\t\n\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def speakable(text: str) -> str:
    """The text without what XML cannot hold: control characters but tab and line break, halves of characters."""
    return _UNSPEAKABLE.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


def plain(text: str) -> Markup:
    """A text as XML. docxtpl turns ``{_{`` into ``{{`` in what it has rendered; a reference keeps it as it was written."""
    return Markup(escape(speakable(text)).replace("_", "&#95;"))  # noqa: S704 - escaped in this line


def attribute(text: str) -> str:
    """A text as the value of an attribute in double quotes, on one line."""
    return plain(" ".join(text.split())).replace('"', "&quot;")


def run(text: str, properties: str = "") -> str:
    look = f"<w:rPr>{properties}</w:rPr>" if properties else ""
    lines = str(plain(text)).split("\n")
    inside = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:r>{look}{inside}</w:r>"


def _leads(one: Content, follows: str) -> bool:
    """Whether a paragraph leads to a picture or a table, and so is not left alone at the foot of a page."""
    return one["kind"] == "paragraph" and follows in ("picture", "table", "paragraph")


class Drawer:
    """Draws blocks for one document: ``ids`` are its style ids by the keys of STYLES, ``width`` its text width (EMU).

    ``part`` takes the pictures in; ``images`` are the PNGs of the report's pictures, in reading order.
    """

    def __init__(self, part: Any, ids: Mapping[str, str], width: int, images: Sequence[bytes]) -> None:
        self._part, self._ids, self._width, self._images = part, ids, width, iter(images)

    def body(self, blocks: Iterable[Content]) -> Markup:
        """The blocks of a section as paragraphs and tables."""
        kinds: dict[str, Callable[[Content], Iterator[str]]] = {
            "heading": lambda one: self._lines("heading", one["text"], "<w:keepNext/>"),
            "paragraph": lambda one: self._lines("quiet" if one["quiet"] else "paragraph", one["text"]),
            "lead": lambda one: self._lines("quiet" if one["quiet"] else "paragraph", one["text"], "<w:keepNext/>"),
            "picture": self._picture,
            "table": self._table,
            "sides": self._sides,
            "answers": self._answers,
            "terms": self._terms,
        }
        every = list(blocks)
        after = [*(one["kind"] for one in every[1:]), ""]
        drawn = (
            part
            for one, follows in zip(every, after, strict=True)
            for part in kinds["lead" if _leads(one, follows) else one["kind"]](one)
        )
        return Markup("".join(drawn))  # noqa: S704 - drawn here

    def _paragraph(self, style: str, runs: str, more: str = "") -> str:
        return f'<w:p><w:pPr><w:pStyle w:val="{self._ids[style]}"/>{more}</w:pPr>{runs}</w:p>'

    def _lines(self, style: str, text: str, more: str = "") -> Iterator[str]:
        yield self._paragraph(style, run(text), more)

    def _look(self, style: str) -> str:
        return f'<w:rStyle w:val="{self._ids[style]}"/>'

    # --- pictures ---

    def _picture(self, block: Content) -> Iterator[str]:
        inline = self._part.new_pic_inline(io.BytesIO(next(self._images)), width=Emu(self._width))
        inline.docPr.set("descr", speakable(block["alt"]))
        inline.docPr.set("name", speakable(block["title"]))
        drawing = etree.tostring(inline, encoding="unicode").replace("{_", "{&#95;").replace("_}", "&#95;}")
        yield self._paragraph("picture", f"<w:r><w:drawing>{drawing}</w:drawing></w:r>")

    # --- tables ---

    def _table(self, block: Content) -> Iterator[str]:
        whole = self._width // TWIP
        parts = sum(block["widths"])
        widths = [int(whole * one / parts) for one in block["widths"]]
        size = SMALL if len(widths) > MANY else ""
        head = [[run(name, self._look("strong") + size)] for name in block["head"]]
        rows = ([list(self._inside(one, size)) for one in row] for row in block["rows"])
        yield self._grid(block, widths, head, rows)

    def _inside(self, one: Content, size: str) -> Iterator[str]:
        yield run(one["text"], (self._look("strong") if one["strong"] else "") + size)
        if one["note"]:
            yield "<w:r><w:br/></w:r>"
            yield run(one["note"], self._look("note"))

    def _grid(self, block: Content, widths: Sequence[int], head: Row, rows: Iterable[Row]) -> str:
        """A table whose heading row comes again on every page and whose rows are never torn apart."""
        columns = "".join(f'<w:gridCol w:w="{width}"/>' for width in widths)
        short = len(block["rows"]) <= KEPT_TOGETHER
        last = len(block["rows"]) - 1
        lines = "".join(
            self._row(row, block, widths, "<w:cantSplit/>", kept=short and number < last)
            for number, row in enumerate(rows)
        )
        heading = self._row(head, block, widths, "<w:cantSplit/><w:tblHeader/>", kept=True)
        return (
            f'<w:tbl><w:tblPr><w:tblStyle w:val="{self._ids["table"]}"/><w:tblW w:w="{sum(widths)}" w:type="dxa"/>'
            '<w:tblLayout w:type="fixed"/><w:tblLook w:val="0620" w:firstRow="1" w:lastRow="0" w:firstColumn="0" '
            f'w:lastColumn="0" w:noHBand="1" w:noVBand="1"/><w:tblCaption w:val="{attribute(block["name"])}"/></w:tblPr>'
            f"<w:tblGrid>{columns}</w:tblGrid>{heading}{lines}</w:tbl>{self._paragraph('gap', '')}"
        )

    def _row(self, row: Row, block: Content, widths: Sequence[int], properties: str, *, kept: bool) -> str:
        """``kept`` rows stay on one page with the next."""
        more = "<w:keepNext/>" if kept else ""
        cells = (
            f'<w:tc><w:tcPr><w:tcW w:w="{width}" w:type="dxa"/><w:vAlign w:val="center"/></w:tcPr>'
            f"{self._paragraph('words' if words else 'figure', ''.join(runs), more)}</w:tc>"
            for runs, width, words in zip(row, widths, block["words"], strict=True)
        )
        return f"<w:tr><w:trPr>{properties}</w:trPr>{''.join(cells)}</w:tr>"

    def _sides(self, block: Content) -> Iterator[str]:
        """Lists side by side as one table: three columns a list."""
        lists = block["sides"]
        longest = max(len(side["rows"]) for side in lists)
        head = [text for side in lists for text in (side["title"], "", "")]
        rows: list[list[Content]] = []
        for number in range(max(1, longest)):
            line: list[Content] = []
            for side in lists:
                found = side["rows"][number] if number < len(side["rows"]) else None
                none = "没有这样的指标" if not side["rows"] and not number else ""
                texts = (found["name"], found["figure"], found["note"]) if found else (none, "", "")
                line += [{"text": text, "note": "", "strong": place == 1} for place, text in enumerate(texts)]
            rows.append(line)
        yield from self._table(
            {
                "name": "、".join(side["title"] for side in lists),
                "head": head,
                "rows": rows,
                "widths": [3.0, 1.0, 1.0] * len(lists),
                "words": [True, False, False] * len(lists),
            }
        )

    # --- lists ---

    def _answers(self, block: Content) -> Iterator[str]:
        for one in block["texts"]:
            times = run(f"　（同样内容 {one['times']} 条）", self._look("note")) if one["times"] > 1 else ""
            yield self._paragraph("answer", run(one["text"]) + times)

    def _terms(self, block: Content) -> Iterator[str]:
        for row in block["rows"]:
            title = run(row["title"], self._look("strong"))
            yield self._paragraph("term", f"{title}<w:r><w:tab/></w:r>{run(row['text'])}")
