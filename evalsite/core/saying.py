"""Sentences that can be said in another language later: a Chinese string that remembers how it was made.

Rules and refusals speak Chinese, and core knows of no other language. ``say`` keeps the sentence's pattern and what was
filled in beside the finished text, so that whoever shows it (web/language.py) can look the pattern up in a catalogue.
Everywhere else a ``Saying`` is the plain string that it is.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from string import Formatter
from typing import Any, Self

Translate = Callable[[str], str]


class Saying(str):
    """The Chinese text; ``pattern`` is a format string, ``values`` what fills it, themselves sayings or plain.

    ``+`` keeps it a saying, and so does ``joined``. Filled into an f-string, cut or ``str.join``ed it becomes a plain
    string, which stays Chinese.
    """

    __slots__ = ("pattern", "values")
    pattern: str
    values: Mapping[str, object]

    def __new__(cls, pattern: str, values: Mapping[str, object]) -> Self:
        made = super().__new__(cls, pattern.format_map(values))
        made.pattern, made.values = pattern, values
        return made

    def __reduce__(self) -> tuple[type[Self], tuple[str, Mapping[str, object]]]:
        return type(self), (self.pattern, self.values)

    def __add__(self, other: str) -> "Saying":
        return in_a_row((self, other))

    def __radd__(self, other: str) -> "Saying":
        return in_a_row((other, self))


class Joined(Saying):
    """Several sayings in a row. The mark between them is looked up like a pattern: 、 is ", " in English.

    Where there is none (``""``), Chinese needs none; a language that parts its words has a blank there (``ROW``).
    """

    __slots__ = ("parts",)
    parts: tuple[str, ...]

    def __new__(cls, pattern: str, values: Mapping[str, object]) -> Self:
        parts = values["parts"]
        assert isinstance(parts, tuple)  # `joined` makes them
        made = str.__new__(cls, pattern.join(parts))
        made.pattern, made.values, made.parts = pattern, values, parts
        return made


def say(pattern: str, **values: object) -> Saying:
    """A sentence: ``say("第 {row} 行是空的", row=3)``. Braces that are meant as such are doubled."""
    return Saying(pattern, values)


def joined(mark: str, parts: Iterable[str]) -> Joined:
    """``mark.join(parts)`` of which every part can still be said in another language."""
    return Joined(mark, {"parts": tuple(parts)})


def in_a_row(parts: Iterable[str]) -> Joined:
    """Sentences or parts of one after another, with nothing between them where the language needs nothing."""
    return Joined("", {"parts": tuple(parts)})


# How two pieces stand beside each other in a language, where Chinese puts nothing between them.
ROW = say("{one}{other}", one="", other="").pattern


def said(text: object, translate: Translate) -> object:
    """``text`` in the language of ``translate`` when it is a saying; whatever else it is, unchanged.

    Names and other things that people wrote are no sayings, so none of them is ever translated by accident.
    """
    if isinstance(text, Joined):
        parts = [str(said(part, translate)) for part in text.parts]
        mark = text.pattern
        return (translate(mark) if mark.strip() else mark).join(parts) if mark else _in_a_row(parts, translate)
    if isinstance(text, Saying):
        values = type(text.values)({name: said(value, translate) for name, value in text.values.items()})  # type: ignore[call-arg]
        return translate(text.pattern).format_map(values)
    return text


def _in_a_row(parts: Iterable[str], translate: Translate) -> str:
    """Where the language parts its words: no blank before a sign that closes or after one that opens; a capital after a stop."""
    row, pattern = "", translate(ROW)
    for part in parts:
        if pattern != ROW and row.endswith("."):
            part = part[:1].upper() + part[1:]  # noqa: PLW2901 - the same part, as a sentence of its own
        apart = row and part and part[0] not in ",.;:?)’”" and row[-1] not in "(“ \n"
        row = pattern.format(one=row, other=part) if apart else row + part
    return row


# --- sayings that are stored ------------------------------------------------------------------------------------------

_KEPT = '{"say":'


def kept(text: str) -> str:
    """A text as it is stored, so that ``recalled`` can still say it in another language.

    A saying is kept as its pattern and values; one that is filled with anything but texts and whole
    numbers is kept as the Chinese text that it is, as is any other string.
    """
    try:
        found = _as_json(text)
    except TypeError:
        return str.__str__(text)
    return found if isinstance(found, str) else json.dumps(found, ensure_ascii=False, separators=(",", ":"))


def recalled(text: str) -> str:
    """What ``kept`` has kept."""
    return _from_json(json.loads(text)) if text.startswith(_KEPT) else text


def _as_json(value: object) -> Any:
    if isinstance(value, Joined):
        return {"say": value.pattern, "parts": [_as_json(part) for part in value.parts]}
    if isinstance(value, Saying):
        names = [name for _, name, _, _ in Formatter().parse(value.pattern) if name is not None]
        return {"say": value.pattern, "with": {name: _as_json(value.values[name]) for name in names}}
    if not isinstance(value, str | int):
        raise TypeError
    return value


def _from_json(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    pattern = value["say"]
    if "parts" in value:
        return joined(pattern, [_from_json(part) for part in value["parts"]])
    return Saying(pattern, {name: _from_json(one) for name, one in value["with"].items()})
