"""纸质测评票: the sheet of an electorate on paper, with its rules in words, for those who vote without a phone.

All copies are alike: no number, no name, no code. Set by typst in a child process, like the reports.
"""

from collections.abc import Iterable, Sequence

from evalsite.core.campaign import Campaign, Indicator, Subject, Type
from evalsite.core.decimals import decimal
from evalsite.core.questionnaire import Sheet, Slot, sheet_for
from evalsite.core.rulewords import rules_in_words
from evalsite.paper import watermark
from evalsite.paper.blocks import Content
from evalsite.paper.typesetting import Typesetter

# Of the printed rules those that a voter has to keep.
FOR_VOTERS = ("缺项", "限额", "分数限额", "不得全同", "总评一致", "选择数", "排序", "回避")
NOTES = (
    "本票不记名、不编号。领取本票的，测评条已收回作废；一人只用一种方式投票。",
    "等次在所选一格的方框内打“√”，一行只选一个；同一行选了两个的，整张票作废。打分写数字，排序写名次。",
)
WRITTEN = "意见和另填的人选由计票人另行整理，不并入票数。"
FOOT = "本票加盖票章有效。填好后对折，投入纸质票箱。"
MOST_LINES = 5  # for names written in beside a list


def paper_ballots(campaign: Campaign) -> dict[str, bytes]:
    """A PDF for each electorate, by code. Raises TypesettingFailed."""
    with Typesetter() as typesetter:
        return {one.code: typesetter.ballot(ballot_content(campaign, one.code)) for one in campaign.electorates}


def ballot_content(campaign: Campaign, electorate: str) -> Content:
    """What stands on the ballot, as plain text."""
    sheet = sheet_for(campaign, electorate)
    rules = [rule.text for rule in rules_in_words(campaign) if rule.title in FOR_VOTERS]
    return {
        "title": f"{campaign.name} 纸质测评票 {sheet.electorate.name}",
        "name": campaign.name,
        "organiser": campaign.organiser,
        "electorate": sheet.electorate.name,
        "watermark": watermark.WORDS if campaign.rehearsal else "",
        "notes": [*NOTES, *rules, *([WRITTEN] if sheet.texts else [])],
        "parts": list(_parts(sheet)),
        "foot": FOOT,
        "footnotes": [],
    }


def _parts(sheet: Sheet) -> Iterable[Content]:
    """Grades and scores in tables, then whatever is asked in another way; all in the order of the sheet."""
    single = [slot for slot in sheet.slots if slot.indicator.type in (Type.GRADE, Type.SCORE)]
    subjects = {slot.subject.code for slot in single if slot.subject}
    indicators = {slot.indicator.code for slot in single}
    yield from _by_indicator(single) if len(subjects) > len(indicators) else _by_subject(single)
    for slot in sheet.slots:
        match slot.indicator.type:
            case Type.CHOICE:
                yield _part("options", _title(slot.subject, slot.indicator), _bounds(slot.indicator), slot.options)
            case Type.RANK:
                names = [one.name for one in slot.candidates]
                ties = "名次可以并列" if slot.indicator.ties else "从 1 排起，不重复，排满"
                yield _part("places", slot.indicator.name, _hint(slot.indicator, ties), names)
            case Type.NOMINATE:
                names = [one.name for one in slot.candidates]
                lines = min(slot.indicator.most or MOST_LINES, MOST_LINES)
                yield _part("options", slot.indicator.name, _bounds(slot.indicator), names, lines=lines)
            case Type.TEXT:
                yield _part("text", _title(slot.subject, slot.indicator), slot.indicator.hint, ())
            case _:
                pass


def _part(kind: str, title: str, hint: str, rows: Iterable[str], **more: object) -> Content:
    given: Content = {"kind": kind, "title": title, "hint": hint, "rows": list(rows), "lines": 0}
    return given | more


def _by_subject(slots: Sequence[Slot]) -> Iterable[Content]:
    """A table for each subject and kind of answer, its indicators down the side."""
    for subject in dict.fromkeys(slot.subject for slot in slots):
        own = [slot for slot in slots if slot.subject == subject]
        for columns in dict.fromkeys(_columns(slot) for slot in own):
            rows = [slot.indicator.name for slot in own if _columns(slot) == columns]
            yield _grid(subject.name if subject else "", "", "指标", columns, rows, own)


def _by_indicator(slots: Sequence[Slot]) -> Iterable[Content]:
    """A table for each indicator, the subjects down the side."""
    for indicator in dict.fromkeys(slot.indicator for slot in slots):
        own = [slot for slot in slots if slot.indicator == indicator]
        rows = [slot.subject.name for slot in own if slot.subject]
        yield _grid(indicator.name, indicator.hint, "对象", _columns(own[0]), rows, own)


def _grid(
    title: str, hint: str, of: str, columns: tuple[str, ...], rows: Sequence[str], slots: Sequence[Slot]
) -> Content:
    write = any(slot.indicator.type is Type.SCORE and _columns(slot) == columns for slot in slots)
    return _part("grid", title, hint, rows, of=of, columns=list(columns), write=write)


def _columns(slot: Slot) -> tuple[str, ...]:
    one = slot.indicator
    if one.type is Type.GRADE:
        return slot.options
    step = f"，间隔 {decimal(one.step)}" if one.step != 1 else ""
    return (f"得分（{one.low} 至 {one.high} 分{step}）",)


def _title(subject: Subject | None, indicator: Indicator) -> str:
    return f"{subject.name}：{indicator.name}" if subject else indicator.name


def _bounds(indicator: Indicator) -> str:
    """How many may be chosen, where that is limited."""
    least, most = indicator.least, indicator.most
    if most and least == most:
        said = f"选 {most} 个"
    else:
        parts = (f"最少 {least} 个" if least else "", f"最多 {most} 个" if most else "")
        said = "，".join(part for part in parts if part)
    return _hint(indicator, said)


def _hint(indicator: Indicator, said: str) -> str:
    return "；".join(part for part in (said, indicator.hint) if part)
