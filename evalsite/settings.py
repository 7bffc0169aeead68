"""Settings: config/default.toml, then EVALSITE_CONFIG (a TOML file), then EVALSITE_* variables. All keys are flat."""

import os
import re
import secrets
import tempfile
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from sqlalchemy.engine import make_url
from sqlalchemy.exc import ArgumentError

from evalsite.core import mixing
from evalsite.core.permission import Role
from evalsite.core.refusals import BadSetting, DamagedSecret, MissingSecret
from evalsite.store.engine import Database

ROOT = Path(__file__).resolve().parents[1]
DEFAULT = ROOT / "config" / "default.toml"
DRIVERS = ("sqlite", "postgres", "postgresql", "postgresql+psycopg")

ADDRESS = re.compile(r"https?://[!-~]+")  # RFC 3986: printable ASCII without spaces; other names come as punycode
LONGEST_ADDRESS = 200  # characters; a longer one makes QR codes too fine to be read from a slip


@dataclass(frozen=True, slots=True)
class Settings:
    """One instance's settings. Times in seconds unless the name says otherwise."""

    instance: Path
    secret_key: str
    database_url: str
    box_database_url: str
    jobs_url: str
    base_url: str
    host: str
    port: int
    workers: int
    threads: int
    read_seconds: int
    mix_delay_low: float
    mix_delay: float
    timezone: str
    close_grace: float
    relay_every: int
    relay_idle: float
    session_hours: int
    turnout_delay: float
    session_idle_minutes: int
    invitation_days: int
    second_step_roles: str
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
        return mixing.offered(self.mix_delay_low, self.mix_delay)

    @property
    def grace(self) -> float:
        """Seconds that closing gives stamped ballots to arrive: none where no phone waits before it drops."""
        longest = self.mix[1] / 1000
        return max(self.close_grace, longest) if longest else 0

    @property
    def roles_with_second_step(self) -> frozenset[str]:
        """Roles whose accounts must use a second step to sign in."""
        return frozenset(one.strip() for one in self.second_step_roles.split(",") if one.strip())

    @property
    def report_template(self) -> Path:
        """Where an organiser's own template of Word reports lies; without one ours is used."""
        return self.instance / "report.docx"

    def own_template(self) -> bytes | None:
        """The organiser's template of Word reports; None where there is none."""
        return self.report_template.read_bytes() if self.report_template.exists() else None

    def keep_template(self, data: bytes) -> None:
        """Put a template (checked before) in the place of the one in use, whole or not at all."""
        self.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=self.instance, prefix=".report.docx.")
        try:
            with os.fdopen(descriptor, "wb") as file:
                file.write(data)
                file.flush()
                os.fsync(file.fileno())
            Path(name).replace(self.report_template)
        finally:
            Path(name).unlink(missing_ok=True)

    @property
    def outputs_folder(self) -> Path:
        """Where what was made to be fetched later lies, a folder for each campaign."""
        return self.instance / "outputs"

    def outputs(self, campaign: str) -> Path:
        """The folder of what was made of a campaign to be fetched later, for the server's account alone."""
        return self.outputs_folder / campaign

    @property
    def jobs_file(self) -> Path:
        """The queue of jobs where no ``jobs_url`` names another."""
        return self.instance / "jobs.sqlite3"

    @property
    def secret_file(self) -> Path:
        return self.instance / "secret_key"

    def require_secret(self) -> str:
        """The secret that signs ticket codes and sessions.

        Raises MissingSecret, DamagedSecret: a new one would void every slip, and an empty one would sign for anybody.
        """
        if self.secret_key:
            return self.secret_key
        if not self.secret_file.exists():
            raise MissingSecret(file=str(self.secret_file))
        try:
            secret = self.secret_file.read_text(encoding="utf-8").strip()
        except (UnicodeDecodeError, IsADirectoryError):
            secret = ""
        if not secret.isprintable() or not secret:
            raise DamagedSecret(file=str(self.secret_file))
        return secret

    def make_secret(self) -> None:
        """A random secret for a fresh instance, readable by its owner only; an existing one stays."""
        if not self.secret_key and not self.secret_file.exists():
            self.keep_secret(secrets.token_urlsafe(48))

    def keep_secret(self, secret: str) -> None:
        """Write the secret file, readable by its owner only, whole or not at all.

        Raises FileExistsError rather than change one.
        """
        self.instance.mkdir(parents=True, exist_ok=True, mode=0o700)
        descriptor, name = tempfile.mkstemp(dir=self.instance, prefix=".secret_key.")  # mkstemp: mode 0600
        try:
            with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                file.write(secret)
                file.flush()
                os.fsync(file.fileno())
            os.link(name, self.secret_file)  # unlike a rename it takes nobody's place
        finally:
            Path(name).unlink()

    def desk(self) -> Database:
        return self._open("EVALSITE_DATABASE_URL", self.database_url, "desk.sqlite3")

    def box(self) -> Database:
        """Raises BadSetting, also when box and roll would share a database: who reads one must not read the other."""
        box = self._open("EVALSITE_BOX_DATABASE_URL", self.box_database_url, "box.sqlite3")
        if box.url == self.desk().url:
            raise BadSetting(name="EVALSITE_BOX_DATABASE_URL", problem="same_database")
        return box

    def _open(self, name: str, url: str, file: str) -> Database:
        try:
            found = make_url(url or f"sqlite:///{self.instance / file}")
        except (ArgumentError, ValueError) as error:
            raise BadSetting(name=name, problem="database") from error
        if found.drivername not in DRIVERS or not found.database:
            raise BadSetting(name=name, problem="database")
        return Database(found, self.threads)


def _convert(kind: object, value: object) -> object:
    kinds: dict[object, Any] = {int: int, float: float, str: str, Path: Path}
    return kinds[kind](value)


def load(environment: Mapping[str, str] | None = None) -> Settings:
    """The settings of this process. Raises BadSetting naming the variable whose value does not fit."""
    given = os.environ if environment is None else environment
    values: dict[str, object] = tomllib.loads(DEFAULT.read_text(encoding="utf-8"))
    if given.get("EVALSITE_CONFIG"):
        values |= _read(given["EVALSITE_CONFIG"])
    known = {}
    for field in fields(Settings):
        name = f"EVALSITE_{field.name.upper()}"
        try:
            known[field.name] = _convert(field.type, given.get(name, values[field.name]))
        except (ValueError, TypeError) as error:
            raise BadSetting(name=name, problem="value", value=given.get(name, values[field.name])) from error
    settings = Settings(**known)  # type: ignore[arg-type]
    _require_sensible(settings)
    return settings if settings.instance.is_absolute() else _rooted(settings)


def _read(file: str) -> dict[str, Any]:
    try:
        return tomllib.loads(Path(file).read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        line = re.search(r"line (\d+)", str(error))
        raise BadSetting(name="EVALSITE_CONFIG", problem="toml", file=file, line=line[1] if line else "…") from error
    except (OSError, UnicodeDecodeError) as error:
        raise BadSetting(name="EVALSITE_CONFIG", problem="file", file=file) from error


def _require_sensible(settings: Settings) -> None:
    """What has the right type and still cannot be meant."""
    least = {
        "port": 1,
        "workers": 1,
        "threads": 1,
        "read_seconds": 1,
        "proxies": 0,
        "session_hours": 1,
        "session_idle_minutes": 5,
        "invitation_days": 1,
        "mix_delay_low": 0,
        "turnout_delay": 0,
    }
    for name, lowest in least.items():
        value = getattr(settings, name)
        if not lowest <= value < float("inf") or (name == "port" and value > 65535):  # "not": nan is no number of these
            raise BadSetting(name=f"EVALSITE_{name.upper()}", problem="value", value=value)
    if settings.jobs_url and not re.match(r"rediss?://[^/]", settings.jobs_url):
        raise BadSetting(name="EVALSITE_JOBS_URL", problem="queue", value=settings.jobs_url[:60])
    if settings.base_url and not (ADDRESS.fullmatch(settings.base_url) and len(settings.base_url) <= LONGEST_ADDRESS):
        raise BadSetting(
            name="EVALSITE_BASE_URL", problem="address", value=settings.base_url[:60], most=LONGEST_ADDRESS
        )
    unknown = settings.roles_with_second_step - set(Role)
    if unknown:
        raise BadSetting(name="EVALSITE_SECOND_STEP_ROLES", problem="value", value="、".join(sorted(unknown)))
    if not mixing.can_be_offered(settings.mix_delay):
        lowest, most = mixing.LEAST_SPREAD // 1000, mixing.LONGEST // 1000
        raise BadSetting(
            name="EVALSITE_MIX_DELAY", problem="mix", value=f"{settings.mix_delay:g}", least=lowest, most=most
        )
    try:
        ZoneInfo(settings.timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise BadSetting(name="EVALSITE_TIMEZONE", problem="zone", value=settings.timezone) from error


def _rooted(settings: Settings) -> Settings:
    """A relative instance folder lies beside the program when it is the default, else in the working directory."""
    values = {field.name: getattr(settings, field.name) for field in fields(Settings)}
    base = ROOT if str(settings.instance) == "instance" else Path.cwd()
    return Settings(**{**values, "instance": base / settings.instance})
