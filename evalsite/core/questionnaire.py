"""The sheet (某票种所见的表): which slots an electorate fills in, in the canonical order of docs/wire.md.

Phone, headless voter, decoder and count all walk the same slots; the order is part of the ballot format.
"""

from dataclasses import dataclass
from typing import assert_never

from evalsite.core.campaign import Campaign, Electorate, Indicator, Subject, Type

HEADER = 33  # version byte and sheet digest
TEXT_BUDGET = 600  # bytes a text slot may need: 200 characters of three bytes each
TEXT_BUDGET_MOST = 6000  # more than this would make every ballot of the campaign heavy on a slow phone line
TEXT_CHARS = 200
BLOCK = 64


@dataclass(frozen=True, slots=True)
class Slot:
    """One place for an answer. ``offset`` and ``width`` are its bytes in the marks; ``text`` its number among the texts.

    ``options`` are the names of grades or choices; ``candidates`` the subjects of a ranking or nomination.
    """

    number: int
    indicator: Indicator
    subject: Subject | None
    options: tuple[str, ...]
    candidates: tuple[Subject, ...]
    offset: int
    width: int
    text: int | None

    @property
    def greatest(self) -> int:
        """The greatest byte allowed in the slot's marks."""
        match self.indicator.type:
            case Type.GRADE:
                return len(self.options)
            case Type.SCORE:
                return score_steps(self.indicator)
            case Type.RANK:
                return self.width
            case _:
                return 1


@dataclass(frozen=True, slots=True)
class Sheet:
    """``width`` is the number of bytes of the marks, ``greatest`` the greatest value of each; ``texts`` their number."""

    electorate: Electorate
    subjects: tuple[Subject, ...]
    slots: tuple[Slot, ...]
    width: int
    texts: int
    greatest: bytes

    def find(self, indicator: str, subject: str | None) -> Slot | None:
        """The slot of an indicator for a subject (by codes); ``None`` as subject for slots of the whole sheet."""
        for slot in self.slots:
            if slot.indicator.code == indicator and (slot.subject.code if slot.subject else None) == subject:
                return slot
        return None


def score_steps(indicator: Indicator) -> int:
    """How many different scores an indicator allows, ``low`` and ``high`` included."""
    return int((indicator.high - indicator.low) / indicator.step) + 1


def _width(indicator: Indicator, options: int, candidates: int) -> int:
    match indicator.type:
        case Type.GRADE | Type.SCORE:
            return 1
        case Type.CHOICE:
            return options
        case Type.RANK | Type.NOMINATE:
            return candidates
        case Type.TEXT:
            return 0
        case _:
            assert_never(indicator.type)


def _places(
    campaign: Campaign, subjects: tuple[Subject, ...]
) -> list[tuple[Indicator, Subject | None, tuple[Subject, ...]]]:
    """Indicator, subject and candidates of every slot, in canonical order."""
    single = [i for i in campaign.indicators if i.type not in (Type.RANK, Type.NOMINATE) and not i.whole]
    places: list[tuple[Indicator, Subject | None, tuple[Subject, ...]]] = [
        (indicator, subject, ()) for subject in subjects for indicator in single if indicator.applies_to(subject.group)
    ]
    for indicator in campaign.indicators:
        if indicator.type in (Type.RANK, Type.NOMINATE):
            candidates = tuple(subject for subject in subjects if indicator.applies_to(subject.group))
            if candidates:
                places.append((indicator, None, candidates))
    places += [(indicator, None, ()) for indicator in campaign.indicators if indicator.whole]
    return places


def sheet_for(campaign: Campaign, electorate: str) -> Sheet:
    """The sheet of an electorate, by its code."""
    voters = campaign.electorate(electorate)
    subjects = tuple(subject for subject in campaign.subjects if voters.rates(subject))
    slots: list[Slot] = []
    offset = texts = 0
    for indicator, subject, candidates in _places(campaign, subjects):
        options: tuple[str, ...] = ()
        if indicator.type in (Type.GRADE, Type.CHOICE):
            options = tuple(grade.name for grade in campaign.scale(indicator.scale).grades)
        width = _width(indicator, len(options), len(candidates))
        has_text = indicator.type in (Type.TEXT, Type.NOMINATE)
        slots.append(
            Slot(len(slots), indicator, subject, options, candidates, offset, width, texts if has_text else None)
        )
        offset += width
        texts += has_text
    greatest = b"".join(bytes([slot.greatest]) * slot.width for slot in slots)
    return Sheet(voters, subjects, tuple(slots), offset, texts, greatest)


def ballot_size(campaign: Campaign) -> int:
    """The size in bytes of every ballot of the campaign: the largest sheet plus the text budget, in whole blocks."""
    sheets = [sheet_for(campaign, electorate.code) for electorate in campaign.electorates]
    bare = max(HEADER + sheet.width + 2 * sheet.texts for sheet in sheets)
    budget = min(TEXT_BUDGET_MOST, TEXT_BUDGET * max(sheet.texts for sheet in sheets))
    return -(-(bare + budget) // BLOCK) * BLOCK
