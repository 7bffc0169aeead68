"""What `evalsite serve` says of where it listens."""

import dataclasses

import pytest

from evalsite.cli.serving import stands_alone
from evalsite.settings import load


@pytest.mark.parametrize(
    ("host", "proxies", "alone"),
    [
        ("0.0.0.0", 0, True),
        ("::", 0, True),
        ("192.0.2.7", 0, True),
        ("vote.example.org", 0, True),
        ("127.0.0.1", 0, False),
        ("127.0.0.2", 0, False),
        ("::1", 0, False),
        ("localhost", 0, False),
        ("0.0.0.0", 1, False),
    ],
)
def test_whoever_serves_other_machines_without_a_proxy_is_told_so(host, proxies, alone):
    assert stands_alone(dataclasses.replace(load({}), host=host, proxies=proxies)) is alone
