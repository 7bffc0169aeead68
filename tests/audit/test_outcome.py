"""The signed result and the record of destruction: honest ones pass, and each way of changing them is found."""

from dataclasses import replace

import pytest

from evalsite.audit.format import from_bytes, to_bytes
from evalsite.audit.verify import verify
from evalsite.core import envelope as formats
from evalsite.crypto.receipts import ReceiptKey

CERTIFIED = {"day": "2026-11-22", "by": [{"name": "甲", "role": "scrutineer"}]}


def faults(bundle):
    return [line for line in verify(bundle).lines() if line.startswith("✗")]


def test_a_confirmed_and_destroyed_campaign_passes_also_when_read_again(world, bundle):
    whole = replace(bundle, outcome=world.outcome(bundle, certified=CERTIFIED), destruction=world.destruction())
    again = from_bytes(to_bytes(whole))
    assert again == whole
    lines = verify(again).lines()
    assert "✓ 结果已由 甲 于 2026-11-22 确认" in lines
    assert "✓ 销毁的是封箱时的 8 张选票，销毁于 2026-12-01" in lines
    assert lines[-1] == "全部通过。"


def test_another_figure_than_the_one_that_was_signed_is_found(bundle):
    changed = {**(bundle.result or {}), "scores": [{"score": "99.00"}]}
    assert faults(replace(bundle, result=changed)) == ["✗ 公布的数字与签名的结果不一致"]
    assert faults(replace(bundle, result=changed | {"scores": 1.5})) == ["✗ 公布的数字与签名的结果不一致"]
    assert faults(replace(bundle, result=changed | {"writeins": [1]})) == ["✗ 公布的数字与签名的结果不一致"]


def test_words_that_were_hidden_later_change_nothing(bundle):
    assert faults(replace(bundle, result={**(bundle.result or {}), "comments": [{"text": "■■"}]})) == []


def test_a_result_whose_signature_was_cut_out_or_forged_is_found(world, bundle):
    assert faults(replace(bundle, outcome=None)) == ["✗ 缺少结果声明（outcome.json），公布的数字没有签名可对"]
    text, _ = world.outcome(bundle)
    forged = ReceiptKey.generate().sign(formats.outcome_message(text))
    assert faults(replace(bundle, outcome=(text, forged))) == ["✗ 结果声明的签名无效"]
    assert faults(replace(bundle, result=None)) == ["✗ 公布的数字与签名的结果不一致"]


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"root": 1},
        {"more": 1},
        {"certified": []},
        {"certified": {"day": "22", "by": CERTIFIED["by"]}},
        {"certified": {"day": 22, "by": CERTIFIED["by"]}},
        {"certified": {"day": "2026-11-22", "by": []}},
        {"certified": {"day": "2026-11-22", "by": ["甲"]}},
    ],
)
def test_a_statement_of_another_form_is_none(world, bundle, changes):
    assert faults(replace(bundle, outcome=world.outcome(bundle, **changes))) == ["✗ 结果声明格式不对或被改动"]


def test_a_statement_that_is_no_json_or_of_another_box_is_found(world, bundle):
    assert faults(replace(bundle, outcome=("{", b""))) == ["✗ 结果声明格式不对或被改动"]
    assert faults(replace(bundle, outcome=world.outcome(bundle, root="00"))) == ["✗ 结果声明不是这个票箱的"]


@pytest.mark.parametrize(
    "changes", [{"v": 2}, {"counts": [1]}, {"counts": [{"electorate": "A"}]}, {"agreed": [1]}, {"destroyed": "then"}]
)
def test_a_record_of_destruction_of_another_form_is_none(world, bundle, changes):
    found = faults(replace(bundle, destruction=world.destruction(**changes)))
    assert found == ["✗ 销毁记录格式不对或被改动"]


@pytest.mark.parametrize("changes", [{"leaves": "00"}, {"root": "00"}, {"counts": []}])
def test_a_record_of_other_ballots_is_found(world, bundle, changes):
    found = faults(replace(bundle, destruction=world.destruction(**changes)))
    assert found == ["✗ 销毁记录与封箱时的选票不一致"]


def test_a_forged_record_and_one_beside_doubled_stamps_are_found(world, bundle):
    text, _ = world.destruction()
    assert faults(replace(bundle, destruction=(text, bytes(64)))) == ["✗ 销毁记录的签名无效"]
    doubled = replace(bundle, stamps=(bundle.stamps[0], *bundle.stamps), destruction=world.destruction())
    assert "✗ 销毁记录与封箱时的选票不一致" in faults(doubled)
