"""A reckoned index as values: every subject's value with its terms, and where the terms come from."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from evalsite.core.campaign import Subject
from evalsite.core.comparison import Place
from evalsite.core.composite import Index, Term
from evalsite.core.disclosure import Figure
from evalsite.core.figures import Adjustment
from evalsite.core.remarks import Remark


@dataclass(frozen=True, slots=True)
class TermValue:
    """A term of one subject. ``value`` None: it has none. ``part`` is what it adds to the index, exact.

    ``note`` says what the reader cannot see from the value: of how many people it is the mean.
    """

    term: Term
    value: Figure | None
    part: Fraction | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class IndexValue:
    """The index of one subject. ``value`` None: a term has no value, and ``missing`` names it.

    ``place`` is its rank among the subjects of its group whose index is shown.
    """

    subject: Subject
    value: Figure | None
    terms: tuple[TermValue, ...]
    adjustments: tuple[Adjustment, ...]
    missing: tuple[str, ...]
    place: Place | None = None


@dataclass(frozen=True, slots=True)
class TermSource:
    """Where a term of ``index`` comes from, for people: campaign, round and day.

    ``remarks`` are those of a result that is void.
    """

    index: Index
    term: Term
    campaign_id: str
    campaign: str
    round: str
    day: date | None
    what: str
    remarks: tuple[Remark, ...] = ()


@dataclass(frozen=True, slots=True)
class IndexResult:
    """An index with the value of every subject, by group and rank.

    ``sources`` are those of its terms, in order, and behind a term that is an index those of that index too.
    """

    index: Index
    sources: tuple[TermSource, ...]
    values: tuple[IndexValue, ...]

    def of(self, code: str) -> IndexValue | None:
        return next((one for one in self.values if one.subject.code == code), None)
