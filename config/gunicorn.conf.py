"""How gunicorn serves the site. Started by ``evalsite serve``, which sets the EVALSITE_* variables read here."""

import os
import sys
import traceback

import gunicorn
from gunicorn.glogging import Logger

from evalsite.web.arriving import PatientWorker


def _number(name: str, default: int) -> int:
    return int(os.environ.get(f"EVALSITE_{name}", "") or default)


class QuietLogger(Logger):  # type: ignore[misc]  # gunicorn ships no types
    """Says what kind of thing went wrong and where in the program, never whose request it was or what was in it.

    An exception's text can hold a ticket code or an envelope (a database error quotes its parameters), and gunicorn
    itself names the client's address. A stack of program lines holds neither.
    """

    def warning(self, msg: object, *args: object, **kwargs: object) -> None:
        if str(msg).startswith("Invalid request from"):
            self.error_log.warning("Invalid request refused")
        else:
            super().warning(msg, *args, **kwargs)

    def exception(self, msg: object, *args: object, **kwargs: object) -> None:
        kind, _value, stack = sys.exc_info()
        if kind is None or str(msg).startswith("Exception in worker process"):  # starting up: no request yet
            super().exception(msg, *args, **kwargs)
            return
        self.error_log.error("%s\n%s", kind.__name__, "".join(traceback.format_tb(stack)))


bind = f"{os.environ.get('EVALSITE_HOST') or '0.0.0.0'}:{_number('PORT', 8000)}"  # noqa: S104 - phones come from outside
workers = _number("WORKERS", 2)
threads = _number("THREADS", 8)
# A thread is given to a request that has arrived whole; until then it waits in the loop, and not for ever.
worker_class = PatientWorker
PatientWorker.patience = float(_number("READ_SECONDS", 20))
worker_connections = 1000

# No connection is kept: the drop must not travel on the connection that carried the stamp, or whoever watches
# connections (a proxy, a firewall's table) could pair the two although no request names the other.
keepalive = 0

# No access log: its lines, one per request with time and address, are exactly what would pair a stamp with a drop.
accesslog = None
loglevel = "warning"  # who starts it is told by `evalsite serve`; gunicorn speaks when something is wrong
logger_class = QuietLogger
# gunicorn's own control channel would be one more door.
control_socket_disable = True

# Databases, journals and keys are readable by the owner alone, whichever process makes them.
umask = 0o077

# A ballot is a few kilobytes of body; its request line and headers are short.
limit_request_line = 2048
limit_request_fields = 50
limit_request_field_size = 4096

# An upload or a report may take a while; a stopping worker finishes what it has begun.
timeout = 60
graceful_timeout = 30

# Name and version of the server help an attacker and nobody else.
gunicorn.SERVER = "evalsite"
gunicorn.SERVER_SOFTWARE = "evalsite"
