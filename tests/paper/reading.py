"""What a printed PDF shows, read back with the tools of others: poppler for pages and words, zxing for symbols."""

import io
import subprocess
import tempfile
from pathlib import Path

import zxingcpp
from PIL import Image


def pages(pdf: bytes, dpi: int = 150, *, colour: bool = False) -> list[Image.Image]:
    """The pages as a printer would have them, in grey unless ``colour``."""
    with tempfile.TemporaryDirectory() as folder:
        subprocess.run(
            ["pdftoppm", "-r", str(dpi), *([] if colour else ["-gray"]), "-", f"{folder}/page"], input=pdf, check=True
        )
        return [Image.open(io.BytesIO(path.read_bytes())) for path in sorted(Path(folder).iterdir())]


def words(pdf: bytes, *, layout: bool = False) -> str:
    command = ["pdftotext", *(["-layout"] if layout else []), "-", "-"]
    return subprocess.run(command, input=pdf, check=True, capture_output=True).stdout.decode()


def words_in(pdf: bytes, box: tuple[float, float, float, float]) -> str:
    """The words in a box (left, top, width, height in millimetres) of the first page, without white space."""
    left, top, wide, high = (str(round(at * 72 / 25.4)) for at in box)
    place = ["-r", "72", "-x", left, "-y", top, "-W", wide, "-H", high, "-l", "1"]
    found = subprocess.run(["pdftotext", *place, "-", "-"], input=pdf, check=True, capture_output=True).stdout.decode()
    return "".join(found.split())


def symbols(page: Image.Image) -> list[str]:
    return [found.text for found in zxingcpp.read_barcodes(page)]


def fonts(pdf: bytes) -> str:
    """The table of ``pdffonts``."""
    return _asked("pdffonts", pdf)


def about(pdf: bytes) -> str:
    """What ``pdfinfo`` says."""
    return _asked("pdfinfo", pdf)


def _asked(program: str, pdf: bytes) -> str:
    with tempfile.NamedTemporaryFile(suffix=".pdf") as file:
        file.write(pdf)
        file.flush()
        return subprocess.run([program, file.name], check=True, capture_output=True).stdout.decode()
