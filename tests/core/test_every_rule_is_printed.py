"""Every rule that a workbook may hold is printed in the report: a result without its rule cannot be checked by anyone."""

from dataclasses import replace
from fractions import Fraction

import pytest

from evalsite.core import rules
from evalsite.core.campaign import Electorate, Indicator, Rule, Type
from evalsite.core.rulewords import rules_in_words
from tests.core.builders import GRADED, SCALE, campaign

SECOND = replace(GRADED, code="i2", name="作风")
THIRD = replace(GRADED, code="i3", name="实绩")
CAMPAIGN = campaign(
    GRADED,
    SECOND,
    THIRD,
    Indicator("s", "打分", Type.SCORE),
    Indicator("c", "问题", Type.CHOICE, scale=SCALE.name),
    Indicator("r", "排序", Type.RANK),
    Indicator("n", "推荐", Type.NOMINATE),
    electorates=tuple(Electorate(f"e{n}", f"票种{n}", 20, ("组",), weight=Fraction(1)) for n in range(1, 4)),
    subjects=3,
)
# One line of every rule there is, with an effect in this campaign. Who makes a new rule adds it here, and prints it.
LINES = {
    "限额": ("i1", "优秀≤1"),
    "分数限额": ("s", "≥90 最多1个"),
    "不得全同": ("", ""),
    "总评一致": ("i1", "任一项较差则为较差"),
    "选择数": ("c", "1-2"),
    "推荐名额": ("n", "≤2"),
    "打分范围": ("s", "0-10"),
    "排序并列": ("r", "允许"),
    "票种组": ("组一", "票种1、票种2"),
    "指标组": ("组二", "i1、作风"),
    "空票种": ("", "不出总分"),
    "去极值": ("s", "各1个（多于5票）"),
    "名次赋分": ("r", "满分100，每名减2%"),
    "总分满分": ("", "600"),
    "分段赋分": ("i2", "优秀：≥50%得100，其余得60"),
    "法定人数": ("", "收回率≥2/3"),
    "不足下限": ("", "不计入合计"),
    "对象次序": ("", "笔画"),
    "到期自动封箱": ("", "否"),
    "可见范围": ("公众", "总分"),
    "合并计票": ("合一", "票种1、票种2"),
    "排序计分": ("r", "波达"),
    "票种明细": ("", "不公布"),
    "等次评定": ("", "得分≥85：优秀；其余：称职"),
    "强制分布": ("", "优秀≤1"),
}


@pytest.mark.parametrize("rule", rules.KNOWN)
def test_every_rule_changes_what_the_report_says_about_the_count(rule):
    made, failed = rules.apply(replace(CAMPAIGN, rules=(Rule(rule, *LINES[rule]),)))
    assert failed == ()
    plain = {one.title: one.text for one in rules_in_words(CAMPAIGN)}
    ruled = {one.title: one.text for one in rules_in_words(made)}
    assert {title for title, text in ruled.items() if plain.get(title) != text}
    assert all(text.strip() and text.endswith("。") for text in ruled.values())
