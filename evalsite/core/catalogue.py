"""What an index can be made of: the campaigns with their state and imported figures, and the indices there are.

Organisers name campaigns, indicators, electorates and indices by code or by name; here is what they may have meant.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TypeVar

from evalsite.core.campaign import Campaign
from evalsite.core.composite import HUNDRED, Index, Of, Reach, Term
from evalsite.core.figures import Figures
from evalsite.core.findings import squeezed
from evalsite.core.points import full_mark, highest

Named = TypeVar("Named")


@dataclass(frozen=True, slots=True)
class Known:
    """A campaign that terms may be taken from; only an ``opened`` one has results."""

    id: str
    campaign: Campaign
    opened: bool
    figures: Figures

    @property
    def code(self) -> str:
        return self.id

    @property
    def name(self) -> str:
        return self.campaign.name


@dataclass(frozen=True, slots=True)
class Catalogue:
    """``indices`` are those that are kept already; of the same code, what is written now stands in their place."""

    campaigns: tuple[Known, ...]
    indices: tuple[Index, ...] = ()


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the 项 sheet as it was written: ``index``, ``campaign``, ``what`` and ``electorate`` by code or name."""

    index: str
    name: str
    of: Of
    campaign: str = ""
    what: str = ""
    electorate: str = ""
    grades: tuple[str, ...] = ()
    reach: Reach = Reach.OWN
    full: Fraction | None = None
    share: Fraction | None = None
    cap: Fraction | None = None


def named(written: str, among: Iterable[Named]) -> list[Named]:
    """Those of ``among`` that have this code, or else this name, exactly if possible, else as people write it."""
    among = tuple(among) if written else ()
    for same in (str, squeezed):
        wanted = same(written)
        for attribute in ("code", "name"):
            found = [one for one in among if same(getattr(one, attribute)) == wanted]
            if found:
                return found
    return []


def only(written: str, among: Iterable[Named]) -> Named | None:
    """The one that is meant; None where there is none, or more than one."""
    found = named(written, among)
    return found[0] if len(found) == 1 else None


def full_of(known: Known, line: Line) -> Fraction:
    """The full mark of a term that says none: the best possible score as the campaign counts, else 100."""
    if line.of is not Of.SCORE:
        return HUNDRED
    if not line.what:
        return known.campaign.scheme.full or full_mark(known.campaign) or HUNDRED
    indicator = only(line.what, known.campaign.indicators)
    return (highest(known.campaign, indicator) if indicator else None) or HUNDRED


def resolved(line: Line, catalogue: Catalogue, indices: Iterable[Index]) -> Term:
    """The term that a line means, with codes in place of names. What is not found stays as it was written."""
    made = Term(
        line.name, line.of, line.campaign, line.what, line.electorate, line.grades, line.reach,
        line.full or HUNDRED, line.share, line.cap,
    )  # fmt: skip
    if line.of is Of.INDEX:
        index = only(line.what, indices)
        return replace(made, what=index.code, full=line.full or index.full) if index else made
    known = only(line.campaign, catalogue.campaigns)
    if known is None:
        return made
    made = replace(made, campaign=known.id, full=line.full or full_of(known, line))
    electorate = only(line.electorate, known.campaign.electorates)
    if electorate is not None:
        made = replace(made, electorate=electorate.code)
    if line.of in (Of.SCORE, Of.RATE) and (indicator := only(line.what, known.campaign.indicators)):
        made = replace(made, what=indicator.code)
    return made


def assembled(indices: Iterable[Index], lines: Iterable[Line], catalogue: Catalogue) -> tuple[Index, ...]:
    """The indices with the terms that their lines mean, in the order of the sheets."""
    indices, lines = tuple(indices), tuple(lines)
    every = everything(indices, catalogue)
    meant = [only(line.index, indices) for line in lines]
    return tuple(
        replace(
            index,
            terms=tuple(
                resolved(line, catalogue, every) for line, one in zip(lines, meant, strict=True) if one is index
            ),
        )
        for index in indices
    )


def everything(indices: Iterable[Index], catalogue: Catalogue) -> tuple[Index, ...]:
    """All indices that there will be: those written now, and the kept ones that they do not replace."""
    indices = tuple(indices)
    codes = {index.code for index in indices}
    return (*indices, *(index for index in catalogue.indices if index.code not in codes))
