"""Points (分值): what a mark is worth, and what the best possible mark is worth."""

from fractions import Fraction

from evalsite.core.campaign import Campaign, Indicator, Type
from evalsite.core.weights import shares


def points(campaign: Campaign, indicator: Indicator, value: int) -> Fraction | None:
    """What the mark with this ``value`` (docs/wire.md, "Ballot") gives; None for no mark, and for a grade without points.

    Of a 排序 it is the points of the place where a rule gives points to places, else the place itself: low is better.
    """
    if not value:
        return None
    match indicator.type:
        case Type.GRADE:
            return campaign.scale(indicator.scale).grades[value - 1].points
        case Type.SCORE:
            return indicator.low + (value - 1) * indicator.step
        case Type.RANK:
            placing = campaign.scheme.placing_of(indicator.code)
            return placing.points(value) if placing else Fraction(value)
        case _:
            return None


def highest(campaign: Campaign, indicator: Indicator) -> Fraction | None:
    """The most that an indicator can give a subject; None where it gives no points at all."""
    if bands := campaign.scheme.bands_of(indicator.code):
        return max(bands.worth)
    if placing := campaign.scheme.placing_of(indicator.code):
        return placing.full
    if indicator.type is Type.SCORE:
        return Fraction(indicator.high)
    if indicator.type is not Type.GRADE:
        return None
    scales = [scale for scale in campaign.scales if scale.name == indicator.scale]
    return max((g.points for scale in scales for g in scale.grades if g.points is not None), default=None)


def weights_of_indicators(campaign: Campaign) -> dict[str, Fraction | None]:
    """The own weight of every indicator that has points, by code."""
    return {one.code: one.weight for one in campaign.indicators if campaign.is_scored(one)}


def full_mark(campaign: Campaign) -> Fraction | None:
    """The best possible total, where all indicators that count have the same highest mark; else None.

    Only then does the best total not depend on which of them a subject was scored for.
    """
    weights = weights_of_indicators(campaign)
    counting = shares(weights, campaign.scheme.indicator_groups, weights)
    most = {highest(campaign, campaign.indicator(code)) for code in counting} - {None}
    return most.pop() if len(most) == 1 else None
