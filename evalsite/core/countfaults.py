"""A teller's count as it was written, and all that cannot be in it: numbers that do not add up to the valid ballots."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from fractions import Fraction

from evalsite.core.campaign import Campaign, Missing, Type
from evalsite.core.countsheet import HEAD, ISSUED, RETURNED, VOID, Entry, Line, lines_of
from evalsite.core.decimals import decimal
from evalsite.core.questionnaire import Sheet
from evalsite.core.refusals import Wrong
from evalsite.core.saying import say

MOST = 1_000_000  # paper ballots; more are a slip of the finger


# --- reading ----------------------------------------------------------------------------------------------------------


def read_entry(
    campaign: Campaign, sheet: Sheet, texts: Mapping[str, str], room: int
) -> tuple[Entry, tuple[Wrong, ...]]:
    """The entry in the texts of the cells by key, and all that is wrong with it; empty cells are zero.

    ``room`` is how many paper ballots can have been issued at most: tickets that have not voted.
    """
    wrong: list[Wrong] = []
    lines = lines_of(sheet)

    def number(key: str) -> int:
        found = _whole(texts.get(key, ""))
        if found is None:
            wrong.append(Wrong(key, say("“{text}”不是票数", text=texts[key].strip()[:20]), say("请填 0 或正整数")))
        return found or 0

    issued, returned, void = (number(key) for key in HEAD)
    votes, blanks = [], []
    for line in lines:
        read = _scores(line, texts, wrong) if line.type is Type.SCORE else None
        votes.append(read or tuple(number(line.key(column)) for column in range(len(line.columns))))
        blanks.append(number(line.blank_key) if line.blank else 0)
    entry = Entry(issued, returned, void, tuple(votes), tuple(blanks))
    unread = {one.key for one in wrong}
    if not unread:
        wrong += faults(campaign, lines, entry, room)
    elif not unread & set(HEAD):  # the head can be judged without the lines
        wrong += _head(entry, room)
    return entry, tuple(wrong)


def _whole(text: str) -> int | None:
    plain = unicodedata.normalize("NFKC", text).strip()
    if not plain:
        return 0
    return int(plain) if re.fullmatch(r"[0-9]{1,7}", plain, re.ASCII) and int(plain) <= MOST else None


def _scores(line: Line, texts: Mapping[str, str], wrong: list[Wrong]) -> tuple[int, ...]:
    """Scores of all ballots in one cell: "95×3、90 88*2", in any order; a score without a number was given once."""
    votes = dict.fromkeys(line.columns, 0)
    plain = unicodedata.normalize("NFKC", texts.get(line.scores_key, ""))
    for part in re.split(r"[\s、,;]+", plain.strip()):
        if not part:
            continue
        found = re.fullmatch(r"(-?[0-9]{1,9}(?:\.[0-9]{1,9})?)(?:[×xX*]([0-9]{1,6}))?", part, re.ASCII)
        value = decimal(Fraction(found[1])) if found else ""
        if found is None or value not in votes:
            remedy = say(
                "请写成“95×3、90”这样，分数在 {low} 至 {high} 之间，并合乎分值间隔",
                low=line.columns[0],
                high=line.columns[-1],
            )
            wrong.append(
                Wrong(line.scores_key, say("{name}：“{part}”不是可以打的分数", name=line.name, part=part[:20]), remedy)
            )
        else:
            votes[value] += int(found[2] or 1)
    return tuple(votes.values())


# --- what must add up -------------------------------------------------------------------------------------------------


def faults(campaign: Campaign, lines: tuple[Line, ...], entry: Entry, room: int) -> list[Wrong]:
    """All that cannot be in an entry, whoever counted: numbers that do not add up to the valid ballots."""
    found = list(_head(entry, room))
    if not found:
        for line in lines:
            found += _line(campaign, line, entry)
        found += _slots(lines, entry)
    return found


def _head(entry: Entry, room: int) -> Iterator[Wrong]:
    if entry.issued > room:
        problem = say("纸质票发出 {issued} 张，多于没有投过票的测评条 {room} 张", issued=entry.issued, room=room)
        yield Wrong(ISSUED, problem, say("一人只能用一种方式投票，请核对发出的张数"))
    if entry.returned > entry.issued:
        yield Wrong(
            RETURNED,
            say("收回 {returned} 张，多于发出的 {issued} 张", returned=entry.returned, issued=entry.issued),
            say("请核对发出和收回的张数"),
        )
    if entry.void > entry.returned:
        yield Wrong(
            VOID,
            say("废票 {void} 张，多于收回的 {returned} 张", void=entry.void, returned=entry.returned),
            say("请核对收回和废票的张数"),
        )


def _line(campaign: Campaign, line: Line, entry: Entry) -> Iterator[Wrong]:
    votes, blank, valid = entry.votes[line.number], entry.blanks[line.number], entry.valid
    indicator = line.slot.indicator
    if blank > valid:
        yield Wrong(
            line.blank_key,
            say("{name}：未填 {blank}，多于有效票 {valid}", name=line.name, blank=blank, valid=valid),
            say("请核对"),
        )
    elif blank and indicator.required and campaign.missing is Missing.VOID:
        yield Wrong(
            line.blank_key,
            say("{name}是必答项，漏填的整张票作废，未填应为 0", name=line.name),
            say("请把这些票计入废票"),
        )
    elif line.type in (Type.GRADE, Type.SCORE, Type.RANK):
        if sum(votes) + blank != valid:
            said = say(
                "{name}：各项合计 {total}，加未填 {blank}，共 {together}，应等于有效票 {valid}",
                name=line.name,
                total=sum(votes),
                blank=blank,
                together=sum(votes) + blank,
                valid=valid,
            )
            key = line.scores_key if line.type is Type.SCORE else line.blank_key
            yield Wrong(key, said, say("请重新清点这一行"))
    elif line.type is Type.CHOICE:
        yield from _choice(line, votes, valid - blank)
    else:
        yield from _too_many(line, votes, valid)


def _too_many(line: Line, votes: tuple[int, ...], answered: int) -> Iterator[Wrong]:
    for column, number in enumerate(votes):
        if number > answered:
            said = say(
                "{name}：“{column}”{number} 票，多于填了这一项的票 {answered} 张",
                name=line.name,
                column=line.columns[column],
                number=number,
                answered=answered,
            )
            yield Wrong(line.key(column), said, say("请核对"))


def _choice(line: Line, votes: tuple[int, ...], answered: int) -> Iterator[Wrong]:
    """Each ballot that answered chose ``least`` options at least (one, where nothing is said) and ``most`` at most."""
    found = list(_too_many(line, votes, answered))
    indicator, total = line.slot.indicator, sum(votes)
    least, most = max(indicator.least, 1), indicator.most or len(line.columns)
    if not found and not answered * least <= total <= answered * most:
        said = say(
            "{name}：各选项合计 {total}，{answered} 张票每张选 {least} 至 {most} 项，合计应在 {fewest} 至 {highest} 之间",
            name=line.name,
            total=total,
            answered=answered,
            least=least,
            most=most,
            fewest=answered * least,
            highest=answered * most,
        )
        found.append(Wrong(line.blank_key, said, say("请重新清点这一行")))
    yield from found


def _slots(lines: tuple[Line, ...], entry: Entry) -> Iterator[Wrong]:
    """What holds over all candidates of a ranking or nomination."""
    slots: dict[int, list[Line]] = {}
    for line in lines:
        if line.slot.candidates:
            slots.setdefault(line.slot.number, []).append(line)
    for members in slots.values():
        if members[0].type is Type.RANK:
            yield from _ranking(members, entry)
        else:
            yield from _nomination(members, entry)


def _ranking(members: list[Line], entry: Entry) -> Iterator[Wrong]:
    """Who ranked, ranked all; without ties every place is given once on each such ballot, with ties the first at least once."""
    blank, name = entry.blanks[members[0].number], members[0].slot.indicator.name
    for line in members[1:]:
        if entry.blanks[line.number] != blank:
            said = say(
                "{name}：各对象的未填票数应当相同，{subject}是 {blanks}，前面是 {blank}",
                name=name,
                subject=line.subject.name,
                blanks=entry.blanks[line.number],
                blank=blank,
            )
            yield Wrong(line.blank_key, said, say("没有排完的整张票作废，请计入废票"))
    ranked = entry.valid - blank
    for column, place in enumerate(members[0].columns):
        total = sum(entry.votes[line.number][column] for line in members)
        ties = members[0].slot.indicator.ties
        if (not ties and total != ranked) or (ties and column == 0 and total < ranked):
            told = {"name": name, "place": place, "total": total, "ranked": ranked}
            said = (
                say("{name}：{place}合计 {total} 票，{ranked} 张票排了名次，应至少为 {ranked}", **told)
                if ties
                else say("{name}：{place}合计 {total} 票，{ranked} 张票排了名次，应为 {ranked}", **told)
            )
            yield Wrong(members[0].key(column), said, say("请重新清点这一名次"))


def _nomination(members: list[Line], entry: Entry) -> Iterator[Wrong]:
    most = members[0].slot.indicator.most
    total = sum(entry.votes[line.number][0] for line in members)
    if most and total > most * entry.valid:
        said = say(
            "{indicator}：合计 {total} 票，{valid} 张有效票每张最多推荐 {most} 名",
            indicator=members[0].slot.indicator.name,
            total=total,
            valid=entry.valid,
            most=most,
        )
        yield Wrong(members[0].key(0), said, say("请重新清点"))
