"""A series of rounds for tests and pictures: units that rate each other, three years, ballots by the real rules."""

from dataclasses import replace
from datetime import date
from fractions import Fraction
from random import Random

from evalsite.core.ballot import compose
from evalsite.core.campaign import Campaign, Electorate, Indicator, Kind, Scale, Subject, Type
from evalsite.core.composite import Index, Of, Term
from evalsite.core.disclosure import Results, disclose
from evalsite.core.figures import Adjustment, Figures, ImportedFigure
from evalsite.core.reckoning import Reckoner, Source
from evalsite.core.rounds import Round
from evalsite.core.surroundings import Surroundings
from evalsite.core.tally import counts_for, finish
from tests.paper.campaigns import GRADES

DEPARTMENTS = ("发展和改革局", "财政局", "民政局", "教育和体育局", "住房和城乡建设局", "卫生健康局")
TOWNS = ("第一街道", "第二街道", "示例镇一", "示例镇二", "示例镇三")
ASKED = ("作风形象", "解决问题", "服务指导")


def two_way(**changes) -> Campaign:
    """Every department and town votes in an electorate of its own; leaders rate departments; one town is too small."""
    departments = [Subject(f"B{n}", name, group="部门", field="县直部门") for n, name in enumerate(DEPARTMENTS, 1)]
    towns = [
        Subject(f"Z{n}", name, group="镇街", field="街道" if "街道" in name else "乡镇")
        for n, name in enumerate(TOWNS, 1)
    ]
    plain = Campaign(
        name="示例县2026年度双向测评",
        kind=Kind.TWO_WAY,
        subjects=(*departments, *towns),
        scales=(Scale("四等", GRADES),),
        indicators=tuple(Indicator(f"I{n}", name, Type.GRADE, scale="四等") for n, name in enumerate(ASKED, 1)),
        electorates=(
            Electorate("L", "县级领导", 20, ("部门",), Fraction(40)),
            *(Electorate(f"E{s.code}", f"{s.name}的票", 8, ("镇街",), Fraction(1), s.name) for s in departments),
            *(Electorate(f"E{s.code}", f"{s.name}的票", 8, ("部门",), Fraction(12), s.name) for s in towns),
        ),
        series="示例县双向测评",
        round="2026年",
        organiser="示例县考核办公室",
    )
    return replace(plain, **changes)


def results(of: Campaign, *, seed: int = 1, few: tuple[str, ...] = (), identity: str = "c-2026") -> Results:
    """Seven ballots an electorate, three in those that are ``few``: below the limit of five."""
    random = Random(seed)
    skill = {subject.code: random.uniform(0.0, 1.2) for subject in of.subjects}
    counts, closing = counts_for(of), {}
    for electorate in of.electorates:
        sheet = counts[electorate.code].sheet
        ballots = 3 if electorate.code in few else 7
        for _ in range(ballots):
            answers = {
                slot.number: 1 + min(3, int(random.expovariate(1 / (0.2 + skill[slot.subject.code]))))
                for slot in sheet.slots
                if slot.subject
            }
            counts[electorate.code].add(compose(sheet, answers))
        closing[electorate.code] = (electorate.tickets, ballots, ballots)
    return disclose(identity, of, finish(of, "0" * 64, counts), closing)


def three_years() -> Surroundings:
    """2026, a year before that compares, one that asked for more, and one whose figures are withheld."""
    now = two_way()
    other = (*now.indicators, Indicator("I9", "廉洁自律", Type.GRADE, scale="四等"))
    rounds = (
        Round(results(two_way(round="2023年", threshold=100), seed=5, identity="c-2023"), date(2023, 11, 25)),
        Round(results(two_way(round="2024年", indicators=other), seed=4, identity="c-2024"), date(2024, 11, 26)),
        Round(results(two_way(round="2025年"), seed=3, identity="c-2025"), date(2025, 11, 24)),
        Round(results(now, few=("EB6",)), date(2026, 11, 25)),
    )  # fmt: skip
    scores = (Fraction(92), Fraction("88.5"), Fraction(95), Fraction(81), Fraction(88))
    performance = tuple(
        ImportedFigure(f"B{n}", "高质量发展考核得分", value, "分", date(2026, 10, 31), "县考核办公室")
        for n, value in enumerate(scores, 1)
    )
    bonus = (
        Adjustment("B1", Fraction(2), "承办全省现场推进会", date(2026, 9, 18), "县委办公室"),
        Adjustment("B1", Fraction("-0.5"), "信息迟报一次", date(2026, 4, 2), "县政府办公室"),
    )
    figures = Figures(performance, adjustments=bonus)
    sources = {
        one.results.id: Source(one.results, figures if one is rounds[-1] else Figures(), one.day or date.min)
        for one in rounds
    }
    reckoner = Reckoner({DOUBLE.code: DOUBLE}, sources)
    return Surroundings(figures, rounds, (reckoner.result(DOUBLE.code),))


DOUBLE = Index(
    "SL",
    "双力指数",
    (
        Term("领导力", Of.SCORE, "c-2026", share=Fraction(50)),
        Term("敢为力", Of.FIGURE, "c-2026", "高质量发展考核得分", share=Fraction(50)),
        Term("加减分", Of.ADJUSTMENT, "c-2026", cap=Fraction(5)),
    ),
    groups=("部门",),
    note="依据示例县年度考核办法第十二条。",
)
