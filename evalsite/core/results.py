"""The disclosed results of a counted campaign as values: all that is ever shown is drawn from ``Results`` alone.

They are made in core/disclosure.py, from which whoever needs them takes them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from evalsite.core.campaign import Campaign
from evalsite.core.extension import Extension
from evalsite.core.paper import PaperLine
from evalsite.core.remarks import Remark
from evalsite.core.scoring import TurnoutLine
from evalsite.core.shown import Figure
from evalsite.core.standings import Nominated, Pair, Ranked
from evalsite.core.votes import ALL, together


@dataclass(frozen=True, slots=True)
class Count:
    """``rate`` is None for a grade outside the base (计入分母 = 否), or, where shown, when the base is zero."""

    electorate: str
    subject: str
    indicator: str
    grade: str
    votes: Figure
    rate: Figure | None


@dataclass(frozen=True, slots=True)
class Score:
    """``score`` and ``rank`` are None when nobody gave a scored mark; ``of`` is how many shown scores were ranked.

    The ``verdict`` stands with the total (no electorate, no indicator), also of a subject that has no score in all; its
    value is the place of the verdict in its rule, from 1, and ``ground`` says in words what it was given for.
    """

    subject: str
    electorate: str | None
    indicator: str | None
    score: Figure | None
    rank: Figure | None
    of: int | None
    verdict: Figure | None = None
    ground: str = ""


@dataclass(frozen=True, slots=True)
class GroupScore:
    """The score of a 票种组 (``kind`` ``electorates``) or 指标组 (``indicators``) by its name; None as in ``Score``."""

    subject: str
    kind: str
    name: str
    score: Figure | None


@dataclass(frozen=True, slots=True)
class Comment:
    """``subject`` None for what was asked once a sheet. ``hidden`` has the reason of each passage that was redacted."""

    subject: str | None
    indicator: str
    text: str
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class WriteIn:
    """A name written in beside the list of a nomination, its spellings merged (core/writeins.py).

    ``subject`` is the code of one on the list that it was merged into: its votes are in that subject's counts already.
    Between ``least`` and ``votes`` ballots have named it; ``exact`` where none can have counted twice, neither by two
    spellings nor, for one on the list, by a tick beside another spelling. ``rate`` is of the ballots of all electorates asked, but for those below the limit, whose names are not kept.
    """

    indicator: str
    subject: str | None
    name: str
    votes: Figure
    least: Figure
    rate: Figure | None
    hidden: tuple[str, ...] = ()
    exact: bool = True


@dataclass(frozen=True)
class Results:
    """All that leaves the count: pages, reports, workbooks, files and the audit bundle are drawn from this alone.

    ``turnout`` is never withheld: how many came is in the signed closing statement, and how many ballots were void is
    what scrutineers announce. ``void`` has the reasons, of electorates that returned as many ballots as the limit.
    ``remarks`` are to be read before any figure, and so stand in the head of whatever is made of these.
    ``turnout`` is of the box alone, as signed at closing; ``paper`` is how many paper ballots there were. Votes, rates
    and scores are of both. ``extensions``: by which notices the deadline was moved.
    """

    id: str
    campaign: Campaign
    turnout: tuple[TurnoutLine, ...]
    void: dict[str, dict[str, int]]
    counts: tuple[Count, ...]
    scores: tuple[Score, ...]
    comments: tuple[Comment, ...]
    remarks: tuple[Remark, ...] = ()
    writeins: tuple[WriteIn, ...] = ()
    rankings: tuple[Ranked, ...] = ()
    pairs: tuple[Pair, ...] = ()
    nominations: tuple[Nominated, ...] = ()
    paper: tuple[PaperLine, ...] = ()
    groups: tuple[GroupScore, ...] = ()
    extensions: tuple[Extension, ...] = ()

    @property
    def closes(self) -> datetime | None:
        """The deadline as it was in the end."""
        return self.extensions[-1].closes if self.extensions else self.campaign.closes

    @cached_property
    def scores_at(self) -> Mapping[tuple[str, str | None, str | None], Score]:
        """``scores`` by subject, electorate (None: all together) and indicator (None: the total).

        Looked up for every report of a batch: to go through all lines for each would take the square of their number.
        """
        return {(one.subject, one.electorate, one.indicator): one for one in self.scores}

    @cached_property
    def counts_at(self) -> Mapping[tuple[str, str], Sequence[Count]]:
        """The ``counts`` of all electorates together by subject and indicator, in the order of the grades or places."""
        found: dict[tuple[str, str], list[Count]] = {}
        for one in self.counts:
            if one.electorate == ALL:
                found.setdefault((one.subject, one.indicator), []).append(one)
        return found

    @property
    def attendance(self) -> tuple[TurnoutLine, ...]:
        """``turnout`` with the paper ballots in it: who took one took part. ``issued`` stays the number of tickets, for
        a paper ballot is given in exchange for one.
        """
        return together(self.turnout, self.paper)

    @property
    def hidden(self) -> tuple[str, ...]:
        """The reason of every passage that organisers redacted in these results (keys of ``redacting.REASONS``)."""
        written: tuple[Comment | WriteIn, ...] = (*self.comments, *self.writeins)
        return tuple(reason for one in written for reason in one.hidden)
