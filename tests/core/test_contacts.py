"""Contact data and hints at the writer are seen through every disguise; years, sums and document numbers are not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from evalsite.core.contacts import KINDS, Flag, Lookout

PLAIN = Lookout()
NAMES = Lookout(["王小明", "古丽·买买提", "高明", "李"])


def seen(text, lookout=PLAIN):
    return [(flag.kind, text[flag.start : flag.end]) for flag in lookout.flags(text)]


@pytest.mark.parametrize(
    "text",
    [
        "13800138000",
        "１３８００１３８０００",
        "①③⑧⓪⓪①③⑧⓪⓪⓪",
        "1 3 8 0 0 1 3 8 0 0 0",
        "138 0013 8000",
        "138-0013-8000",
        "138 001 38000",
        "1380 013 8000",
        "138·00138000",
        "+86 13800138000",
        "8613800138000",
        "一三八零零一三八零零零",
        "幺三八〇〇幺三八〇〇〇",
        "138零零一三八000",
    ],
)
def test_a_mobile_number_is_seen_however_it_is_written(text):
    assert seen(f"有事打{text}，谢谢") == [("mobile", text)]


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("landline", "0571-87654321"),
        ("landline", "(010) 6543 2109"),
        ("landline", "02087654321"),
        ("landline", "电话：8765 4321"),
        ("landline", "座机8765432"),
        ("landline", "电话 876543"),
        ("landline", "短号 661234"),
        ("landline", "分机812"),
        ("id_number", "330102199003071234"),
        ("id_number", "33010219900307123X"),
        ("id_number", "330102 19900307 123x"),
        ("id_number", "3 3 0 1 0 2 1 9 9 0 0 3 0 7 1 2 3 4"),
        ("email", "zhang.san@example.com"),
        ("email", "zhang＠example．com．cn"),
        ("email", "abc @ qq . com"),
        ("wechat", "微信号：wang_xiaoming"),
        ("wechat", "微信 wxm19900307"),
        ("wechat", "VX: sunshine"),
        ("wechat", "薇信13800138000"),
        ("wechat", "加v abc123456"),
        ("qq", "QQ：123456789"),
        ("qq", "扣扣号是12345678"),
        ("qq", "ＱＱ１２３４５６"),
        ("address", "东门路12号"),
        ("address", "5幢2单元301室"),
        ("address", "3号楼"),
        ("address", "508办公室"),
        ("address", "上泉村3组"),
        ("address", "我家住"),
        ("self", "我是"),
        ("self", "我们股"),
        ("self", "我们科室"),
        ("self", "我所在的科室"),
        ("self", "我们窗口"),
        ("self", "我本人"),
        ("self", "作为一名"),
        ("self", "联系我"),
        ("self", "我爱人"),
        ("self", "我来局里20年"),
        ("self", "我在办公室工作十多年"),
    ],
)
def test_other_hints_are_seen(kind, text):
    before, after = ("意见：", "。") if kind != "email" else ("邮箱 ", " 。")
    assert seen(f"{before}{text}{after}") == [(kind, text)]


@pytest.mark.parametrize(
    "text",
    [
        "2025年工作扎实，2026年要再接再厉。",
        "2026-11-21 的会开得太晚，2026.11.21 也一样",
        "〔2026〕12号文件落实慢",
        "国办发〔2025〕13800138000号",
        "投入13800000000元，收效不大",
        "共 13 912 345 678 元，去年 1380 万元",
        "经费 13,800,138,000 元",
        "增长 13.5% 14.2% 15.8%",
        "13 14 15 16 17 18 号的值班安排乱",
        "比例为 0.13912345678",
        "工单 20261121138001380001 没有回音",
        "拨打12345热线以后才解决，12315也打过",
        "电话打不通，电话要有人接",
        "第3单元的培训、第 302 期简报、3号楼梯",
        "第508室以外都好",
        "路1号线开工",
        "一路10号线",
        "微信公众号：Zhejiang_News 更新慢",
        "微信 Windows 版不好用",
        "微信群太多，QQ群也多",
        "领导本人廉洁，他本人也谦虚",
        "班子自我是非分明，我是说流程可以再简",
        "我是觉得不错，我是支持的",
        "我们所有人都满意，我们组织得好，我们班子团结",
        "我们处理问题快，我们队伍过硬，我们办事方便，我们站在群众一边",
        "作为领导干部要带头，对我是公平的",
        "我来局里多次，都办成了；我在2025年说过",
        "建议电话回访，每周2-3次，时间在10-15分钟",
        "联系我们市的实际，联系我县实际",
        "群众住在山上，路不好走",
        "",
        "请写@全体",
    ],
)
def test_what_opinions_are_full_of_is_not_flagged(text):
    assert seen(text) == []


@pytest.mark.parametrize("text", ["本人建议多下基层", "建议如下：本人认为要快", "以上，\n本人负责"])
def test_the_writer_in_person_is_told_from_somebody_else_in_person(text):
    assert ("self", "本人") in seen(text)


def test_names_are_seen_with_blanks_and_dots_and_one_character_is_no_name():
    assert seen("听说王 小 明很好，李也好", NAMES) == [("name", "王 小 明")]
    assert seen("古丽•买买提 与古丽买买提", NAMES) == [("name", "古丽•买买提"), ("name", "古丽买买提")]


def test_a_short_name_inside_another_word_is_flagged_too_since_nobody_can_tell():
    assert seen("做法高明", NAMES) == [("name", "高明")]


def test_an_address_begins_behind_the_word_that_leads_to_it():
    assert seen("该同志去年在东门路12号办公") == [("address", "东门路12号")]


def test_a_flag_never_overlaps_another_and_the_stronger_reason_wins():
    assert seen("微信13800138000") == [("wechat", "微信13800138000")]
    assert seen("我是王小明，13800138000", NAMES) == [("self", "我是"), ("name", "王小明"), ("mobile", "13800138000")]


@given(st.text(alphabet="我是本人1380①３ -王小明@.qQ微信号a\n", max_size=60))
def test_flags_stand_in_order_inside_the_text_and_apart(text):
    flags = NAMES.flags(text)
    assert list(flags) == sorted(flags, key=lambda one: one.start)
    ends = [0]
    for flag in flags:
        assert isinstance(flag, Flag)
        assert ends[-1] <= flag.start < flag.end <= len(text)
        assert flag.kind in KINDS
        ends.append(flag.end)


def test_a_character_that_becomes_several_in_half_width_keeps_its_place():
    assert seen("㏕ 13800138000") == [("mobile", "13800138000")]
