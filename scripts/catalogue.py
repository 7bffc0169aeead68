"""The catalogue of English texts: what the program says is collected, merged into the .po file, checked and compiled.

* ``python scripts/catalogue.py update`` collects all messages into evalsite/translations/en/LC_MESSAGES/messages.po
* ``python scripts/catalogue.py compile`` makes the .mo file where the .po file is newer (scripts/install.sh does)
* ``python scripts/catalogue.py check`` fails when a message has no English, or the file does not hold what is said
"""

import ast
import io
import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).parent.parent
PO = ROOT / "evalsite" / "translations" / "en" / "LC_MESSAGES" / "messages.po"
MO = PO.with_suffix(".mo")
CHINESE = re.compile("[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")
# What English quotes as it stands on paper, in a file's name or on a sheet (docs/decisions/language.md).
QUOTED = re.compile("“([^”]*)”")
DATED = re.compile(rb'"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Report-Msgid-Bugs-To): .*\n')
KEYWORDS = {
    "say": None,
    "joined": None,
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "number_of": (1, 2),
    "pgettext": ((1, "c"), 2),
    "marked": ((1, "c"), 2),
}
# Modules that are tables of sentences: every Chinese string in them is a message, marked or not.
TABLES = ("evalsite/words.py",)
JINJA = {"extensions": "jinja2.ext.i18n", "newstyle_gettext": "true"}
Found = Iterator[tuple[str, str | tuple[str, ...], list[str], str | None]]


@cache
def messages() -> tuple[tuple[str, str | tuple[str, ...], list[str], str | None], ...]:
    """(file, message or (singular, plural), comments, context) of all that is said; read once, for it takes seconds."""
    return tuple(_messages())


def _messages() -> Found:
    for path in sorted((ROOT / "evalsite").rglob("*.py")):
        yield from _in_code(path)
    for name, _line, message, comments, context in extract_from_dir(
        str(ROOT / "templates"), [("**.html", "jinja2")], {"**.html": JINJA}, KEYWORDS, strip_comment_tags=True
    ):
        yield f"templates/{name}", message, comments, context
    for name in TABLES:
        yield from _in_table(name)


def _in_code(path: Path) -> Found:
    """The messages of a module. Babel's own extraction passes over calls inside the arguments of another."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if not isinstance(node, ast.Call) or not isinstance(node.func, ast.Name | ast.Attribute):
            continue
        name = node.func.id if isinstance(node.func, ast.Name) else node.func.attr
        texts = [one.value for one in node.args if isinstance(one, ast.Constant) and isinstance(one.value, str)]
        if (
            name not in KEYWORDS or not texts or not texts[0].strip()
        ):  # nothing, or a line feed, is one in every language
            continue
        place = str(path.relative_to(ROOT))
        if name in ("pgettext", "marked"):
            if len(texts) > 1:  # else it is looked up by a word that stands elsewhere
                yield place, texts[1], [], texts[0]
        else:
            yield place, texts[0] if KEYWORDS[name] is None else (texts[0], texts[1]), [], None


def _in_table(name: str) -> Found:
    tree = ast.parse((ROOT / name).read_text(encoding="utf-8"))
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and CHINESE.search(node.value):
            yield name, node.value, [], None


def collected() -> Catalog:
    """A catalogue of all messages, without translations; places without line numbers, which change all the time."""
    made = Catalog(project="evalsite", charset="utf-8")
    for name, message, comments, context in messages():
        made.add(message, None, [(name, None)], auto_comments=comments, context=context)  # type: ignore[list-item]  # a place may lack its line
    return made


def read() -> Catalog:
    """The catalogue as it stands; empty where there is none yet."""
    if not PO.exists():
        return Catalog(locale="en", project="evalsite", charset="utf-8", fuzzy=False)
    with PO.open("rb") as file:
        return read_po(file, locale="en")


def update() -> None:
    """Merge what is said now into the file. What is said no longer goes; nothing is guessed from similar messages."""
    catalog = read()
    catalog.update(collected(), no_fuzzy_matching=True)
    catalog.obsolete.clear()
    catalog.header_comment = (
        "# English texts of evalsite. Kept by scripts/catalogue.py; only the lines msgstr are written by hand."
    )
    written = io.BytesIO()
    write_po(written, catalog, width=0, sort_output=True, include_lineno=False)
    PO.parent.mkdir(parents=True, exist_ok=True)
    PO.write_bytes(DATED.sub(b"", written.getvalue()))


def compile_() -> None:
    """The binary file that gettext reads."""
    if MO.exists() and MO.stat().st_mtime >= PO.stat().st_mtime:
        return
    with MO.open("wb") as file:
        write_mo(file, read())


def faults() -> list[str]:
    """What is missing or wrong, one line each."""
    catalog, wanted = read(), collected()
    said = {_key(message) for message in wanted if message.id}
    held = {_key(message) for message in catalog if message.id}
    lines = [f"not in the catalogue (run update): {one}" for one in said - held]
    lines += [f"said nowhere (run update): {one}" for one in held - said]
    return sorted(lines) + [fault for message in catalog if message.id for fault in _faults(message)]


def _key(message: Message) -> str:
    """The message with its context before it, where it has one: 账号 in a menu is another than 账号 in the log."""
    chinese = message.id if isinstance(message.id, str) else message.id[0]
    return f"{message.context}|{chinese}" if message.context else chinese


def _faults(message: Message) -> Iterator[str]:
    forms = [message.string] if isinstance(message.string, str) else list(message.string or [""])
    english, chinese = "".join(forms), _key(message)
    if not all(forms):
        yield f"no English: {chinese}"
    elif message.fuzzy:
        yield f"fuzzy: {chinese}"
    elif _blanks(chinese) != _blanks(english):
        yield f"other blanks in English: {chinese}"
    elif CHINESE.search(QUOTED.sub(lambda found: "" if found[1] in chinese else found[0], english)):
        yield f"Chinese in English: {english}"


def _blanks(text: str) -> set[str]:
    """The names that are filled in, of either kind: {name} of sayings and %(name)s of templates."""
    try:
        named = {name for _, name, _, _ in Formatter().parse(text) if name}
    except ValueError:
        named = set()
    return named | set(re.findall(r"%\((\w+)\)", text))


def main(what: str) -> int:
    """Do as told; gives the exit status."""
    if what == "update":
        update()
    elif what == "compile":
        compile_()
    elif what == "check":
        found = faults()
        print("\n".join(found) or f"{len(read())} messages, all in English")
        return 1 if found else 0
    else:
        print(__doc__)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main(" ".join(sys.argv[1:])))
