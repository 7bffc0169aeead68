"""Whether a deadline has passed, for what cannot be taken back: a clock that jumps must not close a vote early."""

from dataclasses import dataclass

APART = 5.0  # seconds at least between two looks that confirm each other
ASTRAY = 2.0  # seconds by which the two clocks may differ between them


@dataclass(frozen=True, slots=True)
class Look:
    """Both clocks at one moment: ``wall`` in seconds since 1970, which may be set; ``steady`` since some start, which not."""

    wall: float
    steady: float


def is_past(deadline: float, first: Look, second: Look) -> bool:
    """Whether both looks see the deadline behind them, and between them the wall clock went as the steady one did.

    A clock that was wrong before the first look and stays wrong cannot be found out; stamping goes by the same one.
    """
    passed = second.steady - first.steady
    went = second.wall - first.wall
    return deadline <= first.wall and deadline <= second.wall and passed >= APART and abs(went - passed) <= ASTRAY
