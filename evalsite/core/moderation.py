"""What organisers did to the texts of a counted campaign: passages hidden, names written in put together.

The tally holds what was written; every output is made of both, in core/disclosure.py. Nothing here changes a mark.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field, replace

from evalsite.core.campaign import Campaign, Type
from evalsite.core.redacting import Redactions, Seen, text_key
from evalsite.core.scoring import ALL, NOMINATED, CountLine
from evalsite.core.tally import Tally
from evalsite.core.writeins import Name, Target, Written, merged, spelt


@dataclass(frozen=True, slots=True)
class Moderation:
    """``merges`` has, for each nomination, what its spellings stand for. Nothing hidden or merged by default."""

    redactions: Redactions = field(default_factory=Redactions)
    merges: Mapping[str, Mapping[str, Target]] = field(default_factory=dict)

    def names(self, tally: Tally, indicator: str) -> tuple[Name, ...]:
        """The names written in for a nomination, the most frequent first."""
        return merged(spellings(tally, indicator), self.merges.get(indicator, {}))

    def seen_name(self, indicator: str, name: Name) -> Seen:
        """A name as it may leave."""
        return self.redactions.seen(None, indicator, name.text)


@dataclass(frozen=True, slots=True)
class Opinion:
    """One answer in free text, or one name written in, as it was written; ``times`` is how many wrote the same."""

    subject: str | None
    indicator: str
    text: str
    times: int

    @property
    def key(self) -> str:
        """What redactions of it are filed under."""
        return text_key(self.subject, self.indicator, self.text)


def nominations_of(campaign: Campaign) -> list[str]:
    """Codes of the indicators under which names can be written in."""
    return [one.code for one in campaign.indicators if one.type is Type.NOMINATE]


def spellings(tally: Tally, indicator: str) -> tuple[Written, ...]:
    """The spellings of names written in for a nomination."""
    return spelt(text for one in tally.texts if one.indicator == indicator for text in one.texts)


def opinions(campaign: Campaign, tally: Tally, moderation: Moderation) -> tuple[Opinion, ...]:
    """Everything that people wrote in words, each wording once, for the organiser who looks through it.

    Names are those that are left after merging: a spelling that is not printed need not be hidden. The order is that
    of the count's questions and means nothing within them (by ``Opinion.key``).
    """
    nominations = nominations_of(campaign)
    found: list[Opinion] = []
    for part in tally.texts:
        if part.indicator not in nominations:
            times = Counter(part.texts).items()
            written = (Opinion(part.subject, part.indicator, text, number) for text, number in times)
            found += sorted(written, key=lambda one: one.key)
    for code in nominations:
        names = (
            Opinion(None, code, name.text, name.votes) for name in moderation.names(tally, code) if not name.subject
        )
        found += sorted(names, key=lambda one: one.key)
    return tuple(found)


def credited(lines: list[CountLine], names: Mapping[str, tuple[Name, ...]]) -> list[CountLine]:
    """The votes with those of names that were merged into one of the list.

    They join the total of all electorates alone: a name written in has no electorate (core/tally.py). A ballot that
    ticked the subject and wrote it in under another spelling would count twice; more votes than valid ballots are
    never shown.
    """
    more = {(code, name.subject): name.votes for code, found in names.items() for name in found if name.subject}
    made: list[CountLine] = []
    for line in lines:
        votes = more.get((line.indicator, line.subject), 0) if (line.electorate, line.grade) == (ALL, NOMINATED) else 0
        made.append(replace(line, votes=min(line.votes + votes, line.valid)) if votes else line)
    return made
