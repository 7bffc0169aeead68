"""The lines of the 规则 sheet: what each one means, and what it changes.

``apply`` turns the lines into the fields that phone and count go by (``Indicator.low``, ``.most``, ``Campaign.quotas``
...). A line that is not understood is a problem, never passed over: a rule that quietly does nothing would change a
count. Each room of this package knows the rules of one kind and lists them in its ``KNOWN``.
"""

from collections.abc import Hashable
from dataclasses import replace

from evalsite.core.ballotrules import BallotRules
from evalsite.core.campaign import Campaign, Order, Rule
from evalsite.core.findings import Problem, meant, squeezed
from evalsite.core.rules import (
    ballots,
    bands,
    indicators,
    orders,
    publishing,
    quorums,
    rankings,
    schedule,
    scores,
    verdicts,
    visibility,
    weights,
)
from evalsite.core.rules.indicators import SCORE_STEPS
from evalsite.core.rules.reading import TYPE_WORDS, Known, Outcome, Unclear
from evalsite.core.saying import say
from evalsite.core.scheme import Scheme
from evalsite.core.visibility import Visibility

__all__ = ["KNOWN", "SCORE_STEPS", "TYPE_WORDS", "apply"]

KNOWN: dict[str, Known] = {
    **ballots.KNOWN,
    **indicators.KNOWN,
    **weights.KNOWN,
    **scores.KNOWN,
    **bands.KNOWN,
    **quorums.KNOWN,
    **publishing.KNOWN,
    **orders.KNOWN,
    **schedule.KNOWN,
    **verdicts.KNOWN,
    **rankings.KNOWN,
    **visibility.KNOWN,
}


def _bare(campaign: Campaign) -> Campaign:
    """The campaign before any rule: every field that a rule may set has its default."""
    return replace(
        campaign,
        indicators=tuple(indicators.bare(one) for one in campaign.indicators),
        quotas=(),
        ballot=BallotRules(),
        scheme=Scheme(),
        order=Order.GIVEN,
        closes_itself=True,
        visibility=Visibility(),
    )


def apply(campaign: Campaign) -> tuple[Campaign, tuple[Problem, ...]]:
    """The campaign with every field that its rules decide set anew from its ``rules``, and the lines that fail.

    Fields without a line have their defaults (scores 0 to 100 by 1, no limits, no ties, no quotas).
    """
    made = _bare(campaign)
    problems: list[Problem] = []
    said: set[tuple[Hashable, ...]] = set()
    for number, line in enumerate(campaign.rules):
        try:
            outcome = _read(made, line)
            _say_once(said, line, outcome)
        except Unclear as unclear:
            field, message, remedy, needs = unclear.problem
            problems.append(Problem("rules", number, field, message, remedy, needs))
            continue
        made = outcome.campaign
    return made, tuple(problems)


def _read(campaign: Campaign, line: Rule) -> Outcome:
    rule = KNOWN.get(squeezed(line.rule))
    if rule is None:
        raise Unclear("rule", say("不认识规则“{rule}”", rule=line.rule), meant(line.rule, list(KNOWN), say("规则")))
    return rule.read(campaign, line)


def _say_once(said: set[tuple[Hashable, ...]], line: Rule, outcome: Outcome) -> None:
    """Notes what a line decides. Raises Unclear where an earlier line decided it: which of the two counts?"""
    key = (squeezed(line.rule), *outcome.about)
    if key in said:
        message = (
            say("“{scope}”的“{rule}”前面已经写过", scope=line.scope, rule=line.rule)
            if line.scope
            else say("“{rule}”前面已经写过", rule=line.rule)
        )
        raise Unclear("rule", message, say("请只留一行"))
    said.add(key)
