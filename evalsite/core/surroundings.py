"""What a report on one campaign says beside its ballots: other rounds, other sources, and what is made of both.

Gathered once a campaign by ``usecases/reporting.py`` and handed to every report of it.
"""

from dataclasses import dataclass, field

from evalsite.core.figures import Figures
from evalsite.core.index_results import IndexResult
from evalsite.core.rounds import Round


@dataclass(frozen=True, slots=True)
class Surroundings:
    """``rounds`` are the opened campaigns of the same series, oldest first, this one among them; empty without one.

    ``indices`` are those that rest on this campaign.
    """

    figures: Figures = field(default_factory=Figures)
    rounds: tuple[Round, ...] = ()
    indices: tuple[IndexResult, ...] = ()


ALONE = Surroundings()  # a campaign of which nothing else is known
