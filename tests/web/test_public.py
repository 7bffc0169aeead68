"""The page of results that needs no sign-in: there where it was promised, after the count, and with nothing else on it."""

import dataclasses

import pytest
from sqlalchemy import Engine, event

from evalsite.core.visibility import Public, Visibility
from evalsite.crypto import manifest as manifests
from evalsite.factory import Role, create_app
from evalsite.settings import load
from evalsite.usecases import closing, opening, preparing, rehearsing
from tests import factories
from tests.factories import NOW, SECRET


@pytest.fixture
def stranger(sqlite_only, tmp_path):
    urls = [database.url.render_as_string(hide_password=False) for database in sqlite_only]
    settings = dataclasses.replace(
        load({}), instance=tmp_path, secret_key=SECRET, database_url=urls[0], box_database_url=urls[1]
    )
    return create_app(settings, Role.DESK).test_client()


def published(ledgers, public, *, counted=True):
    live = factories.publish(ledgers, factories.small_campaign(visibility=Visibility(public=public)))
    for number, code in enumerate(live.codes["A"]):
        factories.cast(live, code, {0: 1 + number % 3, 1: "食堂太咸", 2: 1})
    if counted:
        closing.close(live.desk, live.box, live.id, NOW)
        opening.open_box(live.desk, live.box, live.id)
    return f"/r/{live.hash.hex()}"


def rehearsed(ledgers):
    """A rehearsal, counted, of a draft that promises the public everything."""
    draft = factories.take_in(ledgers, factories.small_campaign(visibility=Visibility(public=Public.RANKS)))
    trial = rehearsing.rehearse(ledgers.desk, ledgers.box, draft, NOW).id
    closing.close(ledgers.desk, ledgers.box, trial, NOW)
    opening.open_box(ledgers.desk, ledgers.box, trial)
    return f"/r/{manifests.manifest_hash(preparing.get(ledgers.desk, trial).manifest or '').hex()}"


def test_ranks_are_on_the_page_for_everybody_and_texts_never(stranger, sqlite_only):
    answer = stranger.get(published(sqlite_only, Public.RANKS))
    assert answer.status_code == 200
    assert "第二科" in answer.text
    assert "100.00" in answer.text
    assert "食堂" not in answer.text
    assert answer.headers["Cache-Control"] == "public, max-age=60"
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    assert "Set-Cookie" not in answer.headers


def test_turnout_alone_names_no_figure_of_anybody(stranger, sqlite_only):
    text = stranger.get(published(sqlite_only, Public.TURNOUT)).text
    assert "参与情况" in text
    assert "第二科" not in text


def test_pages_that_are_not_there_look_alike_whatever_the_reason(stranger, sqlite_only):
    hidden, early = published(sqlite_only, Public.NONE), published(sqlite_only, Public.RANKS, counted=False)
    trial = rehearsed(sqlite_only)
    answers = [stranger.get(one) for one in (hidden, early, trial, f"/r/{'0' * 64}", "/r/abc", "/r/zz")]
    assert {one.status_code for one in answers} == {404}
    assert len({one.data for one in answers}) == 1
    assert {one.headers["Cache-Control"] for one in answers} == {"no-store"}


def test_an_unknown_address_costs_one_look_however_many_campaigns_there_are(stranger, sqlite_only):
    published(sqlite_only, Public.RANKS)
    looked = []

    def note(_connection, _cursor, statement, *_more):
        looked.append(statement)

    event.listen(Engine, "before_cursor_execute", note)
    try:
        assert stranger.get(f"/r/{'1' * 64}").status_code == 404
    finally:
        event.remove(Engine, "before_cursor_execute", note)
    reads = [one for one in looked if "SELECT" in one]
    assert len(reads) == 1
    assert "manifest_hash = " in reads[0]
