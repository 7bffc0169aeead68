"""What came of a run of voters: counts, refusals and latencies, for people and for scripts."""

import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from typing import Self

from evalsite.core.validity import VOID_REASONS

STEPS = {"sheet": "取表", "stamp": "签章", "drop": "投入", "trip": "全程"}
REFUSED = {
    "unknown_ticket": "没有这个测评码",
    "void_ticket": "测评码已作废",
    "already_stamped": "测评码已用过",
    "not_open": "测评还没有开始",
    "closed": "测评已经截止",
    "busy": "系统忙",
    "no_answer": "连不上服务器",
    "no_ticket": "没有可用的测评码",
    "foreign_manifest": "测评表与测评条上的校验码不符",
    "bad_stamp": "签章不对",
    "bad_receipt": "回执不对",
}


@dataclass(frozen=True, slots=True)
class Latency:
    """Milliseconds of one step over all voters; percentiles by nearest rank."""

    count: int
    median: float
    p95: float
    p99: float
    longest: float

    @classmethod
    def of(cls, seconds: Sequence[float]) -> Self:
        ordered = sorted(seconds)

        def rank(share: float) -> float:
            return round(1000 * ordered[max(0, math.ceil(share * len(ordered)) - 1)], 1)

        return cls(len(ordered), rank(0.5), rank(0.95), rank(0.99), rank(1))


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of a run. ``refused`` counts tickets or ballots by the code of their refusal.

    ``void`` counts cast ballots that the count will find void, by reason; ``receipts`` are sorted, so that they do not
    tell who came when. ``rehearsal``: some of the ballots count for nothing, as their manifest says.
    """

    ballots: int
    cast: int
    seconds: float
    retried: int
    by_electorate: dict[str, int]
    refused: dict[str, int]
    void: dict[str, int]
    latencies: dict[str, Latency]
    receipts: tuple[str, ...] = field(repr=False)
    rehearsal: bool = False

    @property
    def failed(self) -> bool:
        """Whether a ballot that was to be cast is not in the box."""
        return self.cast != self.ballots

    def as_json(self) -> str:
        """The outcome for a script."""
        values = asdict(self) | {"seconds": round(self.seconds, 3), "failed": self.failed}
        if not self.rehearsal:
            del values["rehearsal"]
        return json.dumps(values, ensure_ascii=False)

    def in_words(self) -> str:
        """The outcome for a person at a terminal."""
        pace = self.cast / self.seconds if self.seconds else 0
        lines = [
            *(["演练，不计票。"] if self.rehearsal else []),
            f"应投 {self.ballots} 张，已投入票箱 {self.cast} 张（"
            + "、".join(f"{code} {number}" for code, number in self.by_electorate.items())
            + "）。",
            f"用时 {self.seconds:.1f} 秒，每秒 {pace:.1f} 张，重试 {self.retried} 次。",
        ]
        if self.refused:
            lines.append("被拒绝：" + _counted(self.refused, REFUSED) + "。")
        if self.void:
            lines.append("其中按规则将计为废票：" + _counted(self.void, VOID_REASONS) + "。")
        if self.latencies:
            lines.append("毫秒       中位      95%      99%     最长")
        for step, latency in self.latencies.items():
            numbers = (latency.median, latency.p95, latency.p99, latency.longest)
            lines.append(f"{STEPS[step]}  " + "".join(f"{number:9.1f}" for number in numbers))
        return "\n".join(lines)


def _counted(numbers: dict[str, int], words: dict[str, str]) -> str:
    return "、".join(f"{words.get(code, code)} {number}" for code, number in numbers.items())
