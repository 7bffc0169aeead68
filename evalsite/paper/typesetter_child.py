"""The child process in which typst runs: reads one message after the other, answers each with what it set or an error.

Started by path in isolated mode (``python -I``) and importing nothing of evalsite: it holds no key, no database and no
secret of the server, only the words of one report at a time. Both ways a message is a length (8 bytes, big-endian)
and that many bytes. A question begins with ``R`` (a report, to be a PDF), ``B`` (a paper ballot) or ``C`` (charts, to
be PNG), then JSON; an answer with ``P`` (what was made) or ``E`` (error in words). Each PNG has its length before it, like a message.
"""

import sys
from collections.abc import Callable
from pathlib import Path

import typst

HERE = Path(__file__).parent
FINE = 216.0  # pixels an inch: sharp on office printers


def typeset(compiler: typst.Compiler, report: str, template: str = "report.typ") -> bytes:
    """A tagged PDF/UA-1; a plain one where typst finds a word of the report that the standard does not admit."""
    source, inputs = str(HERE / template), {"report": report}
    try:
        pdf = compiler.compile(input=source, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError:
        pdf = compiler.compile(input=source, format="pdf", sys_inputs=inputs)
    assert isinstance(pdf, bytes)  # one document, not a list of pictures
    return pdf


def draw(compiler: typst.Compiler, charts: str) -> bytes:
    """Every chart as PNG, each with its length before it."""
    source = str(HERE / "pictures.typ")
    made = compiler.compile(input=source, format="png", ppi=FINE, sys_inputs={"given": charts})
    assert made is not None  # written to no file, it is given back
    pictures = [made] if isinstance(made, bytes) else made
    return b"".join(len(picture).to_bytes(8, "big") + picture for picture in pictures)


def ballot(compiler: typst.Compiler, sheet: str) -> bytes:
    return typeset(compiler, sheet, "ballot.typ")


WORK: dict[bytes, Callable[[typst.Compiler, str], bytes]] = {b"R": typeset, b"B": ballot, b"C": draw}


def main() -> None:
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    compiler = typst.Compiler(root=str(HERE), font_paths=[str(HERE / "fonts")], ignore_system_fonts=True)
    while head := source.read(8):
        message = source.read(int.from_bytes(head, "big"))
        work = WORK[message[:1]]
        try:
            answer = b"P" + work(compiler, message[1:].decode())
        except typst.TypstError as error:
            answer = b"E" + str(error).encode()
        sink.write(len(answer).to_bytes(8, "big") + answer)
        sink.flush()


if __name__ == "__main__":
    main()
