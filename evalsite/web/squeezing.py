"""Answers made small for a hall's Wi-Fi: gzip, where the phone takes it.

Only for what is the same for everybody of an electorate (page, assets, sheet): the size of a compressed answer says
something of its content, so nothing that depends on a ballot is ever compressed.
"""

import gzip
from functools import lru_cache

from flask import Response, request

from evalsite.web.built import packed

WORTH_IT = 1024  # bytes: below, the header costs more than it saves


@lru_cache(maxsize=256)
def _small(data: bytes) -> bytes:
    return packed().get(data) or gzip.compress(data, mtime=0)


def squeeze(response: Response) -> Response:
    """The same answer, compressed if that is worth it and the phone understands it."""
    response.direct_passthrough = False
    data = response.get_data()
    response.headers["Vary"] = "Accept-Encoding"
    worth_it = len(data) >= WORTH_IT or data in packed()
    if worth_it and request.accept_encodings.quality("gzip") > 0 and response.status_code == 200:
        response.set_data(_small(data))
        response.headers["Content-Encoding"] = "gzip"
    return response
