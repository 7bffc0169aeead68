"""Clients that are slow on purpose, against a real server without a proxy in front: the page still comes."""

import socket
from contextlib import ExitStack
from urllib.parse import urlsplit

import httpx
import pytest

from tests.running import Server

SLOW = 64  # several times the threads of the one worker
BODY = b"POST /b/sheet HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1000\r\n\r\n{"
LONG_BODY = b"POST /desk/sign-in HTTP/1.1\r\nHost: x\r\nContent-Length: 900000\r\n\r\nname="
CHUNKS = b"POST /b/sheet HTTP/1.1\r\nHost: x\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{"
HEAD = b"GET /b HTTP/1.1\r\nHost: x\r\nX-Slow: "
PAGE = b"GET /b HTTP/1.1\r\nHost: x\r\n\r\n"
SCRIPT = b"GET /b/a/ballot.js HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def server(tmp_path_factory, unused_port):
    with Server(tmp_path_factory.mktemp("slow") / "instance", unused_port, THREADS="4", READ_SECONDS="40") as made:
        made.start(workers="1")
        yield made


def connect(stack, port, sent, receive=None):
    client = stack.enter_context(socket.socket())
    if receive is not None:
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, receive)
    client.settimeout(30)
    client.connect(("127.0.0.1", port))
    client.sendall(sent)
    return client


def page(server):
    return httpx.get(f"{server.url}/b", timeout=15, trust_env=False)


@pytest.mark.parametrize(
    "sent", [BODY, LONG_BODY, CHUNKS, HEAD, b""], ids=["body", "long-body", "chunks", "head", "nothing"]
)
def test_clients_that_send_half_a_request_do_not_keep_the_page_from_others(server, sent):
    with ExitStack() as stack:
        for _ in range(SLOW):
            connect(stack, server.port, sent)
        assert page(server).status_code == 200


def test_clients_that_do_not_read_their_answer_do_not_keep_the_page_from_others(server):
    with ExitStack() as stack:
        for _ in range(SLOW):
            connect(stack, server.port, SCRIPT, receive=1024)
        assert page(server).status_code == 200


def test_clients_that_never_hang_up_do_not_keep_the_page_from_others(server):
    with ExitStack() as stack:
        for _ in range(SLOW):
            client = connect(stack, server.port, PAGE)
            assert client.recv(15).startswith(b"HTTP/1.1 200")
        assert page(server).status_code == 200


def test_a_request_that_does_not_arrive_in_time_is_given_up(tmp_path, free_port):
    with Server(tmp_path / "instance", free_port, READ_SECONDS="1") as server, ExitStack() as stack:
        server.start(workers="1")
        clients = {
            name: connect(stack, free_port, sent)
            for name, sent in {"body": BODY, "chunks": CHUNKS, "head": HEAD, "nothing": b""}.items()
        }
        # Each ends: by being closed, or with a refusal before that.
        answers = {name: client.recv(4096) for name, client in clients.items()}
        assert {name: said for name, said in answers.items() if said.startswith(b"HTTP/1.1 2")} == {}
        assert "Traceback" not in server.log


@pytest.mark.parametrize(
    ("page", "size"), [("sign-in", 10), ("sign-in", 70_000), ("sign-in", 250_000), ("import", 900_000)]
)
def test_a_form_of_any_allowed_size_arrives(server, page, size):
    answer = httpx.post(f"{server.url}/desk/{page}", data={"name": "x" * size}, timeout=30, trust_env=False)
    # It was read, and has no form's token: to the door. One that is too large is refused with 413.
    assert (answer.status_code, urlsplit(answer.headers["location"]).path) == (302, "/desk/sign-in")


def test_a_body_in_chunks_arrives(server):
    answer = httpx.post(f"{server.url}/b/sheet", content=iter([b'{"code":', b'"X"}']), timeout=30, trust_env=False,
                        headers={"Content-Type": "application/json"})  # fmt: skip
    assert answer.status_code == 404


def test_too_large_a_body_is_refused_with_words(server):
    answer = httpx.post(f"{server.url}/b/drop", json={"x": "y" * 900_000}, timeout=30, trust_env=False)
    assert answer.status_code == 413
    assert answer.json()["error"] == "too_large"


def test_a_request_that_comes_byte_by_byte_is_answered(server):
    with ExitStack() as stack:
        client = connect(stack, server.port, b"")
        for byte in PAGE:
            client.sendall(bytes([byte]))
        assert client.recv(15).startswith(b"HTTP/1.1 200")
