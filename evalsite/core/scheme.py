"""The scheme (计分办法): how marks become scores, ranks and verdicts, where a campaign departs from the plain mean.

Every part is set by lines of the 规则 sheet (core/rules), is frozen in the manifest and is printed as a sentence in the
report (core/rulewords.py). A ``Scheme()`` is the plain one: points, weighted means, no verdicts.
"""

from dataclasses import dataclass
from typing import Any, Self

from evalsite.core.quorum import Quorum

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scheme:
    """``quorums`` are what turnout must reach for the result to stand (core/quorum.py)."""

    quorums: tuple[Quorum, ...] = ()

    def to_json(self) -> Json:
        """The manifest's ``scheme``: parts that are not set are left out."""
        parts: Json = {"quorums": [quorum.to_json() for quorum in self.quorums]}
        return {name: part for name, part in parts.items() if part}

    @classmethod
    def from_json(cls, data: Json) -> Self:
        return cls(quorums=tuple(Quorum.from_json(one) for one in data.get("quorums", ())))
