"""What the pages of an archive say, as blocks (blocks.py): the key figures of every campaign, and the register's history."""

from collections.abc import Iterable

from evalsite.core.archive import Archive, Filed
from evalsite.core.disclosure import Shown
from evalsite.core.register import PERSON, Entry
from evalsite.paper.blocks import Content, Row, cell, paragraph, section, table
from evalsite.paper.report_content import NONE, Words

STRANGERS = "同一编号下还出现过其他名称：{names}。请核对是否同一对象；名册里登记过的改名不在此列。"


def archive_content(found: Archive) -> Content:
    """The pages of an archive: the same shape as a report's, so that every skin can draw it."""
    words = Words(found.footnotes)
    return {
        "title": f"{found.name} 测评档案",
        "name": found.name,
        "beside": f"编号 {found.code}",
        "campaign": "干部测评档案" if found.kind == PERSON else "班子测评档案",
        "what": f"共 {len(found.filed)} 次测评",
        "organiser": found.filed[0].report.organiser if found.filed else "",
        "place": _period(found),
        "remarks": [STRANGERS.format(names="、".join(found.strangers))] if found.strangers else [],
        "watermark": "",
        "cover": words.cover(found.newest),
        "sections": [part for part in _sections(found, words) if part["blocks"]],
        "footnotes": [{"mark": note.mark, "text": note.text} for note in found.footnotes],
        "signatures": [],
    }


def _period(found: Archive) -> str:
    if not found.filed:
        return ""
    first, last = found.filed[-1].day, found.filed[0].day
    return f"{first.isoformat()} 至 {last.isoformat()}" if first != last else first.isoformat()


def _sections(found: Archive, words: Words) -> Iterable[Content]:
    yield section("历次测评", *_campaigns(found, words))
    yield section("名册记载", *_history(found))


def _campaigns(found: Archive, words: Words) -> Iterable[Content]:
    if not found.filed:
        yield paragraph("还没有已开箱的测评。")
        return
    judged = any(one.verdict is not None for one in found.filed)
    head = [
        "封箱日期",
        "测评活动",
        "当时名称",
        "综合得分",
        "同组平均",
        "名次",
        *(["评定等次"] if judged else []),
        "有效票",
    ]
    yield table("历次测评", head, (_line(one, words, judged=judged) for one in found.filed), words=(0, 1, 2))
    yield paragraph(
        "封面是最近一次测评的数字。各次测评表、票种和规则可能不同，得分不宜直接相减；可比的期次见各次报告的“历次得分与名次”。",
        quiet=True,
    )


def _line(one: Filed, words: Words, *, judged: bool) -> Row:
    rank = words.cell(one.rank)
    return [
        one.day.isoformat(),
        cell(
            one.report.campaign, " ".join(dict.fromkeys(part for part in (one.report.round, one.report.kind) if part))
        ),
        one.report.subject.name,
        cell(words.cell(one.report.score), strong=True),
        words.cell(one.report.peer_mean),
        f"{rank}/{one.of}" if isinstance(one.rank, Shown) else rank,
        *([words.cell(one.verdict)] if judged else []),
        str(one.valid),
    ]


def _history(found: Archive) -> Iterable[Content]:
    """What the register said from when on; nothing for a code that is in none."""
    if not found.history:
        return
    person = found.kind == PERSON
    head = ["自", "名称", *(["所属单位编号", "职务"] if person else ["类别", "领域", "责任区"]), "状态"]

    def line(since: str, entry: Entry) -> Row:
        facts = (entry.unit, entry.post) if person else (entry.category, entry.field, entry.zone)
        return [since, entry.name, *(fact or NONE for fact in facts), "在册" if entry.active else "停用"]

    rows = (line(one.since.isoformat(), one.entry) for one in reversed(found.history))
    yield table("名册记载", head, rows, words=range(len(head)))
