"""Votes (得票): how often each grade, option and place was marked, and the base of its rate. Exact, nothing withheld yet."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from evalsite.core.campaign import Base, Campaign, Indicator, Subject, Type
from evalsite.core.paper import PaperLine, crowd
from evalsite.core.questionnaire import Slot, sheet_for
from evalsite.core.saying import say
from evalsite.core.scheme import Small
from evalsite.core.tally import ElectorateTally, Tally

ALL = "*"  # all electorates together
NOMINATED: str = say("推荐")

Part = tuple[ElectorateTally, Slot]
"""One electorate's count, and where in it the marks of a subject for an indicator stand."""


@dataclass(frozen=True, slots=True)
class CountLine:
    """Votes for one grade (option, place, 推荐). ``base`` is None where the grade is kept out of the base.

    ``behind`` are the electorates whose votes are in it, ``ballots`` the number of their valid ballots among which one
    hides (``crowd_of``): what disclosure looks at. ``valid`` are all valid ballots, the most votes there can be. All follow from how many came, never from what they marked.
    """

    electorate: str
    subject: str
    indicator: str
    grade: str
    votes: int
    base: int | None
    ballots: int
    behind: frozenset[str]
    valid: int


def due(issued: int, spare: int) -> int:
    """应到, which 发出 says too: the tickets without the spare ones. Never below zero: a box may be closed before any is made."""
    return max(issued - spare, 0)


@dataclass(frozen=True, slots=True)
class TurnoutLine:
    """``issued`` counts every slip made (印制), the ``spare`` ones too; whatever is said of turnout is over ``expected``."""

    electorate: str
    issued: int
    stamped: int
    dropped: int
    valid: int
    void: int
    spare: int = 0

    @property
    def expected(self) -> int:
        return due(self.issued, self.spare)


def left_out(campaign: Campaign, valid: Mapping[str, int]) -> frozenset[str]:
    """Electorates that no sum is made of, since they stay below the limit and the campaign says so (不计入合计).

    ``valid`` gives the valid ballots of each as it is counted (pools whole). Which those are follows from how many
    came, which is public, and from nothing that anybody marked. A sum that nobody is left for rests on no ballots.
    """
    if campaign.scheme.small is not Small.LEAVE_OUT:
        return frozenset()
    return frozenset(code for code, number in valid.items() if number < campaign.threshold)


def _present(tally: Tally, stamped: Mapping[str, int]) -> dict[str, int]:
    papers = {code: tally.paper_of(code) for code in stamped}
    return {code: number + (paper.issued if (paper := papers[code]) else 0) for code, number in stamped.items()}


class Votes:
    """Walks sheets and tallies of one campaign, both sources of votes together.

    ``expected`` (应到) and ``stamped`` are numbers of tickets by electorate; ``stamped`` None: everybody took part. Only
    the base 到会 asks for it; whoever took a paper ballot took part too.
    """

    def __init__(
        self, campaign: Campaign, tally: Tally, expected: Mapping[str, int], stamped: Mapping[str, int] | None = None
    ) -> None:
        self.campaign = campaign
        self.tally = tally
        self.tallies = {e.code: tally.together(e.code) for e in campaign.electorates}
        self.expected, self.stamped = expected, expected if stamped is None else _present(tally, stamped)
        self.valid = {one.code: self.crowd_of(self._members(one.code)) for one in campaign.counted}
        self.left_out = left_out(campaign, self.valid)
        self.slots = self._index()

    def _members(self, code: str) -> list[str]:
        """The electorates that are counted as one under this code."""
        return [one.code for one in self.campaign.electorates if self.campaign.pool_of(one.code) == code]

    def crowd_of(self, electorates: Iterable[str]) -> int:
        """Among how many valid ballots one of these electorates hides, where they are counted together."""
        box = paper = 0
        for code in electorates:
            box += self.tally.of(code).valid
            count = self.tally.paper_of(code)
            paper += count.valid if count else 0
        return crowd(box, paper)

    def _named_votes(self, tally: ElectorateTally, slot: Slot, subject: Subject) -> list[tuple[str, int, bool]]:
        """(grade, votes, stays in the base) of one slot for one subject, in the order of the sheet."""
        match slot.indicator.type:
            case Type.GRADE:
                grades = self.campaign.scale(slot.indicator.scale).grades
                return [(g.name, tally.votes(slot, n), g.counts) for n, g in enumerate(grades, start=1)]
            case Type.CHOICE:
                return [(option, tally.votes(slot, 1, n), True) for n, option in enumerate(slot.options)]
            case Type.RANK:
                place = slot.candidates.index(subject)
                return [(say("第{n}名", n=n), tally.votes(slot, n, place), True) for n in range(1, slot.width + 1)]
            case Type.NOMINATE:
                return [(NOMINATED, tally.votes(slot, 1, slot.candidates.index(subject)), True)]
            case _:
                return []

    def base_of(self, tally: ElectorateTally, base: Base) -> int:
        """How many ballots or people of an electorate a rate of that base is divided by."""
        match base:
            case Base.RETURNED:
                return tally.returned
            case Base.VALID:
                return tally.valid
            case Base.PRESENT:
                return self.stamped[tally.electorate]
            case _:
                return self.expected[tally.electorate]

    def _base(self, tally: ElectorateTally) -> int:
        return self.base_of(tally, self.campaign.rates.base)

    def written_base(self, indicator: str) -> int:
        """What the rate of a name written in is of: the base of all electorates asked whose names the tally keeps.

        A name written in has no electorate; those of electorates below the limit are not kept (core/tally.py).
        """
        asked = {
            tally.electorate: tally
            for (_, code), parts in self.slots.items()
            if code == indicator
            for tally, _ in parts
        }
        kept = (
            one for code, one in asked.items() if self.valid[self.campaign.pool_of(code)] >= self.campaign.threshold
        )
        return sum(self._base(one) for one in kept)

    def _index(self) -> dict[tuple[str, str], list[Part]]:
        """Where each indicator was asked about each subject: (tally, slot) of every electorate that rates it."""
        found: dict[tuple[str, str], list[Part]] = {}
        for electorate in self.campaign.electorates:
            for slot in sheet_for(self.campaign, electorate.code).slots:
                asked = slot.candidates or ((slot.subject,) if slot.subject else ())
                for subject in asked:
                    key = (subject.code, slot.indicator.code)
                    found.setdefault(key, []).append((self.tallies[electorate.code], slot))
        return found

    def _slots(self, subject: Subject, indicator: Indicator) -> list[Part]:
        return self.slots.get((subject.code, indicator.code), [])

    def _code(self, part: Part) -> str:
        return self.campaign.pool_of(part[0].electorate)

    def _by_voters(self, parts: Sequence[Part]) -> dict[str, list[Part]]:
        """The parts of each electorate as it is counted: those of a pool together."""
        found: dict[str, list[Part]] = {}
        for part in parts:
            found.setdefault(self._code(part), []).append(part)
        return found

    def counts(self) -> list[CountLine]:
        """Votes per subject, indicator and grade: for each electorate, then for all together (``"*"``)."""
        lines: list[CountLine] = []
        for subject in self.campaign.subjects:
            for indicator in self.campaign.indicators:
                parts = self._slots(subject, indicator)
                for code, own in self._by_voters(parts).items():
                    lines += self._lines(code, subject, indicator, own)
                lines += self._lines(ALL, subject, indicator, parts)
        return lines

    def _lines(self, code: str, subject: Subject, indicator: Indicator, parts: Sequence[Part]) -> list[CountLine]:
        names, kept, _ = self._table(subject, parts)
        if code == ALL:
            parts = [part for part in parts if self._code(part) not in self.left_out]
        votes, _, base = self._table(subject, parts)
        behind = frozenset(self._code(part) for part in parts)
        ballots = sum(self._crowd(own) for own in self._by_voters(parts).values())
        valid = sum(tally.valid for tally, _ in parts)
        bases = {name: base if name in kept else None for name in names}
        return [
            CountLine(code, subject.code, indicator.code, name, votes.get(name, 0), bases[name], ballots, behind, valid)
            for name in names
        ]

    def _crowd(self, parts: Sequence[Part]) -> int:
        """Among how many ballots one of these hides. Of a ranking: the fewest that had one and the same list.

        In a pool whose members leave out their own units lists differ. The last place of the longer ones, and who stood
        before whom where both were listed, then follow from the places of all candidates together.
        """
        lists: dict[tuple[Subject, ...], list[str]] = {}
        for tally, slot in parts:
            lists.setdefault(slot.candidates if slot.indicator.type is Type.RANK else (), []).append(tally.electorate)
        return min((crowd for codes in lists.values() if (crowd := self.crowd_of(codes))), default=0)

    def _table(self, subject: Subject, parts: Sequence[Part]) -> tuple[dict[str, int], set[str], int]:
        """Votes by grade, which of the grades stay in the base, and the base."""
        votes: dict[str, int] = {}
        kept: set[str] = set()
        for tally, slot in parts:
            for name, number, counts in self._named_votes(tally, slot, subject):
                votes[name] = votes.get(name, 0) + number
                if counts:
                    kept.add(name)
        base = sum(self._base(tally) for tally, _ in parts)
        if not self.campaign.rates.base.people:
            base -= sum(number for name, number in votes.items() if name not in kept)
        return votes, kept, base


def turnout(campaign: Campaign, tally: Tally, counts: dict[str, tuple[int, int, int]]) -> list[TurnoutLine]:
    """``counts`` gives (issued, stamped, dropped) per electorate, as the signed closing statement has them."""
    lines: list[TurnoutLine] = []
    for electorate in campaign.electorates:
        one, (issued, stamped, dropped) = tally.of(electorate.code), counts[electorate.code]
        void = one.returned - one.valid
        lines.append(TurnoutLine(electorate.code, issued, stamped, dropped, one.valid, void, electorate.spare))
    return lines


def together(lines: Iterable[TurnoutLine], paper: Iterable[PaperLine]) -> tuple[TurnoutLine, ...]:
    """Turnout with the paper ballots added: stamped is who took part, dropped what came back."""
    papers = {one.electorate: one for one in paper}
    return tuple(_with_paper(line, papers[line.electorate]) if line.electorate in papers else line for line in lines)


def _with_paper(line: TurnoutLine, paper: PaperLine) -> TurnoutLine:
    return TurnoutLine(
        line.electorate,
        line.issued,
        line.stamped + paper.issued,
        line.dropped + paper.returned,
        line.valid + paper.valid,
        line.void + paper.void,
        line.spare,
    )
