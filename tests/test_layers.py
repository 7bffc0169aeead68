"""Who may import whom. The secrecy of the ballot rests on some of these lines, so they are tested, not promised."""

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
LIBRARIES = "*"  # anything that is not evalsite
STANDARD = "std"  # the standard library alone

# What stands below a use case, and what the rooms that people enter use besides.
ROOMS_BELOW = ["evalsite.core.", "evalsite.crypto.", "evalsite.store.", "evalsite.settings."]
SERVED = ["evalsite.usecases.", "evalsite.paper.", "evalsite.words."]

# Rooms, and what they may import. A trailing dot stands for all inside. docs/architecture.md says the same in words.
MAY: list[tuple[str, list[str]]] = [
    ("evalsite/core/**", [STANDARD, "evalsite.core."]),
    ("evalsite/words.py", [STANDARD, "evalsite.core."]),
    ("evalsite/crypto/**", [LIBRARIES, "evalsite.core.", "evalsite.crypto."]),
    ("evalsite/voter/**", [LIBRARIES, "evalsite.core.", "evalsite.crypto.", "evalsite.voter."]),
    ("evalsite/audit/**", [LIBRARIES, "evalsite.core.", "evalsite.crypto.", "evalsite.audit."]),
    ("evalsite/store/**", [LIBRARIES, "evalsite.core.", "evalsite.crypto.", "evalsite.store."]),
    ("evalsite/settings.py", [LIBRARIES, "evalsite.core.", "evalsite.store.engine."]),
    ("evalsite/usecases/**", [LIBRARIES, *ROOMS_BELOW, "evalsite.audit.format.", "evalsite.usecases."]),
    ("evalsite/paper/**", [LIBRARIES, "evalsite.core.", "evalsite.paper.", "evalsite.usecases.ticketing."]),
    ("evalsite/jobs/**", [STANDARD, "huey.", *ROOMS_BELOW, *SERVED, "evalsite.jobs."]),
    ("evalsite/web/**", [LIBRARIES, *ROOMS_BELOW, *SERVED, "evalsite.jobs.", "evalsite.audit.kit.", "evalsite.web."]),
    ("evalsite/cli/**", [LIBRARIES, *ROOMS_BELOW, *SERVED, "evalsite.audit.", "evalsite.voter.", "evalsite.cli."]),
    ("evalsite/factory.py", [LIBRARIES, "evalsite.settings.", "evalsite.store.", "evalsite.web."]),
    ("evalsite/__init__.py", []),
    ("evalsite/__main__.py", ["evalsite.cli."]),
]

# Files, and what they may never import, on top of the above.
MUST_NOT: list[tuple[str, list[str]]] = [
    ("evalsite/usecases/**", ["flask.", "flask_login.", "click."]),
    # Two desks, two ledgers: the box never learns of a ticket ...
    ("evalsite/store/box.py", ["evalsite.store.desk.", "evalsite.store.roll."]),
    ("evalsite/usecases/dropping.py", ["evalsite.store.desk.", "evalsite.store.roll.", "evalsite.usecases."]),
    ("evalsite/usecases/listing.py", ["evalsite.store.desk.", "evalsite.store.roll.", "evalsite.usecases."]),
    ("evalsite/web/box.py", ["evalsite.store.desk.", "evalsite.store.roll.", "evalsite.web.desk.", "flask_login."]),
    # ... and neither side of the voter's tells the log of the desk anything ...
    *(
        (name, ["evalsite.store.logbook.", "evalsite.usecases.recording."])
        for name in (
            "evalsite/web/ballot.py",
            "evalsite/web/box.py",
            "evalsite/usecases/stamping.py",
            "evalsite/usecases/dropping.py",
            "evalsite/usecases/listing.py",
        )
    ),
    # ... and the roll never of an envelope.
    ("evalsite/store/roll.py", ["evalsite.store.box."]),
    ("evalsite/web/ballot.py", ["evalsite.store.box.", "evalsite.usecases.dropping.", "evalsite.web.box."]),
    ("evalsite/web/ballot.py", ["evalsite.store.desk.", "evalsite.web.desk.", "flask_login."]),
]
# The box's pages may use these use cases only.
ONLY_USECASES = {"evalsite/web/box.py": ("evalsite.usecases.dropping.", "evalsite.usecases.listing.")}


def imports(source: str, package: str) -> Iterator[str]:
    """Every name a module imports, written out in full, wherever the import stands."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            parents = package.split(".")[: len(package.split(".")) - node.level + 1] if node.level else []
            base = ".".join([*parents, *([node.module] if node.module else [])])
            yield from (f"{base}.{alias.name}" for alias in node.names)


def within(name: str, allowed: list[str]) -> bool:
    top = name.split(".", maxsplit=1)[0]
    if STANDARD in allowed and top in sys.stdlib_module_names:
        return True
    if LIBRARIES in allowed and top != "evalsite":
        return True
    return any(f"{name}.".startswith(prefix) for prefix in allowed)


def covers(pattern: str, name: str) -> bool:
    return name.startswith(pattern.removesuffix("**")) if pattern.endswith("**") else name == pattern


def violations(root: Path) -> list[str]:
    found = []
    for path in sorted((root / "evalsite").rglob("*.py")):
        name = path.relative_to(root).as_posix()
        package = ".".join(path.relative_to(root).parent.parts)
        names = set(imports(path.read_text(), package))
        for pattern, allowed in MAY:
            if covers(pattern, name):
                found += [f"{name} imports {imported}" for imported in names if not within(imported, allowed)]
        for pattern, banned in MUST_NOT:
            if covers(pattern, name):
                found += [f"{name} imports {imported}" for imported in names if within(imported, banned)]
        usecases = [imported for imported in names if f"{imported}.".startswith("evalsite.usecases.")]
        if only := ONLY_USECASES.get(name):
            found += [f"{name} imports {imported}" for imported in usecases if not f"{imported}.".startswith(only)]
    return sorted(set(found))


def test_every_module_imports_only_what_its_layer_may():
    assert violations(ROOT) == []


def test_no_module_stands_outside_the_rooms():
    names = [path.relative_to(ROOT).as_posix() for path in (ROOT / "evalsite").rglob("*.py")]
    rooms = {name: [pattern for pattern, _ in MAY if covers(pattern, name)] for name in names}
    assert {name: found for name, found in rooms.items() if len(found) != 1} == {}


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("core/tally.py", "import sqlalchemy"),
        ("core/tally.py", "from evalsite.store import box"),
        ("core/tally.py", "from ..store import box"),
        ("crypto/merkle.py", "from evalsite.usecases import opening"),
        ("store/desk.py", "import evalsite.web.desk"),
        ("store/box.py", "from evalsite.store import roll"),
        ("store/roll.py", "from .box import Envelope"),
        ("usecases/opening.py", "def late():\n    from flask import session"),
        ("usecases/dropping.py", "from evalsite.store.desk import Campaign"),
        ("usecases/dropping.py", "from evalsite.usecases import ticketing"),
        ("web/box.py", "from evalsite.usecases import voting"),
        ("web/box.py", "import flask_login"),
        ("web/ballot.py", "from evalsite.store.box import Box"),
        ("web/ballot.py", "from evalsite.web import desk"),
        ("voter/client.py", "from evalsite.store import roll"),
        ("voter/run.py", "from evalsite.words import words"),
        ("audit/verify.py", "import evalsite.settings"),
        ("audit/readme.py", "from evalsite.usecases import auditing"),
        ("words.py", "from evalsite.store.engine import Database"),
        ("words.py", "import sqlalchemy"),
        ("settings.py", "from evalsite.store import desk"),
        ("settings.py", "from evalsite.words import words"),
        ("usecases/opening.py", "from evalsite.paper import results"),
        ("usecases/opening.py", "from evalsite.jobs import opening"),
        ("usecases/auditing.py", "from evalsite.audit import verify"),
        ("usecases/opening.py", "from evalsite.voter import run"),
        ("usecases/opening.py", "import evalsite.web.access"),
        ("usecases/opening.py", "from evalsite.cli.common import say"),
        ("usecases/opening.py", "import click"),
        ("paper/slips.py", "from evalsite.web.desk import showing"),
        ("paper/slips.py", "from evalsite.cli.common import write_whole"),
        ("paper/results.py", "from evalsite.store import desk"),
        ("jobs/opening.py", "from evalsite.web.access import account"),
        ("jobs/opening.py", "from evalsite.cli.common import say"),
        ("jobs/opening.py", "import flask"),
        ("jobs/queue.py", "import redis"),
        ("web/desk/counting.py", "from evalsite.cli.common import bar"),
        ("cli/common.py", "from evalsite.web.desk import showing"),
        ("cli/common.py", "from evalsite.jobs import opening"),
        ("__main__.py", "from evalsite.web import desk"),
    ],
)
def test_a_planted_violation_is_found(tmp_path, file, line):
    planted = tmp_path / "evalsite" / file
    planted.parent.mkdir(parents=True)
    planted.write_text(f"{line}\n")
    assert len(violations(tmp_path)) == 1


@pytest.mark.parametrize(
    ("file", "line"),
    [
        ("core/tally.py", "from fractions import Fraction\nfrom evalsite.core.refusals import Refusal"),
        ("store/box.py", "from sqlalchemy import select\nfrom evalsite.store.base import BoxBase"),
        ("web/box.py", "from flask import Blueprint\nfrom evalsite.usecases.dropping import drop"),
        ("usecases/auditing.py", "from evalsite.audit.format import Bundle\nfrom evalsite import settings"),
        ("jobs/opening.py", "from evalsite.words import words\nfrom evalsite.usecases import opening"),
    ],
)
def test_what_a_layer_may_import_is_not_complained_of(tmp_path, file, line):
    planted = tmp_path / "evalsite" / file
    planted.parent.mkdir(parents=True)
    planted.write_text(f"{line}\n")
    assert violations(tmp_path) == []
