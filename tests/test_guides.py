"""The guides stay true: what they quote stands on the pages, their pictures are there, and every page has its picture."""

import re
from pathlib import Path

import pytest

from evalsite.settings import ROOT
from evalsite.web.desk.helping import GUIDES
from evalsite.web.desk.hints import HINTS, STAGES

DEFINED = re.compile(r"(?m)^def (\w+)\(")
KEPT = ROOT / "docs" / "screenshots"
PAGES = [
    *(ROOT / "templates").rglob("*.html"),
    *(ROOT / "evalsite").rglob("*.py"),
    *(ROOT / "frontend" / "src").rglob("*.*"),
]


def guide(name: str) -> str:
    return (ROOT / "docs" / f"guide-{name}.md").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def said() -> str:
    """All that pages can say, as it stands in the program."""
    return "\n".join(Path(page).read_text(encoding="utf-8") for page in PAGES)


@pytest.mark.parametrize("name", GUIDES)
def test_every_word_that_a_guide_quotes_stands_on_a_page(said, name):
    quoted = re.findall("“([^”]+)”", guide(name))
    assert len(quoted) > 10
    assert [one for one in quoted if one not in said] == []


@pytest.mark.parametrize("name", GUIDES)
def test_the_pictures_of_a_guide_are_there_and_say_what_they_show(name):
    pictures = re.findall(r"!\[([^\]]*)\]\(screenshots/([^)]+)\)", guide(name))
    assert pictures
    assert [file for words, file in pictures if not words or not (KEPT / file).is_file()] == []


def test_every_page_that_leads_to_a_guide_is_there_and_so_is_its_section():
    pages = [name for file in (ROOT / "evalsite/web/desk").glob("*.py") for name in DEFINED.findall(file.read_text())]
    assert set(HINTS) - set(pages) == set()
    sections = {name: len(re.findall("(?m)^## ", guide(name))) for name in GUIDES}
    for one in (*HINTS.values(), *STAGES.values()):
        assert 0 <= one.organiser <= sections["organiser"]
        assert 0 <= one.scrutineer <= sections["scrutineer"]
