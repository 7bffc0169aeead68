"""Mixing (混合等待): the random wait between stamp and drop, and which bounds a voter accepts from a server.

The bounds come with every sheet, so a roll that works against the voters could send some of them none, or each an exact
delay of their own, and pair stamps with drops by it. A voter therefore obeys only bounds that still hide; with all
others it waits as it would by default. frontend/src/wire.ts is the same rule.
"""

Range = tuple[int, int]

OFF: Range = (0, 0)
"""No wait, said openly: the voter is told so."""
STANDARD: Range = (2_000, 8_000)
"""Milliseconds. The default of the settings, and what a voter falls back to."""
LEAST_SPREAD = 3_000
"""Milliseconds between the bounds: less of a spread is nearly an exact delay."""
LONGEST = 120_000
"""Milliseconds: nobody is made to wait longer."""


def is_sound(low: int, high: int) -> bool:
    """Whether bounds in milliseconds are ones that a voter obeys."""
    return (low, high) == OFF or (low >= 0 and high <= LONGEST and high - low >= LEAST_SPREAD)


def accepted(served: object) -> Range:
    """The bounds that a voter uses for what a server sent: these, when they are sound, else the standard ones."""
    match served:
        case [low, high] if type(low) is type(high) is int and is_sound(low, high):
            return low, high
    return STANDARD


def offered(low: float, high: float) -> Range:
    """The bounds that a server sends, in milliseconds, for the settings in seconds.

    ``high`` 0 is off. A lower end too near to the upper one gives way, so that the spread stays; an upper end below
    the least spread stands for it.
    """
    if high == 0:
        return OFF
    top = max(int(1000 * high), LEAST_SPREAD)
    return max(0, min(int(1000 * low), top - LEAST_SPREAD)), top


def can_be_offered(high: float) -> bool:
    """Whether an upper end in seconds can be made a sound range. False for what is no number."""
    return 0 <= 1000 * high <= LONGEST
