"""What the pages of the protocol of an opening (开箱记录) say, as blocks (blocks.py), with lines to sign on."""

from collections.abc import Iterable
from datetime import date
from typing import Any

from evalsite.core import extension
from evalsite.core.campaign import Campaign
from evalsite.core.formula import day as in_words
from evalsite.core.paperwords import tellers_of
from evalsite.core.permission import ROLE_WORDS, Role
from evalsite.core.protocol import Protocol
from evalsite.core.saying import joined, say
from evalsite.core.scrutiny import Act, Kind, Objection
from evalsite.core.seats import Ceremony
from evalsite.paper import watermark
from evalsite.paper.blocks import Content, paragraph, section, table, terms
from evalsite.paper.words import period

TURNOUT = (say("票种"), say("发出"), say("签章"), say("投入"), say("有效"), say("废票"), say("废票原因"))


def moment(at: str) -> str:
    """An ISO 8601 time in words: 2026年11月21日 09:30."""
    day, _, time = at.partition("T")
    return say("{day} {time}", day=_day(day), time=time[:5])


def _day(text: str) -> str:
    return in_words(date.fromisoformat(text))


def who(act: Act) -> str:
    """The account behind an act, with its role; a command of the operator's has no account."""
    if not act.account:
        return say("系统管理人员（命令行）")
    return say("{account}（{role}）", account=act.account, role=ROLE_WORDS[Role(act.role)]) if act.role else act.account


def protocol_content(found: Protocol) -> Content:
    """The pages of a protocol: the same shape as a report's, so that every skin can draw it."""
    campaign = found.results.campaign
    return {
        "title": say("{name} 开箱记录", name=campaign.name),
        "name": say("开箱记录"),
        "beside": say("编号 {code}", code=found.results.id),
        "campaign": campaign.name,
        "what": " ".join(part for part in (campaign.round, campaign.kind.value) if part),
        "organiser": campaign.organiser,
        "place": period(campaign.opens, campaign.closes),
        "remarks": [remark.text for remark in found.results.remarks],
        "watermark": watermark.WORDS if campaign.rehearsal else "",
        "cover": [],
        "sections": [part for part in _sections(found, campaign) if part["blocks"]],
        "footnotes": [],
        "signatures": list(found.signers),
    }


def _sections(found: Protocol, campaign: Campaign) -> Iterable[Content]:
    yield section(say("封箱和开箱"), terms(_opening(found)))
    yield section(say("票数"), *_counts(found, campaign))
    yield section(say("确认"), *_confirmed(found))
    yield section(say("异议"), *_objections(found))
    if found.destroyed is not None:
        yield section(say("销毁"), *_destroyed(found.destroyed))
    yield section(say("核对用的数"), terms(_marks(found)), *_on_the_log(found))


def _opening(found: Protocol) -> Iterable[tuple[str, str]]:
    for one in found.results.extensions:
        yield say("第 {number} 次延期", number=one.number), extension.in_words(one)
    yield say("封箱"), _day(found.marks.closed)
    opened = found.standing.opened
    if opened is not None:
        yield say("开箱"), moment(opened.at)
        yield say("操作人"), who(opened)
    held = found.holding
    if held.kept:
        yield say("开箱钥匙"), say("由服务器保管，开箱不用份额。")
        return
    told = {"n": held.n, "k": held.k}
    if opened is not None and opened.text:
        words = say("分成 {n} 份由监票人保管，{k} 份可以开箱，开箱用的是第 {given} 份。", given=opened.text, **told)
    else:
        words = say("分成 {n} 份由监票人保管，{k} 份可以开箱。", **told)
    yield say("开箱钥匙"), words
    if held.ceremony is not None:
        yield from _seats(held.ceremony)


def _seats(ceremony: Ceremony) -> Iterable[tuple[str, str]]:
    for seat in ceremony.seats:
        taken = say("{when}领取份额", when=moment(seat.taken)) if seat.taken else say("没有领取份额")
        line = say("{name}，{holder}，{taken}", name=seat.name, holder=seat.holder, taken=taken)
        yield say("第 {number} 席", number=seat.number), line
    if ceremony.tried:
        yield say("试开箱"), joined("，", (moment(ceremony.tried), ceremony.names_of(ceremony.tried_with)))


def _counts(found: Protocol, campaign: Campaign) -> Iterable[Content]:
    names = {one.code: one.name for one in campaign.electorates}
    rows = [
        [names[line.electorate], *map(str, (line.expected, line.stamped, line.dropped, line.valid, line.void)), found.void(line.electorate)]
        for line in found.results.turnout
    ]  # fmt: skip
    numbers = ("expected", "stamped", "dropped", "valid", "void")
    totals = (sum(getattr(line, name) for line in found.results.turnout) for name in numbers)
    rows.append([say("合计"), *map(str, totals), ""])
    yield table(say("票数"), TURNOUT, rows, words=(0, 6), narrow=range(1, 6))
    if found.results.paper:
        yield paragraph(say("纸质票："), quiet=True)
        lines = (
            [names[one.electorate], *map(str, (one.issued, one.returned, one.valid, one.void)), tellers_of(one)]
            for one in found.results.paper
        )
        yield table(
            say("纸质票"),
            (say("票种"), say("发出"), say("收回"), say("有效"), say("废票"), say("计票人")),
            lines,
            words=(0, 5),
            narrow=range(1, 5),
        )
    excess = [names[line.electorate] for line in found.results.turnout if line.dropped > line.stamped]
    if excess:
        yield paragraph(say("箱内信封多于盖过的章：{electorates}。", electorates=joined("、", excess)))


def _confirmed(found: Protocol) -> Iterable[Content]:
    for act in found.standing.confirmed:
        yield paragraph(say("{who}于{at}确认。", who=who(act), at=moment(act.at)))
    if found.until is not None:
        yield paragraph(
            say(
                "结果已确认。异议期 {days} 天，到{day}为止。",
                days=found.standing.days,
                day=_day(found.until.isoformat()),
            )
        )
    elif found.need.organiser:
        yield paragraph(say("结果尚未确认。开箱钥匙由服务器保管，由组织者确认；监票人可以一并确认。"))
    else:
        missing = found.need.scrutineers - len(found.standing.confirmed)
        yield paragraph(say("结果尚未确认，还要 {missing} 位监票人确认。", missing=missing))


def _objections(found: Protocol) -> Iterable[Content]:
    if not found.standing.objections:
        yield paragraph(say("没有收到异议。"))
        return
    rows = ((say("第 {number} 条", number=one.number), _entered(one)) for one in found.standing.objections)
    answers = ((say("答复"), _answer(one)) for one in found.standing.objections)
    yield terms(row for pair in zip(rows, answers, strict=True) for row in pair)


def _entered(one: Objection) -> str:
    whose = (
        say("{who}提出", who=who(one.entered))
        if one.entered.kind is Kind.OBJECTED
        else say("{who}记录", who=who(one.entered))
    )
    return say("{day}收到：{text}（{whose}）", day=_day(one.day), text=one.entered.text, whose=whose)


def _answer(one: Objection) -> str:
    if one.resolved is None:
        return say("未答复")
    return say("{text}（{who}，{at}）", text=one.resolved.text, who=who(one.resolved), at=moment(one.resolved.at))


def _destroyed(record: dict[str, Any]) -> Iterable[Content]:
    number = sum(line["destroyed"] for line in record["counts"])
    agreed = say("，{names} 同意", names=joined("、", record["agreed"])) if record["agreed"] else ""
    yield paragraph(
        say(
            "{day}销毁选票 {number} 张，经手人 {by}{agreed}。",
            day=_day(record["destroyed"]),
            number=number,
            by=record["by"],
            agreed=agreed,
        )
    )
    yield paragraph(say("服务器保管的开箱钥匙一并销毁。此前的备份里还有选票，也应销毁。"), quiet=True)


def _on_the_log(found: Protocol) -> Iterable[Content]:
    if found.marks.log:
        text = say(
            "操作日志末条是制作本记录时日志的最后一条（序号:散列）。以后用 evalsite log verify --head 加上它核对，能看出日志有没有被改写、删减。"
        )
        yield paragraph(text, quiet=True)


def _marks(found: Protocol) -> Iterable[tuple[str, str]]:
    yield say("活动校验码"), found.marks.fingerprint
    yield say("测评清单散列"), found.marks.manifest_hash
    yield say("票箱根值"), found.marks.root
    if found.marks.log:
        yield say("操作日志末条"), found.marks.log
