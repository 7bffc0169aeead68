"""The ballot (选票) as bytes: packed marks, then texts, then zeros (docs/wire.md, "Ballot").

``encode`` and ``decode`` are exact inverses: ``decode`` accepts what ``encode`` makes and nothing else, so that
no second spelling of the same ballot exists in which a mark could be smuggled.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from operator import gt

from evalsite.core.campaign import Type
from evalsite.core.findings import has_invisible
from evalsite.core.questionnaire import HEADER, Sheet, Slot, score_steps

VERSION = 1


class BallotError(ValueError):
    """A ballot that breaks the format; ``reason`` is the code under which it is counted as void."""

    def __init__(self, reason: str, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason = reason


@dataclass(frozen=True, slots=True)
class Ballot:
    """Marks, one byte each in sheet order, and texts. Says nothing about who, when or where."""

    marks: bytes
    texts: tuple[str, ...]

    def of(self, slot: Slot) -> bytes:
        return self.marks[slot.offset : slot.offset + slot.width]


@dataclass(frozen=True, slots=True)
class Nomination:
    """Chosen candidates by their number in the slot, and names written in."""

    chosen: frozenset[int] = frozenset()
    written: tuple[str, ...] = ()


# What a voter answers in a slot: grade number from 1; score; options' numbers from 0; places from 1 in candidates'
# order; nomination; text. A slot without answer is left out.
Answer = int | Fraction | frozenset[int] | tuple[int, ...] | Nomination | str


def _mark(slot: Slot, answer: Answer) -> bytes:
    indicator = slot.indicator
    match indicator.type, answer:
        case Type.GRADE, int() if 1 <= answer <= len(slot.options):
            return bytes([answer])
        case Type.SCORE, int() | Fraction():
            step = (Fraction(answer) - indicator.low) / indicator.step
            if step.denominator == 1 and 0 <= step < score_steps(indicator):
                return bytes([int(step) + 1])
        case Type.CHOICE, frozenset() if all(0 <= option < slot.width for option in answer):
            return bytes(int(option in answer) for option in range(slot.width))
        case Type.RANK, tuple() if len(answer) == slot.width and all(0 < place <= slot.width for place in answer):
            return bytes(answer)
        case Type.NOMINATE, Nomination() if all(0 <= one < slot.width for one in answer.chosen):
            return bytes(int(one in answer.chosen) for one in range(slot.width))
        case Type.TEXT, str():
            return b""
    raise BallotError("malformed", f"{indicator.code}: {answer!r} does not fit")


def compose(sheet: Sheet, answers: Mapping[int, Answer]) -> Ballot:
    """The ballot that holds ``answers`` (by slot number). Raises BallotError when an answer does not fit its slot."""
    marks = bytearray(sheet.width)
    texts = [""] * sheet.texts
    for number, answer in answers.items():
        slot = sheet.slots[number]
        marks[slot.offset : slot.offset + slot.width] = _mark(slot, answer)
        if slot.text is not None:
            texts[slot.text] = "\n".join(answer.written) if isinstance(answer, Nomination) else str(answer)
    return Ballot(bytes(marks), tuple(texts))


def tidy(text: str) -> str:
    """A text as ballots may hold it: line ends unified, control characters gone, trimmed."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n")
    return "".join(c for c in lines if c == "\n" or unicodedata.category(c) not in ("Cc", "Cs")).strip(" \t\n\u3000")


def visible(text: str) -> str:
    """What a reader sees of a tidy text: without characters that show nothing or turn the order of others round.

    Such characters (zero width, right-to-left overrides, byte order marks: all of ``findings.has_invisible``) make two
    names that look alike differ, hide words, or hide the ``=`` of a formula. A ballot may hold them, since phones put
    some into emoji and a vote must not be void for that; counting leaves them out, so that no output has them.
    """
    kept = (" " if unicodedata.category(c) in ("Zl", "Zp") else c for c in text)
    lines = "".join(c for c in kept if not has_invisible(c, lines=True)).split("\n")
    return "\n".join(line.strip() for line in lines).strip()


def _is_tidy(text: str, most: int) -> bool:
    return len(text) <= most and tidy(text) == text


def encode(sheet: Sheet, digest: bytes, size: int, text_chars: int, ballot: Ballot) -> bytes:
    """The plaintext of ``size`` bytes that is sealed. ``digest`` is the sheet's (core/envelope.py, ``sheet_digest``).

    Raises BallotError when the ballot does not belong to the sheet, or does not fit the size.
    """
    if len(ballot.marks) != sheet.width or len(ballot.texts) != sheet.texts:
        raise BallotError("malformed", "not a ballot of this sheet")
    out = bytearray([VERSION]) + digest + ballot.marks
    for text in ballot.texts:
        if not _is_tidy(text, text_chars):
            raise BallotError("malformed", "text too long or with control characters")
        data = text.encode()
        out += len(data).to_bytes(2, "big") + data
    if len(out) > size:
        raise BallotError("malformed", f"needs {len(out)} bytes, has {size}")
    out += bytes(size - len(out))
    decode(sheet, digest, size, text_chars, bytes(out))  # refuses marks out of their range
    return bytes(out)


def _decode_texts(data: bytes, count: int, most: int) -> tuple[tuple[str, ...], bytes]:
    texts: list[str] = []
    for _ in range(count):
        length = int.from_bytes(data[:2], "big")
        raw, rest = data[2 : 2 + length], data[2 + length :]
        if len(data) < 2 + length:
            raise BallotError("malformed", "text runs past the end")
        try:
            text = raw.decode()
        except UnicodeDecodeError as error:
            raise BallotError("malformed", "text is not UTF-8") from error
        if not _is_tidy(text, most):
            raise BallotError("malformed", "text too long or with control characters")
        texts.append(text)
        data = rest
    return tuple(texts), data


def decode(sheet: Sheet, digest: bytes, size: int, text_chars: int, plaintext: bytes) -> Ballot:
    """The ballot in an opened envelope.

    Raises BallotError with ``malformed``, ``wrong_sheet`` or ``unknown_grade``; the rules of the campaign
    (quotas, missing marks) are judged later, in core/validity.py.
    """
    if len(plaintext) != size or plaintext[0] != VERSION:
        raise BallotError("malformed", "length or version")
    if plaintext[1:HEADER] != digest:
        raise BallotError("wrong_sheet")
    marks = plaintext[HEADER : HEADER + sheet.width]
    if any(map(gt, marks, sheet.greatest)):
        wrong = next(n for n, (mark, greatest) in enumerate(zip(marks, sheet.greatest, strict=True)) if mark > greatest)
        slot = next(slot for slot in sheet.slots if slot.offset <= wrong < slot.offset + slot.width)
        reason = "unknown_grade" if slot.indicator.type is Type.GRADE else "malformed"
        raise BallotError(reason, "mark out of range")
    texts, rest = _decode_texts(plaintext[HEADER + sheet.width :], sheet.texts, text_chars)
    if rest.count(0) != len(rest):
        raise BallotError("malformed", "padding is not zero")
    return Ballot(marks, texts)
