"""tickets.csv and ballots.csv as spreadsheets write them, and every fault told with its line."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalsite.core import refusals
from evalsite.voter.tables import BALLOT_COLUMNS, SHOWN, Problems, read_ballots, read_table, read_tickets

PRINT = "0123456789ABCDEFGHJKMNPQRS"


def url(code: str) -> str:
    return f"http://vote.example.org/b#{code}.{PRINT}"


def told(found: pytest.ExceptionInfo[refusals.FaultyTable]) -> str:
    return str(found.value.details["problems"])


def write(folder, text: str, encoding: str = "utf-8"):
    file = folder / "table.csv"
    file.write_bytes(text.encode(encoding))
    return file


def test_tickets_are_read_with_their_slips(tmp_path):
    file = write(tmp_path, f"electorate,code,url\nA,AAAA-BBBB,{url('AAAABBBB')}\n甲,,{url('CCCC')}\n")
    first, second = read_tickets(file)
    assert (first.electorate, first.slip.code, first.slip.base_url) == ("A", "AAAABBBB", "http://vote.example.org")
    assert (second.line, second.electorate, second.slip.code) == (3, "甲", "CCCC")


def test_another_address_replaces_the_server_of_every_slip(tmp_path):
    file = write(tmp_path, f"electorate,code,url\nA,AAAA,{url('AAAA')}\n")
    assert read_tickets(file, "http://127.0.0.1:9/")[0].slip == ("http://127.0.0.1:9", "AAAA", PRINT)
    with pytest.raises(refusals.BadSlip):
        read_tickets(file, "127.0.0.1:9")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_the_usual_encodings_line_ends_and_column_orders_are_read(tmp_path, encoding, newline):
    text = newline.join(["value,electorate,note,subject,voter,indicator", "很好,职工,x,一科,1,评价", ",,,,,", ""])
    (ballot,) = read_ballots(write(tmp_path, text, encoding))
    assert (ballot.electorate, ballot.voter) == ("职工", "1")
    assert ballot.rows[0].line == 2
    assert ballot.rows[0].cells["value"] == "很好"


def test_lines_of_one_voter_belong_together_wherever_they_stand(tmp_path):
    lines = ["A,1,s,i,x", "A,2,s,i,x", "B,1,s,i,x", "A,1,t,i,x"]
    found = read_ballots(write(tmp_path, "\n".join([",".join(BALLOT_COLUMNS), *lines])))
    assert [(one.electorate, one.voter, [row.line for row in one.rows]) for one in found] == [
        ("A", "1", [2, 5]),
        ("A", "2", [3]),
        ("B", "1", [4]),
    ]


def test_a_text_over_several_lines_is_one_cell_and_the_count_of_lines_stays_right(tmp_path):
    text = ",".join(BALLOT_COLUMNS) + '\nA,1,s,i,"第一行\n第二行"\nA,1,t,i,x\n'
    (ballot,) = read_ballots(write(tmp_path, text))
    assert [row.line for row in ballot.rows] == [2, 4]
    assert ballot.rows[0].cells["value"] == "第一行\n第二行"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "第 1 行：文件是空的"),
        ("\n\n", "第 1 行：文件是空的"),
        ("electorate,code\nA,B\n", "第 1 行：表头应为 electorate,code,url"),
        ("electorate,code,url,url\n", "第 1 行：表头应为"),
        ("electorate,code,url\n", "第 1 行：没有测评码"),
        ("electorate,code,url\nA,B\n", "第 2 行：应有 3 列，实有 2 列"),
        ("electorate,code,url\nA,B,C,D\n", "第 2 行：应有 3 列，实有 4 列"),
        ('electorate,code,url\n"A,B,C\n', "第 2 行：引号没有成对"),
        ("electorate,code,url\nA,,http://vote.example.org/b\n", "第 2 行：网址里没有测评码或校验码"),
        (f"electorate,code,url\nA,BBBB,{url('AAAA')}\n", "第 2 行：测评码与网址里的不一致"),
        (f"electorate,code,url\nA,,{url('AAAA')}\n\nA,,{url('aaaa')}\n", "第 4 行：与第 2 行的测评码重复"),
    ],
)
def test_a_faulty_ticket_file_is_told_by_line(tmp_path, text, words):
    with pytest.raises(refusals.FaultyTable) as found:
        read_tickets(write(tmp_path, text))
    assert words in told(found)
    assert found.value.details["file"] == "table.csv"


def test_all_faults_are_told_at_once_but_not_without_end(tmp_path):
    lines = ["A,,nowhere"] * (SHOWN + 7)
    with pytest.raises(refusals.FaultyTable) as found:
        read_tickets(write(tmp_path, "\n".join(["electorate,code,url", *lines])))
    assert found.value.details["count"] == SHOWN + 7
    assert told(found).count("\n") == SHOWN
    assert told(found).endswith("另有 7 处。")


@pytest.mark.parametrize(
    ("line", "words"),
    [(",1,s,i,x", "票种"), ("A,,s,i,x", "投票人序号"), ("A,1,s,,x", "指标")],
)
def test_a_ballot_line_without_voter_electorate_or_indicator_is_told(tmp_path, line, words):
    with pytest.raises(refusals.FaultyTable) as found:
        read_ballots(write(tmp_path, ",".join(BALLOT_COLUMNS) + "\n" + line))
    assert f"第 2 行：{words}" in told(found)


def test_a_ballot_file_without_ballots_is_told(tmp_path):
    with pytest.raises(refusals.FaultyTable) as found:
        read_ballots(write(tmp_path, ",".join(BALLOT_COLUMNS) + "\n"))
    assert "没有选票" in told(found)


def test_bytes_that_are_no_text_are_told(tmp_path):
    file = tmp_path / "table.csv"
    file.write_bytes(b"\xff\xff\xff")
    with pytest.raises(refusals.FaultyTable) as found:
        read_tickets(file)
    assert "编码" in told(found)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.binary(max_size=200) | st.text(alphabet='electorat,code"url\n\r\0甲', max_size=80).map(str.encode))
def test_no_bytes_break_the_reader(tmp_path, data):
    file = tmp_path / "table.csv"
    file.write_bytes(data)
    try:
        rows = read_table(file, ("electorate",), Problems(file))
    except refusals.FaultyTable:
        return
    assert all(row.cells.keys() >= {"electorate"} for row in rows)
