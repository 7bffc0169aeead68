"""Figures and names in the cells of result files."""

from evalsite.core.disclosure import REASONS, Figure, Results, Shown, Withheld, WriteIn
from evalsite.core.redacting import count_in_words
from evalsite.core.saying import joined, say
from evalsite.core.scoring import ALL

WITHHELD = say("未公布")
TOTAL = say("合计")


def shown(figure: Figure | None) -> str:
    """A figure in a cell; empty where there is none."""
    if figure is None:
        return ""
    return WITHHELD if isinstance(figure, Withheld) else figure.text


def reason(*figures: Figure | None) -> str:
    """Why some of the figures are withheld; ``""`` when none is."""
    reasons = dict.fromkeys(REASONS[figure.reason] for figure in figures if isinstance(figure, Withheld))
    return joined("；", reasons)


def about_writein(one: WriteIn) -> str:
    """What has to be known beside the votes of a name written in: how exact they are, why they are not told."""
    parts = [reason(one.votes), spread(one), count_in_words(one.hidden)]
    if one.subject:
        parts.insert(0, say("并入名单，已计入该对象的合计"))
    return joined("；", (part for part in parts if part))


def spread(one: WriteIn) -> str:
    """How the votes may count ballots twice; ``""`` where they cannot, or are not told."""
    if one.exact or not isinstance(one.votes, Shown) or not isinstance(one.least, Shown):
        return ""
    if one.subject:
        return say("一张票既勾选又另写别的写法的、写了几种写法的，会重复计")
    return say(
        "由几种写法合并，同一张票写了两种的会重复计，实有 {least} 至 {most} 票",
        least=one.least.text,
        most=one.votes.text,
    )


class Names:
    """Names of a campaign's parts by their codes, for people who do not know the codes."""

    def __init__(self, results: Results) -> None:
        campaign = results.campaign
        self.subjects = {subject.code: subject.name for subject in campaign.subjects}
        self.indicators = {indicator.code: indicator.name for indicator in campaign.indicators}
        self._electorates = {one.code: one.name for one in (*campaign.electorates, *campaign.counted)}

    def electorate(self, code: str | None) -> str:
        return TOTAL if code is None or code == ALL else self._electorates[code]
