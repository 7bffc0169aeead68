"""What the machine is, and how fast it does the raw work that everything here is measured by."""

import os
import platform
import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from statistics import median

from evalsite.core import envelope as formats
from evalsite.crypto.blindrsa import IssuingKey
from evalsite.crypto.sealing import OpeningKey, seal


def seconds(work: Callable[[], object], times: int = 1, rounds: int = 5) -> float:
    """The median over ``rounds`` of the time of one ``work``."""

    def one() -> float:
        begin = time.perf_counter()
        for _ in range(times):
            work()
        return (time.perf_counter() - begin) / times

    return median(one() for _ in range(rounds))


@dataclass(frozen=True)
class Machine:
    """``stamp`` and ``opening`` are the seconds of one RSA-2048 blind signature and of one HPKE opening of 1 kB."""

    line: str
    stamp: float
    opening: float

    @classmethod
    def measured(cls) -> "Machine":
        key, blinded = IssuingKey.generate(2048), bytes([0]) + secrets.token_bytes(255)
        opener = OpeningKey.from_seed(bytes(16))
        envelope = seal(opener.public, bytes(1024), bytes(32), "A")
        assert formats.digest(envelope)
        line = f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}, {platform.system()}"
        return cls(
            line,
            seconds(lambda: key.blind_sign(blinded), 50),
            seconds(lambda: opener.open(envelope, bytes(32), "A"), 200),
        )


@dataclass
class Table:
    """Prints what was measured, each line a ratio."""

    machine: Machine

    def head(self, title: str) -> None:
        print(f"\n{title}\n  {self.machine.line}")  # noqa: T201 - a benchmark is read on the terminal

    def row(self, what: str, ratio: float, unit: str) -> None:
        print(f"  {what:<58} {ratio:8.2f} {unit}")  # noqa: T201
