"""The words for every refusal: what happened and what to do, in one or two short sentences.

``WORDS[refusal.code].format(**refusal.details)`` is the message; ``words`` does it and never fails on a missing detail.
"""

from evalsite.core.refusals import Refusal

WORDS: dict[str, str] = {
    "refused": "这一步现在不能做。请返回上一页重试，仍不行请联系组织者。",
    # 手机端
    "malformed": "收到的数据不完整或格式不对。请刷新页面重试。",
    "unknown_ticket": "没有这个测评码。请核对测评条上的字符，或重新扫码。",
    "void_ticket": "这张测评条已经作废。请向组织者换领新的测评条。",
    "already_stamped": "这张测评条已经投过票，不能再投。如果不是您本人投的，请联系组织者。",
    "not_open": "测评还没有开始。请到开始时间后再提交，已填的内容保存在本机。",
    "closed": "测评已经截止，不再收票。",
    "unknown_campaign": "这个票箱不接收该测评活动的选票。请重新扫码。",
    "bad_stamp": "选票的签章不对，没有投入票箱。请刷新页面重新提交。",
    "wrong_size": "选票的大小不对，没有投入票箱。请刷新页面重新提交。",
    "too_large": "提交的内容太大。请刷新页面重试。",
    "busy": "系统正忙，选票还没有投出，内容保存在本机。请稍等片刻再试。",
    # 密钥与份额
    "bad_share": "第 {share} 份监票人份额读不出来：{problem_words}。请对照原件检查后重新输入。",
    "foreign_share": "第 {share} 份监票人份额不属于这次测评，或与其他份额不是同一批。请换上本次测评的份额。",
    "too_few_shares": "份额不够：已有 {have} 份，需要 {need} 份。请再请一位监票人带份额到场。",
    "bad_split": "份额不能这样分：{n} 份中 {k} 份可拆封。共 1 份时填 1，2 至 16 份时拆封所需份数至少为 2 且不超过总数。",
    "bad_key": "密钥文件已损坏或不是本系统的密钥。请从备份中恢复后重试。",
    "undecipherable": "信封打不开：内容被改动、不完整，或不是用本次测评的钥匙封装的。",
}

_SHARE_PROBLEMS = {
    "no_words": "里面没有份额的单词",
    "unknown_word": "第 {position} 个词“{word}”不是份额用词",
    "length": "应为 20 个词，现为 {words} 个",
    "checksum": "校验不符，可能有词抄错或顺序不对",
    "kind": "不是本系统的份额",
}


class _Blanks(dict[str, object]):
    """Details of a refusal; one that is missing shows as an ellipsis, so that a message never becomes an error page."""

    def __missing__(self, key: str) -> str:
        return "…"


def words(refusal: Refusal) -> str:
    """The message of a refusal for the person it is said to."""
    details = _Blanks(refusal.details)
    problem = _SHARE_PROBLEMS.get(str(details.get("problem", "")))
    if problem is not None:
        details["problem_words"] = problem.format_map(details)
    return WORDS.get(refusal.code, WORDS["refused"]).format_map(details)
