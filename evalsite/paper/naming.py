"""Names of files that anybody can keep: on Windows, in a ZIP, on a memory stick."""

import unicodedata

LONGEST = 60  # characters; 180 bytes in UTF-8, of the 255 that file systems take
_FORBIDDEN = '\\/:*?"<>|'
# Names that Windows keeps for devices, with whatever ending.
_DEVICES = {"con", "prn", "aux", "nul", *(f"{port}{n}" for port in ("com", "lpt") for n in "0123456789¹²³")}


def safe_name(text: str) -> str:
    """A name as (part of) a file name: nothing in it that Windows forbids, no blank or dot at its ends, no device."""
    plain = "".join("_" if c in _FORBIDDEN or unicodedata.category(c) in ("Cc", "Cf", "Cs", "Co") else c for c in text)
    name = plain.strip(" .\u3000")[:LONGEST].strip(" .\u3000") or "_"
    return f"_{name}" if name.partition(".")[0].strip().lower() in _DEVICES else name


class FileNames:
    """Names of files that lie in one folder: where two are alike (also but for their case), the later gets a number."""

    def __init__(self) -> None:
        self._taken: set[str] = set()

    def of(self, stem: str, ending: str) -> str:
        number, name = 1, f"{stem}.{ending}"
        while name.casefold() in self._taken:
            number += 1
            name = f"{stem}（{number}）.{ending}"
        self._taken.add(name.casefold())
        return name
