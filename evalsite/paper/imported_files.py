"""What other sources say, in the files of results: JSON and CSV; its sheets are drawn by results_workbook.py."""

from collections.abc import Iterator
from typing import Any

from evalsite.core.figures import Figures, Provenance, figure_text, points_text
from evalsite.paper.imported_content import day_words, file_words
from evalsite.paper.result_words import Names

Row = dict[str, str]


def imported_json(figures: Figures | None) -> dict[str, Any]:
    """``imported``: figures, deeds and points as ``Figures.to_json`` has them, and the files they came from.

    Empty where nobody imported anything.
    """
    if figures is None or figures.is_empty:
        return {}
    found = figures.to_json()
    return {
        "imported": {
            "figures": found["imported"],
            "deeds": found["deeds"],
            "adjustments": found["adjustments"],
            "files": [_file(one) for one in figures.provenance],
        }
    }


def _file(one: Provenance) -> dict[str, str]:
    return {"file": one.file, "sha256": one.sha256, "by": one.by, "at": one.at.isoformat()}


def imported_rows(figures: Figures | None, names: Names) -> Iterator[Row]:
    """Lines of the CSV. The figure stands under 内容 with its unit, never under 得分: nobody is to add it to one."""
    known = figures or Figures()
    for one in known.imported:
        told = _told(one.source, day_words(one.day), one.note)
        yield _row("导入数据", one.subject, names) | {"指标": one.name, "内容": figure_text(one), "说明": told}
    for line in known.adjustments:
        told = _told(line.source, day_words(line.day))
        about = {"指标": line.reason, "内容": points_text(line.points), "说明": told}
        yield _row("加减分", line.subject, names) | about
    for deed in known.deeds:
        about = {"指标": deed.kind.value, "内容": deed.text, "说明": _told(deed.source, day_words(deed.day))}
        yield _row("实绩", deed.subject, names) | about
    if not known.is_empty:
        for source in known.provenance:
            yield {"表": "来源文件", "内容": file_words(source)}


def _told(source: str, *more: str) -> str:
    return "；".join(part for part in (f"来源：{source}", *more) if part)


def _row(table: str, subject: str, names: Names) -> Row:
    return {"表": table, "对象编号": subject, "对象": names.subjects.get(subject, "")}
