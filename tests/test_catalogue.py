"""Everything that is said can be said in English (scripts/catalogue.py)."""

import os

import pytest

from scripts import catalogue


@pytest.fixture
def own(tmp_path, monkeypatch):
    """A catalogue of the test's own, in the place of ours."""
    monkeypatch.setattr(catalogue, "PO", tmp_path / "messages.po")
    monkeypatch.setattr(catalogue, "MO", tmp_path / "messages.mo")
    catalogue.PO.write_bytes((catalogue.ROOT / "evalsite/translations/en/LC_MESSAGES/messages.po").read_bytes())
    return catalogue.PO


def test_every_message_has_its_english():
    assert catalogue.faults() == []


@pytest.mark.parametrize(
    ("chinese", "english", "fault"),
    [
        ("草稿", "", "no English"),
        ("第 {row} 行", "row {line}", "other blanks in English"),
        ("草稿", "草稿", "Chinese in English"),
        ("请清空“范围”", "Clear 范围", "Chinese in English"),
        ("请清空“范围”", "Clear “规则”", "Chinese in English"),
    ],
)
def test_an_english_text_that_is_missing_or_wrong_is_told(own, chinese, english, fault):
    text, source = own.read_text(), f'msgid "{chinese}"\nmsgstr '
    begin = text.index(source) + len(source)
    end = text.index("\n", begin)
    own.write_text(f'{text[:begin]}"{english}"{text[end:]}')
    assert [line.split(":")[0] for line in catalogue.faults()] == [fault]


def test_what_is_said_nowhere_any_more_is_told_and_taken_out_by_an_update(own):
    own.write_text(own.read_text() + '\nmsgid "从前说过的话"\nmsgstr "what was said once"\n')
    assert catalogue.faults() == ["said nowhere (run update): 从前说过的话"]
    catalogue.update()
    assert catalogue.faults() == []


def test_an_update_that_finds_nothing_new_leaves_the_file_as_it_is(own):
    before = own.read_bytes()
    catalogue.update()
    assert own.read_bytes() == before


def test_the_compiled_file_follows_its_source(own):
    catalogue.compile_()
    first = catalogue.MO.read_bytes()
    own.write_text(own.read_text().replace('"Draft"', '"Sketch"'))
    later = catalogue.MO.stat().st_mtime + 10
    os.utime(own, (later, later))
    catalogue.compile_()
    assert catalogue.MO.read_bytes() != first
