"""HTTP as a phone speaks it: JSON in and out, no cookie, a fresh connection each time, patience with a busy server."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from http.cookiejar import CookieJar, DefaultCookiePolicy
from types import TracebackType
from typing import Any, NoReturn, Self

import httpx

from evalsite.core import refusals

RETRY = "retry"
LONGEST_ANSWER = 16 << 20  # bytes; a manifest of hundreds of subjects has a few hundred thousand

_REFUSALS = {kind.code: kind for kind in refusals.Refusal.__subclasses__()}


def _ignore(_step: str, _seconds: float) -> None:
    pass


@dataclass(frozen=True, slots=True)
class Patience:
    """How often a request is made before giving up, and how long to wait between: doubling, with a random part."""

    attempts: int = 8
    first: float = 0.2
    longest: float = 5.0

    def pause(self, attempt: int) -> float:
        """Seconds before the next attempt. The random half keeps a hall full of phones from coming back at once."""
        return min(self.longest, self.first * 2.0**attempt) * random.uniform(0.5, 1)


class Wire:
    """One server's voter side. ``observe(step, seconds)`` is told how long each answered request took.

    It is also told of every ``RETRY``, with the pause before it.

    Every request runs on a connection of its own: the one that drops an envelope must not be the one that had the
    ticket. All of it may be used by many threads.
    """

    def __init__(
        self,
        base_url: str,
        *,
        patience: Patience | None = None,
        observe: Callable[[str, float], None] = _ignore,
        sleep: Callable[[float], None] = time.sleep,
        transport: httpx.BaseTransport | None = None,
    ) -> None:
        self.base_url = base_url.rstrip("/")
        self._patience = patience or Patience()
        self._observe, self._sleep = observe, sleep
        self._client = httpx.Client(
            headers={"User-Agent": "evalsite-voter", "Connection": "close"},
            cookies=CookieJar(DefaultCookiePolicy(allowed_domains=[])),  # whatever a server sets is forgotten
            limits=httpx.Limits(max_connections=None, max_keepalive_connections=0),
            timeout=httpx.Timeout(30),
            trust_env=False,
            transport=transport,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _k: type[BaseException] | None, _e: BaseException | None, _t: TracebackType | None) -> None:
        self._client.close()

    def ask(self, step: str, body: Mapping[str, str]) -> dict[str, Any]:
        """The answer to ``POST /b/<step>``; the same request again while the server is away or busy.

        All three requests of the protocol may be repeated without harm. Raises the refusal that the server gives,
        NoAnswer after the last attempt, UnexpectedAnswer for what is no answer of the protocol.
        """
        for attempt in range(self._patience.attempts):
            if attempt:
                pause = self._patience.pause(attempt - 1)
                self._observe(RETRY, pause)
                self._sleep(pause)
            start = time.perf_counter()
            try:
                response = self._client.post(f"{self.base_url}/b/{step}", json=dict(body))
            except httpx.TransportError:
                continue
            except (httpx.InvalidURL, UnicodeError):  # no host can have that name: asking again is no use
                break
            if response.status_code < 500:
                self._observe(step, time.perf_counter() - start)
                return self._read(response)
        raise refusals.NoAnswer(server=self.base_url)

    def _read(self, response: httpx.Response) -> dict[str, Any]:
        try:
            answer = response.json()
        except ValueError:
            answer = None
        if not isinstance(answer, dict) or len(response.content) > LONGEST_ANSWER:
            self._unexpected(response)
        if response.status_code == 200:
            return answer
        kind = _REFUSALS.get(str(answer.get("error")))
        if kind is None or kind.status != response.status_code:
            self._unexpected(response)
        raise kind

    def _unexpected(self, response: httpx.Response) -> NoReturn:
        raise refusals.UnexpectedAnswer(server=self.base_url, http=response.status_code)
