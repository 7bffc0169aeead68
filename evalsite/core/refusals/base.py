"""The root of all refusals."""

from typing import ClassVar


class Refusal(Exception):
    """A request that a rule forbids. ``code`` is stable (tests, scripts and the phone read it); ``status`` is its HTTP status."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details = details
