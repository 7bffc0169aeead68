"""typst in child processes: reports as PDF, charts as PNG."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Generator, Iterable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from itertools import islice
from pathlib import Path
from queue import SimpleQueue
from types import TracebackType
from typing import Any, Self, TypeVar

from evalsite.core.refusals import TypesettingFailed
from evalsite.paper.blocks import Content
from evalsite.paper.typefaces import GETA, printable

CHILD = Path(__file__).parent / "typesetter_child.py"
# typst recurses deeply on long documents; on the default stack of its threads it has been seen to crash.
STACK = 256 * 1024 * 1024
# What the child may know of the server's surroundings: nothing secret, and not where proxies or homes are.
KEPT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TMPDIR", "TEMP")
MOST_CHILDREN = 4  # a child holds about 120 MB
Given = TypeVar("Given")
Made = TypeVar("Made")


class Typesetter:
    """A child process that sets one thing after the other; a context manager, for one thread at a time.

    A crash of the child (rare, inside typst) is answered by starting it again and trying once more.
    """

    def __init__(self) -> None:
        self._child: subprocess.Popen[bytes] | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._stop()

    def pdf(self, pages: Content) -> bytes:
        """A report's pages. Raises TypesettingFailed."""
        return self._made(b"R", _printable(pages))

    def ballot(self, sheet: Content) -> bytes:
        """A paper ballot. Raises TypesettingFailed."""
        return self._made(b"B", _printable(sheet))

    def pngs(self, pictures: Sequence[str]) -> list[bytes]:
        """Charts (SVG) as PNG, three times as fine as a screen. Raises TypesettingFailed."""
        if not pictures:
            return []
        data, found = self._made(b"C", [printable(svg) for svg in pictures]), []
        while data:
            length = int.from_bytes(data[:8], "big")
            found.append(data[8 : 8 + length])
            data = data[8 + length :]
        return found

    def _made(self, what: bytes, given: object) -> bytes:
        message = what + json.dumps(given, ensure_ascii=False).encode()
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


def side_by_side(
    given: Iterable[Given], work: Callable[[Given, Typesetter], Made], children: int | None = None
) -> Generator[Made, None, None]:
    """``work`` done on each of ``given`` by several typesetters at once, one a core; the results in order.

    No more is asked of ``given`` than is under way, so that memory does not grow with their number. Whoever stops
    reading early, or an error, ends the children.
    """
    children = children or min(MOST_CHILDREN, os.cpu_count() or 1)
    free: SimpleQueue[Typesetter] = SimpleQueue()

    def one(what: Given) -> Made:
        typesetter = free.get()
        try:
            return work(what, typesetter)
        finally:
            free.put(typesetter)

    with ExitStack() as stack:
        for _ in range(children):
            free.put(stack.enter_context(Typesetter()))
        pool = stack.enter_context(ThreadPoolExecutor(children, thread_name_prefix="typesetter"))
        waiting = iter(given)
        under_way: list[Future[Made]] = [pool.submit(one, what) for what in islice(waiting, 2 * children)]
        stack.callback(lambda: [future.cancel() for future in under_way])
        while under_way:
            yield under_way.pop(0).result()
            under_way += [pool.submit(one, what) for what in islice(waiting, 1)]


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
