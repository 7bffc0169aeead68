"""Files that are no workbooks, or are made to hurt, are refused with words that help."""

import io
import struct
import zipfile

import pytest
import python_calamine

from evalsite.core.refusals import FaultyWorkbook
from evalsite.paper import workbook_package
from evalsite.paper.workbook import read_campaign, weight_of, write_campaign
from evalsite.paper.workbook_package import NotAWorkbook, letters, open_package, position
from tests.paper.workbook_edits import SOUND, Edit, faults_of, places, sheet_part, with_parts

DATA = write_campaign(SOUND)
SUBJECTS = sheet_part(DATA, "对象")


def only_fault(data):
    faults = faults_of(data)
    assert len(faults) == 1
    return faults[0]


@pytest.mark.parametrize(
    ("data", "problem", "remedy"),
    [
        (b"", "空的", "重新选择"),
        (b"%PDF-1.7 ...", "不是 Excel 工作簿", ".xlsx"),
        ("编号,名称\n1,财政局\n".encode("gb18030"), "不是 Excel 工作簿", ".xlsx"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), ".xls", "另存为 .xlsx"),
        (b"PK\x03\x04" + bytes(100), "损坏", "另存为"),
        (DATA[: len(DATA) // 2], "损坏", "另存为"),
        (DATA[:2000] + bytes(200) + DATA[2200:], "损坏", "另存为"),
        (b"PK" + bytes(workbook_package.MOST_BYTES), "超过 5 MB", "删去图片"),
    ],
)
def test_a_file_that_is_no_workbook_is_told_as_a_whole(data, problem, remedy):
    fault = only_fault(data)
    assert (fault.sheet, fault.row, fault.column) == ("", None, "")
    assert problem in fault.problem
    assert remedy in fault.remedy


def test_a_zip_archive_of_something_else_is_refused():
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    assert "没有工作簿" in only_fault(out.getvalue()).problem


def test_a_glance_tells_how_much_there_is_to_read_and_what_is_no_workbook_at_all():
    notes = b"<notes>" + bytes(5000)
    assert weight_of(with_parts(DATA, {"xl/notes.xml": notes, "xl/media/image1.png": notes})) == weight_of(DATA) + 5007
    huge = with_parts(DATA, {"xl/notes.xml": bytes(workbook_package.MOST_UNPACKED)})
    other = io.BytesIO()
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("content.xml", "<office/>")
    told = {b"": "空的", b"PK\x03\x04" + bytes(100): "损坏", other.getvalue(): "没有工作簿", huge: "超过 20 MB"}
    for data, problem in told.items():
        with pytest.raises(FaultyWorkbook) as refused:
            weight_of(data)
        assert problem in refused.value.faults[0].problem


@pytest.mark.parametrize("part", ["xl/workbook.xml", "xl/_rels/workbook.xml.rels", SUBJECTS, "xl/sharedStrings.xml"])
@pytest.mark.parametrize("content", [b"<", b"<a/><b/>", b"\xff\xfe<\x00", "<工/>".encode("utf-16")])
def test_a_part_that_is_no_xml_is_refused(part, content):
    assert "损坏" in only_fault(with_parts(DATA, {part: content})).problem


def test_a_workbook_part_that_is_something_else_is_refused():
    assert "损坏" in only_fault(with_parts(DATA, {"xl/workbook.xml": b"<Types/>"})).problem


def test_parts_that_have_nothing_to_do_with_cells_are_not_even_unpacked():
    junk = {"customXml/item1.xml": b"\xff\xfe<\x00", "xl/media/image1.png": b"\x89PNG", "docProps/app.xml": b"<"}
    assert read_campaign(with_parts(DATA, junk)) == SOUND


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE a [<!ENTITY x "y">]>',
        b'<!DOCTYPE a SYSTEM "file:///etc/passwd">',
        b'<!DOCTYPE a [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_a_document_type_is_refused_before_any_entity_is_read(declaration):
    def planted(part):
        head, _, rest = part.partition(b"\n")
        return head + declaration + rest

    assert "损坏" in only_fault(with_parts(DATA, {SUBJECTS: planted})).problem


def test_another_encoding_than_the_usual_is_refused():
    def recoded(part):
        return part.replace(b'encoding="UTF-8"', b'encoding="ISO-8859-1"')

    assert "损坏" in only_fault(with_parts(DATA, {SUBJECTS: recoded})).problem


# --- made to hurt -------------------------------------------------------------------------------------------------------


def test_a_zip_bomb_is_refused_without_being_unpacked():
    data = with_parts(DATA, {"xl/worksheets/sheet99.xml": b" " * (workbook_package.MOST_UNPACKED + 1)})
    assert len(data) < 100_000
    fault = only_fault(data)
    assert "解压后超过 20 MB" in fault.problem


def test_a_size_that_lies_about_itself_does_not_help_the_bomb():
    """The archive's directory says 10 bytes; what counts is what comes out."""
    data = bytearray(with_parts(DATA, {"xl/worksheets/sheet99.xml": b" " * (workbook_package.MOST_UNPACKED + 1)}))
    place = data.rindex(b"PK\x01\x02")
    assert data[place + 46 :].startswith(b"xl/worksheets/sheet99.xml")
    data[place + 24 : place + 28] = struct.pack("<I", 10)
    assert only_fault(bytes(data)).sheet == ""


def test_thousands_of_parts_are_refused():
    data = with_parts(DATA, {f"xl/{number}.xml": b"" for number in range(workbook_package.MOST_PARTS + 1)})
    assert "损坏" in only_fault(data).problem


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_parts_of_one_name_are_refused():
    out = io.BytesIO(DATA)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("xl/workbook.xml", b"<workbook/>")
    assert "损坏" in only_fault(out.getvalue()).problem


@pytest.mark.parametrize("cell", ["XFD1048576", "A5001", "CW2"])
def test_a_cell_far_away_is_refused_instead_of_filling_the_memory(cell):
    """The library would make room for the whole rectangle, 17 billion cells, and take the process down with it."""
    edit = Edit()
    edit.set(f"对象!{cell}", "x")
    fault = only_fault(edit.data())
    assert (fault.sheet, fault.row) == ("对象", None)
    assert f"{cell} 有内容，超出了 5000 行、100 列" in fault.problem


def test_a_cell_far_away_that_is_only_formatted_does_no_harm():
    edit = Edit()
    edit.book["对象"]["XFD1048576"].number_format = "@"
    assert edit.read() == SOUND


def test_a_far_cell_on_a_sheet_of_ones_own_does_no_harm():
    edit = Edit()
    edit.book.create_sheet("草稿")["XFD1048576"] = "x"
    assert edit.read() == SOUND


def test_one_long_text_named_by_thousands_of_cells_is_refused():
    with zipfile.ZipFile(io.BytesIO(DATA)) as archive:
        number = archive.read("xl/sharedStrings.xml").count(b"<si>")

    def strings(part):
        return part.replace(b"</sst>", f"<si><t>{'字' * 30_000}</t></si></sst>".encode())

    rows = "".join(f'<row r="{n}"><c r="A{n}" t="s"><v>{number}</v></c></row>' for n in range(1, 1000))
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    package = open_package(with_parts(DATA, {"xl/sharedStrings.xml": strings, SUBJECTS: sheet}))
    assert "文字超过 400 万字" in package.outlines["对象"].excess


def test_a_cell_that_names_a_text_which_is_not_there_is_refused():
    sheet = b'<worksheet><sheetData><row r="1"><c r="A1" t="s"><v>9999</v></c></row></sheetData></worksheet>'
    assert "损坏" in only_fault(with_parts(DATA, {SUBJECTS: sheet})).problem


@pytest.mark.parametrize("row", ['r="0"', 'r="x"', 'r="9999999"', 'r="-1"'])
def test_a_row_number_that_excel_does_not_have_is_refused(row):
    sheet = f"<worksheet><sheetData><row {row}><c><v>1</v></c></row></sheetData></worksheet>".encode()
    assert "损坏" in only_fault(with_parts(DATA, {SUBJECTS: sheet})).problem


def test_cells_without_references_are_counted_as_they_come():
    rows = "".join(
        "<row>" + "".join(f'<c t="str"><v>{value}</v></c>' for value in line) + "</row>"
        for line in (
            ("编号", "名称", "类别", "所属单位", "对象组", "领域"),
            ("D1", "财政局", "单位", "", "部门", "综合"),
            ("D2", "民政局", "单位", "", "部门", "民生"),
            ("T1", "第一街道", "单位", "", "镇街", ""),
            ("P1", "财政局局长", "个人", "财政局", "负责人", ""),
        )
    )
    sheet = f"<worksheet><sheetData>{rows}</sheetData></worksheet>".encode()
    assert read_campaign(with_parts(DATA, {SUBJECTS: sheet})) == SOUND
    wide = f"<worksheet><sheetData><row>{'<c/>' * 100}<c><v>1</v></c></row></sheetData></worksheet>".encode()
    assert "CW1 有内容" in only_fault(with_parts(DATA, {SUBJECTS: wide})).problem


def test_a_package_whose_parts_have_prefixes_and_absolute_targets_is_read():
    def prefixed(part):
        return part.replace(b"<c ", b"<x:c ").replace(b"</c>", b"</x:c>").replace(b"<c>", b"<x:c>")

    def absolute(part):
        return part.replace(b'Target="worksheets/', b'Target="/xl/worksheets/')

    assert read_campaign(with_parts(DATA, {"xl/_rels/workbook.xml.rels": absolute})) == SOUND
    package = open_package(
        with_parts(DATA, {SUBJECTS: lambda p: prefixed(p.replace(b"xmlns=", b'xmlns:x="u" xmlns='))})
    )
    assert set(package.outlines) == {"活动", "对象", "票种", "指标", "等次", "规则"}


def test_a_panic_of_the_library_is_a_damaged_file_but_an_interrupt_is_not(monkeypatch):
    class PanicException(BaseException):
        pass

    def raising(error):
        def from_filelike(_stream):
            raise error

        return from_filelike

    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_filelike", raising(PanicException()))
    assert "已损坏" in only_fault(DATA).problem
    monkeypatch.setattr(python_calamine.CalamineWorkbook, "from_filelike", raising(KeyboardInterrupt()))
    with pytest.raises(KeyboardInterrupt):
        read_campaign(DATA)


# --- where cells are ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("column", "shown"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA"), (16383, "XFD")]
)
def test_columns_are_named_as_excel_names_them(column, shown):
    assert letters(column) == shown
    assert position(f"{shown}7") == (6, column)


@pytest.mark.parametrize("reference", ["", "7", "A", "A0", "AAAA1", "A1:B2", "Ａ1", "A-1", "A12345678"])
def test_what_is_no_reference_is_refused(reference):
    with pytest.raises(NotAWorkbook):
        position(reference)


def test_faults_stand_where_excel_shows_them_even_if_the_sheet_starts_far_down():
    edit = Edit()
    edit.book["对象"].insert_rows(1, 3)
    edit.book["对象"].insert_cols(1, 2)
    edit.set("对象!C6", "D1")
    assert places(edit.faults()) == ["对象!C6"]
