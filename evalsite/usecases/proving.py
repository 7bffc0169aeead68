"""The second step of signing in (两步验证): codes of an authenticator (TOTP, RFC 6238), and recovery codes for a lost one."""

import base64
import hashlib
import hmac
import secrets
from dataclasses import dataclass
from datetime import datetime

import pyotp
from cryptography.fernet import Fernet, InvalidToken
from itsdangerous import BadSignature, URLSafeSerializer

from evalsite.core.refusals import NoSuchAccount, WrongCode
from evalsite.settings import Settings
from evalsite.store import accounts, second_steps
from evalsite.store.engine import Database
from evalsite.usecases import signing_in
from evalsite.usecases.signing_in import Account, Attempt

ISSUER = "云端测评"
PERIOD = 30  # seconds a code holds
DRIFT = 1  # periods that a phone's clock may be fast or slow
CODES = 10  # recovery codes
LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that are read wrongly
LENGTH = 12  # letters of a recovery code: 60 bits, so that a hash without salt and stretching is enough


def is_on(desk: Database, account: Account) -> bool:
    with desk.read() as connection:
        return second_steps.find(connection, account.id) is not None


def codes_left(desk: Database, account: Account) -> int:
    with desk.read() as connection:
        return second_steps.codes_left(connection, account.id)


# --- turning it on and off --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Offer:
    """A secret that is not in force yet. ``address`` is what the QR symbol holds, ``token`` comes back with the code."""

    secret: str
    address: str
    token: str


def _offers(settings: Settings, account: Account) -> URLSafeSerializer:
    return URLSafeSerializer(settings.require_secret(), salt=f"evalsite-second-step-v1-{account.id}")


def offer(settings: Settings, account: Account) -> Offer:
    """A new secret for this account's authenticator; nothing is kept until a code of it has been shown to work."""
    secret = pyotp.random_base32()
    token = _offers(settings, account).dumps(secret)
    assert isinstance(token, str)  # URLSafeSerializer makes text
    return _offered(account, secret, token)


def offered(settings: Settings, account: Account, token: str) -> Offer:
    """The offer that a form brings back, so that a mistyped code does not mean another QR symbol. Raises WrongCode."""
    try:
        return _offered(account, str(_offers(settings, account).loads(token)), token)
    except BadSignature as error:
        raise WrongCode() from error


def _offered(account: Account, secret: str, token: str) -> Offer:
    address = pyotp.TOTP(secret).provisioning_uri(name=account.name, issuer_name=ISSUER)
    return Offer(secret, address, token)


def turn_on(desk: Database, settings: Settings, account: Account, token: str, code: str, now: datetime) -> list[str]:
    """In force from now on; gives the recovery codes, shown this once. Raises WrongCode."""
    secret = offered(settings, account, token).secret
    period = _period(secret, code, now)
    if period is None:
        raise WrongCode()
    made = [_recovery_code() for _ in range(CODES)]
    sealed = _seal(settings).encrypt(secret.encode()).decode()
    with desk.write() as connection:
        second_steps.put(connection, account.id, sealed, period)
        second_steps.put_codes(connection, account.id, [_hash(settings, account.id, one) for one in made])
    return made


def renew_codes(desk: Database, settings: Settings, account: Account, password: str) -> list[str]:
    """Other recovery codes; those before are worth nothing. Raises WrongPassword, NoSuchAccount where it is not on."""
    signing_in.confirm(desk, settings, account, password)
    made = [_recovery_code() for _ in range(CODES)]
    with desk.write() as connection:
        if second_steps.find(connection, account.id) is None:
            raise NoSuchAccount(name=account.name)
        second_steps.put_codes(connection, account.id, [_hash(settings, account.id, one) for one in made])
    return made


def turn_off(desk: Database, settings: Settings, account: Account, password: str) -> None:
    """The owner's own act, for which the password is asked: a borrowed browser cannot do it. Raises WrongPassword."""
    signing_in.confirm(desk, settings, account, password)
    with desk.write() as connection:
        second_steps.remove(connection, account.id)


def reset(desk: Database, name: str) -> bool:
    """For an administrator, when somebody has lost phone and recovery codes. False when it was not on.

    Raises NoSuchAccount.
    """
    with desk.write() as connection:
        stored = accounts.find(connection, name)
        if stored is None:
            raise NoSuchAccount(name=name)
        return second_steps.remove(connection, stored.id)


# --- signing in -------------------------------------------------------------------------------------------------------


def prove(desk: Database, settings: Settings, account: Account, attempt: Attempt, now: datetime) -> None:
    """The second step: ``attempt.password`` is a code of the authenticator or a recovery code, each good once.

    Counted before it is looked at, under pauses like those for passwords. Raises WrongCode, SignInPaused.
    """
    place = signing_in.count_code(desk, settings, attempt, now)
    with desk.write() as connection:
        sealed = second_steps.find(connection, account.id)
        period = _period(_open(settings, sealed), attempt.password, now) if sealed else None
        if period is not None:
            right = second_steps.use(connection, account.id, period)
        else:
            right = second_steps.use_code(connection, account.id, _hash(settings, account.id, attempt.password))
    if not right:
        signing_in.note_failure(desk, settings, account.name, now)
        raise WrongCode()
    signing_in.settle(desk, settings, place, account.name, now)


def _period(secret: str, code: str, now: datetime) -> int | None:
    """The period whose code this is, of those about now; None when it is none."""
    code = "".join(code.split())
    if not (len(code) == 6 and code.isascii() and code.isdecimal()):
        return None
    totp, middle = pyotp.TOTP(secret), int(now.timestamp()) // PERIOD
    periods = range(middle - DRIFT, middle + DRIFT + 1)
    return next((one for one in periods if hmac.compare_digest(totp.at(one * PERIOD), code)), None)


def _recovery_code() -> str:
    letters = "".join(secrets.choice(LETTERS) for _ in range(LENGTH))
    return "-".join(letters[start : start + 4] for start in range(0, LENGTH, 4))


def _hash(settings: Settings, account: int, code: str) -> str:
    plain = "".join(letter for letter in code.upper() if letter.isalnum())[:64]
    message = f"evalsite-recovery-v1\0{account}\0{plain}".encode()
    return hmac.new(settings.require_secret().encode(), message, hashlib.sha256).hexdigest()


def _seal(settings: Settings) -> Fernet:
    key = hmac.new(settings.require_secret().encode(), b"evalsite-second-step-key-v1", hashlib.sha256).digest()
    return Fernet(base64.urlsafe_b64encode(key))


def _open(settings: Settings, sealed: str) -> str:
    """Raises WrongCode under another secret of the instance than the one it was sealed under."""
    try:
        return _seal(settings).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise WrongCode() from error
