"""The scheme (计分办法): how marks become scores, ranks and verdicts, where a campaign departs from the plain mean.

Every part is set by lines of the 规则 sheet (core/rules), is frozen in the manifest and is printed as a sentence in the
report (core/rulewords.py). A ``Scheme()`` is the plain one: points, weighted means, no verdicts.
"""

from dataclasses import dataclass
from typing import Any, Self

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Scheme:
    """Nothing but the plain mean so far."""

    def to_json(self) -> Json:
        """The manifest's ``scheme``: parts that are not set are left out."""
        return {}

    @classmethod
    def from_json(cls, _data: Json) -> Self:
        return cls()
