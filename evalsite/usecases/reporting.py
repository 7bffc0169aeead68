"""What comes out: disclosed results of an opened campaign, for every page, report and file alike."""

from evalsite.core.disclosure import Results
from evalsite.core.refusals import NoSuchSubject
from evalsite.core.surroundings import Surroundings
from evalsite.store.engine import Database
from evalsite.usecases import comparing, indexing
from evalsite.usecases.disclosing import Reading, day_of, results, results_of
from evalsite.usecases.figuring import figures_of
from evalsite.usecases.preparing import get

__all__ = ["day_of", "results", "results_of", "subject_codes", "surroundings"]


def surroundings(desk: Database, campaign_id: str) -> Surroundings:
    """What reports on a campaign say beside its ballots; to be gathered once for all of them."""
    reading = Reading(desk)
    rounds = comparing.rounds_of(desk, get(desk, campaign_id), reading)
    return Surroundings(figures_of(desk, campaign_id), rounds, indexing.of_campaign(desk, campaign_id, reading))


def subject_codes(found: Results, wanted: str | None) -> list[str]:
    """The subject asked for, or all of them. Raises NoSuchSubject."""
    codes = [subject.code for subject in found.campaign.subjects]
    if wanted is None:
        return codes
    if wanted not in codes:
        raise NoSuchSubject(subject=wanted)
    return [wanted]
