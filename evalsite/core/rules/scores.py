"""Rules that say how marks become scores: trimming, points for places, the empty electorate, the full mark of totals."""

import re
from dataclasses import replace
from fractions import Fraction

from evalsite.core.campaign import Campaign, Rule, Type
from evalsite.core.findings import number_fault, shown, squeezed
from evalsite.core.placing import Placing
from evalsite.core.rules.reading import NUMBER, Known, Outcome, Unclear, find_indicator, unreadable
from evalsite.core.saying import say
from evalsite.core.scheme import Empty
from evalsite.core.trimming import Trimming

MOST_POINTS = 1000
MOST_FULL = 10_000
FIELD_ABOVE = 5  # one high and one low are left out where there are more than five: as the field does it
_TRIMMING = re.compile(
    rf"各(?:去掉?)?(?:(\d{{1,3}})个|({NUMBER})%)(?:\((?:多于|超过|>)(\d{{1,4}})(?:票|个)?(?:时)?\))?"
)
_PLACING = re.compile(
    rf"(?:第[1一]名|满分)?({NUMBER})分?,?每(?:后|低|降)?一?名(?:减|少|扣)({NUMBER})(%|分)"
    rf"(?:,?(?:最低|不低于|最少)({NUMBER})分?)?"
)


def _scheme(campaign: Campaign, *about: str | None, **values: object) -> Outcome:
    """The campaign with parts of its scheme set."""
    return Outcome(replace(campaign, scheme=replace(campaign.scheme, **values)), about)  # type: ignore[arg-type]


def _no_scope(line: Rule) -> None:
    if line.scope:
        raise Unclear("scope", say("“{rule}”对整个活动起作用，不写范围", rule=line.rule), say("请清空这一格"))


def _trimming(campaign: Campaign, line: Rule) -> Outcome:
    code: str | None = None
    if line.scope:
        code = campaign.indicators[find_indicator(campaign, line, Type.GRADE, Type.SCORE)].code
    found = _TRIMMING.fullmatch(squeezed(line.params))
    if found is None:
        raise unreadable(line.params, KNOWN["去极值"].example)
    if found[2]:
        percent = Fraction(found[2])
        if not 0 < percent < 50:
            raise Unclear(
                "params",
                say("两端各去 {percent}%，不在 0 到 50% 之间", percent=shown(percent)),
                say("请填大于 0、小于 50% 的比例"),
            )
        made = Trimming(code, percent=percent, above=int(found[3] or 0))
    else:
        count = int(found[1])
        above = int(found[3]) if found[3] else max(FIELD_ABOVE, 2 * count)
        if count < 1:
            raise Unclear("params", say("两端各去 0 个，等于不去"), say("请填 1 以上的数，或删去这一行"))
        if above < 2 * count:
            message = say("多于 {above} 票时两端各去 {count} 个，可能一票不剩", above=above, count=count)
            raise Unclear("params", message, say("请写成“多于{count}票”或更多", count=2 * count))
        made = Trimming(code, count, above=above)
    return _scheme(campaign, code, trimmings=(*campaign.scheme.trimmings, made))


def _placing(campaign: Campaign, line: Rule) -> Outcome:
    indicator = campaign.indicators[find_indicator(campaign, line, Type.RANK)]
    found = _PLACING.fullmatch(squeezed(line.params))
    if found is None:
        raise unreadable(line.params, KNOWN["名次赋分"].example)
    full, least = Fraction(found[1]), Fraction(found[4] or 0)
    less = full * Fraction(found[2]) / 100 if found[3] == "%" else Fraction(found[2])
    if fault := number_fault(say("第 1 名的分"), full, 0, MOST_POINTS):
        raise Unclear("params", *fault)
    if not 0 < less <= full or least >= full:
        message = say(
            "第 1 名 {full} 分，每后一名减 {less} 分，最低 {least} 分，排不出先后",
            full=shown(full),
            less=shown(less),
            least=shown(least),
        )
        raise Unclear("params", message, say("请使减的分大于 0 而不超过满分，最低分小于满分"))
    made = Placing(indicator.code, full, less, least)
    places = max((_candidates(campaign, indicator.code, voters.code) for voters in campaign.electorates), default=0)
    if found[4] is None and full - less * (places - 1) < 0:
        message = say(
            "有 {places} 个对象排名，最后一名是 {full} 分，低于 0 分",
            places=places,
            full=shown(full - less * (places - 1)),
        )
        remedy = say("请减小每名减的分，或写明最低分，如“满分100，每名减2%，最低60”")
        needs = (("subjects", None, "*"), ("electorates", None, "*"), ("indicators", None, "groups"))
        raise Unclear("params", message, remedy, needs)
    return _scheme(campaign, indicator.code, placings=(*campaign.scheme.placings, made))


def _candidates(campaign: Campaign, indicator: str, electorate: str) -> int:
    asked, voters = campaign.indicator(indicator), campaign.electorate(electorate)
    return sum(asked.applies_to(one.group) and voters.rates(one) for one in campaign.subjects)


_EMPTY = {"权重转移": Empty.SHARED, "不出总分": Empty.NO_TOTAL}


def _empty(campaign: Campaign, line: Rule) -> Outcome:
    _no_scope(line)
    if squeezed(line.params) not in _EMPTY:
        raise unreadable(line.params, KNOWN["空票种"].example)
    return _scheme(campaign, empty=_EMPTY[squeezed(line.params)])


def _full(campaign: Campaign, line: Rule) -> Outcome:
    _no_scope(line)
    found = re.fullmatch(rf"({NUMBER})分?", squeezed(line.params))
    if found is None:
        raise unreadable(line.params, KNOWN["总分满分"].example)
    full = Fraction(found[1])
    if full == 0:
        raise Unclear("params", say("总分满分是 0"), say("请填大于 0 的数，如 600"))
    if fault := number_fault(say("总分满分"), full, 0, MOST_FULL):
        raise Unclear("params", *fault)
    return _scheme(campaign, full=full)


KNOWN = {
    "空票种": Known(say("留空"), say("权重转移（不写就是这样），或 不出总分"), _empty),
    "去极值": Known(say("等次题、打分题的编号或名称；留空为全部"), say("各1个（多于5票），或 各10%"), _trimming),
    "名次赋分": Known(say("排序题的编号或名称"), say("满分100，每名减2%，或 满分100，每名减2分，最低60"), _placing),
    "总分满分": Known(say("留空"), say("600（各项满分相同时，总分按 600 折算）"), _full),
}
