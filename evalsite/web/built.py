"""The files of the voter's pages as esbuild made them."""

import hashlib
from functools import lru_cache

from evalsite.settings import ROOT

ASSETS = ROOT / "evalsite" / "static" / "ballot"


@lru_cache(maxsize=16)
def digest(name: str) -> str:
    """What a file's address carries, so that browsers keep it until it changes."""
    return hashlib.sha256((ASSETS / name).read_bytes()).hexdigest()[:16]


@lru_cache(maxsize=1)
def packed() -> dict[bytes, bytes]:
    """What the build has compressed already, better than gzip does: each file's content and what is sent of it."""
    return {path.with_suffix("").read_bytes(): path.read_bytes() for path in ASSETS.glob("*.gz")}


def asset(name: str) -> str:
    """The address of a built file on the voter's side."""
    return f"/b/a/{name}?v={digest(name)}"
