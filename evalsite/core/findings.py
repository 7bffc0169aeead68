"""What stands in the way of a campaign, told so that a person can put it right; and what a name may look like.

A ``Problem`` points into the campaign, not into a workbook or a form: whoever holds the campaign in another shape
(today the workbook reader) knows which cell or field that is.
"""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from difflib import get_close_matches
from fractions import Fraction

from evalsite.core.decimals import decimal
from evalsite.core.saying import joined, say

NAME_CHARS = 100
CODE_CHARS = 40
LONG_CHARS = 500
WHOLE_SHEET = "全表"  # in place of groups: a text asked once for the whole sheet
SEPARATORS = "、，,；;"  # what may stand between groups in one cell, and so never inside the name of one
DECIMALS = 6  # as many as a weight or a number of points may have: enough for 33.333333, few enough to be typed by hand

Cell = tuple[str, int | None, str]
"""Part, index and field. Index None is every line of the part; field ``*`` is every field."""


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that is wrong.

    ``part`` is a field of the campaign ("subjects"; "campaign" for its own fields), ``index`` the place in its tuple
    (None: the part as a whole), ``field`` the attribute ("name"; "grades.2.name" inside a scale). ``needs`` names
    other cells that were taken at their word: where one of those could not be read, the problem may be none.
    """

    part: str
    index: int | None
    field: str
    message: str
    remedy: str
    needs: tuple[Cell, ...] = ()


def has_invisible(text: str, *, lines: bool = False) -> bool:
    """Whether a text holds what nobody sees: control, format (zero width, right to left) and surrogate characters.

    Two names that look alike must be alike. Line feeds pass where ``lines`` allows them. Unassigned characters pass,
    since rare characters of names are assigned faster than Python learns of them; noncharacters (U+FFFE) do not.
    """
    return any(
        not (lines and char == "\n")
        and (
            unicodedata.category(char) in {"Cc", "Cf", "Cs", "Zl", "Zp"}
            or ord(char) & 0xFFFE == 0xFFFE
            or 0xFDD0 <= ord(char) <= 0xFDEF
        )
        for char in text
    )


def too_many(part: str, number: int, most: int) -> Problem:
    """A part with more lines than are taken."""
    said, remedy = say("共有 {number} 行，太多", number=number), say("请减少到 {most} 行以内", most=most)
    return Problem(part, None, "*", said, remedy)


# What stands in a cell that a workbook or a draft could not keep as text: no name of anything, since it would not come back.
ERRORS = ("#REF!", "#N/A", "#NAME?", "#DIV/0!", "#VALUE!", "#NUM!", "#NULL!")
DATED, MERGED = "#日期!", "#合并!"


def text_fault(label: str, text: str, most: int, *, required: bool, lines: bool = False) -> tuple[str, str] | None:
    """What is wrong with a text and what to do, or None. ``label`` is what people call the field."""
    if not text:
        return (say("{label}是空的", label=label), say("请填写{label}", label=label)) if required else None
    if has_invisible(text, lines=lines):
        return say("{label}里有换行或看不见的控制字符", label=label), say(
            "请删去后重新键入{label}，不要从别处粘贴", label=label
        )
    if text != text.strip():
        return say("{label}的开头或结尾有空格", label=label), say("请删去首尾的空格")
    if len(text) > most:
        return say("{label}有 {number} 个字，太长", label=label, number=len(text)), say(
            "请缩短到 {most} 个字以内", most=most
        )
    if text in ERRORS or text.startswith((DATED, MERGED)):
        return say("{label}“{text}”是出错的单元格里的记号", label=label, text=text), say(
            "请重新填写{label}", label=label
        )
    return None


def nearest(word: str, known: Iterable[str]) -> str | None:
    """The known word that ``word`` most likely stands for, when it looks like one at all."""
    close = get_close_matches(word, list(known), n=1, cutoff=0.5)
    return close[0] if close else None


def meant(word: str, known: Sequence[str], what: str) -> str:
    """The remedy for a word that is not among the known ones: the likely one, and the list."""
    near = nearest(word, known)
    listed: str = joined("、", known[:12])
    listed = say("{names}等", names=listed) if len(known) > 12 else listed
    guess = say("是不是“{near}”？", near=near) if near else ""
    return (
        guess + say("可用的{what}：{listed}", what=what, listed=listed) if known else say("请先填写{what}", what=what)
    )


def repeated(values: Iterable[str]) -> Iterator[tuple[int, int]]:
    """(index, index of the first) for every value that was there before; empty values never repeat."""
    first: dict[str, int] = {}
    for index, value in enumerate(values):
        if not value:
            continue
        if value in first:
            yield index, first[value]
        else:
            first[value] = index


def squeezed(text: str) -> str:
    """A text as it is compared when people write it by hand: half-width (NFKC), without spaces.

    Normalised once more at the end: a free-standing accent ("¸") is a space and a mark, which joins the letter before
    it once the space is gone.
    """
    return unicodedata.normalize("NFKC", "".join(unicodedata.normalize("NFKC", text).split()))


def shown(value: Fraction) -> str:
    """A number for a message: as a decimal where it has one, else as the fraction that it is."""
    try:
        return decimal(value)
    except ValueError:
        return str(value)


def percent(share: Fraction) -> str:
    """A share as people write it: 80%, or 1/3 where the percentage has no end."""
    text = shown(share * 100)
    return str(share) if "/" in text else f"{text}%"


def number_fault(label: str, value: Fraction, low: int, high: int) -> tuple[str, str] | None:
    """What is wrong with a number that people typed, and what to do, or None."""
    if not low <= value <= high:
        return say(
            "{label}是 {value}，不在 {low} 到 {high} 之间", label=label, value=shown(value), low=low, high=high
        ), say("请填 {low} 到 {high} 之间的数", low=low, high=high)
    if (value * 10**DECIMALS).denominator != 1:
        return say("{label} {value} 的小数位太多", label=label, value=shown(value)), say(
            "请写成不超过 {decimals} 位小数的数", decimals=DECIMALS
        )
    return None
