"""The child process in which typst runs: reads one report after the other, answers each with a PDF or an error.

Started by path in isolated mode (``python -I``) and importing nothing of evalsite: it holds no key, no database and no
secret of the server, only the words of one report at a time. Both ways a message is a length (8 bytes, big-endian)
and that many bytes; an answer begins with ``P`` (PDF) or ``E`` (error in words).
"""

import sys
from pathlib import Path

import typst

HERE = Path(__file__).parent


def main() -> None:
    source, sink = sys.stdin.buffer, sys.stdout.buffer
    compiler = typst.Compiler(root=str(HERE), font_paths=[str(HERE / "fonts")], ignore_system_fonts=True)
    while head := source.read(8):
        message = source.read(int.from_bytes(head, "big"))
        try:
            pdf = compiler.compile(
                input=str(HERE / "report.typ"), format="pdf", sys_inputs={"report": message.decode()}
            )
            answer = b"P" + pdf if isinstance(pdf, bytes) else b"E" + b"no document"
        except typst.TypstError as error:
            answer = b"E" + str(error).encode()
        sink.write(len(answer).to_bytes(8, "big") + answer)
        sink.flush()


if __name__ == "__main__":
    main()
