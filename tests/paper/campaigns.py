"""Counted campaigns for tests of paper: ballots are composed, validated and counted by the real rules."""

from dataclasses import replace
from datetime import datetime
from fractions import Fraction
from random import Random

from evalsite.core.ballot import Nomination, compose
from evalsite.core.campaign import (
    Campaign,
    Electorate,
    Grade,
    Indicator,
    Kind,
    Quota,
    Rates,
    Scale,
    Subject,
    Type,
)
from evalsite.core.disclosure import Figure, Shown, disclose
from evalsite.core.questionnaire import score_steps
from evalsite.core.scheme import Scheme, Small
from evalsite.core.tally import counts_for, finish

GRADES = (
    Grade("优秀", Fraction(100)),
    Grade("良好", Fraction(80)),
    Grade("一般", Fraction(60)),
    Grade("较差", Fraction(30)),
    Grade("不了解", None, counts=False),
)
NAMES = (
    "民政局", "财政局", "教育和体育局", "农业农村局", "住房和城乡建设局", "人力资源和社会保障局", "文化广电和旅游局",
    "卫生健康局", "应急管理局", "市场监督管理局", "行政审批服务管理局", "退役军人事务局",
)  # fmt: skip
INDICATORS = ("政治建设", "履职尽责", "改革创新", "服务群众、联系基层和解决急难愁盼问题", "作风建设", "廉洁自律")


def campaign(**changes):
    """A mixed one: grades, a score, choices, a nomination, a ranking and texts; one electorate is below the limit.

    It is left out of the sums, which would have to be withheld with it otherwise.
    """
    plain = Campaign(
        name="某县2026年度县直部门领导班子民主测评",
        kind=Kind.DEMOCRATIC,
        subjects=tuple(Subject(f"D{n:02}", name, group="县直部门") for n, name in enumerate(NAMES, start=1)),
        scales=(
            Scale("四等", GRADES),
            Scale("问题", tuple(Grade(name) for name in ("作风不实", "效率不高", "推诿扯皮"))),
        ),
        indicators=(
            *(
                Indicator(f"I{n}", name, Type.GRADE, scale="四等", weight=Fraction(weight))
                for n, (name, weight) in enumerate(zip(INDICATORS, (20, 15, 15, 30, 10, 10), strict=True), start=1)
            ),
            Indicator("S", "总体打分", Type.SCORE, weight=Fraction(0), required=False),
            Indicator("C", "存在的问题", Type.CHOICE, scale="问题", required=False),
            Indicator("N", "推荐为先进集体", Type.NOMINATE, required=False, most=3),
            Indicator("R", "综合排序", Type.RANK, required=False),
            Indicator("T", "意见建议", Type.TEXT, required=False),
            Indicator("W", "对全县工作的建议", Type.TEXT, required=False, whole=True),
        ),
        electorates=(
            Electorate("E1", "县级领导", 14, ("县直部门",), Fraction(30)),
            Electorate("E2", "乡镇（街道）", 30, ("县直部门",), Fraction(30)),
            Electorate("E3", "服务对象", 60, ("县直部门",), Fraction(35)),
            Electorate("E4", "代表委员", 6, ("县直部门",), Fraction(5)),
        ),
        series="县直部门民主测评",
        round="2026年度",
        organiser="某县委组织部",
        opens=datetime.fromisoformat("2026-11-21T08:00:00+08:00"),
        closes=datetime.fromisoformat("2026-11-30T18:00:00+08:00"),
        rates=Rates(),
        quotas=(Quota("I1", "优秀", percent=Fraction(50)),),
        scheme=Scheme(small=Small.LEAVE_OUT),
    )
    return replace(plain, **changes)


def _grade(random, slot, skill):
    count = len(slot.options)
    weights = [max(0.02, 1 - abs(place / max(1, count - 2) - skill)) ** 4 for place in range(count - 1)]
    return random.choices(range(1, count + 1), [*weights, 0.03])[0]


def _answer(random, slot, skill):
    match slot.indicator.type:
        case Type.GRADE:
            return _grade(random, slot, skill)
        case Type.SCORE:
            return slot.indicator.low + random.randrange(score_steps(slot.indicator)) * slot.indicator.step
        case Type.CHOICE:
            return frozenset(n for n in range(slot.width) if random.random() < 0.3)
        case Type.NOMINATE:
            return Nomination(frozenset(random.sample(range(slot.width), min(2, slot.width))))
        case Type.RANK:
            places = list(range(1, slot.width + 1))
            random.shuffle(places)
            return tuple(places)
        case Type.TEXT:
            return random.choice(("办事更快一些", "=1+1 多到基层走走", "窗口态度好\n继续保持", "", ""))


def results(of=None, *, valid=None, seed=1, identity="c-test"):
    """Disclosed results of random ballots; ``valid`` gives the number of ballots an electorate, else most vote."""
    of = of or campaign()
    random = Random(seed)
    skill = {subject.code: random.uniform(0.0, 0.35) for subject in of.subjects}
    counts = counts_for(of)
    closing = {}
    for electorate in of.electorates:
        sheet = counts[electorate.code].sheet
        ballots = valid[electorate.code] if valid else electorate.tickets - 2
        for _ in range(ballots):
            answers = {
                slot.number: _answer(random, slot, skill[slot.subject.code] if slot.subject else 0.2)
                for slot in sheet.slots
            }
            counts[electorate.code].add(compose(sheet, answers))
        counts[electorate.code].add_void("over_quota")
        closing[electorate.code] = (electorate.tickets, ballots + 1, ballots + 1)
    return disclose(identity, of, finish(of, "0" * 64, counts), closing)


def seen(figure: Figure | None) -> Shown:
    """A figure that must be there to be seen."""
    assert isinstance(figure, Shown)
    return figure
