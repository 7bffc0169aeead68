"""What comes out: disclosed results of an opened campaign, for every page, report and file alike."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from evalsite.core.disclosure import Results
from evalsite.core.ordering import NO_RANKS, Listing, listed
from evalsite.core.report import UnitReport, unit_report
from evalsite.core.summary import SummaryReport, summary_report
from evalsite.core.surroundings import Surroundings
from evalsite.store.engine import Database
from evalsite.usecases import comparing, indexing
from evalsite.usecases.disclosing import Reading, day_of, results, results_of
from evalsite.usecases.figuring import figures_of
from evalsite.usecases.preparing import get

__all__ = ["Reports", "day_of", "reports", "results", "results_of", "surroundings"]


def surroundings(desk: Database, campaign_id: str, reading: Reading | None = None) -> Surroundings:
    """What reports on a campaign say beside its ballots; to be gathered once for all of them."""
    reading = reading or Reading(desk)
    rounds = comparing.rounds_of(desk, get(desk, campaign_id), reading)
    return Surroundings(figures_of(desk, campaign_id), rounds, indexing.of_campaign(desk, campaign_id, reading))


@dataclass(frozen=True, slots=True)
class Reports:
    """All reports of one campaign, and the one place where they get what they are made of.

    Desk, command line and batch read from here, so that a report is the same wherever it is asked for.
    """

    results: Results
    around: Surroundings

    def of(self, subject: str) -> UnitReport:
        """The report on one subject. Raises NoSuchSubject."""
        return unit_report(self.results, subject, self.around)

    def all(self) -> Iterator[UnitReport]:
        """The reports on every subject, in the order of the campaign."""
        return (self.of(subject.code) for subject in self.results.campaign.subjects)

    def summary(self, listing: Listing = Listing.SCORE, ranks: Mapping[str, int] = NO_RANKS) -> SummaryReport:
        """The report on the whole campaign (总报告), its subjects by score, by the register (``ranks``) or by strokes."""
        if listing is Listing.SCORE:
            return summary_report(self.results)
        return summary_report(listed(self.results, listing, ranks), by_rank=False)


def reports(desk: Database, campaign_id: str, reading: Reading | None = None) -> Reports:
    """The reports of an opened campaign; ``reading`` spares what was disclosed before. Raises NoSuchCampaign, WrongState."""
    reading = reading or Reading(desk)
    return Reports(reading.results(campaign_id), surroundings(desk, campaign_id, reading))
