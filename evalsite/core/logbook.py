"""The log of the desk (操作日志): what people did, each entry bound to the one before it by a hash.

Whoever changes, takes out or puts in an entry breaks every link after it. What the chain alone cannot show is that its
end was cut off: for that its head (number and hash of the last entry) is written down elsewhere and compared.
No voter and no ballot is ever in it: it tells of people who sign in.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from enum import StrEnum

FIRST = "0" * 64  # what the first entry names as the one before it
DOMAIN = b"evalsite-log-v1\n"
LONGEST = 120  # characters of one detail


class Action(StrEnum):
    """What is logged. The words for people stand in ``evalsite/words.py``."""

    SIGN_IN = "sign_in"
    SIGN_IN_FAILED = "sign_in_failed"
    SIGN_OUT = "sign_out"
    SESSION_END = "session_end"
    PASSWORD_CHANGE = "password_change"  # noqa: S105 - the name of an act
    SECOND_STEP_ON = "second_step_on"
    SECOND_STEP_OFF = "second_step_off"
    RECOVERY_CODES = "recovery_codes"
    INVITE = "invite"
    INVITE_AGAIN = "invite_again"
    INVITATION_WITHDRAW = "invitation_withdraw"
    INVITATION_ACCEPT = "invitation_accept"
    ACCOUNT_ADD = "account_add"
    ACCOUNT_CHANGE = "account_change"
    ACCOUNT_DEACTIVATE = "account_deactivate"
    ACCOUNT_ACTIVATE = "account_activate"
    CAMPAIGN_CREATE = "campaign_create"
    CAMPAIGN_IMPORT = "campaign_import"
    CAMPAIGN_EDIT = "campaign_edit"
    CAMPAIGN_DELETE = "campaign_delete"
    CAMPAIGN_ZONES = "campaign_zones"
    REHEARSE = "rehearse"
    REHEARSAL_WIPE = "rehearsal_wipe"
    PUBLISH = "publish"
    TICKETS_ISSUE = "tickets_issue"
    TICKETS_FETCH = "tickets_fetch"
    TICKET_VOID = "ticket_void"
    HALL_SCREEN = "hall_screen"
    EXTEND = "extend"
    CLOSE = "close"
    OPEN = "open"
    KEY_DESTROY = "key_destroy"
    CERTIFY = "certify"
    OBJECT = "object"
    OBJECTION_ANSWER = "objection_answer"
    OBJECTION_PERIOD = "objection_period"
    DESTRUCTION_AGREE = "destruction_agree"
    DESTROY = "destroy"
    SCRUTINEERS = "scrutineers"
    SCHEDULE = "schedule"
    VISIBILITY = "visibility"
    PAPER_ENTER = "paper_enter"
    PAPER_TAKE_BACK = "paper_take_back"
    TEXT_HIDE = "text_hide"
    TEXT_SHOW = "text_show"
    NAMES_MERGE = "names_merge"
    NAMES_SPLIT = "names_split"
    FIGURES_IMPORT = "figures_import"
    FIGURES_WITHDRAW = "figures_withdraw"
    INDEX_IMPORT = "index_import"
    INDEX_REMOVE = "index_remove"
    REGISTER_IMPORT = "register_import"
    TEMPLATE_CHANGE = "template_change"
    REPORTS_MAKE = "reports_make"
    JOB_CANCEL = "job_cancel"
    DOWNLOAD = "download"
    BACKUP = "backup"
    RESTORE = "restore"


class Outcome(StrEnum):
    """``BEGUN`` is written before an act, so that none happens unlogged; another entry tells how it went."""

    BEGUN = "begun"
    DONE = "done"
    REFUSED = "refused"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Deed:
    """What somebody is about to do: ``who`` is an account's name, ``about`` a campaign's id or ``""``."""

    who: str
    action: Action
    about: str = ""
    details: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Entry:
    """One line of the log.

    ``number`` counts from 1 without a gap; ``at`` is UTC to the second (RFC 3339). ``of`` is the number of the entry
    that began what this one tells the outcome of, 0 otherwise. ``details`` are a few short texts; never a secret.
    """

    number: int
    at: str
    who: str
    action: str
    about: str
    outcome: str
    of: int
    details: Mapping[str, str]
    previous: str
    hash: str = ""


def canonical(entry: Entry) -> bytes:
    """The bytes that are hashed: the entry without its hash, as JSON with sorted keys, no spaces, in UTF-8."""
    content = {name: value for name, value in asdict(entry).items() if name != "hash"}
    return json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def hash_of(entry: Entry) -> str:
    return hashlib.sha256(DOMAIN + canonical(entry)).hexdigest()


def following(last: Entry | None, deed: Deed, at: str, outcome: Outcome, of: int = 0) -> Entry:
    """The entry that comes after ``last`` (None: the first of all)."""
    number, previous = (last.number + 1, last.hash) if last else (1, FIRST)
    entry = Entry(number, at, deed.who, deed.action.value, deed.about, outcome.value, of, cut(deed.details), previous)
    return Entry(**{**asdict(entry), "hash": hash_of(entry)})


def cut(details: Mapping[str, str]) -> dict[str, str]:
    """Details as they are kept: short, and only those that say something."""
    return {
        name: value if len(value) <= LONGEST else f"{value[: LONGEST - 1]}…" for name, value in details.items() if value
    }


class Fault(StrEnum):
    """What can be wrong with a link."""

    MISSING = "missing"  # its number does not follow the one before it
    UNLINKED = "unlinked"  # it names another entry as the one before it
    CHANGED = "changed"  # its content does not fit its hash


@dataclass(frozen=True, slots=True)
class Break:
    """The first link that does not hold; ``number`` is the one the entry there has, or should have."""

    number: int
    fault: Fault


@dataclass(frozen=True, slots=True)
class Checked:
    """``length`` entries hold, the last with ``head``; ``broken`` is the first that does not, None when all do."""

    length: int
    head: str
    broken: Break | None


def check(entries: Iterable[Entry]) -> Checked:
    """Walk the chain from its first entry, as long as its links hold. An empty log is whole."""
    length, head = 0, FIRST
    for entry in entries:
        fault = _fault(entry, length, head)
        if fault is not None:
            return Checked(length, head, Break(length + 1 if fault is Fault.MISSING else entry.number, fault))
        length, head = entry.number, entry.hash
    return Checked(length, head, None)


def _fault(entry: Entry, length: int, head: str) -> Fault | None:
    if entry.number != length + 1:
        return Fault.MISSING
    if entry.previous != head:
        return Fault.UNLINKED
    return None if hash_of(entry) == entry.hash else Fault.CHANGED
