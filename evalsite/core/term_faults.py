"""Is a term of an index fit to be reckoned? Every problem with its place and remedy, and none told twice.

``Problem.part`` is ``terms``, its index the line of the 项 sheet.
"""

from collections.abc import Iterator, Sequence

from evalsite.core.campaign import Indicator, Type
from evalsite.core.catalogue import Catalogue, Known, Line, full_of, named
from evalsite.core.composite import HUNDRED, Index, Of, Reach
from evalsite.core.findings import NAME_CHARS, Cell, Problem, meant, nearest, number_fault, shown, text_fault
from evalsite.core.points import highest
from evalsite.core.rules import TYPE_WORDS
from evalsite.core.saying import joined, say
from evalsite.core.scoring import NOMINATED

MOST_MARK = 100_000
RATED = (Type.GRADE, Type.CHOICE, Type.NOMINATE)
UNUSED = {
    Of.SCORE: ("grades", "cap"),
    Of.RATE: ("cap",),
    Of.FIGURE: ("electorate", "grades", "cap"),
    Of.ADJUSTMENT: ("what", "electorate", "grades", "full", "share"),
    Of.INDEX: ("campaign", "electorate", "grades", "cap"),
}
HEADERS = {
    "campaign": say("活动"),
    "what": say("内容"),
    "electorate": say("票种"),
    "grades": say("等次"),
    "full": say("满分"),
    "share": say("占分"),
    "cap": say("上限"),
}
_CAMPAIGN: tuple[Cell, ...] = (("terms", None, "campaign"), ("terms", None, "of"))


def of_line(number: int, line: Line, indices: Sequence[Index], catalogue: Catalogue) -> Iterator[Problem]:
    """What is wrong with one line; ``indices`` are all that there will be."""
    if fault := text_fault(say("项名"), line.name, NAME_CHARS, required=True):
        yield Problem("terms", number, "name", *fault)
    yield from _numbers(number, line)
    for field in UNUSED[line.of]:
        if getattr(line, field):
            message = say("来源是“{of}”时用不着“{header}”", of=line.of.value, header=HEADERS[field])
            yield Problem("terms", number, field, message, say("请清空这一格"), (("terms", number, "of"),))
    if line.of is Of.ADJUSTMENT and line.reach is not Reach.OWN:
        needs: tuple[Cell, ...] = (("terms", number, "of"),)
        yield Problem(
            "terms", number, "reach", say("加减分只能取自本对象"), say("请写“{own}”或留空", own=Reach.OWN.value), needs
        )
    if line.of is Of.INDEX:
        yield from _index(number, line, indices)
    else:
        yield from _campaign(number, line, catalogue)


def _numbers(number: int, line: Line) -> Iterator[Problem]:
    for field, value in (("full", line.full), ("share", line.share), ("cap", line.cap)):
        if value is None or field in UNUSED[line.of]:
            continue
        label = HEADERS[field]
        if value == 0:
            remedy = say("请填大于 0 的数") if field != "share" else say("请填大于 0 的数，或删去这一行")
            yield Problem("terms", number, field, say("{label}是 0，这一项不起作用", label=label), remedy)
        elif fault := number_fault(label, value, 0, MOST_MARK):
            yield Problem("terms", number, field, *fault)
    if line.share is None and "share" not in UNUSED[line.of]:
        needs: tuple[Cell, ...] = (("terms", number, "of"),)
        yield Problem("terms", number, "share", say("占分是空的"), say("请填这一项在指数里占多少分"), needs)


def _index(number: int, line: Line, indices: Sequence[Index]) -> Iterator[Problem]:
    if not line.what:
        yield Problem(
            "terms", number, "what", say("没有写是哪个指数"), say("请填指数的编号或名称"), (("terms", number, "of"),)
        )
    elif not named(line.what, indices):
        names = [index.code for index in indices]
        yield Problem(
            "terms",
            number,
            "what",
            say("没有指数“{what}”", what=line.what),
            meant(line.what, names, say("指数")),
            _CODES,
        )


_CODES: tuple[Cell, ...] = (("indices", None, "code"), ("indices", None, "name"))


def _campaign(number: int, line: Line, catalogue: Catalogue) -> Iterator[Problem]:
    needs: tuple[Cell, ...] = (("terms", number, "of"),)
    found = named(line.campaign, catalogue.campaigns)
    if not line.campaign:
        yield Problem("terms", number, "campaign", say("没有写是哪个活动"), say("请填活动的编号（c-…）或名称"), needs)
    elif not found:
        near = nearest(line.campaign, [known.name for known in catalogue.campaigns])
        remedy = say("是不是“{near}”？", near=near) if near else ""
        yield Problem(
            "terms",
            number,
            "campaign",
            say("没有活动“{campaign}”", campaign=line.campaign),
            remedy + say("请核对编号或名称"),
            needs,
        )
    elif len(found) > 1:
        codes = joined("、", (known.id for known in found))
        message = say("有 {number} 个活动叫“{campaign}”", number=len(found), campaign=line.campaign)
        yield Problem("terms", number, "campaign", message, say("请改写编号，它们是：{codes}", codes=codes), needs)
    elif not found[0].opened:
        message = say("活动“{found}”还没有开箱，没有结果可用", found=found[0].name)
        yield Problem("terms", number, "campaign", message, say("请等它开箱后再导入，或换一个已开箱的活动"), needs)
    else:
        yield from _content(number, line, found[0])


def _content(number: int, line: Line, known: Known) -> Iterator[Problem]:
    """What is taken from a campaign that is there and open."""
    voters = known.campaign.electorates
    if line.electorate and line.of in (Of.SCORE, Of.RATE) and not named(line.electorate, voters):
        remedy = meant(line.electorate, [e.code for e in voters], say("票种编号"))
        yield Problem(
            "terms",
            number,
            "electorate",
            say("活动里没有票种“{electorate}”", electorate=line.electorate),
            remedy,
            _CAMPAIGN,
        )
    match line.of:
        case Of.SCORE:
            yield from _score(number, line, known)
        case Of.RATE:
            yield from _rate(number, line, known)
        case Of.FIGURE:
            yield from _figure(number, line, known)
        case _:
            if not known.figures.adjustments:
                message, remedy = say("活动“{known}”没有导入加减分", known=known.name), say("请先导入，或删去这一行")
                yield Problem("terms", number, "campaign", message, remedy, _CAMPAIGN)


def _indicator(number: int, line: Line, known: Known) -> Indicator | Problem:
    found = named(line.what, known.campaign.indicators)
    if found:
        return found[0]
    codes = [indicator.code for indicator in known.campaign.indicators]
    near = nearest(line.what, [indicator.name for indicator in known.campaign.indicators])
    remedy = (say("是不是“{near}”？", near=near) if near else "") + meant(line.what, codes, say("指标编号"))
    return Problem("terms", number, "what", say("活动里没有指标“{what}”", what=line.what), remedy, _CAMPAIGN)


def _score(number: int, line: Line, known: Known) -> Iterator[Problem]:
    campaign = known.campaign
    if line.what:
        indicator = _indicator(number, line, known)
        if isinstance(indicator, Problem):
            yield indicator
            return
        if highest(campaign, indicator) is None:
            word = TYPE_WORDS[indicator.type]
            message = say("{word}题“{indicator}”没有分值，不能当得分用", word=word, indicator=indicator.name)
            yield Problem(
                "terms", number, "what", message, say("请换一项有分值的指标；名次可先用“名次赋分”规则折成分"), _CAMPAIGN
            )
            return
    elif not any(campaign.is_scored(one) for one in campaign.indicators):
        message = say("活动“{known}”没有计分的指标，没有综合得分", known=known.name)
        yield Problem("terms", number, "campaign", message, say("请改用得票率，或换一个活动"), _CAMPAIGN)
        return
    most = full_of(known, line)
    if line.full and most > line.full > 0:
        message = say("这项得分最高可得 {most}，超过满分 {full}", most=shown(most), full=shown(line.full))
        yield Problem("terms", number, "full", message, say("请把满分改为 {most}，或留空", most=shown(most)), _CAMPAIGN)


def _rate(number: int, line: Line, known: Known) -> Iterator[Problem]:
    if not line.what:
        yield Problem("terms", number, "what", say("没有写是哪项指标的得票率"), say("请填指标的编号或名称"), _CAMPAIGN)
        return
    indicator = _indicator(number, line, known)
    if isinstance(indicator, Problem):
        yield indicator
        return
    if indicator.type not in RATED:
        message = say("{type}题“{indicator}”没有得票率", type=TYPE_WORDS[indicator.type], indicator=indicator.name)
        yield Problem("terms", number, "what", message, say("请换成等次、多选或推荐题"), _CAMPAIGN)
        return
    counted = _counted(known, indicator)
    if not line.grades:
        yield Problem(
            "terms",
            number,
            "grades",
            say("没有写是哪个等次的得票率"),
            say("可用的等次：{grades}", grades=joined("、", counted)),
            _CAMPAIGN,
        )
    for grade in line.grades:
        if grade not in counted:
            message = say("“{indicator}”没有计入分母的等次“{grade}”", indicator=indicator.name, grade=grade)
            yield Problem("terms", number, "grades", message, meant(grade, counted, say("等次")), _CAMPAIGN)


def _counted(known: Known, indicator: Indicator) -> list[str]:
    """The grades (options, 推荐) that have a rate."""
    if indicator.type is Type.NOMINATE:
        return [NOMINATED]
    grades = known.campaign.scale(indicator.scale).grades
    return [grade.name for grade in grades if grade.counts or indicator.type is Type.CHOICE]


def _figure(number: int, line: Line, known: Known) -> Iterator[Problem]:
    names = list(dict.fromkeys(one.name for one in known.figures.imported))
    if not names:
        message, remedy = (
            say("活动“{known}”没有导入数据", known=known.name),
            say("请先用 evalsite figures import 或在工作台导入"),
        )
        yield Problem("terms", number, "what", message, remedy, _CAMPAIGN)
    elif line.what not in names:
        message = say("导入数据里没有项目“{what}”", what=line.what) if line.what else say("没有写是哪个项目的导入数据")
        yield Problem("terms", number, "what", message, meant(line.what, names, say("项目")), _CAMPAIGN)
    else:
        most = max(one.value for one in known.figures.imported if one.name == line.what)
        full = line.full or HUNDRED
        if most > full > 0:
            message = say("“{what}”最高是 {most}，超过满分 {full}", what=line.what, most=shown(most), full=shown(full))
            yield Problem("terms", number, "full", message, say("请把满分写成这项数据的满分"), _CAMPAIGN)
