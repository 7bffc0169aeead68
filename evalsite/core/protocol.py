"""The protocol of the opening (开箱记录): what was opened, by whom and when, what was in it, who confirmed or objected.

Made of disclosed results and of acts at the desk alone: of voters it has numbers per electorate and nothing else.
"""

from dataclasses import dataclass
from datetime import date

from evalsite.core.disclosure import Results
from evalsite.core.saying import joined, say
from evalsite.core.scrutiny import Need, Standing
from evalsite.core.seats import Ceremony
from evalsite.core.validity import VOID_REASONS


@dataclass(frozen=True, slots=True)
class Holding:
    """How the opening key was kept: ``k`` of ``n`` shares among scrutineers, or (``kept``) the only one by the server.

    ``ceremony`` says who held which share; None where the shares were handed out without seats.
    """

    k: int
    n: int
    kept: bool
    ceremony: Ceremony | None = None


@dataclass(frozen=True, slots=True)
class Marks:
    """What identifies the campaign and its box: fingerprint, hash of the manifest and root, both in hexadecimal.

    ``log`` is the end of the desk's log when the protocol was made, as ``NUMBER:HASH``; "" while the log is empty. Once
    it stands on signed paper, nobody can rewrite what came before it unseen.
    """

    fingerprint: str
    manifest_hash: str
    root: str
    closed: str
    log: str = ""


@dataclass(frozen=True, slots=True)
class Protocol:
    """``until`` is the last day of the objection period, None before the confirmation; ``destroyed`` the signed record of
    the destruction, None while the ballots are there.
    """

    results: Results
    marks: Marks
    holding: Holding
    standing: Standing
    until: date | None
    destroyed: dict[str, object] | None

    @property
    def need(self) -> Need:
        return Need.of(kept=self.holding.kept, k=self.holding.k)

    def void(self, electorate: str) -> str:
        """Why ballots of an electorate are void, in words: ``""`` where none is, or the electorate is too small to tell."""
        reasons = self.results.void.get(electorate, {})
        return joined(
            "，", (say("{why} {number}", why=VOID_REASONS[why], number=number) for why, number in reasons.items())
        )

    @property
    def signers(self) -> tuple[str, ...]:
        """Who signs the printed protocol: those who confirmed, then lines for as many scrutineers as still must."""
        names = [act.account for act in self.standing.confirmed]
        missing = max(1, self.need.scrutineers) - len(names)
        return (*names, *([say("监票人")] * missing), say("组织者"))
