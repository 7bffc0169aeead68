"""Codes (编号) of subjects, indicators and electorates: what one may look like, and that each means one thing.

People type codes into commands and tables, and they stand in addresses, file names and results; so a code must pass
through all of these unchanged, and no two may be taken for one another.
"""

import re
from collections.abc import Iterator

from evalsite.core.campaign import Campaign
from evalsite.core.findings import Problem, repeated, squeezed
from evalsite.core.saying import say
from evalsite.core.scoring import ALL

PARTS = ("subjects", "indicators", "electorates")

_NO_FILE_NAME = re.compile(
    r'[/\\:*?"<>|]'
)  # what Windows or an address forbids or cuts at; Linux forbids only the first
_WIDE = re.compile("[０-９Ａ-Ｚａ-ｚ]+")


def codes(campaign: Campaign) -> Iterator[Problem]:
    """Codes that cannot be used, and codes that would be taken for another one of the same sheet.

    Length, blanks at the ends and invisible characters are those of any text (core/preparation.py, ``_texts``).
    """
    for part in PARTS:
        lines = getattr(campaign, part)
        for index, line in enumerate(lines):
            if fault := code_fault(line.code, part):
                yield Problem(part, index, "code", *fault)
        # Windows and many a spreadsheet do not tell a from A, and no reader tells A1 from A 1.
        for index, first in repeated(squeezed(line.code).casefold() for line in lines):
            own, other, owner = lines[index].code, lines[first].code, lines[first].name
            message = say("编号“{own}”重复，前面的“{owner}”已经用了", own=own, owner=owner)
            if own != other:
                message = say(
                    "编号“{own}”和前面“{owner}”的编号“{other}”只差大小写、空格或全角半角，容易认错",
                    own=own,
                    owner=owner,
                    other=other,
                )
            yield Problem(part, index, "code", message, say("请换一个不同的编号"))


def code_fault(code: str, part: str = "") -> tuple[str, str] | None:
    """What is wrong with a code and what to do, or None."""
    if part == "electorates" and squeezed(code) == ALL:
        return say("编号不能是“{code}”，“{star}”在结果里表示所有票种", code=code, star=ALL), say("请换一个编号")
    if found := _NO_FILE_NAME.search(code):
        remedy = say("文件名和网址里不能有它，请改用字母、数字、汉字或连字号")
        return say("编号“{code}”里有“{found}”", code=code, found=found[0]), remedy
    if _WIDE.search(code):
        half = _WIDE.sub(lambda wide: squeezed(wide[0]), code)
        return say("编号“{code}”里有全角的字母或数字", code=code), say("请改成半角：{half}", half=half)
    if code and not code.strip("."):
        return say("编号“{code}”只有句点", code=code), say("网址里不能这样写，请换一个编号")
    return None
