"""How the voter's side says no: a JSON refusal, and a log that counts kinds and holds nothing of the request."""

import json
import logging
import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, jsonify, request
from werkzeug.exceptions import HTTPException

from evalsite.core.refusals import Busy, Malformed, Refusal, TooLarge
from evalsite.words import Audience, words

log = logging.getLogger("evalsite.ballot")
STEP = 5


class Tallied:
    """Counts failures by kind and logs a kind only at every fifth: a line a failure would mark the moment of a vote."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self.kinds: Counter[str] = Counter()

    def note(self, kind: str) -> None:
        with self._lock:
            self.kinds[kind] += 1
            number = self.kinds[kind]
        if number % STEP == 0:
            log.warning("voter's side: %s, %d times since start", kind, number)


failures = Tallied()


def refuse(refusal: Refusal) -> tuple[Response, int]:
    """The answer to a request that a rule forbids."""
    if isinstance(refusal, Busy):
        failures.note(f"busy ({refusal.details.get('kind', '')})")
    return jsonify(error=refusal.code, message=words(refusal, Audience.VOTER)), refusal.status


def guard(app: Flask) -> None:
    """Make every failure below /b answer calmly: no traceback with request data in a log, no HTML to a script."""

    def on_http(error: HTTPException) -> tuple[Response, int] | HTTPException:
        if not is_voters(request.path):
            return error
        if error.code == TooLarge.status:
            return refuse(TooLarge())
        return refuse(Malformed())[0], error.code or Malformed.status

    def on_any(error: Exception) -> tuple[Response, int]:
        if not is_voters(request.path):
            raise error
        failures.note(f"unexpected ({type(error).__name__})")
        return refuse(Busy(kind="unexpected"))

    app.register_error_handler(HTTPException, on_http)
    app.register_error_handler(Exception, on_any)
    app.register_error_handler(Refusal, _on_refusal(on_any))


def _on_refusal(on_any: Callable[[Exception], tuple[Response, int]]) -> Callable[[Refusal], tuple[Response, int]]:
    def on_refusal(refusal: Refusal) -> tuple[Response, int]:
        return refuse(refusal) if is_voters(request.path) else on_any(refusal)

    return on_refusal


def is_voters(path: str) -> bool:
    return path == "/b" or path.startswith("/b/")


def limit(size: int) -> None:
    """Refuse a larger body before it is read."""
    request.max_content_length = size


def fields(**kinds: type) -> list[str]:
    """The fields of the request's JSON object, exactly those named and of those types. Raises Malformed."""
    data = _json()
    if not isinstance(data, dict) or set(data) != set(kinds):
        raise Malformed()
    if any(type(data[name]) is not kind for name, kind in kinds.items()):
        raise Malformed()
    return [data[name] for name in kinds]


def _json() -> Any:
    """The body as JSON that means one thing to everybody (RFC 8259; RFC 7493). Raises Malformed.

    What cannot be read must never look like a server in trouble: the phone would send it again and again.
    """
    if not request.is_json:
        raise Malformed()
    try:
        data = json.loads(request.get_data().decode(), object_pairs_hook=_once, parse_constant=_refused)
        json.dumps(data, ensure_ascii=False).encode()  # lone surrogates are no text
    except (ValueError, RecursionError) as error:
        raise Malformed() from error
    return data


def _once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name twice")
    return found


def _refused(constant: str) -> None:
    raise ValueError(constant)  # NaN and Infinity are not JSON


def armour(response: Response) -> Response:
    """Headers of every answer on the voter's side: nothing kept, nothing told, nothing run that is not ours."""
    response.headers["Content-Security-Policy"] = (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    )
    response.headers["Referrer-Policy"] = "no-referrer"
    response.headers["X-Content-Type-Options"] = "nosniff"
    response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
    response.headers["Permissions-Policy"] = "camera=(), microphone=(), geolocation=(), interest-cohort=()"
    response.headers.setdefault("Cache-Control", "no-store")
    return response
