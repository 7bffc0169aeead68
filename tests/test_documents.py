"""README and docs say what is there: every command and option, path, variable and column name in them exists."""

import re
import shlex
from dataclasses import fields
from itertools import pairwise

import click
import pytest

from evalsite.audit.format import STAMP_COLUMNS
from evalsite.cli import evalsite
from evalsite.paper import figures_workbook, register_workbook
from evalsite.paper.results import HEAD
from evalsite.paper.workbook_form import FORMS, ITEMS
from evalsite.settings import ROOT, Settings
from evalsite.voter.tables import BALLOT_COLUMNS, TICKET_COLUMNS

DOCUMENTS = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md"), *(ROOT / "examples").glob("*.md")])
FORMATS = (ROOT / "docs" / "formats.md").read_text()
OTHER_VARIABLES = {"CONFIG", "TEST_PROCESSES", "CHROMIUM", "HYPOTHESIS", "PICTURES", "REQUIRE_ALL"}
HOMES = ("evalsite", "docs", "tests", "config", "scripts", "frontend", "templates", "migrations", "examples")
# Places inside the package that documents name without its name: `core/tally.py`.
ROOMS = ("core", "crypto", "store", "usecases", "web", "cli", "paper", "jobs", "voter", "audit")
TESTS = ("attack", "faults")


def names(document):
    return str(document.relative_to(ROOT))


def code_of(text):
    """What is set as code: fenced lines and what stands between backticks."""
    fenced = re.findall(r"^```\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    return [*(line for block in fenced for line in block.splitlines()), *re.findall(r"`([^`\n]+)`", text)]


def commands_in(text):
    for line in code_of(text):
        for part in re.split(r"&&|;", line.partition("  #")[0].partition("\t#")[0]):
            words = part.strip()
            if words.startswith("evalsite ") and "|" not in words:
                yield shlex.split(words)[1:]


def check(words):
    """Walks a command line along click's commands; fails at the first word that click does not know."""
    command: click.Command = evalsite
    rest = list(words)
    while isinstance(command, click.Group) and rest and not rest[0].startswith("-"):
        found = command.get_command(click.Context(command), rest[0])
        assert found is not None, f"no command {rest[0]!r} in {words}"
        command, rest = found, rest[1:]
    known = {option for one in command.params for option in getattr(one, "opts", [])} | {"--help"}
    for word in rest:
        if word.startswith("-"):
            assert word.partition("=")[0] in known, f"no option {word!r} in {words}"
    choices = {o: p.type.choices for p in command.params if isinstance(p.type, click.Choice) for o in p.opts}
    for option, value in pairwise(rest):
        if option in choices:
            assert value in choices[option], f"{option} takes no {value!r} in {words}"


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_every_command_in_a_document_exists_with_its_options(document):
    for words in commands_in(document.read_text()):
        check(words)


def test_a_wrong_command_or_option_would_be_noticed():
    found = list(
        commands_in("`evalsite migrate --only box`\n```\nevalsite fly ID   # up\nevalsite close ID --now && ls\n```\n")
    )
    assert found == [["fly", "ID"], ["close", "ID", "--now"], ["migrate", "--only", "box"]]
    check(found[2])
    for words in (*found[:2], ["migrate", "--only", "roll"]):
        with pytest.raises(AssertionError):
            check(words)


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_every_link_in_a_document_leads_somewhere(document):
    for target in re.findall(r"\]\(([^)\s]+)\)", document.read_text()):
        if "://" not in target:
            assert (document.parent / target.partition("#")[0]).exists(), target


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_every_path_in_a_document_is_there(document):
    for word in re.findall(r"`([\w./-]+/[\w./-]*)`", document.read_text()):
        head = word.partition("/")[0]
        if head in HOMES:
            assert (ROOT / word).exists(), word
        elif head in TESTS or "/test_" in word:
            assert (ROOT / "tests" / word).exists(), word
        elif head in ROOMS:
            assert (ROOT / "evalsite" / word).exists(), word


def test_every_test_that_is_said_to_prove_something_is_there():
    """The table of docs/bad-input.md: a module of tests, then the names of some of its tests."""
    place, named = "", 0
    for module, name in re.findall(r"`(tests/[\w/]+\.py)`|`(test_\w+)`", (ROOT / "docs" / "bad-input.md").read_text()):
        place = module or place
        if name:
            named += 1
            assert f"def {name}(" in (ROOT / place).read_text(), f"{place}: {name}"
    assert named > 15


@pytest.mark.parametrize("document", DOCUMENTS, ids=names)
def test_every_variable_in_a_document_is_read_by_something(document):
    known = {field.name.upper() for field in fields(Settings)} | OTHER_VARIABLES
    assert set(re.findall(r"EVALSITE_([A-Z][A-Z_]*)", document.read_text())) <= known


def test_every_make_target_in_a_document_exists():
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))
    for document in DOCUMENTS:
        said = {word for line in code_of(document.read_text()) for word in re.findall(r"^make ([a-z]+)", line)}
        assert said <= targets, document


# --- the formats ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "form", [*FORMS, *figures_workbook.FORMS, *register_workbook.FORMS], ids=lambda form: form.part
)
def test_the_formats_name_the_columns_of_a_sheet(form):
    row = re.search(rf"^\| `{form.sheet}`[^|]*\| (.+) \|$", FORMATS, re.MULTILINE)
    assert row is not None
    columns = [column.header if column.needed else f"[{column.header}]" for column in form.columns]
    assert row[1].split(", ") == columns


def test_the_formats_name_the_items_of_a_campaign():
    table = FORMATS.partition("| 项目 of `活动` | 值 |")[2].partition("\n\n")[0]
    found = [name for row in table.splitlines()[2:] for name in row.split("|")[1].strip().split(", ")]
    assert found == [item.header if item.needed else f"[{item.header}]" for item in ITEMS]


def test_the_formats_name_the_columns_of_the_tables():
    for columns in (TICKET_COLUMNS, BALLOT_COLUMNS, HEAD):
        assert f"`{','.join(columns)}`" in FORMATS
    assert f"`{','.join(STAMP_COLUMNS)}" in (ROOT / "docs" / "wire.md").read_text()
