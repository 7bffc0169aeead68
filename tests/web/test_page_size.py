"""What a phone loads before the voter can begin, as the server sends it: a hall of phones does so within minutes."""

import gzip
import re

from flask import Flask

from evalsite.settings import load
from evalsite.web import ballot
from evalsite.web.built import ASSETS
from evalsite.web.refusing import guard

MOST = 40_000
"""Bytes, over at most four requests."""


def test_the_whole_page_is_small_as_it_is_sent_and_comes_out_as_it_was_built(ledgers):
    app = Flask("roll")
    guard(app)
    app.register_blueprint(ballot.blueprint(load({"EVALSITE_SECRET_KEY": "k" * 64}), ledgers.desk))
    phone = app.test_client()
    accepting = {"Accept-Encoding": "gzip"}
    page = phone.get("/b", headers=accepting)
    addresses = re.findall(r'(?:href|src)="(/b/a/[^"]+)"', gzip.decompress(page.data).decode())
    assert len(addresses) == 3
    sent = [page.data]
    for address in addresses:
        with phone.get(address, headers=accepting) as answer:
            data = answer.data
        plain = (ASSETS / address.split("/")[-1].split("?")[0]).read_bytes()
        with phone.get(address, headers={"Accept-Encoding": "identity"}) as answer:
            assert answer.data == plain
        assert gzip.decompress(data) == plain
        sent.append(data)
    assert sum(map(len, sent)) <= MOST, [len(one) for one in sent]
