"""Single tickets as links (链接): for people who get no slip of paper, sent by text message or mail.

Whoever sends them knows who got which. With a link one can see whether it has been used, and use it first: so taking part
is no secret before the sender, while the ballot itself stays one (its envelope is stamped blind). That is said wherever
links are asked for (``WARNING``), they are made on express demand only, and not for few.
"""

from collections.abc import Iterable

from evalsite.core.batches import FEWEST
from evalsite.core.campaign import Campaign, Electorate
from evalsite.core.refusals import NoLinks
from evalsite.core.saying import joined, say

WARNING = (
    say(
        "谁发送链接，谁就知道哪条给了谁；打开链接就能看出它投过没有，也能抢先用它投票。短信平台和邮件服务器上也留有链接。"
    ),
    say("选票投给谁、打多少分，发送的人和系统都看不到。但参加没有参加，对发送的人不再保密。"),
    say("能发纸条的请发纸条。链接请由不参加测评的人发送，最好两人在场；不要把链接和姓名写进同一张表。"),
    say("顺序已经打乱，请照原样逐条发送。发完立即删除文件和发送记录。"),
)


def fewest(campaign: Campaign) -> int:
    """How many must be expected in an electorate whose tickets are sent as links: its limit of disclosure, and a pile's."""
    return max(campaign.threshold, FEWEST)


def can_be_sent(campaign: Campaign) -> tuple[Electorate, ...]:
    """The electorates that links are offered for."""
    return tuple(one for one in campaign.electorates if one.expected >= fewest(campaign))


def chosen(campaign: Campaign, codes: Iterable[str], parted: Iterable[str] = ()) -> tuple[str, ...]:
    """The electorates (codes) whose tickets are sent, in the campaign's order.

    Raises NoLinks with every reason: one that is not there, that is too small, or that is ``parted`` into batches.
    """
    wanted, able, parts = set(codes), {one.code for one in can_be_sent(campaign)}, set(parted)
    names = {one.code: one.name for one in campaign.electorates}
    wrong = [say("没有编号为“{code}”的票种", code=code) for code in sorted(wanted - names.keys())]
    for code in (code for code in names if code in wanted):
        if code not in able:
            wrong.append(say("“{name}”应到不足 {fewest} 人", name=names[code], fewest=fewest(campaign)))
        elif code in parts:
            wrong.append(say("“{name}”写了分批，做成链接的票种不分批", name=names[code]))
    if wrong:
        raise NoLinks(problems=joined("；", wrong))
    return tuple(code for code in names if code in wanted)
