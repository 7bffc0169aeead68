"""The child process in which typst runs: reads one report after the other, answers each with a PDF or an error.

Started by path in isolated mode (``python -I``) and importing nothing of evalsite: it holds no key, no database and no
secret of the server, only the words of one report at a time. Both ways a message is a length (8 bytes, big-endian)
and that many bytes; an answer begins with ``P`` (PDF) or ``E`` (error in words).
"""

import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent


def typeset(compiler: typst.Compiler, report: str) -> bytes:
    """A tagged PDF/UA-1; a plain one where typst finds a word of the report that the standard does not admit."""
    source, inputs = str(HERE / "report.typ"), {"report": report}
    try:
        pdf = compiler.compile(input=source, format="pdf", sys_inputs=inputs, pdf_standards=["ua-1"])
    except typst.TypstError:
        pdf = compiler.compile(input=source, format="pdf", sys_inputs=inputs)
    assert isinstance(pdf, bytes)  # one document, not a list of pictures
    return pdf


def main() -> None:
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    compiler = typst.Compiler(root=str(HERE), font_paths=[str(HERE / "fonts")], ignore_system_fonts=True)
    while head := source.read(8):
        message = source.read(int.from_bytes(head, "big"))
        try:
            answer = b"P" + typeset(compiler, message.decode())
        except typst.TypstError as error:
            answer = b"E" + str(error).encode()
        sink.write(len(answer).to_bytes(8, "big") + answer)
        sink.flush()


if __name__ == "__main__":
    main()
