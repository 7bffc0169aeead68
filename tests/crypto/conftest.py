"""Keys and published vectors for the cryptography's tests. Generating an RSA key takes a moment: one serves a module."""

import json
from pathlib import Path
from typing import Any

import pytest

from evalsite.crypto.blindrsa import IssuingKey

VECTORS = Path(__file__).parent / "vectors"


def vectors(name: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((VECTORS / f"{name}.json").read_text(encoding="utf-8"))
    return loaded


@pytest.fixture(scope="session")
def ours() -> dict[str, Any]:
    """The vectors of docs/wire.md, shared with the phone's tests."""
    return vectors("evalsite-v1")


@pytest.fixture(scope="session")
def issuing_key() -> IssuingKey:
    return IssuingKey.generate()


@pytest.fixture(scope="session")
def other_issuing_key() -> IssuingKey:
    return IssuingKey.generate()
