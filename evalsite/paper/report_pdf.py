"""Reports as PDF, set by typst in a child process."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from evalsite.core.refusals import TypesettingFailed
from evalsite.core.report import UnitReport
from evalsite.paper.blocks import Content
from evalsite.paper.report_content import content
from evalsite.paper.typefaces import GETA, printable

CHILD = Path(__file__).parent / "typesetter_child.py"
# typst recurses deeply on long documents; on the default stack of its threads it has been seen to crash.
STACK = 256 * 1024 * 1024
# What the child may know of the server's surroundings: nothing secret, and not where proxies or homes are.
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP")


class Typesetter:
    """A child process that sets one report after the other; a context manager.

    A crash of the child (rare, inside typst) is answered by starting it again and trying that report once more.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def pdf(self, report: UnitReport) -> bytes:
        """The report's pages. Raises TypesettingFailed."""
        message = json.dumps(_printable(content(report)), ensure_ascii=False).encode()
        for _ in range(2):
            answer = self._ask(message)
            if answer is not None:
                break
        else:
            raise TypesettingFailed(problem="排版程序两次中断")
        if answer[:1] != b"P":
            raise TypesettingFailed(problem=answer[1:].decode(errors="replace"))
        return answer[1:]

    def _ask(self, message: bytes) -> bytes | None:
        """The child's answer; None when it died over the question."""
        child = self._child or self._start()
        assert child.stdin is not None and child.stdout is not None  # both are pipes  # noqa: PT018
        try:
            child.stdin.write(len(message).to_bytes(8, "big") + message)
            child.stdin.flush()
        except BrokenPipeError:
            self._stop()
            return None
        length = int.from_bytes(child.stdout.read(8), "big")
        answer = child.stdout.read(length)
        if not answer or len(answer) < length:
            self._stop()
            return None
        return answer

    def _start(self) -> subprocess.Popen[bytes]:
        surroundings = {name: os.environ[name] for name in KEPT if name in os.environ}
        self._child = subprocess.Popen(  # noqa: S603  # our own file, run by our own interpreter
            [sys.executable, "-I", str(CHILD)],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**surroundings, "RUST_MIN_STACK": str(STACK)},
        )
        return self._child

    def _stop(self) -> None:
        child, self._child = self._child, None
        if child is not None:
            child.kill()
            child.communicate()


def _printable(pages: Content) -> Content:
    """The content without characters that the faces lack, with a note where there were any.

    A PDF that people can have read aloud (PDF/UA) may not hold them, and a box without words says nothing on paper.
    """
    clean: Content = _replaced(pages)
    if clean != pages:
        note = f"{GETA} 处是字库中没有的文字或表情符号，请看网页版报告或结果工作簿。"
        clean["footnotes"] = [*clean["footnotes"], {"mark": "注", "text": note}]
    return clean


def _replaced(value: Any) -> Any:
    if isinstance(value, str):
        return printable(value)
    if isinstance(value, list):
        return [_replaced(one) for one in value]
    return {key: _replaced(one) for key, one in value.items()} if isinstance(value, dict) else value


def report_pdf(report: UnitReport) -> bytes:
    """One report as PDF. Raises TypesettingFailed."""
    with Typesetter() as typesetter:
        return typesetter.pdf(report)


def report_pdfs(
    reports: Iterable[UnitReport], total: int, progress: Callable[[int, int], None] | None = None
) -> Iterator[tuple[UnitReport, bytes]]:
    """Many reports, one after the other, by one child; ``progress`` is told (done, total) after each."""
    with Typesetter() as typesetter:
        for done, report in enumerate(reports, start=1):
            yield report, typesetter.pdf(report)
            if progress:
                progress(done, total)
