"""Small campaigns and ballots for the tests of the rules."""

from fractions import Fraction

from evalsite.core.ballot import Answer, compose
from evalsite.core.campaign import Campaign, Electorate, Grade, Indicator, Kind, Rates, Scale, Subject, Type
from evalsite.core.questionnaire import sheet_for
from evalsite.core.tally import Tally, counts_for, finish

SCALE = Scale(
    "四档",
    (
        Grade("优秀", Fraction(100)),
        Grade("良好", Fraction(80)),
        Grade("较差", Fraction(30)),
        Grade("不了解", None, counts=False),
    ),
)
GRADED = Indicator("i1", "总体评价", Type.GRADE, scale="四档")


def campaign(
    *indicators: Indicator,
    subjects: int = 2,
    electorates: tuple[Electorate, ...] = (Electorate("e1", "干部", 20, ("组",)),),
    rates: Rates | None = None,
    threshold: int = 1,
) -> Campaign:
    return Campaign(
        "测评",
        Kind.DEMOCRATIC,
        tuple(Subject(f"s{n}", f"对象{n}", group="组") for n in range(1, subjects + 1)),
        (SCALE,),
        indicators or (GRADED,),
        electorates,
        rates=rates or Rates(),
        threshold=threshold,
    )


def count(
    made: Campaign, ballots: dict[str, list[dict[int, Answer]]], void: dict[str, list[str]] | None = None
) -> Tally:
    """The tally of ballots given as answers by slot number, an electorate at a time."""
    counts = counts_for(made)
    for code, answers in ballots.items():
        for one in answers:
            counts[code].add(compose(sheet_for(made, code), one))
    for code, reasons in (void or {}).items():
        for reason in reasons:
            counts[code].add_void(reason)
    return finish(made, "ab" * 32, counts)
