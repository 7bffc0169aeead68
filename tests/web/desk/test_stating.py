"""The line of states: where a campaign stands on it, and that each step says what is final."""

import re

from evalsite.usecases import closing, rehearsing
from evalsite.web.desk import stating
from evalsite.web.desk.showing import Stage
from tests import factories
from tests.factories import NOW
from tests.web.desk.conftest import words

NAMES = ["草稿", "演练", "已发布", "投票中", "已封箱", "已开箱", "已确认", "已销毁"]


def now_at(page):
    """The step that the page marks, and those that it ticks."""
    steps = re.findall(r'<li data-n="\d"(?: class="(\w+)")?[^>]*><b>(\w+)</b>', page)
    assert [name for _, name in steps] == NAMES
    (here,) = [name for mark, name in steps if mark == "now"]
    return here, [name for mark, name in steps if mark == "done"]


def test_every_stage_stands_on_the_line_in_its_order():
    places = [stating.place(stage, rehearsal=False, tried=False) for stage in Stage]
    assert places == sorted(places)
    assert {stating.LINE[place].name for place in places} == {name for name in NAMES if name != "演练"}


def test_a_draft_a_rehearsal_and_what_counts_are_told_apart_by_the_line(organiser, sqlite_only):
    draft = factories.take_in(sqlite_only)
    assert now_at(organiser.get(f"/desk/c/{draft}/").text) == ("草稿", [])
    trial = rehearsing.rehearse(sqlite_only.desk, sqlite_only.box, draft, NOW).id
    assert now_at(organiser.get(f"/desk/c/{draft}/").text) == ("演练", ["草稿"])
    assert now_at(organiser.get(f"/desk/c/{trial}/").text) == ("演练", ["草稿"])
    live = factories.publish(sqlite_only)
    closing.close(sqlite_only.desk, sqlite_only.box, live.id, NOW)
    # Whether a published campaign was rehearsed nobody knows: the rehearsal was wiped, and is not claimed.
    assert now_at(organiser.get(f"/desk/c/{live.id}/").text) == ("已封箱", ["草稿", "已发布", "投票中"])


def test_each_step_is_explained_on_the_page(organiser, sqlite_only):
    text = words(organiser.get(f"/desk/c/{factories.take_in(sqlite_only)}/"))
    assert all(stop.does in text and stop.final in text for stop in stating.LINE)
