"""Tickets as links: a table to send from (XLSX, CSV), and each as a page of its own to send by mail.

In the order in which tickets come, which is random; lines and files carry no number. What this means for who takes part
stands in core/links.py, and on the table itself.
"""

import csv
import io
import secrets
from collections.abc import Callable, Iterator, Sequence

import xlsxwriter

from evalsite.core.links import WARNING
from evalsite.paper.batch import write_zip_to
from evalsite.paper.naming import safe_name
from evalsite.paper.slips import Print, Slip, single_pdf

HEAD = ("链接", "可以照发的文字")
NAME_BYTES = 5  # of a page's name, which is chance


def message(made: Print, slip: Slip) -> str:
    """A text message that can be sent as it stands."""
    until = f"，截止 {made.closes}" if made.closes else ""
    trial = "（演练，不计票）" if made.rehearsal else ""
    return (
        f"请您参加“{made.campaign}”{trial}{until}。用手机打开 {slip.url} 填写。"
        "谁也看不到您怎么填；发送的人能知道您参加了没有。一条链接只能投一票，请勿转发；投完请删除本条信息。"
    )


def link_files(made: Print, code: str, slips: Sequence[Slip]) -> dict[str, bytes]:
    """The table of one electorate (``code``), twice."""
    stem = f"links-{safe_name(code)}"
    lines = [(slip.url, message(made, slip)) for slip in slips]
    return {f"{stem}.xlsx": _xlsx(made, slips[0].electorate, lines), f"{stem}.csv": _csv(lines)}


def single_files(made: Print, code: str, slips: Sequence[Slip], tell: Callable[[int], None]) -> dict[str, bytes]:
    """One ZIP with a page for each ticket; ``tell`` is called with 1 after each."""

    def pages() -> Iterator[tuple[str, bytes]]:
        for slip in slips:
            yield f"{secrets.token_hex(NAME_BYTES)}.pdf", single_pdf(made, slip)
            tell(1)

    buffer = io.BytesIO()
    write_zip_to(buffer, (page for page in pages()))
    return {f"singles-{safe_name(code)}.zip": buffer.getvalue()}


def _csv(lines: Sequence[tuple[str, str]]) -> bytes:
    text = io.StringIO()
    writer = csv.writer(text)
    writer.writerows((HEAD, *lines))
    return text.getvalue().encode("utf-8-sig")  # without its mark spreadsheets take it for another encoding


def _xlsx(made: Print, electorate: str, lines: Sequence[tuple[str, str]]) -> bytes:
    buffer = io.BytesIO()
    plain = {"in_memory": True, "strings_to_urls": False, "strings_to_formulas": False, "strings_to_numbers": False}
    book = xlsxwriter.Workbook(buffer, plain)
    strong, wrapped = book.add_format({"bold": True, "bg_color": "#f2f5f8"}), book.add_format({"text_wrap": True})
    first = book.add_worksheet("发送之前请读")
    first.set_column(0, 0, 100)
    for row, text in enumerate((made.campaign, f"票种：{electorate}，共 {len(lines)} 条", *map(str, WARNING))):
        first.write_string(row, 0, text, strong if row == 0 else wrapped)
    sheet = book.add_worksheet("链接")
    sheet.set_column(0, 0, 60)
    sheet.set_column(1, 1, 110)
    sheet.freeze_panes(1, 0)
    for row, line in enumerate((HEAD, *lines)):
        for column, text in enumerate(line):
            sheet.write_string(row, column, text, strong if row == 0 else None)
    book.close()
    return buffer.getvalue()
