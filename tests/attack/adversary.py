"""The adversary: knows who came in which order, holds all files and rows, and tries to pair tickets with envelopes.

One and the same for the product and for the boxes of ``naive``. It compares every order that it can find for the tickets
with every order that it can find for the envelopes, over all of them and over the first and the last comers.

ALARM is the chance of a false alarm per verdict, all comparisons together (Bonferroni). The suite asks for fewer than ten
verdicts on the product, so it cries wolf in fewer than one of a million runs.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.attack.chance import Finding, Ranks, compare, ranks
from tests.attack.evidence import Envelope, Evidence, Ticket, Traces, in_files, in_rows, telling

ALARM = 1e-7
FEW = 20


@dataclass(frozen=True)
class Case:
    """``tickets`` in the order in which people came. ``envelopes[i]`` is of ``tickets[i]``: used to mark the guess only.

    ``issued`` is the order of tickets.csv. ``parts`` are ranges of comers that the adversary can tell apart anyway: a copy of
    the files in the middle of the vote shows what was in the box by then, so the promise is about each part.
    """

    tickets: Sequence[Ticket]
    envelopes: Sequence[Envelope]
    evidence: Evidence
    issued: Sequence[str] = ()
    parts: Sequence[range] = field(default=())


@dataclass(frozen=True)
class Verdict:
    """``comparisons`` is how many statistics were looked at; ``seen`` names the traces that told envelopes apart."""

    best: Finding
    comparisons: int
    seen: frozenset[str]

    @property
    def chance(self) -> float:
        """How likely it is that somebody who knows nothing would have found something as good."""
        return min(1.0, self.best.p * self.comparisons)

    @property
    def links(self) -> bool:
        return self.chance < ALARM

    def sees(self, *words: str) -> bool:
        return any(all(word in name for word in words) for name in self.seen)


def attack(case: Case) -> Verdict:
    """The best that the adversary finds. Raises AssertionError when it finds no trace of the envelopes at all."""
    of_tickets, of_envelopes = _orders_of_tickets(case), _traces(case.evidence, case.envelopes)
    findings: list[Finding] = []
    seen: set[str] = set()
    for members in _groups(case):
        theirs = telling(of_envelopes, members)
        seen |= theirs.keys()
        orders = _distinct(theirs, members, "envelopes")
        for name, tickets in _distinct(telling(of_tickets, members), members, "tickets").items():
            for trace, envelopes in orders.items():
                findings += compare(f"{name} / {trace} / comers {members}", tickets, envelopes)
    assert findings, "the adversary was given nothing to look at"
    return Verdict(min(findings, key=lambda finding: finding.p), len(findings), frozenset(seen))


def _groups(case: Case) -> list[range]:
    """The parts, and the first and last comers of each: a leak may concern those alone."""
    parts = list(case.parts) or [range(len(case.tickets))]
    ends = [end for part in parts if len(part) > 2 * FEW for end in (part[:FEW], part[-FEW:])]
    return parts + ends


def _orders_of_tickets(case: Case) -> Traces:
    place = {code: float(number) for number, code in enumerate(case.issued)}
    known = {"came": [float(number) for number in range(len(case.tickets))]}
    if place:
        known["issued"] = [place[ticket.code] for ticket in case.tickets]
    return known | _traces(case.evidence, case.tickets)


def _traces(evidence: Evidence, items: Sequence[Ticket | Envelope]) -> Traces:
    return in_files(evidence.files, items) | in_rows(evidence.tables, items)


def _distinct(traces: Traces, members: range, side: str) -> dict[str, Ranks]:
    """Each order once, under the name of the first trace that shows it, upwards or downwards."""
    found: dict[bytes, tuple[str, Ranks]] = {}
    for name, values in traces.items():
        order = ranks([values[number] for number in members], side)
        mirrored = len(order) - 1 - order
        if mirrored.tobytes() not in found:
            found.setdefault(order.tobytes(), (name, order))
    return dict(found.values())
