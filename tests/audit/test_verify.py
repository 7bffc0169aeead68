"""The check of an audit file: an honest one passes, and each kind of tampering is found by the question that names it."""

import json
import re
import secrets
import subprocess
import sys
from dataclasses import replace
from typing import Any

import pytest

from evalsite.audit.format import Bundle, StampLine, from_bytes, read, write
from evalsite.audit.verify import main, verify
from evalsite.core import envelope as formats
from evalsite.core import ticket
from evalsite.core.refusals import BadBundle
from evalsite.crypto import manifest as manifests
from evalsite.crypto import merkle
from evalsite.crypto.receipts import ReceiptKey
from evalsite.settings import ROOT
from tests.audit.conftest import CAST, CODES, World, result
from tests.audit.tamperings import GOOD, TAMPERINGS, UNREADABLE, ordered


def faults(bundle: Bundle, receipt: str | None = None) -> list[str]:
    """The lines with a cross."""
    found = verify(bundle, receipt)
    assert found.passed is not any(line.startswith("✗") for line in found.lines())
    return [line for line in found.lines() if line.startswith("✗")]


def receipt_of(world: World, one: StampLine) -> str:
    return ticket.receipt_code(formats.leaf(world.hash, one.electorate, one.digest))


def test_an_honest_bundle_passes_every_question(world, bundle):
    found = verify(bundle, receipt_of(world, world.stamps[0]))
    assert found.passed
    lines = found.lines()
    assert all(line.startswith("✓") for line in lines[:-1])
    assert lines[-1] == "全部通过。"
    assert manifests.fingerprint(world.manifest) in lines[0]
    assert "8 张选票的签章全部有效" in "\n".join(lines)
    assert "票种 职工：印制 10，签章 6，投入 5" in "\n".join(lines)


def test_a_box_that_is_closed_and_not_opened_passes_without_result(bundle):
    assert faults(replace(bundle, result=None, outcome=None)) == []


def test_an_empty_box_passes(world):
    counts = [{"electorate": code, "issued": 10, "stamped": 0, "dropped": 0} for code in CODES]
    statement = world.statement(counts=counts, root=merkle.root([]).hex())
    assert faults(world.bundle(statement, stamps=(), result=None)) == []


# The same files are given to the page for people at home (tests/browser/test_homecheck.py).


@pytest.mark.parametrize("make", GOOD.values(), ids=GOOD)
def test_what_is_as_it_should_be_passes(world, make):
    assert faults(make(world)) == []


@pytest.mark.parametrize("case", TAMPERINGS.values(), ids=TAMPERINGS)
def test_each_kind_of_tampering_is_accused_by_the_check_that_is_there_for_it(world, case):
    found = faults(from_bytes(case.file(case.make(world))))
    assert any(line.startswith(f"✗ {case.found}") for line in found), found


@pytest.mark.parametrize(("make", "problem"), UNREADABLE.values(), ids=UNREADABLE)
def test_what_is_no_audit_file_is_refused_with_the_reason(bundle, make, problem):
    with pytest.raises(BadBundle) as found:
        from_bytes(make(bundle))
    assert str(found.value.details["problem"]).startswith(problem)


# --- tampering by whoever hands on the file ---------------------------------------------------------------------------


def test_a_manifest_that_was_reformatted_is_no_manifest(bundle):
    again = json.dumps(json.loads(bundle.manifest), ensure_ascii=False)
    assert faults(replace(bundle, manifest=again)) == ["✗ 测评清单（manifest.json）格式不对或被改动"]


def test_another_manifest_fits_nothing(world, bundle):
    data = manifests.parse(bundle.manifest)
    data["name"] = "另一个测评"
    found = faults(replace(bundle, manifest=manifests.canonical(data)))
    assert "✗ 封箱声明不是这次测评的" in found
    assert "✗ 8 张选票中有 8 张签章无效" in found


def test_a_changed_statement_loses_its_signature(world, bundle):
    statement = world.statement(closed="2026-11-22")
    assert faults(replace(bundle, statement=manifests.canonical(statement))) == ["✗ 封箱声明的签名无效"]


def test_a_statement_signed_by_another_key_is_found(world, bundle):
    forged = ReceiptKey.generate().sign(formats.closing_message(bundle.statement))
    assert faults(replace(bundle, signature=forged)) == ["✗ 封箱声明的签名无效"]


def test_a_receipt_s_signature_is_none_of_the_statement(world, bundle):
    leaf = world.leaves(world.stamps)[0]
    signature = world.receipt.sign(formats.receipt_message(world.hash, leaf))
    assert faults(replace(bundle, signature=signature)) == ["✗ 封箱声明的签名无效"]


def test_a_forged_stamp_is_found(world, bundle, foreign_key):
    for forged in (
        world.stamps[0]._replace(stamp=secrets.token_bytes(256)),
        world.stamped("职工", world.stamps[0].digest, foreign_key),
        world.stamps[0]._replace(electorate="没有的票种"),
    ):
        found = faults(replace(bundle, stamps=ordered(world, [forged, *world.stamps[1:]])))
        assert "✗ 8 张选票中有 1 张签章无效" in found


def test_a_stamp_of_one_electorate_is_none_of_another(world, bundle):
    moved = world.stamps[0]._replace(electorate="B,2")
    found = faults(replace(bundle, stamps=ordered(world, [moved, *world.stamps[1:]])))
    assert "✗ 8 张选票中有 1 张签章无效" in found
    assert "✗ 票种 职工：印制 10，签章 6，投入 5，文件里却有 4 张" in found


def test_a_removed_ballot_is_found(world, bundle):
    found = faults(replace(bundle, stamps=bundle.stamps[1:]))
    assert "✗ 票箱根值与封箱声明不符：有选票被增加、删去或替换" in found
    assert any("文件里却有" in line for line in found)


def test_an_added_ballot_is_found_even_with_a_true_stamp(world, bundle):
    added = world.stamped("职工", secrets.token_bytes(32))
    found = faults(replace(bundle, stamps=ordered(world, [added, *world.stamps])))
    assert found == [
        "✗ 票箱根值与封箱声明不符：有选票被增加、删去或替换",
        "✗ 票种 职工：印制 10，签章 6，投入 5，文件里却有 6 张",
    ]


def test_a_replaced_ballot_is_found_by_the_root_alone(world, bundle):
    other = world.stamped("职工", secrets.token_bytes(32))
    found = faults(replace(bundle, stamps=ordered(world, [other, *world.stamps[1:]])))
    assert found == ["✗ 票箱根值与封箱声明不符：有选票被增加、删去或替换"]


def test_a_doubled_ballot_is_found(world, bundle):
    found = faults(replace(bundle, stamps=ordered(world, [world.stamps[0], *world.stamps])))
    assert "✗ 有 1 张选票重复" in found


def test_an_order_of_arrival_is_not_let_through(world, bundle):
    assert faults(replace(bundle, stamps=tuple(reversed(bundle.stamps)))) == ["✗ 选票没有按规定排序"]


# --- lies of whoever holds the keys -----------------------------------------------------------------------------------


def lying_counts(**changes: int) -> list[dict[str, Any]]:
    plain = [{"electorate": code, "issued": 10, "stamped": 6, "dropped": CAST[code]} for code in CODES]
    return [plain[0] | changes, plain[1]]


@pytest.mark.parametrize("changes", [{"stamped": 4}, {"issued": 5}, {"issued": 11, "stamped": 11}])
def test_signed_counts_that_contradict_themselves_are_found(world, changes):
    found = faults(world.bundle(world.statement(counts=lying_counts(**changes)), result=None))
    assert len(found) == 1
    assert found[0].endswith("前后矛盾")


def test_signed_counts_that_the_stamps_contradict_are_found(world):
    found = faults(world.bundle(world.statement(counts=lying_counts(dropped=6)), result=None))
    assert found == ["✗ 票种 职工：印制 10，签章 6，投入 6，文件里却有 5 张"]


def test_signed_counts_of_other_electorates_are_found(world):
    counts = lying_counts()
    for wrong in (counts[:1], [*counts, counts[0]], [counts[0] | {"electorate": "C"}, counts[1]], []):
        found = faults(world.bundle(world.statement(counts=wrong), result=None))
        assert "✗ 封箱声明里的票种与测评清单不一致" in found


def test_a_signed_wrong_root_is_found(world):
    found = faults(world.bundle(world.statement(root="00" * 32)))
    assert found == ["✗ 票箱根值与封箱声明不符：有选票被增加、删去或替换"]


@pytest.mark.parametrize(
    "changes",
    [
        {"v": 2},
        {"v": True},
        {"more": 1},
        {"root": 1},
        {"counts": {}},
        {"counts": [1]},
        {"counts": [{"electorate": "职工"}]},
        {"counts": [{"electorate": "职工", "issued": True, "stamped": 1, "dropped": 1}]},
    ],
    ids=str,
)
def test_a_signed_statement_of_another_form_is_refused(world, changes):
    assert faults(world.bundle(world.statement(**changes))) == ["✗ 封箱声明格式不对或被改动"]


def test_a_statement_that_is_not_canonical_is_refused(world, bundle):
    text = bundle.statement + "\n"
    signature = world.receipt.sign(formats.closing_message(text))
    assert faults(replace(bundle, statement=text, signature=signature)) == ["✗ 封箱声明格式不对或被改动"]


def test_a_signed_statement_of_another_campaign_is_found(world):
    for changes in ({"id": "c-2"}, {"manifest_hash": "00" * 32}):
        assert faults(world.bundle(world.statement(**changes))) == ["✗ 封箱声明不是这次测评的"]


@pytest.mark.parametrize(
    "wrong",
    [
        {},
        result(campaign={"id": "c-2"}),
        result(campaign=None),
        result(turnout=None),
        result(turnout=[1]),
        result(turnout=[{"electorate": "职工", "issued": 9}]),
        result(turnout=[{"electorate": "职工", "dropped": 4}]),
        result(turnout=[{"electorate": "*", "dropped": 7}]),
        result(turnout=[{"electorate": "职工", "valid": 5, "void": 1}]),
        result(turnout=[{"electorate": "C"}]),
        result(turnout=[{"electorate": ["C"]}]),
    ],
    ids=lambda wrong: str(wrong)[-60:],
)
def test_a_result_that_does_not_belong_to_the_box_is_found(world, bundle, wrong):
    assert faults(world.with_result(replace(bundle, result=wrong))) == [
        "✗ 公布的结果与封箱时的张数不一致，或不是这次测评的"
    ]


def test_withheld_turnout_is_no_contradiction(world, bundle):
    hidden = {"electorate": "职工", "issued": 10, "stamped": None, "dropped": None, "valid": None, "void": None}
    assert faults(world.with_result(replace(bundle, result=result(turnout=[hidden])))) == []


# --- receipts ---------------------------------------------------------------------------------------------------------


def test_every_receipt_is_found_however_it_is_written(world, bundle):
    for one in world.stamps:
        code = receipt_of(world, one)
        for written in (code, code.lower(), code.replace("-", ""), f" {code} ".replace("-", " ")):
            assert faults(bundle, written) == []


def test_a_receipt_of_another_box_is_not_found(world, bundle):
    other = ticket.receipt_code(secrets.token_bytes(32))
    assert faults(bundle, other) == [f"✗ 回执 {other} 不在票箱里"]


@pytest.mark.parametrize("written", ["", "ABC", "UUUU-UUUU-UUUU", "测" * 100, "0000-0000-00000"])
def test_what_is_no_receipt_code_is_said_so(bundle, written):
    (line,) = faults(bundle, written)
    assert "应为 12 个字符" in line
    assert len(line) < 100


# --- the command ------------------------------------------------------------------------------------------------------


def test_the_command_prints_each_question_and_answers_with_its_status(world, bundle, tmp_path, capsys):
    good, bad = tmp_path / "good.zip", tmp_path / "bad.zip"
    write(good, bundle)
    write(bad, replace(bundle, stamps=bundle.stamps[1:]))
    assert main(good, receipt_of(world, world.stamps[0])) == 0
    printed = capsys.readouterr()
    assert printed.out.count("✓") >= 10
    assert printed.err == ""
    assert main(good, "0000-0000-0000") == 1
    mistyped = capsys.readouterr().out
    assert "文件本身通过" in mistyped  # a slip of the pen must not condemn a good file
    assert "不要采信" not in mistyped
    assert main(bad, receipt_of(world, world.stamps[0])) == 1
    assert "不要采信" in capsys.readouterr().out


def test_a_file_that_is_no_bundle_is_said_so_on_stderr(tmp_path, capsys):
    path = tmp_path / "photo.zip"
    path.write_bytes(b"\x89PNG")
    assert main(path) == 1
    printed = capsys.readouterr()
    assert printed.out == ""
    assert "photo.zip：不是复核文件" in printed.err


def test_a_file_that_is_not_there_is_said_so_on_stderr(tmp_path, capsys):
    assert main(tmp_path / "gone.zip") == 1
    assert "gone.zip" in capsys.readouterr().err


def test_it_runs_alone_without_web_store_or_server(bundle, tmp_path):
    path = tmp_path / "audit.zip"
    write(path, bundle)
    program = (
        "import sys, runpy; sys.argv = ['audit', sys.argv[1]]\n"
        "try:\n    runpy.run_module('evalsite.audit', run_name='__main__')\n"
        "finally:\n"
        "    foreign = [m for m in sys.modules if m.split('.')[0] in ('flask', 'sqlalchemy', 'httpx')]\n"
        "    assert not foreign, foreign\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program, str(path)], capture_output=True, text=True, check=False, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "全部通过" in done.stdout
    assert read(path) == bundle


@pytest.mark.parametrize(("words", "status"), [(["--help"], 0), ([], 2), (["a.zip", "--nonsense"], 2)])
def test_the_program_alone_explains_itself_in_chinese(words, status):
    done = subprocess.run(
        [sys.executable, "-m", "evalsite.audit", *words], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == status
    assert "用法：" in done.stdout + done.stderr
    assert not re.search(r"usage|error|positional|optional", done.stdout + done.stderr)
