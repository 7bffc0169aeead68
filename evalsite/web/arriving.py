"""gunicorn's threads, given to requests that have arrived: a slow phone waits in the loop and holds no thread.

gunicorn's own worker gives a thread to a connection as soon as it is there and reads with it as long as the client
likes; sixteen connections that send a byte now and then would stop the site. nginx in front does what this module does,
but `evalsite serve` must also stand alone in a hall.
"""

import re
import socket
import time
from concurrent import futures
from contextlib import suppress
from enum import Enum
from functools import partial
from selectors import EVENT_READ
from threading import Timer
from typing import Any

from gunicorn import util
from gunicorn.workers.gthread import TConn, ThreadWorker

MOST = 72 * 1024  # bytes a request may have to be gathered here: the largest drop (64 KiB) and its headers
LONG_THREADS = 2  # workbooks are uploaded now and then, by one organiser
LONG_RATE = 32 * 1024  # bytes a second below which a long upload is given up
ANSWER = 512 * 1024  # bytes of an answer that the system keeps for a slow reader (it may grant less)

_END = b"\r\n\r\n"
_LENGTH = re.compile(rb"(?im)^content-length[ \t]*:[ \t]*([0-9]{1,15})[ \t]*\r?$")
# What cannot be gathered by counting bytes: bodies in chunks, and clients that wait for a word before they send one.
_OTHER = re.compile(rb"(?im)^(transfer-encoding|expect)[ \t]*:")


class State(Enum):
    PARTLY = "more has to come"
    WHOLE = "head and body are here"
    LONG = "to be read by a thread, under a deadline"


def announced(head: bytes) -> int:
    """Bytes of body that a request head announces; the largest where it contradicts itself (gunicorn refuses it then)."""
    return max((int(found) for found in _LENGTH.findall(head)), default=0)


def state(arrived: bytes | bytearray) -> State:
    """Whether what has arrived of a request is a request (RFC 9112, section 2.1)."""
    head, end, body = bytes(arrived).partition(_END)
    if not end:
        return State.PARTLY if len(arrived) <= MOST else State.LONG
    if _OTHER.search(head) or len(head) + announced(head) > MOST:
        return State.LONG
    return State.WHOLE if len(body) >= announced(head) else State.PARTLY


class Arriving(TConn):  # type: ignore[misc]  # gunicorn ships no types
    """A connection and what has come of its request."""

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self.arrived = bytearray()

    def begin(self) -> None:
        """What has come is read first by gunicorn's parser."""
        self.init()
        self.parser.unreader.unread(bytes(self.arrived))
        self.arrived.clear()

    def close(self, graceful: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - as gunicorn calls it
        """Never wait for the other side: gunicorn does for two seconds, in the loop that everybody else waits for.

        It waits because closing with unread input cuts off the answer; all input of a gathered request is read.
        """
        with suppress(OSError):
            self.sock.shutdown(socket.SHUT_WR)
        util.close(self.sock)


class PatientWorker(ThreadWorker):  # type: ignore[misc]
    """Gathers requests in the loop and hands them over whole. One that takes longer than ``patience`` is given up."""

    patience = 20.0  # seconds from connection to whole request; config/gunicorn.conf.py sets it

    def init_process(self) -> None:
        self.long_pool = futures.ThreadPoolExecutor(max_workers=LONG_THREADS)
        super().init_process()

    def accept(self, listener: socket.socket) -> None:
        try:
            client, address = listener.accept()
        except OSError:
            return
        self.nr_conns += 1
        with suppress(OSError):
            # An answer that fits here leaves its thread at once, however slowly it is read.
            client.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, ANSWER)
        connection = Arriving(self.cfg, client, address, listener.getsockname())
        connection.timeout = time.monotonic() + self.patience
        self.pending_conns.append(connection)  # gunicorn's loop closes those whose time is over
        self.poller.register(client, EVENT_READ, partial(self.on_pending_socket_readable, connection))
        if len(self.pending_conns) > self.worker_connections // 2:
            self._leave(self.pending_conns[0])  # somebody opens them by the hundred; the oldest is no honest phone

    def on_pending_socket_readable(self, conn: Arriving, client: socket.socket) -> None:
        """More of a request has come."""
        try:
            data = client.recv(MOST)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            data = b""
        conn.arrived += data
        found = state(conn.arrived)
        if not data:
            self._leave(conn)
        elif found is not State.PARTLY:
            self.poller.unregister(client)
            self.pending_conns.remove(conn)
            conn.begin()
            self._hand_over(conn, found)

    def murder_pending(self) -> None:
        """Close connections whose time is over; a worker that stops waits for none that have sent nothing whole."""
        if not self.alive:
            for connection in self.pending_conns:
                connection.timeout = min(connection.timeout, time.monotonic())
        super().murder_pending()

    def _leave(self, conn: Arriving) -> None:
        self.poller.unregister(conn.sock)
        self.pending_conns.remove(conn)
        self.nr_conns -= 1
        conn.close()

    def _hand_over(self, conn: Arriving, found: State) -> None:
        if found is State.WHOLE:
            self.enqueue_req(conn)
            return
        done = self.long_pool.submit(self._handle_long, conn)
        done.add_done_callback(lambda future: self.method_queue.defer(self.finish_request, conn, future))

    def _handle_long(self, conn: Arriving) -> bool:
        """A request that its thread reads itself, on few threads of its own and for as long as an honest client needs."""
        size = min(announced(conn.parser.unreader.buf.getvalue().partition(_END)[0]), 2**25)
        watch = Timer(self.patience + size / LONG_RATE, _hang_up, (conn.sock,))
        watch.daemon = True
        watch.start()
        try:
            self.handle(conn)
        finally:
            watch.cancel()
            util.close_graceful(conn.sock)  # it may still be sending what was refused: let the answer reach it
        return False


def _hang_up(connection: socket.socket) -> None:
    """End the wait of a thread for the rest of a request; an answer under way still gets out."""
    with suppress(OSError):
        connection.shutdown(socket.SHUT_RD)
