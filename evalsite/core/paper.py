"""Paper votes (纸质票): what two tellers counted in the hall, and agreed on, joins the tally as a source of its own.

Of a paper ballot nothing is kept but that it was counted: per byte of the marks, as in the tally (core/tally.py), how
many ballots had which value there. Whether a ballot was valid the tellers judged: nobody can recheck a quota on counts.
"""

from dataclasses import dataclass
from typing import Any, Self

Json = dict[str, Any]
Marks = tuple[dict[int, int], ...]


@dataclass(frozen=True, slots=True)
class PaperCount:
    """The paper ballots of one electorate: ``issued`` in the hall, ``returned`` of them, ``void`` of those.

    ``marks[position][value]`` is the number of valid ones with that value at that byte of the marks.
    """

    electorate: str
    issued: int
    returned: int
    void: int
    marks: Marks

    @property
    def valid(self) -> int:
        return self.returned - self.void

    def to_json(self) -> Json:
        return {
            "electorate": self.electorate,
            "issued": self.issued,
            "returned": self.returned,
            "void": self.void,
            "marks": [{str(value): votes for value, votes in sorted(one.items())} for one in self.marks],
        }

    @classmethod
    def from_json(cls, data: Json) -> Self:
        marks = tuple({int(value): votes for value, votes in one.items()} for one in data["marks"])
        return cls(data["electorate"], data["issued"], data["returned"], data["void"], marks)


@dataclass(frozen=True, slots=True)
class Told:
    """Who counted (计票人), and when the count was entered last: an ISO 8601 time on the installation's clock."""

    teller: str
    at: str


@dataclass(frozen=True, slots=True)
class PaperTally:
    """A count that two tellers gave independently and alike; ``tellers`` in the order of their seats (甲, 乙)."""

    count: PaperCount
    tellers: tuple[Told, Told]

    def to_json(self) -> Json:
        return self.count.to_json() | {"tellers": [{"teller": one.teller, "at": one.at} for one in self.tellers]}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        first, second = (Told(one["teller"], one["at"]) for one in data["tellers"])
        return cls(PaperCount.from_json(data), (first, second))


@dataclass(frozen=True, slots=True)
class PaperLine:
    """What is public of an electorate's paper ballots: how many, and who counted them. No mark: figures are of both
    sources together only.
    """

    electorate: str
    issued: int
    returned: int
    valid: int
    void: int
    tellers: tuple[Told, Told]

    @classmethod
    def of(cls, tally: PaperTally) -> Self:
        one = tally.count
        return cls(one.electorate, one.issued, one.returned, one.valid, one.void, tally.tellers)

    def to_json(self) -> Json:
        """As it stands in the results as JSON and in the signed statement."""
        return {
            "electorate": self.electorate,
            "issued": self.issued,
            "returned": self.returned,
            "valid": self.valid,
            "void": self.void,
            "tellers": [{"teller": one.teller, "at": one.at} for one in self.tellers],
        }


def crowd(electronic: int, paper: int) -> int:
    """The ballots that one ballot hides among, where ``electronic`` and ``paper`` ones are counted together.

    Tellers have seen every paper ballot, and can take their part out of any figure of both sources: what is left are the
    electronic ones, and those must be as many as the limit asks for. Without any, the paper ones are the crowd: from
    the tellers nobody hides there, from everybody else each behind the others.
    """
    return electronic or paper


def both(marks: Marks, more: Marks) -> Marks:
    """The marks of both sources together, position by position."""
    found: list[dict[int, int]] = []
    for one, other in zip(marks, more, strict=True):
        found.append(dict(one))
        for value, votes in other.items():
            found[-1][value] = one.get(value, 0) + votes
    return tuple(found)
