"""Figures and names in the cells of result files."""

from evalsite.core.disclosure import REASONS, Figure, Results, Withheld
from evalsite.core.scoring import ALL

WITHHELD = "未公布"
TOTAL = "合计"


def shown(figure: Figure | None) -> str:
    """A figure in a cell; empty where there is none."""
    if figure is None:
        return ""
    return WITHHELD if isinstance(figure, Withheld) else figure.text


def reason(*figures: Figure | None) -> str:
    """Why some of the figures are withheld; ``""`` when none is."""
    reasons = dict.fromkeys(REASONS[figure.reason] for figure in figures if isinstance(figure, Withheld))
    return "；".join(reasons)


class Names:
    """Names of a campaign's parts by their codes, for people who do not know the codes."""

    def __init__(self, results: Results) -> None:
        campaign = results.campaign
        self.subjects = {subject.code: subject.name for subject in campaign.subjects}
        self.indicators = {indicator.code: indicator.name for indicator in campaign.indicators}
        self._electorates = {electorate.code: electorate.name for electorate in campaign.electorates}

    def electorate(self, code: str | None) -> str:
        return TOTAL if code is None or code == ALL else self._electorates[code]
