"""The scrutineers' shares (监票人份额): the opening seed split k of n by SLIP-39, and the file each of them keeps.

SLIP-39 because a share then carries a checksum, the number of its split and its threshold: a mistyped word, a share of
another campaign and too few shares are told apart, and wrong shares never yield a wrong key.
"""

import re
from collections.abc import Sequence

from shamir_mnemonic import MnemonicError, Share, generate_mnemonics, recover_ems
from shamir_mnemonic.shamir import ShareGroup
from shamir_mnemonic.wordlist import WORD_INDEX_MAP

from evalsite.core import refusals

MOST = 16
"""More shares than this SLIP-39 cannot number."""

SEED_LENGTH = 16
WORDS = 20
"""Words of one share of a 16-byte seed."""

_BEGIN, _END = "===== 份额开始 =====", "===== 份额结束 ====="
_PER_ROW = 5


def split(seed: bytes, k: int, n: int) -> list[str]:
    """``n`` shares of 20 words, any ``k`` of which give the seed back while fewer tell nothing about it.

    Raises BadSplit for more than 16 shares, for k above n, and for one of several: whoever holds such a share holds
    the whole key, so it must be one share and be called that. ValueError when the seed is not 16 bytes.
    """
    if len(seed) != SEED_LENGTH:
        raise ValueError("a seed has 16 bytes")
    if not 1 <= k <= n <= MOST or (k == 1 and n > 1):
        raise refusals.BadSplit(k=k, n=n)
    # No passphrase and the least stretching: the seed is random, there is nothing to guess that stretching would slow.
    words: list[str] = generate_mnemonics(1, [(k, n)], seed, iteration_exponent=0)[0]
    return words


def recover(words: Sequence[str]) -> bytes:
    """The seed behind shares given as words, in any order; the same share twice counts once.

    Raises BadShare for one that does not parse, ForeignShare for one of another split, TooFewShares when more are
    needed. Shares beyond the needed ones must agree too. The caller compares the key with the manifest's: shares of
    another campaign, complete among themselves, give that campaign's seed.
    """
    shares = [_parse(text, position) for position, text in enumerate(words, 1)]
    distinct = list(dict.fromkeys(shares))
    if not distinct:
        raise refusals.TooFewShares(have=0, need=1)
    first = distinct[0]
    for position, share in enumerate(shares, 1):
        if share.group_parameters() != first.group_parameters():
            raise refusals.ForeignShare(share=position)
    if len(distinct) < first.member_threshold:
        raise refusals.TooFewShares(have=len(distinct), need=first.member_threshold)
    return _combine(distinct, shares)


def numbers(words: Sequence[str]) -> tuple[int, ...]:
    """Which shares of their split these are, from 1, each once and in order. Raises BadShare for one that does not parse."""
    shares = (_parse(text, position) for position, text in enumerate(words, 1))
    return tuple(sorted({share.index + 1 for share in shares}))


def _combine(distinct: list[Share], given: list[Share]) -> bytes:
    """The seed of enough shares of one split, after every one of them was checked against the others."""
    need = distinct[0].member_threshold
    base = distinct[:need]
    secret = _encrypted_seed(base, given.index(base[-1]) + 1)
    for extra in distinct[need:]:
        if _encrypted_seed([*base[1:], extra], given.index(extra) + 1) != secret:
            raise refusals.ForeignShare(share=given.index(extra) + 1)
    group = ShareGroup()
    group.shares = set(base)
    seed: bytes = recover_ems({base[0].group_index: group}).decrypt(b"")
    return seed


def _encrypted_seed(shares: list[Share], suspect: int) -> bytes:
    group = ShareGroup()
    group.shares = set(shares)
    try:
        secret: bytes = recover_ems({shares[0].group_index: group}).ciphertext
    except MnemonicError:  # the digest inside the split does not match, or one number was given out twice
        raise refusals.ForeignShare(share=suspect) from None
    return secret


def _parse(text: str, position: int) -> Share:
    words = text.lower().split()
    for place, word in enumerate(words, 1):
        if word not in WORD_INDEX_MAP:
            raise refusals.BadShare(problem="unknown_word", word=word[:20], position=place, share=position)
    if len(words) != WORDS:
        raise refusals.BadShare(problem="length", words=len(words), share=position)
    try:
        share = Share.from_mnemonic(" ".join(words))
    except MnemonicError:
        raise refusals.BadShare(problem="checksum", share=position) from None
    if (share.group_threshold, share.group_count, share.group_index) != (1, 1, 0):
        raise refusals.BadShare(problem="kind", share=position)
    return share


# --- the file --------------------------------------------------------------------------------------------------------


def share_file(  # noqa: PLR0913, PLR0917 -- everything that is printed on one sheet of paper
    campaign_name: str, campaign_id: str, fingerprint: str, index: int, k: int, n: int, words: str
) -> str:
    """The text a scrutineer keeps, on a stick or printed: what it is, how to use it, the words. ``index`` counts from 1."""
    numbered = [f"{place:2}. {word:<10}" for place, word in enumerate(words.split(), 1)]
    rows = [" ".join(numbered[start : start + _PER_ROW]).rstrip() for start in range(0, len(numbered), _PER_ROW)]
    use = (
        "开箱时由本人带到现场。"
        if n == 1
        else f"开箱时，{n} 位监票人中任意 {k} 位带上各自的份额即可，少于 {k} 份无法开箱。"
    )
    return "\n".join(
        [
            "云端测评 监票人份额",
            "",
            f"测评活动：{' '.join(campaign_name.split())}",
            f"活动编号：{campaign_id}",
            f"活动校验码：{fingerprint}",
            f"份　　额：第 {index} 份，共 {n} 份",
            "",
            f"这是打开票箱的钥匙的一部分。{use}",
            "请单独保管，不要拍照、转发或上传；活动结束、结果公布后销毁。",
            "可以打印本页。使用时交本文件，或按顺序键入下面的英文单词（不分大小写）。",
            "",
            _BEGIN,
            *rows,
            _END,
            "",
        ]
    )


def read_share_file(text: str, number: int = 1) -> str:
    """The words in a share file, or in words typed bare (numbers, line breaks and capitals do not matter).

    Raises BadShare when there are none, or they are no share; ``number`` says which of several files is meant.
    """
    # The marks count as whole lines only: a campaign's name may hold anything, but never stands alone on a line.
    lines = [line.strip() for line in text.splitlines()]
    if _BEGIN in lines:
        lines = lines[lines.index(_BEGIN) + 1 :]
        lines = lines[: lines.index(_END)] if _END in lines else lines
    body = "\n".join(lines)
    # Only what may stand between words is dropped. Any other character makes an unknown word, and is reported as such.
    words = re.sub(r"[\s\ufeff\d.,;、，。．：:]+", " ", body).lower().split()
    if not words:
        raise refusals.BadShare(problem="no_words", share=number)
    _parse(" ".join(words), number)
    return " ".join(words)
