"""A real gunicorn over an instance of the tests, with published campaigns and their slips; can be killed and come back."""

from pathlib import Path

from evalsite.core.campaign import Campaign
from evalsite.usecases.preparing import Terms
from tests.factories import Live, publish
from tests.running import Server

HOST = "evalsite.test"
"""A name that the browser maps to this machine. Unlike 127.0.0.1 it is no secure context over plain http."""


class Site(Server):
    """A server of one process under HOST, with the campaigns that were published on it."""

    def __init__(self, folder: Path, port: int) -> None:
        super().__init__(folder, port, WORKERS="1")
        self.base = f"http://{HOST}:{port}"
        self.lives: dict[str, Live] = {}

    def publish(self, name: str, campaign: Campaign, terms: Terms | None = None) -> Live:
        self.lives[name] = publish(self.ledgers, campaign, terms)
        return self.lives[name]

    def code(self, name: str, electorate: str = "P") -> str:
        """A code that no other test has had."""
        return self.lives[name].codes[electorate].pop()

    def slip(self, name: str, electorate: str = "P") -> str:
        """The address in a slip's QR."""
        return f"{self.base}/b#{self.code(name, electorate)}.{self.lives[name].published.fingerprint}"
