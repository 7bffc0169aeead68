"""How many took part, as tables: in steps while people vote, as signed once the box is closed; where the slips are."""

from collections.abc import Iterable
from fractions import Fraction

from evalsite.core.campaign import Campaign
from evalsite.core.reconciling import Account, total
from evalsite.core.saying import say
from evalsite.core.scoring import in_words, rounded
from evalsite.core.shown import Shown
from evalsite.paper.tables import Cell, Column, Kind, Line, On, Table, Told
from evalsite.usecases.closing import Closed
from evalsite.usecases.watching import STEP, Turnout

NAME = Column("name", say("票种"), Kind.NAME)


def progress_table(lines: Iterable[Turnout]) -> Table:
    """While people vote: no number here moves with a single vote (core/glimpse.py)."""
    columns = (
        NAME,
        Column("expected", say("应到")),
        Column("stamped", say("已投")),
        Column("bar", say("进度"), Kind.BAR, On.PAGE),
        Column("share", say("参与率")),
    )
    return Table("progress", say("各票种参与进度"), columns, tuple(Line(_progress(one)) for one in lines))


def _progress(one: Turnout) -> tuple[Cell, ...]:
    share = Fraction(100 * one.stamped, one.expected) if one.expected else Fraction(0)
    few = Told(say("不足 {number}", number=STEP), Fraction(0))
    told = Told(f"≥ {one.stamped}", Fraction(one.stamped)) if one.stamped else few
    bar = Told(say("{name}：至少 {number} 票", name=one.name, number=one.stamped), share)
    return one.name, one.expected, told, bar, Told(f"≥ {int(share)}%", share) if one.stamped else None


def closing_table(counts: Iterable[Closed], campaign: Campaign) -> Table:
    """The numbers of the signed closing statement; 发出 and the share are without spare slips, which stand beside."""
    columns = (
        NAME,
        Column("issued", say("发出")),
        Column("spare", say("备用条")),
        Column("stamped", say("签章")),
        Column("dropped", say("投入票箱")),
        Column("bar", say("收回图示"), Kind.BAR, On.PAGE),
        Column("share", say("收回率（%）")),
    )
    lines = []
    for one in counts:
        name = campaign.electorate(one.electorate).name
        share = Fraction(100 * one.dropped, one.expected) if one.expected else Fraction(0)
        bar = Told(say("{name} 收回率", name=name), share)
        printed = Shown(share, in_words(rounded(share, campaign.rates), campaign.rates))
        lines.append(Line((name, one.expected, one.spare or None, one.stamped, one.dropped, bar, printed)))
    return Table("counts", say("封箱公布的票数"), columns, tuple(lines))


def slips_table(accounts: tuple[Account, ...]) -> Table:
    """印制 = 已用 + 作废 + 未用, spare slips too; the sum of all first."""
    columns = (
        NAME,
        Column("issued", say("印制")),
        Column("used", say("已用")),
        Column("void", say("作废")),
        Column("unused", say("未用")),
    )
    every = [*([total(accounts)] if len(accounts) > 1 else []), *accounts]
    lines = tuple(Line(_slips(one), total=n == 0 and len(every) > 1) for n, one in enumerate(every))
    return Table("accounts", say("印制 = 已用 + 作废 + 未用"), columns, lines)


def _slips(one: Account) -> tuple[Cell, ...]:
    _, used, _, unused = one.in_words
    return one.name, one.issued, Told(used, Fraction(one.used)), one.void, Told(unused, Fraction(one.unused))
