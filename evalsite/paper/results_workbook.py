"""The disclosed results as a workbook (.xlsx): what officials copy into notices and keep on file."""

import io
from itertools import groupby

import xlsxwriter

from evalsite.core.disclosure import Count, Results
from evalsite.core.fields import field_rankings
from evalsite.core.figures import Figures
from evalsite.core.groupscores import ELECTORATES, INDICATORS
from evalsite.core.paperwords import printed_rules, tellers_of
from evalsite.core.redacting import count_in_words
from evalsite.core.report_lines import ReportLines
from evalsite.core.validity import VOID_REASONS
from evalsite.paper.imported_content import NOT_BALLOTS, day_words, file_words
from evalsite.paper.result_words import Names, about_writein, reason, shown
from evalsite.paper.results_sheet import Cell, Pen, Sheet
from evalsite.paper.standings_sheets import standings_sheets
from evalsite.paper.words import moment


def results_xlsx(results: Results, figures: Figures | None = None) -> bytes:
    """The workbook: 概况, 得分与排名, 各领域排名 (where subjects have fields), 得分明细, 得票与得票率, 排序, 两两比较, 推荐 (where
    asked), 意见, 写名 (where names were written in), 计票规则; and where other sources gave ``figures``, 导入数据 and 实绩
    after them.

    Numbers are numbers with the decimals of the report; a withheld figure is the text 未公布 with its reason at the
    end of its row.
    """
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"title": f"{results.campaign.name} 结果", "author": results.campaign.organiser})
    pen = Pen(book, results.campaign.rates, _warning(results))
    _overview(pen, results)
    _scores(pen, results)
    _fields(pen, results)
    _score_details(pen, results)
    _counts(pen, results)
    for name, head, widths, rows in standings_sheets(results):
        sheet = Sheet(pen, name, widths)
        sheet.head(head)
        for row in rows:
            sheet.add(row)
        sheet.filtered(len(head))
    _comments(pen, results)
    _writeins(pen, results)
    _rules(pen, results)
    _imported(pen, results, figures or Figures())
    book.close()
    return buffer.getvalue()


def _warning(results: Results) -> str:
    """Sheets are printed and passed on one by one: each says that there is something to be read first."""
    if not results.remarks:
        return ""
    what = "结果无效" if any(remark.void for remark in results.remarks) else "结果仅供参考"
    return f"{what}，原因见“概况”"


def _overview(pen: Pen, results: Results) -> None:
    sheet, campaign = Sheet(pen, "概况", [22, 16, 12, 12, 12, 12, 12, 40], (0, 0)), results.campaign
    for remark in results.remarks:
        sheet.alarm(f"提示：{remark.text}")
    for name, value in (
        ("名称", campaign.name),
        ("类型", campaign.kind.value),
        ("系列", campaign.series),
        ("期次", campaign.round),
        ("组织者", campaign.organiser),
        ("开始时间", moment(campaign.opens)),
        ("截止时间", moment(results.closes)),
        ("编号", results.id),
        ("意见", count_in_words(results.hidden)),
    ):
        if value:
            sheet.add([name, value])
    sheet.row += 1
    sheet.head(["票种", "编号", "发出", "已签章", "收回", "有效", "废票", "废票原因"])
    names = Names(results)
    for line in results.turnout:
        void = results.void.get(line.electorate, {})
        reasons = "，".join(f"{VOID_REASONS[why]} {number}" for why, number in void.items())
        numbers = (line.expected, line.stamped, line.dropped, line.valid, line.void)
        sheet.add([names.electorate(line.electorate), line.electorate, *numbers, reasons])
    total = [
        sum(getattr(x, name) for x in results.turnout) for name in ("expected", "stamped", "dropped", "valid", "void")
    ]
    sheet.add(["合计", "", *total, ""])
    if results.paper:
        sheet.row += 1
        sheet.head(["纸质票（另计）", "编号", "发出", "", "收回", "有效", "废票", "计票人"])
        for one in results.paper:
            came = (one.returned, one.valid, one.void)
            sheet.add([names.electorate(one.electorate), one.electorate, one.issued, "", *came, tellers_of(one)])


GROUPS = {INDICATORS: "指标组", ELECTORATES: "票种组"}


def _scores(pen: Pen, results: Results) -> None:
    """A row a subject: total, rank, then the score of every indicator and of every electorate."""
    campaign, found = results.campaign, ReportLines(results)
    indicators = [i for i in campaign.indicators if any(found.line(s.code, None, i.code) for s in campaign.subjects)]
    voters = [e for e in campaign.counted if any(found.line(s.code, e.code, None) for s in campaign.subjects)]
    head = ["编号", "对象", "类别", "所属单位", "对象组", "总分", "名次", "参加排名数", "评定等次"]
    head += [f"指标：{i.name}" for i in indicators] + [f"票种：{e.name}" for e in voters]
    groups = [(kind, name) for kind in GROUPS for name in found.groups(kind, campaign.subjects)]
    head += [f"{GROUPS[kind]}：{name}" for kind, name in groups] + ["说明"]
    sheet = Sheet(pen, "得分与排名", [10, 26, 8, 18, 16, 10, 8, 8, 10, *[12] * (len(head) - 10), 40], (1, 2))
    sheet.head(head)
    for subject in campaign.subjects:
        total = found.line(subject.code, None, None)
        figures = [found.score(subject.code, None, i.code) for i in indicators]
        figures += [found.score(subject.code, e.code, None) for e in voters]
        figures += [found.group_score(subject.code, *group) for group in groups]
        lead: list[Cell] = [total.score, total.rank, total.of, shown(total.verdict)] if total else [None] * 4
        kind = {"unit": "单位", "person": "个人"}.get(subject.kind, subject.kind)
        ground = total.ground if total else ""
        why = "；".join(
            part for part in (reason(*((total.score, total.verdict) if total else ()), *figures), ground) if part
        )
        sheet.add([subject.code, subject.name, kind, subject.unit, subject.group, *lead, *figures, why])
    sheet.filtered(len(head))


def _fields(pen: Pen, results: Results) -> None:
    """Subjects of one field side by side; no sheet where the campaign names no fields."""
    rankings = field_rankings(results)
    if not rankings:
        return
    sheet = Sheet(pen, "各领域排名", [16, 20, 10, 10, 26, 16, 10, 10, 10, 40])
    head = ["领域", "同一测评表的对象组", "领域名次", "编号", "对象", "对象组", "得分", "组内名次", "评定等次", "说明"]
    sheet.head(head)
    for field in rankings:
        for line in field.lines:
            place: list[Cell] = [field.name, "、".join(field.groups), line.place, line.subject.code, line.subject.name]
            figures = (line.score, line.rank, line.verdict)
            sheet.add([*place, line.subject.group, *figures, reason(*figures)])
    sheet.filtered(len(head))


def _score_details(pen: Pen, results: Results) -> None:
    """Every score there is, for filtering: subject, indicator, electorate."""
    sheet, names = Sheet(pen, "得分明细", [10, 26, 26, 18, 10, 8, 10, 40]), Names(results)
    head = ["对象编号", "对象", "指标", "票种", "得分", "名次", "参加排名数", "说明"]
    sheet.head(head)
    for score in results.scores:
        indicator = names.indicators[score.indicator] if score.indicator else "总分"
        place: list[Cell] = [
            score.subject,
            names.subjects[score.subject],
            indicator,
            names.electorate(score.electorate),
        ]
        sheet.add([*place, score.score, score.rank, score.of, reason(score.score, score.rank)])
    sheet.filtered(len(head))


def _counts(pen: Pen, results: Results) -> None:
    """Votes and rates, a row for every subject, indicator and electorate; a block for every set of grades."""
    rows = [list(part) for _, part in groupby(results.counts, key=lambda c: (c.subject, c.indicator, c.electorate))]
    blocks: dict[tuple[str, ...], list[list[Count]]] = {}
    for row in rows:
        blocks.setdefault(tuple(count.grade for count in row), []).append(row)
    widest = max((len(grades) for grades in blocks), default=0)
    sheet, names = Sheet(pen, "得票与得票率", [10, 26, 26, 18, *[10] * (2 * widest), 40], (1, 2)), Names(results)
    for number, (grades, block) in enumerate(blocks.items()):
        sheet.row += 1 if number else 0
        columns = [f"{grade}{unit}" for grade in grades for unit in (" 票", " 率%")]
        sheet.head(["对象编号", "对象", "指标", "票种", *columns, "说明"])
        for row in block:
            first = row[0]
            figures: list[Cell] = [figure for count in row for figure in (count.votes, count.rate)]
            place = [
                names.subjects[first.subject],
                names.indicators[first.indicator],
                names.electorate(first.electorate),
            ]
            sheet.add([first.subject, *place, *figures, reason(*(count.votes for count in row))])
    if len(blocks) == 1:
        sheet.filtered(5 + 2 * widest)


def _comments(pen: Pen, results: Results) -> None:
    sheet, names = Sheet(pen, "意见", [26, 30, 100, 40]), Names(results)
    sheet.head(["对象", "问题", "内容", "说明"])
    for comment in results.comments:
        subject = names.subjects[comment.subject] if comment.subject else "（整张票）"
        sheet.add([subject, names.indicators[comment.indicator], comment.text, count_in_words(comment.hidden)])


def _writeins(pen: Pen, results: Results) -> None:
    """Names written in beside the list, where there are any."""
    if not results.writeins:
        return
    sheet, names = Sheet(pen, "写名", [26, 30, 10, 10, 10, 60]), Names(results)
    sheet.head(["指标", "名称", "票数", "至少", "率%", "说明"])
    for one in results.writeins:
        cells: list[Cell] = [names.indicators[one.indicator], one.name, one.votes, one.least, one.rate]
        sheet.add([*cells, about_writein(one)])
    sheet.filtered(6)


def _rules(pen: Pen, results: Results) -> None:
    sheet = Sheet(pen, "计票规则", [16, 120])
    sheet.head(["规则", "内容"])
    for sentence in printed_rules(results):
        sheet.add([sentence.title, sentence.text])


def _imported(pen: Pen, results: Results, figures: Figures) -> None:
    """What other sources say, on sheets of its own: nobody takes it for votes."""
    names = Names(results).subjects
    if figures.imported or figures.adjustments:
        sheet = Sheet(pen, "导入数据", [10, 26, 30, 14, 8, 16, 26, 40])
        sheet.head(["对象编号", "对象", "项目", "数值", "单位", "日期", "来源", "说明"])
        for one in figures.imported:
            place: list[Cell] = [one.subject, names.get(one.subject, ""), one.name, one.value, one.unit]
            sheet.add([*place, day_words(one.day), one.source, one.note])
        for line in figures.adjustments:
            place = [line.subject, names.get(line.subject, ""), "加减分", line.points, "分"]
            sheet.add([*place, day_words(line.day), line.source, line.reason])
        _origin(sheet, figures)
    if figures.deeds:
        sheet = Sheet(pen, "实绩", [10, 26, 12, 16, 26, 90])
        sheet.head(["对象编号", "对象", "类别", "日期", "来源单位", "内容"])
        for deed in figures.deeds:
            name = names.get(deed.subject, "")
            sheet.add([deed.subject, name, deed.kind.value, day_words(deed.day), deed.source, deed.text])
        _origin(sheet, figures)


def _origin(sheet: Sheet, figures: Figures) -> None:
    sheet.row += 1
    sheet.add([NOT_BALLOTS])
    for one in figures.provenance:
        sheet.add([f"来源文件：{file_words(one)}"])
