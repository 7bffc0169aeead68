"""The public list of a closed box: everybody's receipt is on it, nobody's vote, and nothing before the closing."""

import pytest
from flask import Flask

from evalsite.core import ticket
from evalsite.settings import load
from evalsite.usecases import closing
from evalsite.web.box import blueprint
from evalsite.web.refusing import guard
from tests import factories
from tests.factories import NOW


@pytest.fixture
def live(ledgers):
    return factories.publish(ledgers, factories.two_electorates(6, 9))


@pytest.fixture
def phone(live):
    app = Flask("box")
    guard(app)
    app.register_blueprint(blueprint(load({}), live.box))
    return app.test_client()


def test_every_receipt_is_on_the_list_of_the_closed_box_in_an_order_that_says_nothing(live, phone):
    receipts = factories.cast_all(live)
    statement = closing.close(live.desk, live.box, live.id, NOW)
    page = phone.get(f"/b/box/{live.hash.hex()}").text
    codes = [ticket.receipt_code(one.leaf) for one in sorted(receipts, key=lambda one: one.leaf)]
    places = [page.index(code) for code in codes]
    assert places == sorted(places)
    assert page.count("<li>") == len(codes) == 15
    assert statement["root"] in page
    assert live.published.fingerprint in page
    assert "职工 6 张，服务对象 9 张" in page


def test_before_the_closing_the_list_says_nothing_of_what_is_in_the_box(live, phone):
    empty = phone.get(f"/b/box/{live.hash.hex()}")
    factories.cast(live, live.codes["A"][0])
    filled = phone.get(f"/b/box/{live.hash.hex()}")
    assert (empty.status_code, filled.status_code) == (425, 425)
    assert "还没有封存" in filled.text
    assert filled.data == empty.data
    assert dict(filled.headers) == dict(empty.headers)


@pytest.mark.parametrize("address", ["0" * 64, "abc", "A" * 64, "..%2f.."])
def test_an_address_of_no_box_is_answered_calmly(phone, address):
    answer = phone.get(f"/b/box/{address}")
    assert answer.status_code in (400, 404)
    assert "Set-Cookie" not in answer.headers
