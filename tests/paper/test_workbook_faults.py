"""Every mistake is told at its place, once, and together with all the others."""

from datetime import date, time

import openpyxl
import pytest

from tests.paper.workbook_edits import SOUND, Edit, places


def test_the_workbook_these_tests_spoil_is_sound():
    assert Edit().read() == SOUND


@pytest.mark.parametrize(
    ("place", "value", "problem", "remedy"),
    [
        # empty cells that must not be
        ("对象!A3", None, "编号是空的", "填写"),
        ("对象!B3", "  ", "名称是空的", "填写"),
        ("对象!E4", None, "对象组是空的", "填写"),
        ("票种!A2", None, "编号是空的", "填写"),
        ("票种!D2", None, "发票数是空的", "填写"),
        ("票种!E4", None, "评议对象组是空的", "顿号"),
        ("指标!B6", None, "名称是空的", "填写"),
        ("等次!A3", None, "等次表是空的", "填写"),
        ("等次!B3", None, "名称是空的", "填写"),
        # the same twice
        ("对象!A3", "D1", "编号“D1”重复", "不同"),
        ("对象!B3", "财政局", "名称“财政局”重复", "不同"),
        ("票种!A3", "A", "编号“A”重复", "不同"),
        ("票种!B3", "区级领导", "名称“区级领导”重复", "不同"),
        ("指标!A5", "Z2", "编号“Z2”重复", "不同"),
        ("指标!B4", "工作实绩", "名称“工作实绩”重复", "不同"),
        ("等次!B7", "效率", "重复", "删去"),
        ("票种!E2", "部门、镇街、负责人、部门", "“部门”写了两次", "只留一个"),
        ("规则!C2", "优秀≤50%", None, None),  # what stands there already: no fault at all
        # words that are not known
        ("对象!C3", "单位们", "类别“单位们”不认识", "是不是“单位”"),
        ("指标!D4", "多项", "题型“多项”不认识", "是不是“多选”"),
        ("指标!E2", "四等级", "没有等次表“四等级”", "是不是“四等”"),
        ("指标!G2", "对", "必答“对”不认识", "是、否"),
        ("等次!D2", "不计", "计入分母“不计”不认识", "是、否"),
        ("指标!H4", "部门、镇接", "没有对象组“镇接”", "是不是“镇街”"),
        ("票种!E2", "部门、镇接、负责人", "没有对象组“镇接”", "是不是“镇街”"),
        ("票种!F3", "第二大道", "所属单位“第二大道”不在测评对象里", "财政局"),
        ("规则!A2", "限量", "不认识规则“限量”", "是不是“限额”"),
        ("规则!A2", "去极分", "不认识规则“去极分”", "是不是“去极值”？可用的规则：限额、"),
        ("规则!B2", "Z9", "没有编号或名称是“Z9”的指标", "Z1"),
        ("规则!B2", None, "没有写明", "编号或名称"),
        # numbers
        ("票种!C2", "四十", "“四十”不是数", "数字"),
        ("票种!C2", date(2026, 1, 3), "不是数", "常规"),
        ("票种!C2", -40, "不在 0 到 100 之间", "0 到 100"),
        ("票种!D2", 12.5, "12.5 不是整数", "整数"),
        ("票种!D2", 0, "发票数是 0", "1 到"),
        ("票种!D2", -3, "发票数是 -3", "1 到"),
        ("票种!D2", 1_000_000, "发票数是 1000000", "1 到"),
        ("等次!C2", "满分", "“满分”不是数", "数字"),
        ("等次!C2", 5000, "分值是 5000", "-1000 到 1000"),
        ("等次!C2", 1 / 3, "小数位太多", "6 位"),
        ("指标!F2", "60%%", "“60%%”不是数", "数字"),
        # weights
        ("指标!F2", 55, "权重合计 95（工作实绩 55 + 服务基层 40），应为 100，还差 5", "100"),
        ("指标!F2", 65.5, "权重合计 105.5（工作实绩 65.5 + 服务基层 40），应为 100，多出 5.5", "100"),
        ("票种!C2", 30, "对象组“部门、镇街、负责人”的票种，权重合计 90", "100"),
        ("指标!F4", 10, "多选题不计分", "清空"),
        # scales
        ("指标!E4", None, "多选题没有写等次表", "四等、问题"),
        ("指标!E3", "四等", "打分题用不着等次表", "清空"),
        # groups
        ("对象!E4", "镇街、部门", "有顿号或逗号", "一个"),
        ("对象!E4", "全表", "不能叫“全表”", "换一个"),
        ("指标!H3", "全表", "打分题不能写“全表”", "对象组"),
        ("指标!H7", "全表、部门", "不能和对象组写在一起", "只写"),
        ("票种!E4", "全表", "不能写“全表”", "部门"),
        # texts
        ("对象!B3", "民" * 101, "名称有 101 个字", "100"),
        ("对象!A3", "1" * 41, "编号有 41 个字", "40"),
        ("对象!B3", "民政\n局", "看不见的控制字符", "重新键入"),
        ("对象!B3", "民政\u200b局", "看不见的控制字符", "重新键入"),
        ("对象!A3", True, "逻辑值", "文本"),
        ("对象!A3", date(2026, 1, 3), "当成了日期", "文本"),
        ("对象!A3", time(8, 0), "当成了日期", "文本"),
        # rules
        ("规则!C2", "优秀30%", "看不懂", "优秀≤30%"),
        ("规则!C2", "优异≤30%", "没有“优异”", "是不是“优秀”"),
        ("规则!C2", "优秀≤0", "个数 0 不是正整数", "整数"),
        ("规则!C2", "优秀≤1.5", "个数 1.5 不是正整数", "整数"),
        ("规则!C2", "优秀≤130%", "130%", "不超过 100%"),
        ("规则!C2", None, "看不懂", "优秀≤30%"),
        ("规则!B2", "Z2", "“限额”只用于等次题", "等次题"),
        ("规则!C3", "10-0", "最低分 10 不小于最高分 0", "0-100"),
        ("规则!C3", "0-10/3", "不能按 3 分一档", "0.5"),
        ("规则!C3", "0-10/0", "不能按 0 分一档", "0.5"),
        ("规则!C3", "0-300", "301 档分数，超过 254 档", "缩小"),
        ("规则!C3", "十分制", "看不懂", "0-100"),
        ("规则!C4", "1-4", "最多选 4 项，但“问题”只有 3 项", "3"),
        ("规则!C4", "≥4", "至少选 4 项，但“问题”只有 3 项", "3"),
        ("规则!C4", "3-2", "上限比下限小", "1-3"),
        ("规则!C4", "≤0", "上限是 0", "1-3"),
        ("规则!C4", "≥0", "看不懂", "1-3"),
        ("规则!C4", "2", "看不懂", "1-3"),
        ("规则!C4", date(2026, 1, 3), "如果原来写的是 1-3", "文本"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_once_at_its_place(place, value, problem, remedy):
    edit = Edit().set(place, value)
    if problem is None:
        assert edit.read() == SOUND
        return
    faults = edit.faults()
    assert places(faults) == [place]
    assert problem in faults[0].problem
    assert remedy in faults[0].remedy


@pytest.mark.parametrize(
    ("item", "value", "problem"),
    [
        ("名称", None, "名称是空的"),
        ("名称", "=1+", "公式出错"),
        ("类型", None, "类型是空的"),
        ("类型", "民主评测", "是不是"),
        ("公布下限", "五", "不是数"),
        ("公布下限", 0, "公布下限是 0"),
        ("公布下限", 2.5, "不是整数"),
        ("率的分母", "参加", "收回、有效、应到、到会"),
        ("小数位", 7, "小数位是 7"),
        ("舍入", "进一", "四舍五入"),
        ("末尾零", "删", "保留、去掉"),
        ("缺项处理", "作废", "弃权、废票"),
        ("期次", date(2026, 10, 1), "当成了日期"),
        ("系列", "年" * 101, "101 个字"),
        ("开始时间", "明天上午", "看得懂"),
        ("开始时间", "2026-02-30 08:00", "没有这一天"),
        ("开始时间", 46347.3, "不是日期"),
        ("开始时间", time(8, 0), "不是日期"),
        ("开始时间", "1926-11-21 08:00", "1926 年"),
        ("截止时间", "2026-11-21", "没有写几点"),
        ("截止时间", date(2026, 11, 21), "没有写几点"),
    ],
)
def test_a_mistake_on_the_first_sheet_is_told_at_its_row(item, value, problem):
    edit = Edit()
    if value == "=1+":
        cell = edit.book["活动"][edit.item(item)[3:]]
        cell.value, cell.data_type = "#REF!", "e"
    else:
        edit.set(edit.item(item), value)
    faults = edit.faults()
    assert places(faults) == [edit.item(item)]
    assert problem in faults[0].problem + faults[0].remedy


def test_closing_before_opening_is_told_at_the_closing_time():
    edit = Edit()
    edit.set(edit.item("开始时间"), "2026-11-21 08:00").set(edit.item("截止时间"), "2026-11-21 08:00")
    faults = edit.faults()
    assert places(faults) == [edit.item("截止时间")]
    assert "不晚于开始时间" in faults[0].problem


def test_an_unreadable_opening_time_says_nothing_about_the_closing_time():
    edit = Edit()
    edit.set(edit.item("开始时间"), "上午").set(edit.item("截止时间"), "2020-01-01 08:00")
    assert places(edit.faults()) == [edit.item("开始时间")]


def test_a_missing_name_or_kind_is_told_for_the_sheet():
    edit = Edit()
    edit.book["活动"].delete_rows(2, 2)
    faults = edit.faults()
    assert places(faults) == ["活动!", "活动!"]
    assert {fault.problem for fault in faults} == {"名称是空的", "没有写类型"}


def test_a_misspelt_item_is_told_where_it_stands_and_a_remark_is_let_be():
    edit = Edit()
    row = edit.item("公布下限").removeprefix("活动!B")
    edit.set(f"活动!A{row}", "公布下线").set("活动!A20", "备注").set("活动!B20", "内部使用")
    faults = edit.faults()
    assert places(faults) == [f"活动!A{row}"]
    assert "像是“公布下限”写错了" in faults[0].problem


def test_an_item_written_twice_is_told():
    edit = Edit().set("活动!A20", "小数位").set("活动!B20", 1)
    faults = edit.faults()
    assert places(faults) == ["活动!A20"]
    assert "“小数位”写了两次" in faults[0].problem


def test_everything_that_is_wrong_comes_at_once_in_the_order_of_the_workbook():
    edit = Edit()
    edit.set("规则!C3", "很多").set("等次!C3", "八十").set("指标!E4", "问提").set("指标!D3", "打份")
    edit.set("票种!C2", 41).set("对象!A3", "D1").set("对象!B2", None)
    edit.set(edit.item("小数位"), "两位")
    assert places(edit.faults()) == [
        edit.item("小数位"),
        "对象!B2",
        "对象!A3",
        "票种!C2",
        "指标!D3",
        "指标!E4",
        "等次!C3",
        "规则!C3",
    ]


def test_weights_that_cannot_be_read_are_not_added_up():
    faults = Edit().set("指标!F2", "六十").set("票种!C2", None).faults()
    assert places(faults) == ["票种!C2", "指标!F2"]
    assert "有的填了，有的没填" in faults[0].problem


def test_weights_are_judged_even_if_a_type_is_misspelt():
    faults = Edit().set("指标!D3", "打份").set("指标!F3", 30).faults()
    assert places(faults) == ["指标!F2", "指标!D3"]
    assert "还差 10" in faults[0].problem


@pytest.mark.parametrize(("scale", "weight"), [("四等", 40), (None, 40), (None, None)])
def test_a_type_nobody_can_guess_is_told_alone(scale, weight):
    edit = Edit().set("指标!D3", "???").set("指标!E3", scale).set("指标!F3", weight)
    if weight is None:
        edit.set("指标!F2", 100)
    edit.book["规则"].delete_rows(3)
    assert places(edit.faults()) == ["指标!D3"]


def test_a_scale_that_is_not_there_is_told_beside_a_misspelt_type():
    faults = Edit().set("指标!D2", "等级").set("指标!E2", "五等").faults()
    assert places(faults) == ["指标!D2", "指标!E2"]


def test_a_scale_with_one_grade_is_told_at_its_row():
    edit = Edit()
    edit.book["等次"].delete_rows(6, 2)
    edit.book["规则"].delete_rows(4)
    faults = edit.faults()
    assert places(faults) == ["等次!A5"]
    assert "只有 1 个等次" in faults[0].problem


def test_a_rule_written_twice_is_told_at_the_second():
    edit = Edit().set("规则!A5", "限额").set("规则!B5", "工作实绩").set("规则!C5", "优秀≤2")
    faults = edit.faults()
    assert places(faults) == ["规则!A5"]
    assert "前面已经写过" in faults[0].problem


def test_a_group_nobody_rates_is_told_once_at_its_first_subject():
    edit = Edit().set("对象!A6", "K1").set("对象!B6", "第一开发区").set("对象!E6", "开发区")
    edit.set("对象!A7", "K2").set("对象!B7", "第二开发区").set("对象!E7", "开发区")
    faults = edit.faults()
    assert places(faults) == ["对象!E6"]
    assert "对象组“开发区”没有票种评议" in faults[0].problem


def test_a_subject_whose_only_raters_are_its_own_unit_is_told():
    edit = Edit()
    edit.set("票种!E2", "部门、负责人")
    edit.book["票种"].delete_rows(4)
    edit.set("票种!C2", None).set("票种!C3", None)
    faults = edit.faults()
    assert places(faults) == ["对象!D4"]
    assert "没有票种评议“第一街道”" in faults[0].problem


def test_an_electorate_that_rates_only_its_own_unit_is_told():
    faults = Edit().set("票种!F4", "T1").faults()
    assert places(faults) == ["票种!F4"]
    assert "没有可评的对象" in faults[0].problem


def test_a_group_without_any_indicator_is_told():
    edit = Edit()
    for row in (2, 3):
        edit.set(f"指标!H{row}", "部门、负责人")
    edit.set("指标!H4", "部门")
    faults = edit.faults()
    assert places(faults) == ["对象!E4"]
    assert "对象组“镇街”没有一项指标" in faults[0].problem


def test_two_persons_of_different_units_may_share_a_name_but_not_of_one():
    edit = Edit().set("对象!A6", "P2").set("对象!B6", "财政局局长").set("对象!C6", "个人").set("对象!E6", "负责人")
    edit.set("对象!D6", "民政局")
    assert edit.read().subjects[-1].unit == "民政局"
    faults = edit.set("对象!D6", "D1").faults()
    assert places(faults) == ["对象!B6"]
    assert "区别" in faults[0].remedy


def test_no_subjects_electorates_or_indicators_is_told_for_the_sheet():
    edit = Edit()
    for sheet in ("对象", "票种", "指标", "规则"):
        edit.book[sheet].delete_rows(2, 20)
    assert places(edit.faults()) == ["对象!", "票种!", "指标!"]


# --- the form itself ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("sheet", ["活动", "对象", "票种", "指标", "等次"])
def test_a_missing_sheet_is_told_without_consequences(sheet):
    edit = Edit()
    del edit.book[sheet]
    faults = edit.faults()
    assert places(faults) == [f"{sheet}!"]
    assert f"缺少工作表“{sheet}”" in faults[0].problem


def test_the_sheet_of_rules_may_be_missing():
    edit = Edit()
    del edit.book["规则"]
    assert edit.read().rules == ()


@pytest.mark.parametrize(("sheet", "name"), [("对象", "测评对象"), ("规则", "规则表"), ("等次", "等级")])
def test_a_sheet_under_a_similar_name_is_named(sheet, name):
    edit = Edit()
    edit.book[sheet].title = name
    faults = edit.faults()
    assert places(faults) == [f"{sheet}!"]
    assert f"有一张叫“{name}”" in faults[0].problem


def test_a_sheet_that_is_there_twice_is_told():
    edit = Edit()
    edit.book.create_sheet("对象 ")
    assert places(edit.faults()) == ["对象!"]


def test_other_sheets_are_let_be():
    edit = Edit()
    edit.book.create_sheet("Sheet1")["A1"] = "#REF!"
    edit.book.create_sheet("说明").merge_cells("A1:C3")
    assert edit.read() == SOUND


@pytest.mark.parametrize(
    ("place", "header"),
    [("对象!E1", "对象组"), ("票种!C1", "权重"), ("指标!D1", "题型"), ("等次!D1", "计入分母"), ("规则!C1", "参数")],
)
def test_a_missing_column_is_told_without_consequences(place, header):
    sheet = place.partition("!")[0]
    faults = Edit().set(place, None).faults()
    assert places(faults) == [f"{sheet}!1"]
    assert f"缺少“{header}”这一列" in faults[0].problem


@pytest.mark.parametrize(
    ("place", "written", "meant"),
    [("对象!B1", "名字", "名称"), ("票种!D1", "发票", "发票数"), ("指标!H1", "适用对象", "适用对象组"), ("指标!C1", "说明栏", "说明")],
)  # fmt: skip
def test_a_misspelt_header_is_told_with_what_was_meant(place, written, meant):
    faults = Edit().set(place, written).faults()
    assert places(faults) == [place]
    assert f"像是“{meant}”写错了" in faults[0].problem


def test_a_header_written_twice_is_told():
    faults = Edit().set("对象!G1", "名称").faults()
    assert places(faults) == ["对象!G1"]


def test_columns_of_ones_own_are_let_be():
    edit = Edit().set("对象!G1", "联系人").set("对象!G3", "张三").set("票种!H9", "合计 160")
    assert edit.read() == SOUND


def test_columns_stand_in_any_order_under_a_title_with_any_brackets_and_spaces():
    edit = Edit()
    old = edit.book["对象"]
    rows = [[cell.value for cell in row] for row in old.iter_rows()]
    edit.book.remove(old)
    new = edit.book.create_sheet(" 对象 ")
    new.append(["测评对象一览表"])
    new.append([])
    new.append(["对象组 *", "名 称", "类别（单位/个人）", "编号：", "所属单位(可空)", "领域"])
    for code, name, kind, unit, group, field in rows[1:]:
        new.append([group, name, kind, code, unit, field])
        new.append([])
    assert edit.read() == SOUND


@pytest.mark.parametrize("cells", ["A3:A4", "B2:C2"])
def test_merged_cells_are_told_without_consequences(cells):
    edit = Edit()
    edit.book["对象"].merge_cells(cells)
    faults = edit.faults()
    assert places(faults) == [f"对象!{cells[:2]}"]
    assert f"{cells} 是合并单元格" in faults[0].problem
    assert "取消合并" in faults[0].remedy


def test_a_merged_header_is_told_without_consequences():
    edit = Edit()
    edit.book["指标"].merge_cells("D1:E1")
    assert places(edit.faults()) == ["指标!D1"]


def test_a_merged_title_above_the_header_is_told():
    edit = Edit()
    edit.book["等次"].insert_rows(1)
    edit.set("等次!A1", "等次表").book["等次"].merge_cells("A1:D1")
    assert places(edit.faults()) == ["等次!A1"]


def test_merged_cells_on_the_first_sheet_are_told_once():
    edit = Edit()
    edit.book["活动"].merge_cells("B2:C2")
    assert places(edit.faults()) == ["活动!B2"]


@pytest.mark.parametrize("error", ["#REF!", "#N/A", "#DIV/0!"])
@pytest.mark.parametrize("place", ["对象!A5", "票种!D4", "指标!H7", "等次!C7"])
def test_a_formula_error_is_told_with_the_error(place, error):
    edit = Edit()
    sheet, _, cell = place.partition("!")
    edit.book[sheet][cell].value, edit.book[sheet][cell].data_type = error, "e"
    faults = edit.faults()
    assert places(faults) == [place]
    assert error in faults[0].problem


def test_a_sheet_that_is_only_a_picture_of_one_is_told():
    edit = Edit()
    del edit.book["等次"]
    chart = edit.book.create_chartsheet("等次")
    chart.add_chart(openpyxl.chart.BarChart())
    assert places(edit.faults()) == ["等次!"]


def test_an_empty_sheet_lacks_all_its_columns():
    edit = Edit()
    edit.book["等次"].delete_rows(1, 50)
    assert places(edit.faults()) == ["等次!1"] * 4


def test_hundreds_of_faults_are_all_told():
    edit = Edit()
    for row in range(6, 206):
        edit.set(f"对象!A{row}", "D1").set(f"对象!B{row}", f"单位{row}").set(f"对象!E{row}", "部门")
    assert places(edit.faults()) == [f"对象!A{row}" for row in range(6, 206)]
