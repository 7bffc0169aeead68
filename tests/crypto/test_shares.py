"""Scrutineers' shares: any k of n give the seed, fewer none, and a wrong one is named."""

import itertools
import secrets

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shamir_mnemonic import generate_mnemonics
from shamir_mnemonic.share import Share
from shamir_mnemonic.wordlist import WORDLIST

from evalsite.core import refusals
from evalsite.crypto.shares import numbers, read_share_file, recover, share_file, split
from tests.crypto.conftest import vectors

OURS = vectors("evalsite-v1")["shares"]
SEED = bytes(range(16))


def replaced(share: str, **values: object) -> str:
    """A share with a valid checksum whose fields were changed: what a forger can make, and a slip of the pen cannot."""
    words: str = Share(**{**vars(Share.from_mnemonic(share)), **values}).mnemonic()
    return words


def test_the_shared_vector_gives_its_seed():
    for pair in itertools.combinations(OURS["words"], OURS["k"]):
        assert recover(pair).hex() == OURS["seed"]


def test_a_published_share_of_slip_39_without_passphrase_use_is_read():
    # SLIP-0039, test vector 1 (a 1-of-1 share, passphrase "TREZOR"): parsed and checksummed here, its value not ours.
    words = (
        "duckling enlarge academic academic agency result length solution fridge kidney coal piece deal husband erode "
        "duke ajar critical decision keyboard"
    )
    assert read_share_file(words) == words
    with pytest.raises(refusals.BadShare) as refused:
        read_share_file(words.replace("keyboard", "kidney"))
    assert refused.value.details["problem"] == "checksum"


@pytest.mark.parametrize(("k", "n"), [(1, 1), (2, 2), (2, 3), (3, 5), (2, 16), (16, 16)])
def test_any_k_of_n_give_the_seed_in_any_order(k, n):
    seed = secrets.token_bytes(16)
    shares = split(seed, k, n)
    assert len(set(shares)) == n
    assert all(len(share.split()) == 20 for share in shares)
    assert recover(shares[:k]) == seed
    assert recover(shares[n - k :][::-1]) == seed
    assert recover(shares) == seed


def test_every_subset_of_three_of_five_gives_the_seed():
    shares = split(SEED, 3, 5)
    assert {recover(some) for some in itertools.combinations(shares, 3)} == {SEED}


@pytest.mark.parametrize(("k", "n"), [(0, 0), (0, 1), (1, 2), (3, 2), (2, 17), (-1, 3)])
def test_splits_that_make_no_sense_are_refused(k, n):
    with pytest.raises(refusals.BadSplit) as refused:
        split(SEED, k, n)
    assert refused.value.details == {"k": k, "n": n}


def test_only_a_seed_of_sixteen_bytes_is_split():
    with pytest.raises(ValueError, match="16 bytes"):
        split(bytes(32), 2, 3)


def test_too_few_shares_say_how_many_are_there_and_needed():
    shares = split(SEED, 3, 5)
    for given_shares, have in ((shares[:1], 1), (shares[:2], 2), ([shares[0]] * 5, 1)):
        with pytest.raises(refusals.TooFewShares) as refused:
            recover(given_shares)
        assert refused.value.details == {"have": have, "need": 3}
    with pytest.raises(refusals.TooFewShares):
        recover([])


def test_the_same_share_twice_counts_once_and_does_no_harm():
    shares = split(SEED, 2, 3)
    assert recover([shares[0], shares[0], shares[1]]) == SEED


def test_a_share_of_another_split_is_named():
    mine, foreign = split(SEED, 2, 3), split(SEED, 2, 3)
    with pytest.raises(refusals.ForeignShare) as refused:
        recover([mine[0], mine[1], foreign[0]])
    assert refused.value.details == {"share": 3}


def test_a_forged_share_never_yields_a_key():
    shares = split(SEED, 2, 3)
    forged = replaced(shares[1], value=bytes(16))
    with pytest.raises(refusals.ForeignShare) as refused:
        recover([shares[0], forged])
    assert refused.value.details == {"share": 2}
    with pytest.raises(refusals.ForeignShare) as refused:
        recover([shares[0], shares[2], forged])
    assert refused.value.details == {"share": 3}
    with pytest.raises(refusals.ForeignShare):  # the same number twice with different content
        recover([shares[0], replaced(shares[0], value=bytes(16))])


def test_a_forged_second_share_of_one_is_found_too():
    share = split(SEED, 1, 1)[0]
    with pytest.raises(refusals.ForeignShare) as refused:
        recover([share, replaced(share, value=bytes(16))])
    assert refused.value.details == {"share": 2}


def test_shares_of_another_kind_of_split_are_refused():
    grouped = generate_mnemonics(2, [(2, 3), (1, 1)], SEED, iteration_exponent=0)
    with pytest.raises(refusals.BadShare) as refused:
        recover([grouped[0][0]])
    assert refused.value.details == {"problem": "kind", "share": 1}
    longer = generate_mnemonics(1, [(1, 1)], bytes(32), iteration_exponent=0)
    with pytest.raises(refusals.BadShare) as refused:
        recover([longer[0][0]])
    assert refused.value.details == {"problem": "length", "words": 33, "share": 1}


@given(st.integers(0, 19), st.sampled_from(WORDLIST))
def test_one_wrong_word_is_always_found(place, word):
    words = OURS["words"][0].split()
    if words[place] == word:
        return
    words[place] = word
    with pytest.raises(refusals.BadShare) as refused:
        recover([" ".join(words), OURS["words"][1]])
    assert refused.value.details == {"problem": "checksum", "share": 1}


def test_a_word_that_is_none_is_named_with_its_place():
    words = OURS["words"][0].split()
    words[6] = "clowd"
    with pytest.raises(refusals.BadShare) as refused:
        recover([OURS["words"][1], " ".join(words)])
    assert refused.value.details == {"problem": "unknown_word", "word": "clowd", "position": 7, "share": 2}


# --- the file --------------------------------------------------------------------------------------------------------


def file_of(words: str, k: int = 2, n: int = 3) -> str:
    return share_file("某区 2026 年度测评", "c-7", "F" * 26, 1, k, n, words)


def test_a_share_file_tells_what_it_is_and_is_read_back():
    words = OURS["words"][0]
    text = file_of(words)
    for told in ("某区 2026 年度测评", "c-7", "F" * 26, "第 1 份，共 3 份", "任意 2 位"):
        assert told in text
    assert read_share_file(text) == words
    assert "任意" not in file_of(split(SEED, 1, 1)[0], 1, 1)
    assert max(len(line) for line in text.splitlines()) < 90


def test_a_share_file_survives_editors_and_typing():
    words = OURS["words"][0]
    text = file_of(words)
    for changed in (
        "\ufeff" + text,
        text.replace("\n", "\r\n"),
        text.upper(),
        words,
        words.upper(),
        words.replace(" ", "\n"),
        words.replace(" ", "，"),
        " ".join(f"{place}. {word}" for place, word in enumerate(words.split(), 1)),
    ):
        assert read_share_file(changed) == words


def test_a_campaign_s_name_cannot_forge_the_marks_of_the_file():
    words, forged = OURS["words"][0], OURS["words"][1]
    name = f"测评\n===== 份额开始 =====\n{forged}\n===== 份额结束 ====="
    assert read_share_file(share_file(name, "c-7", "F" * 26, 1, 2, 3, words)) == words


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "no_words"),
        ("\ufeff 1. 2. 3.", "no_words"),
        ("云端测评", "unknown_word"),
        ("academic", "length"),
        ("\x00", "unknown_word"),
        ("===== 份额开始 =====", "no_words"),
    ],
)
def test_what_holds_no_share_is_refused_with_its_reason(text, problem):
    with pytest.raises(refusals.BadShare) as refused:
        read_share_file(text)
    assert refused.value.details["problem"] == problem


def test_which_of_several_files_is_faulty_is_told():
    for text in ("", "academic"):
        with pytest.raises(refusals.BadShare) as refused:
            read_share_file(text, 3)
        assert refused.value.details["share"] == 3


@given(st.text(max_size=80) | st.lists(st.sampled_from(WORDLIST), min_size=18, max_size=22).map(" ".join))
def test_no_text_breaks_the_reader(text):
    try:
        words = read_share_file(text)
    except refusals.BadShare:
        return
    assert read_share_file(words) == words


def test_shares_tell_which_of_their_split_they_are():
    words = split(SEED, 2, 3)
    assert numbers([words[2], words[0], words[2]]) == (1, 3)
    with pytest.raises(refusals.BadShare):
        numbers(["academic"])
