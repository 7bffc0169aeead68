"""Ballots as people write them in ballots.csv, held against the sheet they are for.

A line names a subject and an indicator by code or by name. A ranking is one line a subject with its place, or one line
without subject and with the names from best to worst; a nomination one line a nominated subject, or one line without
subject, where names that are not on the list are written in.
"""

import re
from collections.abc import Callable, Collection, Sequence
from fractions import Fraction

from evalsite.core.ballot import Answer, Ballot, BallotError, Nomination, compose, encode, tidy
from evalsite.core.campaign import Campaign, Subject, Type
from evalsite.core.questionnaire import Sheet, Slot
from evalsite.voter.tables import Problems, RawBallot, Row

JOINER = "、"
YES, NO = ("是", "推荐", "1"), ("否", "0")
_NUMBER = re.compile(r"-?\d{1,9}(\.\d{1,9})?", re.ASCII)


class WrongValueError(ValueError):
    """A line that does not fit the sheet; the words are for the person who wrote the file."""


def find_electorate(campaign: Campaign, written: str) -> str | None:
    """The code of an electorate given by code or by its name, if that is one electorate's alone."""
    if written in [electorate.code for electorate in campaign.electorates]:
        return written
    named = [electorate.code for electorate in campaign.electorates if electorate.name == written]
    return named[0] if len(named) == 1 else None


def fill(sheet: Sheet, size: int, text_chars: int, raw: RawBallot, problems: Problems) -> Ballot | None:
    """The ballot behind a voter's lines; None when something is wrong with them, which then stands in ``problems``.

    A ballot that breaks a rule of the campaign (a quota, a missing mark) is filled all the same: whoever casts one on
    purpose wants to see it counted as void.
    """
    filling = _Filling(sheet, text_chars)
    wrong = False
    for row in raw.rows:
        try:
            filling.take(row)
        except WrongValueError as error:
            problems.add(row.line, str(error))
            wrong = True
    if wrong:
        return None
    try:
        ballot = compose(sheet, filling.answers())
        encode(sheet, bytes(32), size, text_chars, ballot)
    except WrongValueError as error:
        problems.add(raw.rows[0].line, f"投票人 {raw.voter}：{error}")
    except BallotError:
        problems.add(raw.rows[0].line, f"投票人 {raw.voter} 的文字意见合计太长，请缩短")
    else:
        return ballot
    return None


class _Filling:
    """The answers of one ballot as its lines come in."""

    def __init__(self, sheet: Sheet, text_chars: int) -> None:
        self._sheet, self._text_chars = sheet, text_chars
        self._simple: dict[int, Answer] = {}
        self._places: dict[int, dict[int, int]] = {}
        self._chosen: dict[int, set[int]] = {}
        self._written: dict[int, list[str]] = {}
        self._lines: dict[tuple[int, str], int] = {}

    def take(self, row: Row) -> None:
        """One line. Raises WrongValueError. A line without value is a mark left out."""
        subject, value = row.cells["subject"], row.cells["value"]
        slot = _find_slot(self._sheet, subject, row.cells["indicator"])
        candidate = _candidate(slot, subject) if subject and slot.candidates else None
        first = self._lines.setdefault((slot.number, "" if candidate is None else str(candidate)), row.line)
        if first != row.line:
            raise WrongValueError(f"与第 {first} 行重复")
        if not value:
            return
        match slot.indicator.type:
            case Type.RANK:
                self._rank(slot, candidate, value)
            case Type.NOMINATE:
                self._nominate(slot, candidate, value)
            case Type.TEXT:
                self._simple[slot.number] = self._text(value)
            case kind:
                self._simple[slot.number] = _READ[kind](slot, value)

    def answers(self) -> dict[int, Answer]:
        """All answers by slot. Raises WrongValueError for a ranking that leaves subjects out."""
        answers = dict(self._simple)
        for number, places in self._places.items():
            slot = self._sheet.slots[number]
            missing = [one.name for index, one in enumerate(slot.candidates) if index not in places]
            if missing:
                raise WrongValueError(f"“{slot.indicator.name}”的排序缺少{JOINER.join(missing)}")
            answers[number] = tuple(places[index] for index in range(len(slot.candidates)))
        for number in self._chosen.keys() | self._written.keys():
            answers[number] = Nomination(
                frozenset(self._chosen.get(number, ())), tuple(dict.fromkeys(self._written.get(number, ())))
            )
        return answers

    def _rank(self, slot: Slot, candidate: int | None, value: str) -> None:
        places = self._places.setdefault(slot.number, {})
        if candidate is not None:
            place = int(value) if _NUMBER.fullmatch(value) and "." not in value else 0
            if not 1 <= place <= len(slot.candidates):
                raise WrongValueError(f"名次应为 1 到 {len(slot.candidates)}，现为“{value}”")
            places[candidate] = place
            return
        for place, name in enumerate(_names(value, _called(slot)), 1):
            index = _candidate(slot, name)
            if index in places:
                raise WrongValueError(f"“{name}”在排序里出现了两次")
            places[index] = place

    def _nominate(self, slot: Slot, candidate: int | None, value: str) -> None:
        chosen = self._chosen.setdefault(slot.number, set())
        if candidate is not None:
            if value not in YES + NO:
                raise WrongValueError(f"推荐应填“是”或“否”，现为“{value}”")
            chosen |= {candidate} if value in YES else set()
            return
        for name in _names(value, _called(slot)):
            listed = _matching(slot.candidates, name)
            if len(listed) == 1:
                chosen.add(slot.candidates.index(listed[0]))
            else:
                self._written.setdefault(slot.number, []).append(self._text(name))

    def _text(self, value: str) -> str:
        text = tidy(value)
        if len(text) > self._text_chars:
            raise WrongValueError(f"文字有 {len(text)} 个字，不能超过 {self._text_chars} 个")
        return text


def _names(value: str, known: Collection[str]) -> list[str]:
    """The names that a value joins. A name may hold the joiner itself: the longest known one that fits is taken."""
    parts, names = [part.strip() for part in value.split(JOINER)], []
    while parts:
        fitting = (size for size in range(len(parts), 1, -1) if JOINER.join(parts[:size]) in known)
        size = next(fitting, 1)
        names.append(JOINER.join(parts[:size]))
        parts = parts[size:]
    return [name for name in names if name]


def _called(slot: Slot) -> set[str]:
    """What the candidates of a slot may be called by."""
    return {word for one in slot.candidates for word in (one.code, one.name)}


def _matching(subjects: Sequence[Subject], written: str) -> list[Subject]:
    """Subjects of that code; where there is none, of that name."""
    return [one for one in subjects if one.code == written] or [one for one in subjects if one.name == written]


def _candidate(slot: Slot, written: str) -> int:
    found = _matching(slot.candidates, written)
    if len(found) != 1:
        raise WrongValueError(f"“{slot.indicator.name}”的名单里没有“{written}”")
    return slot.candidates.index(found[0])


def _find_slot(sheet: Sheet, subject: str, indicator: str) -> Slot:
    """The slot that a line means. A name may stand for several indicators, as long as one of them fits the subject."""
    asked = [s for s in sheet.slots if s.indicator.code == indicator]
    asked = asked or [s for s in sheet.slots if s.indicator.name == indicator]
    if not asked:
        raise WrongValueError(f"这个票种的测评表上没有指标“{indicator}”")
    if not subject:
        found = [s for s in asked if s.subject is None]
        if not found:
            raise WrongValueError(f"指标“{indicator}”要写明测评对象")
    else:
        meant = _matching(sheet.subjects, subject)
        if not meant:
            raise WrongValueError(f"这个票种的测评表上没有测评对象“{subject}”")
        if len(meant) > 1:
            raise WrongValueError(f"有 {len(meant)} 个测评对象叫“{subject}”，请改用编号")
        found = [s for s in asked if s.subject == meant[0] or meant[0] in s.candidates]
        if not found:
            raise WrongValueError(f"指标“{indicator}”不适用于“{subject}”")
    if len(found) > 1:
        raise WrongValueError(f"有 {len(found)} 项指标叫“{indicator}”，请改用编号")
    return found[0]


def _read_grade(slot: Slot, value: str) -> Answer:
    if value not in slot.options:
        raise WrongValueError(
            f"“{slot.indicator.name}”没有等次“{value}”，可填{JOINER.join(f'“{one}”' for one in slot.options)}"
        )
    return slot.options.index(value) + 1


def _read_score(slot: Slot, value: str) -> Answer:
    indicator = slot.indicator
    if _NUMBER.fullmatch(value):
        score = Fraction(value)
        if indicator.low <= score <= indicator.high and ((score - indicator.low) / indicator.step).denominator == 1:
            return score
    raise WrongValueError(
        f"“{indicator.name}”应为 {indicator.low} 到 {indicator.high} 之间、间隔 {float(indicator.step):g} 的数，现为“{value}”"
    )


def _read_choice(slot: Slot, value: str) -> Answer:
    names = _names(value, slot.options)
    unknown = [name for name in names if name not in slot.options]
    if unknown:
        raise WrongValueError(
            f"“{slot.indicator.name}”没有选项“{unknown[0]}”，可填{JOINER.join(f'“{one}”' for one in slot.options)}"
        )
    return frozenset(slot.options.index(name) for name in names)


_READ: dict[Type, Callable[[Slot, str], Answer]] = {
    Type.GRADE: _read_grade,
    Type.SCORE: _read_score,
    Type.CHOICE: _read_choice,
}
