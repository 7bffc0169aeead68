"""Which tests run where and when: modules whole, so that what they set up is set up once; those that take long first.

Coverage is asked of core and crypto, and measuring it makes a test three times as slow. The tests that reach every line
are marked `measured`; the properties, which try the same lines with a hundred examples each, run without.
"""

import pytest
from xdist.remote import Producer  # type: ignore[import-untyped]
from xdist.scheduler import LoadScopeScheduling  # type: ignore[import-untyped]

# Folders of tests that take long, wherever they stand in the random order: begun last, one of them would keep the others waiting.
LONG = (
    "tests/faults/",
    "tests/demo/",
    "tests/browser/",
    "tests/attack/",
    "tests/test_contract.py",
    "tests/test_kinds.py",
)
# What begins so is one unit: all of the attacks look at what one hall of voters has left behind; pages of rare days are
# looked at on a site of their own.
TOGETHER = ("tests/attack/", "tests/browser/test_desk.py::test_pages_of_rare_days")
# Nothing is set up for a module of these, and each test takes long.
APART = ("tests/test_contract.py", "tests/test_kinds.py", "tests/browser/test_ten_tasks.py", "tests/faults/")
MEASURED = ("tests/core/", "tests/crypto/")


def unit(nodeid: str) -> str:
    """What runs on one process: tests of the same unit, one after the other."""
    for beginning in TOGETHER:
        if nodeid.startswith(beginning):
            return beginning
    return nodeid if nodeid.startswith(APART) else nodeid.partition("::")[0]


class Sharing(LoadScopeScheduling):  # type: ignore[misc]  # pytest-xdist ships no types
    """pytest-xdist's own sharing by units, in the order of the collection."""

    def __init__(self, config: pytest.Config, log: Producer) -> None:
        super().__init__(config, log)
        config.option.loadscopereorder = False  # it would put the units with the fewest tests last, which take longest

    def _split_scope(self, nodeid: str) -> str:
        return unit(nodeid)


def mark(items: list[pytest.Item]) -> None:
    """Marks what coverage is measured by."""
    for item in items:
        is_property = hasattr(getattr(item, "obj", None), "hypothesis")
        if item.nodeid.startswith(MEASURED) and (not is_property or item.get_closest_marker("covers")):
            item.add_marker("measured")


def order(items: list[pytest.Item]) -> None:
    """Long ones first; otherwise the order in which they are."""
    items.sort(key=lambda item: not item.nodeid.startswith(LONG))
