"""The printed rules about whole results, in sentences: what makes a result stand, and what is decided by it."""

from evalsite.core.campaign import Campaign
from evalsite.core.quorum import Quorum, share_in_words


def quorums(campaign: Campaign) -> str:
    """What turnout must reach; empty where nothing is asked of it."""
    parts = [_quorum(campaign, quorum) for quorum in campaign.scheme.quorums]
    return "；".join(parts) + "。" if parts else ""


def _quorum(campaign: Campaign, quorum: Quorum) -> str:
    whose = f"“{campaign.electorate(quorum.electorate).name}”" if quorum.electorate else "全部票种合计"
    came = "有效票" if quorum.valid else "收回的票"
    follows = "结果无效" if quorum.void else "结果仅供参考"
    return f"{whose}{came}不少于发票数的 {share_in_words(quorum.share)}，未达到的，{follows}"
