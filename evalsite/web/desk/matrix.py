"""Who rates whom (谁评谁): electorates against groups and against single subjects."""

from dataclasses import dataclass

from evalsite.core.campaign import Campaign, Electorate, Subject

MOST = 4000  # cells: a larger table says nothing to anybody


@dataclass(frozen=True, slots=True)
class Crossing:
    """What an electorate has to do with a group: how many it rates, and whom it leaves out as its own."""

    rated: int
    own: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Line:
    """One electorate: its crossings by group, its marks ("rates", "own", "") by subject, how many it rates in all."""

    electorate: Electorate
    crossings: tuple[Crossing, ...]
    marks: tuple[str, ...]
    rated: int


@dataclass(frozen=True, slots=True)
class Matrix:
    """``raters`` are, by subject, the numbers of electorates and of tickets that rate it. ``single`` says whether the
    table of single subjects is small enough to be shown.
    """

    groups: tuple[str, ...]
    subjects: tuple[Subject, ...]
    lines: tuple[Line, ...]
    raters: tuple[tuple[int, int], ...]
    single: bool


def matrix_of(campaign: Campaign) -> Matrix:
    groups = tuple(dict.fromkeys(subject.group for subject in campaign.subjects))
    lines = tuple(_line(campaign, one, groups) for one in campaign.electorates)
    raters = tuple(_raters(campaign, subject) for subject in campaign.subjects)
    single = len(campaign.subjects) * len(campaign.electorates) <= MOST
    return Matrix(groups, campaign.subjects, lines, raters, single)


def _line(campaign: Campaign, electorate: Electorate, groups: tuple[str, ...]) -> Line:
    marks = tuple(_mark(electorate, subject) for subject in campaign.subjects)
    pairs = list(zip(campaign.subjects, marks, strict=True))
    crossings = tuple(
        Crossing(
            sum(mark == "rates" and subject.group == group for subject, mark in pairs),
            tuple(subject for subject, mark in pairs if mark == "own" and subject.group == group),
        )
        for group in groups
    )
    return Line(electorate, crossings, marks, marks.count("rates"))


def _mark(electorate: Electorate, subject: Subject) -> str:
    if electorate.rates(subject):
        return "rates"
    return "own" if subject.group in electorate.groups else ""


def _raters(campaign: Campaign, subject: Subject) -> tuple[int, int]:
    found = [one for one in campaign.electorates if one.rates(subject)]
    return len(found), sum(one.tickets for one in found)
