"""Paper votes in the words of reports: how many there were, who counted them, and what nobody can recheck."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass

from evalsite.core import extension
from evalsite.core.disclosure import Results
from evalsite.core.paper import PaperLine
from evalsite.core.rulewords import Sentence, rules_in_words
from evalsite.core.saying import joined, say

EXTENDED = say("延期")
RULE = Sentence(
    say("纸质票"),
    say(
        "得票和得分是手机票与纸质票的合计，不分开公布。纸质票由两名计票人分别统计，逐项一致后并入；限额和整票规则由计票人当场判断，系统不能复核。纸质票上的意见和另填的人选不在内。某一票种的手机票不足公布下限时，它的数字即使加上纸质票也不公布，以免由纸质票推算出来。"
    ),
)


@dataclass(frozen=True, slots=True)
class PaperRow:
    """One electorate's paper ballots; ``tellers`` are the two names."""

    name: str
    issued: int
    returned: int
    valid: int
    void: int
    tellers: str


def paper_rows(results: Results, electorates: Collection[str] | None = None) -> tuple[PaperRow, ...]:
    """In the order of the campaign; of all electorates, or of those named (by code)."""
    names = {one.code: one.name for one in results.campaign.electorates}
    lines: Iterable[PaperLine] = (x for x in results.paper if electorates is None or x.electorate in electorates)
    return tuple(PaperRow(names[x.electorate], x.issued, x.returned, x.valid, x.void, tellers_of(x)) for x in lines)


def tellers_of(line: PaperLine) -> str:
    return joined("、", (told.teller for told in line.tellers))


def sentence(rows: Collection[PaperRow]) -> str:
    """For a summary: what of its numbers was on paper; ``""`` where nothing was."""
    if not rows:
        return ""
    issued, returned, valid = (sum(getattr(row, name) for row in rows) for name in ("issued", "returned", "valid"))
    return say(
        "其中纸质票发出 {issued} 张，收回 {returned} 张，有效 {valid} 张。",
        issued=issued,
        returned=returned,
        valid=valid,
    )


def printed_rules(results: Results) -> tuple[Sentence, ...]:
    """What shaped these results: notices of extension, the campaign's rules, and that of paper votes, where there were any."""
    extended = (Sentence(EXTENDED, extension.in_words(one)) for one in results.extensions)
    return (*extended, *rules_in_words(results.campaign), *((RULE,) if results.paper else ()))
