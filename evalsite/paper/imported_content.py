"""What other sources say of a subject, as sections of its report: figures, points, deeds, and where they come from."""

from collections.abc import Iterable
from datetime import date, datetime

from evalsite.core.figures import Adjustment, Deed, DeedKind, Figures, ImportedFigure, Provenance, figure_text, signed
from evalsite.core.formula import day as in_words
from evalsite.core.saying import joined, say
from evalsite.paper.blocks import Content, cell, heading, paragraph, section, table, terms

NOT_BALLOTS = say("以下内容由其他单位提供，不来自选票，不计入测评得分。")
NONE = "—"


def day_words(day: date | None) -> str:
    """A day as officials write it; empty for none."""
    return in_words(day) if day else ""


def file_words(one: Provenance) -> str:
    """Which file, with the beginning of its hash: enough to tell it from another of the same name."""
    moment: datetime = one.at
    return say(
        "{file}（{day}由 {by} 导入，SHA-256 {sha256}…）",
        file=one.file,
        day=day_words(moment.date()),
        by=one.by,
        sha256=one.sha256[:16],
    )


def imported_sections(figures: Figures) -> Iterable[Content]:
    """导入数据 and 实绩; a section without blocks is left out by the report."""
    yield section(say("导入数据"), *_figures(figures))
    yield section(say("实绩"), *_deeds(figures))


def _figures(figures: Figures) -> Iterable[Content]:
    if figures.imported or figures.adjustments:
        yield paragraph(NOT_BALLOTS, quiet=True)
    if figures.imported:
        rows = [[cell(one.name, one.note), *_figure(one)] for one in figures.imported]
        yield table(say("导入数据"), [say("项目"), say("数值"), say("日期"), say("来源")], rows, words=(0, 3))
    if figures.adjustments:
        yield heading(say("加减分"))
        yield paragraph(say("只用于综合指数，不改变测评得分。"), quiet=True)
        points = [[one.reason, *_points(one)] for one in figures.adjustments]
        yield table(say("加减分"), [say("理由"), say("分值"), say("日期"), say("来源单位")], points, words=(0, 3))
    if figures.imported or figures.adjustments:
        yield from _files(figures)


def _figure(one: ImportedFigure) -> list[str | Content]:
    return [cell(figure_text(one), strong=True), day_words(one.day) or NONE, one.source]


def _points(one: Adjustment) -> list[str | Content]:
    return [cell(signed(one.points), strong=True), day_words(one.day) or NONE, one.source]


def _deeds(figures: Figures) -> Iterable[Content]:
    """By kind, in the field's order of kinds; within a kind by day, those without a day last."""
    if not figures.deeds:
        return
    yield paragraph(NOT_BALLOTS, quiet=True)
    kinds = list(DeedKind)
    ordered = sorted(figures.deeds, key=lambda one: (kinds.index(one.kind), one.day is None, one.day or date.min))
    yield terms((one.kind.value, deed_text(one)) for one in ordered)
    if not (figures.imported or figures.adjustments):
        yield from _files(figures)


def deed_text(one: Deed) -> str:
    """A deed with who vouches for it, and its day."""
    return say(
        "{text}（{facts}）",
        text=one.text,
        facts=joined("，", (part for part in (one.source, day_words(one.day)) if part)),
    )


def _files(figures: Figures) -> Iterable[Content]:
    if figures.provenance:
        files = joined("；", (file_words(one) for one in figures.provenance))
        yield paragraph(say("来源文件：{files}。", files=files), quiet=True)
