"""The tally (计票): how often each mark was made, an electorate at a time, and the texts, detached from everything else.

A tally holds no ballot: per byte of the marks it keeps how many valid ballots had which value there, and per ranking
how many put one candidate before another. From it all rates and scores follow; which marks stood together on one ballot
does not.

Pairs of a ranking are a sum over ballots like any other: what a single ballot said is in them only where there is a
single ballot, and the disclosure limit is there for that. Their sums over rows are sums of places, which the marks tell
anyway. That ballots can be told from a handful of long rankings is true of the marks as well; nobody can tell whose.
"""

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any, Self

from evalsite.core.ballot import Ballot, visible
from evalsite.core.campaign import Campaign, Type
from evalsite.core.findings import squeezed
from evalsite.core.pairing import Matrix, added, count_pairs, paired
from evalsite.core.paper import PaperCount, PaperTally, both
from evalsite.core.questionnaire import Sheet, Slot, sheet_for
from evalsite.core.validity import VOID_REASONS

BATCH = 4096  # ballots held before their marks are counted: bounds the memory, whatever the size of the box


@dataclass(frozen=True, slots=True)
class ElectorateTally:
    """``returned`` envelopes in the box, ``valid`` ballots among them, ``void`` ones by reason, and counts of marks.

    ``marks[position][value]`` is the number of valid ballots with that value at that byte of the marks; ``pairs`` has, by
    number of the slot, how many put one candidate before another.
    """

    electorate: str
    returned: int
    valid: int
    void: dict[str, int]
    marks: tuple[dict[int, int], ...]
    pairs: dict[int, Matrix] = field(default_factory=dict)

    def votes(self, slot: Slot, value: int, place: int = 0) -> int:
        """Ballots whose byte ``place`` of the slot (an option, a candidate) is ``value``."""
        return self.marks[slot.offset + place].get(value, 0)


@dataclass(frozen=True, slots=True)
class Texts:
    """Answers in free text to one question: sorted, so that their order says nothing of the box's order."""

    subject: str | None
    indicator: str
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tally:
    """``electorates`` and ``texts`` are of the box; ``paper`` is what two tellers counted beside it (core/paper.py)."""

    manifest_hash: str
    electorates: tuple[ElectorateTally, ...]
    texts: tuple[Texts, ...]
    paper: tuple[PaperTally, ...] = ()

    def of(self, electorate: str) -> ElectorateTally:
        """The ballots of the box."""
        return next(tally for tally in self.electorates if tally.electorate == electorate)

    def paper_of(self, electorate: str) -> PaperCount | None:
        """The paper ballots; None where there are none."""
        return next((one.count for one in self.paper if one.count.electorate == electorate), None)

    def together(self, electorate: str) -> ElectorateTally:
        """The ballots of both sources, for whatever is shown: nothing ever is of one source alone.

        Who stands before whom is not counted on paper: then it is known of one source only, and so of none.
        """
        tally, paper = self.of(electorate), self.paper_of(electorate)
        if paper is None:
            return tally
        returned, valid = tally.returned + paper.returned, tally.valid + paper.valid
        return replace(tally, returned=returned, valid=valid, marks=both(tally.marks, paper.marks), pairs={})

    def to_json(self) -> dict[str, Any]:
        return {
            "v": 1,
            "manifest_hash": self.manifest_hash,
            "electorates": [
                {
                    "electorate": tally.electorate,
                    "returned": tally.returned,
                    "valid": tally.valid,
                    "void": tally.void,
                    "marks": [{str(value): votes for value, votes in sorted(m.items())} for m in tally.marks],
                }
                | ({"pairs": {str(slot): matrix for slot, matrix in tally.pairs.items()}} if tally.pairs else {})
                for tally in self.electorates
            ],
            "texts": [
                {"subject": texts.subject, "indicator": texts.indicator, "texts": list(texts.texts)}
                for texts in self.texts
            ],
        } | ({"paper": [one.to_json() for one in self.paper]} if self.paper else {})

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        return cls(
            data["manifest_hash"],
            tuple(
                ElectorateTally(
                    e["electorate"],
                    e["returned"],
                    e["valid"],
                    e["void"],
                    tuple({int(value): votes for value, votes in marks.items()} for marks in e["marks"]),
                    {int(slot): tuple(map(tuple, rows)) for slot, rows in e.get("pairs", {}).items()},
                )
                for e in data["electorates"]
            ),
            tuple(Texts(t["subject"], t["indicator"], tuple(t["texts"])) for t in data["texts"]),
            tuple(PaperTally.from_json(one) for one in data.get("paper", ())),
        )


def _answers(slot: Slot, ballot: Ballot) -> list[str]:
    """What one ballot wrote in a slot, as far as a reader can see it (``ballot.visible``)."""
    assert slot.text is not None  # asked only of slots with a text
    text = visible(ballot.texts[slot.text])
    if slot.indicator.type is Type.NOMINATE:
        return _names(slot, ballot, text.split("\n"))
    return [text] if text else []


def _names(slot: Slot, ballot: Ballot, written: list[str]) -> list[str]:
    """Names written in, taken apart: which of them stood together is not kept.

    So what would be counted twice has to go now, while the ballot is still whole: a name that it holds twice, however
    spaced, and one of the list that is ticked on it as well (not where another of that name stands there unticked).
    """
    marked = list(zip(slot.candidates, ballot.of(slot), strict=True))
    unticked = {squeezed(one.name) for one, mark in marked if not mark}
    ticked = {squeezed(one.name) for one, mark in marked if mark} - unticked
    names: dict[str, str] = {}
    for name in written:
        if name and squeezed(name) not in ticked:
            names.setdefault(squeezed(name), name)
    return list(names.values())


class Count:
    """Counts the ballots of one electorate as they are opened, keeping none of them."""

    def __init__(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.valid = 0
        self.void: Counter[str] = Counter()
        self.marks: tuple[Counter[int], ...] = tuple(Counter() for _ in range(sheet.width))
        self.texts: dict[int, list[str]] = {slot.number: [] for slot in sheet.slots if slot.text is not None}
        self.pairs: dict[int, Matrix] = {slot.number: () for slot in sheet.slots if paired(slot)}
        self._batch: list[bytes] = []

    def add(self, ballot: Ballot) -> None:
        self.valid += 1
        self._batch.append(ballot.marks)
        if len(self._batch) >= BATCH:
            self._flush()
        for slot in self.sheet.slots:
            if slot.text is not None:
                self.texts[slot.number] += _answers(slot, ballot)

    def add_void(self, reason: str) -> None:
        self.void[reason] += 1

    def _flush(self) -> None:
        columns = list(zip(*self._batch, strict=True))
        for counter, column in zip(self.marks, columns, strict=bool(self._batch)):
            counter.update(column)
        for number, matrix in self.pairs.items():
            slot = self.sheet.slots[number]
            mine = columns[slot.offset : slot.offset + slot.width] or [()] * slot.width
            self.pairs[number] = added(matrix, count_pairs(mine, ties=slot.indicator.ties))
        self._batch.clear()

    def finish(self) -> ElectorateTally:
        self._flush()
        return ElectorateTally(
            self.sheet.electorate.code,
            self.valid + self.void.total(),
            self.valid,
            {reason: self.void[reason] for reason in VOID_REASONS if self.void[reason]},
            tuple(dict(counter) for counter in self.marks),
            self.pairs,
        )


def counts_for(campaign: Campaign) -> dict[str, Count]:
    """An empty count for every electorate, by code."""
    return {electorate.code: Count(sheet_for(campaign, electorate.code)) for electorate in campaign.electorates}


def finish(campaign: Campaign, manifest_hash: str, counts: dict[str, Count]) -> Tally:
    """The tally of a whole campaign.

    Texts of electorates below the disclosure limit are dropped here, before anything is stored: a tally that keeps
    them could be read by whoever reads the database. Write-ins of nominations go the same way as texts.
    """
    gathered: dict[Question, list[str]] = {}
    for electorate in campaign.electorates:
        count = counts[electorate.code]
        for number, texts in count.texts.items():
            question = _question(count.sheet.slots[number])
            kept = gathered.setdefault(question, [])
            if _crowd(campaign, counts, electorate.code, question) >= campaign.threshold:
                kept.extend(texts)
    return Tally(
        manifest_hash,
        tuple(counts[electorate.code].finish() for electorate in campaign.electorates),
        tuple(Texts(subject, code, tuple(sorted(texts))) for (subject, code), texts in gathered.items()),
    )


Question = tuple[str | None, str]
"""Subject and indicator of a text; no subject where it was asked once a sheet."""


def _question(slot: Slot) -> Question:
    return (slot.subject.code if slot.subject else None, slot.indicator.code)


def _crowd(campaign: Campaign, counts: dict[str, Count], electorate: str, question: Question) -> int:
    """Valid ballots among which a text of this electorate hides: its own, and those of its pool that were asked too."""
    pool = campaign.pool_of(electorate)
    return sum(
        count.valid
        for code, count in counts.items()
        if campaign.pool_of(code) == pool and question in {_question(slot) for slot in count.sheet.slots}
    )
