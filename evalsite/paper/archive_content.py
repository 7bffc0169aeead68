"""What the pages of an archive say, as blocks (blocks.py): the key figures of every campaign, and the register's history."""

from collections.abc import Iterable

from evalsite.core.archive import Archive, Filed
from evalsite.core.disclosure import Shown
from evalsite.core.register import PERSON, Entry
from evalsite.core.saying import Saying, joined, say
from evalsite.paper.blocks import Content, Row, cell, paragraph, section, table
from evalsite.paper.report_content import NONE, Words


def _strangers(found: Archive) -> str:
    names = joined("、", found.strangers)
    return say("同一编号下还出现过其他名称：{names}。请核对是否同一对象；名册里登记过的改名不在此列。", names=names)


def archive_content(found: Archive) -> Content:
    """The pages of an archive: the same shape as a report's, so that every skin can draw it."""
    words = Words(found.footnotes)
    return {
        "title": say("{name} 测评档案", name=found.name),
        "name": found.name,
        "beside": say("编号 {code}", code=found.code),
        "campaign": say("干部测评档案") if found.kind == PERSON else say("班子测评档案"),
        "what": say("共 {number} 次测评", number=len(found.filed)),
        "organiser": found.filed[0].report.organiser if found.filed else "",
        "place": _period(found),
        "remarks": [_strangers(found)] if found.strangers else [],
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
    return (
        say("{first} 至 {last}", first=first.isoformat(), last=last.isoformat()) if first != last else first.isoformat()
    )


def _sections(found: Archive, words: Words) -> Iterable[Content]:
    yield section(say("历次测评"), *_campaigns(found, words))
    yield section(say("名册记载"), *_history(found))


def _campaigns(found: Archive, words: Words) -> Iterable[Content]:
    if not found.filed:
        yield paragraph(say("还没有已开箱的测评。"))
        return
    judged = any(one.verdict is not None for one in found.filed)
    head = [
        say("封箱日期"),
        say("测评活动"),
        say("当时名称"),
        say("综合得分"),
        say("同组平均"),
        say("名次"),
        *([say("评定等次")] if judged else []),
        say("有效票"),
    ]
    yield table(say("历次测评"), head, (_line(one, words, judged=judged) for one in found.filed), words=(0, 1, 2))
    yield paragraph(
        say(
            "封面是最近一次测评的数字。各次测评表、票种和规则可能不同，得分不宜直接相减；可比的期次见各次报告的“历次得分与名次”。"
        ),
        quiet=True,
    )


def _line(one: Filed, words: Words, *, judged: bool) -> Row:
    rank = words.cell(one.rank)
    return [
        one.day.isoformat(),
        cell(
            one.report.campaign,
            joined(" ", dict.fromkeys(part for part in (one.report.round, Saying(one.report.kind, {})) if part)),
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
    head = [
        say("自"),
        say("名称"),
        *([say("所属单位编号"), say("职务")] if person else [say("类别"), say("领域"), say("责任区")]),
        say("状态"),
    ]

    def line(since: str, entry: Entry) -> Row:
        facts = (entry.unit, entry.post) if person else (entry.category, entry.field, entry.zone)
        return [since, entry.name, *(fact or NONE for fact in facts), say("在册") if entry.active else say("停用")]

    rows = (line(one.since.isoformat(), one.entry) for one in reversed(found.history))
    yield table(say("名册记载"), head, rows, words=range(len(head)))
