"""What a check of an audit file found: questions, answers, and the verdict in words for people."""

from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Check:
    """One question and its answer, in words for people."""

    passed: bool
    words: str

    def line(self) -> str:
        return f"{'✓' if self.passed else '✗'} {self.words}"


@dataclass(slots=True)
class Findings:
    """What a check of a bundle found; the first ``of_file`` questions are about the file, the rest about a receipt."""

    checks: list[Check] = field(default_factory=list)
    of_file: int | None = None

    @property
    def passed(self) -> bool:
        return bool(self.checks) and all(check.passed for check in self.checks)

    def lines(self) -> list[str]:
        """One line a question, and the verdict."""
        return [*(check.line() for check in self.checks), self._verdict()]

    def _verdict(self) -> str:
        if self.passed:
            return "全部通过。"
        if self.checks and all(check.passed for check in self.checks[: self.of_file]):
            return "文件本身通过；回执没有对上，请先核对有没有抄错，抄对了仍不在，请告诉监票人。"
        return "没有通过，请不要采信这份文件。"

    def ask(self, passed: bool, yes: str, no: str) -> bool:  # noqa: FBT001 - the answer is what is asked about
        self.checks.append(Check(passed, yes if passed else no))
        return passed
