"""Settings: config/default.toml, then EVALSITE_CONFIG (a TOML file), then EVALSITE_* variables. All keys are flat."""

import os
import secrets
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from evalsite.core.refusals import MissingSecret
from evalsite.store.engine import Database

ROOT = Path(__file__).resolve().parents[1]
DEFAULT = ROOT / "config" / "default.toml"


@dataclass(frozen=True, slots=True)
class Settings:
    """One instance's settings. Times in seconds unless the name says otherwise."""

    instance: Path
    secret_key: str
    database_url: str
    box_database_url: str
    base_url: str
    host: str
    port: int
    workers: int
    threads: int
    mix_delay_low: float
    mix_delay: float
    timezone: str
    close_grace: float
    relay_every: int
    relay_idle: float
    session_hours: int
    proxies: int
    password_memory: int
    password_passes: int
    password_lanes: int

    @property
    def address(self) -> str:
        """The address printed on slips; without ``base_url`` one that only this machine can open."""
        return self.base_url.rstrip("/") or f"http://127.0.0.1:{self.port}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.timezone)

    @property
    def mix(self) -> tuple[int, int]:
        """Bounds of the voter's random wait, in milliseconds."""
        high = max(0.0, self.mix_delay)
        return int(1000 * min(self.mix_delay_low, high)), int(1000 * high)

    @property
    def secret_file(self) -> Path:
        return self.instance / "secret_key"

    def require_secret(self) -> str:
        """The secret that signs ticket codes and sessions. Raises MissingSecret: a new one would void every slip."""
        if self.secret_key:
            return self.secret_key
        if self.secret_file.exists():
            return self.secret_file.read_text().strip()
        raise MissingSecret(file=str(self.secret_file))

    def make_secret(self) -> None:
        """A random secret for a fresh instance, readable by its owner only; an existing one stays."""
        if not self.secret_key and not self.secret_file.exists():
            self.keep_secret(secrets.token_urlsafe(48))

    def keep_secret(self, secret: str) -> None:
        """Write the secret file, readable by its owner only. Raises FileExistsError rather than change one."""
        self.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor = os.open(self.secret_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.write(secret)

    def desk(self) -> Database:
        return Database(self.database_url or f"sqlite:///{self.instance / 'desk.sqlite3'}", self.threads)

    def box(self) -> Database:
        return Database(self.box_database_url or f"sqlite:///{self.instance / 'box.sqlite3'}", self.threads)


def _convert(kind: object, value: object) -> object:
    kinds: dict[object, Any] = {int: int, float: float, str: str, Path: Path}
    return kinds[kind](value)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises ValueError naming the variable whose value does not fit."""
    given = os.environ if environment is None else environment
    values: dict[str, object] = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))
    if given.get("EVALSITE_CONFIG"):
        values |= tomllib.loads(Path(given["EVALSITE_CONFIG"]).read_text(encoding="utf-8"))
    known = {}
    for field in fields(Settings):
        name = f"EVALSITE_{field.name.upper()}"
        try:
            known[field.name] = _convert(field.type, given.get(name, values[field.name]))
        except ValueError as error:
            raise ValueError(f"{name}: {given.get(name)!r} does not fit ({error})") from error
    settings = Settings(**known)  # type: ignore[arg-type]
    return settings if settings.instance.is_absolute() else _rooted(settings)


def _rooted(settings: Settings) -> Settings:
    """A relative instance folder lies beside the program when it is the default, else in the working directory."""
    values = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    base = ROOT if str(settings.instance) == "instance" else Path.cwd()
    return Settings(**{**values, "instance": base / settings.instance})
