"""Bodies that no phone sends: each is refused as malformed, so that whoever sent it does not send it again and again."""

import dataclasses
import json

import pytest

from evalsite.factory import create_app
from evalsite.settings import load
from evalsite.web.refusing import failures
from tests.factories import SECRET

CODE = '"0000-0000-0000-0000-0000-0000"'
BODIES = {
    "nothing": b"",
    "blank": b"  ",
    "deep-lists": b"[" * 4000,
    "deep-objects": b'{"a":' * 700,
    "deep-and-whole": b'{"code":' + b"[" * 1900 + b"]" * 1900 + b"}",
    "huge-number": b'{"code":' + b"9" * 4000 + b"}",
    "number": b'{"code":1}',
    "no-number": b'{"code":NaN}',
    "endless": b'{"code":-Infinity}',
    "a-name-twice": f'{{"code":{CODE},"code":{CODE}}}'.encode(),
    "half-a-character": b'{"code":"\\ud800"}',
    "half-a-character-as-name": b'{"\\ud800":"x"}',
    "not-utf-8": b'{"code":"\xff"}',
    "utf-16": f'{{"code":{CODE}}}'.encode("utf-16"),
    "byte-order-mark": f'\ufeff{{"code":{CODE}}}'.encode(),
    "more-behind": f'{{"code":{CODE}}} {{}}'.encode(),
    "another-field": f'{{"code":{CODE},"more":1}}'.encode(),
    "list": b'["code"]',
    "null": b"null",
}


@pytest.fixture
def client(sqlite_only, tmp_path):
    urls = [database.url.render_as_string(hide_password=False) for database in sqlite_only]
    settings = dataclasses.replace(
        load({}), instance=tmp_path, secret_key=SECRET, database_url=urls[0], box_database_url=urls[1]
    )
    return create_app(settings).test_client()


@pytest.mark.parametrize("body", BODIES.values(), ids=BODIES)
@pytest.mark.parametrize("path", ["/b/sheet", "/b/stamp", "/b/drop"])
def test_a_body_that_is_no_request_is_malformed_and_no_trouble_of_the_server(client, path, body):
    before = dict(failures.kinds)
    answer = client.post(path, data=body, content_type="application/json")
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")
    assert dict(failures.kinds) == before


@pytest.mark.parametrize("kind", [None, "text/plain", "application/x-www-form-urlencoded"])
def test_json_that_does_not_say_it_is_json_is_malformed(client, kind):
    answer = client.post("/b/sheet", data=f'{{"code":{CODE}}}', content_type=kind)
    assert (answer.status_code, answer.json["error"]) == (400, "malformed")


@pytest.mark.parametrize("text", ["\0", "é", "İ", "ﬁ" * 300, "\u2028", "𠮷" * 24, "-" * 4000, ""])
def test_a_code_of_any_characters_is_unknown_and_no_trouble_of_the_server(client, text):
    answer = client.post(
        "/b/sheet", data=json.dumps({"code": text}, ensure_ascii=False), content_type="application/json"
    )
    assert (answer.status_code, answer.json["error"]) == (404, "unknown_ticket")


@pytest.mark.parametrize("field", ["manifest", "electorate", "envelope", "stamp"])
@pytest.mark.parametrize("text", ["\0", "é", "٣" * 64, "A" * 60_000, "ﬀ" * 32, ""])
def test_a_drop_of_any_characters_is_refused_and_no_trouble_of_the_server(client, field, text):
    body = {"manifest": "00" * 32, "electorate": "A", "envelope": "AAAA", "stamp": "AAAA"} | {field: text}
    answer = client.post("/b/drop", data=json.dumps(body, ensure_ascii=False), content_type="application/json")
    assert answer.status_code in (400, 404)
    assert answer.json["error"] in ("malformed", "unknown_campaign")
