"""排序计分: whether a ranking's order goes by the mean place or by Borda points (core/ranking.py)."""

from collections.abc import Iterator
from dataclasses import replace

from evalsite.core.campaign import Campaign, Rule, Type
from evalsite.core.findings import Cell, Problem, squeezed
from evalsite.core.pairing import MOST_PAIRED
from evalsite.core.rules.reading import Known, Outcome, Unclear, find_indicator, unreadable
from evalsite.core.saying import say

RULE = "排序计分"
MEAN, BORDA = ("平均名次",), ("波达", "波达分", "波达计分", "波达计分法")
_NEEDS: tuple[Cell, ...] = (("rules", None, "*"), ("subjects", None, "group"), ("electorates", None, "*"))


def _order(campaign: Campaign, line: Rule) -> Outcome:
    place, params = find_indicator(campaign, line, Type.RANK), squeezed(line.params)
    if params not in (*MEAN, *BORDA):
        raise unreadable(line.params, KNOWN[RULE].example)
    if params in MEAN:
        return Outcome(campaign, (place,))
    borda = (*campaign.scheme.borda, campaign.indicators[place].code)
    return Outcome(replace(campaign, scheme=replace(campaign.scheme, borda=borda)), (place,))


KNOWN = {RULE: Known(say("排序题的编号或名称"), say("平均名次，或 波达"), _order)}


def check(campaign: Campaign) -> Iterator[Problem]:
    """Orders by Borda points that cannot be made, or that another line decides as well."""
    for number, line in enumerate(campaign.rules):
        if squeezed(line.rule) != RULE or squeezed(line.params) not in BORDA:
            continue
        try:
            indicator = campaign.indicators[find_indicator(campaign, line, Type.RANK)]
        except Unclear:
            continue  # told where the line is read
        if campaign.scheme.placing_of(indicator.code):
            message = say("“{indicator}”另有“名次赋分”，按分排先后，不能又按波达", indicator=indicator.name)
            yield Problem("rules", number, "params", message, say("两行请只留一行"), _NEEDS)
        for voters in campaign.electorates:
            rated = sum(voters.rates(one) and indicator.applies_to(one.group) for one in campaign.subjects)
            if indicator.ties and rated > MOST_PAIRED:
                message = say(
                    "票种“{voters}”要给 {rated} 个对象排序，名次可以并列的，超过 {most_paired} 个不能按波达计分",
                    voters=voters.name,
                    rated=rated,
                    most_paired=MOST_PAIRED,
                )
                yield Problem("rules", number, "params", message, say("请改成 平均名次，或不允许并列"), _NEEDS)
