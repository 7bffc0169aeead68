"""What may be seen of turnout while people vote: a number in steps, some minutes old, and the same for everybody.

A number that moves with each vote names the voter to whoever watches both the page and the room; one that moves in steps
still tells the moment of the vote that completed a step. So what is shown was taken at a look, at least ``delay`` before
it is shown, and stays until the next look may follow. Whoever watches the page all day long learns, for each look (no two
closer than ``delay``), in which step turnout stood then, and nothing else: neither the moments of votes between looks, nor
their order, nor the exact number. What remains: of an electorate where one person alone votes between two looks, a step
that is passed tells that he did. It is turnout only, never a ballot, and small electorates pass few steps.
"""

from collections.abc import Mapping
from dataclasses import dataclass

STEP = 5


@dataclass(frozen=True, slots=True)
class Glimpse:
    """``shown`` is what pages show, as it was at ``shown_at``; ``coming`` is what they will show, taken at ``coming_at``.

    Numbers by electorate (code), in steps; moments in whole seconds since 1970.
    """

    shown: Mapping[str, int]
    shown_at: int
    coming: Mapping[str, int]
    coming_at: int


def stepped(number: int) -> int:
    """Rounded down to a step: the exact number is never told, not even of an electorate that has voted to the last."""
    return number // STEP * STEP


def look(last: Glimpse | None, stamped: Mapping[str, int], now: int, delay: int) -> Glimpse:
    """What is seen at ``now`` (seconds since 1970), given what was seen at the last look (None: the first).

    ``stamped`` is the exact number of each electorate. The first look shows zeros: nothing is old enough yet. A clock that
    went back shows what was shown. With a delay of 0 the steps are shown as they are.
    """
    taken = {code: stepped(number) for code, number in stamped.items()}
    if delay <= 0:
        return Glimpse(taken, now, taken, now)
    if last is None:
        return Glimpse(dict.fromkeys(taken, 0), now, taken, now)
    if now - last.coming_at < delay:
        return last
    return Glimpse(last.coming, last.coming_at, taken, now)
