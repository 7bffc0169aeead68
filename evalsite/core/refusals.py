"""Every way in which evalsite says no: one class per rule, each with a stable code.

The words for people live in one table, ``evalsite/words.py``; here is only what the machine needs.
``details`` fill the blanks of those words (names, counts), never secrets or codes of tickets.
"""

from dataclasses import dataclass
from typing import ClassVar


class Refusal(Exception):
    """A request that a rule forbids. ``code`` is stable (tests, scripts and the phone read it); ``status`` is its HTTP status."""

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 400

    def __init__(self, **details: object) -> None:
        super().__init__(self.code, details)
        self.details = details


# --- the phone's side: roll and box ----------------------------------------------------------------------------------


class Malformed(Refusal):
    code = "malformed"


class UnknownTicket(Refusal):
    code = "unknown_ticket"
    status = 404


class VoidTicket(Refusal):
    code = "void_ticket"
    status = 403


class AlreadyStamped(Refusal):
    code = "already_stamped"
    status = 409


class NotOpen(Refusal):
    code = "not_open"
    status = 425


class Closed(Refusal):
    code = "closed"
    status = 410


class NotClosed(Refusal):
    """The box still takes envelopes: what is in it is not shown before it is closed."""

    code = "not_closed"
    status = 425


class UnknownCampaign(Refusal):
    code = "unknown_campaign"
    status = 404


class BadStamp(Refusal):
    code = "bad_stamp"
    status = 422


class WrongSize(Refusal):
    code = "wrong_size"
    status = 422


class TooLarge(Refusal):
    code = "too_large"
    status = 413


class Busy(Refusal):
    """A database that cannot be reached, read or written now; ``kind`` is how it failed, ``where`` its URL."""

    code = "busy"
    status = 503


# --- keys and shares -------------------------------------------------------------------------------------------------


class BadShare(Refusal):
    """A share file or its words do not parse, or their checksum is wrong.

    ``problem`` is ``no_words``, ``unknown_word`` (``word`` and its ``position`` say which), ``length``, ``checksum``
    or ``kind``; ``share`` is the number, from 1, of the one meant among those given.
    """

    code = "bad_share"


class ForeignShare(Refusal):
    """Shares that parse but belong to another split, or to another campaign; ``share`` is the first odd one, from 1."""

    code = "foreign_share"


class TooFewShares(Refusal):
    """``have`` different shares are there, ``need`` are needed."""

    code = "too_few_shares"


class BadSplit(Refusal):
    """A seed cannot be split ``k`` of ``n``: n is 1 to 16, k at least 2 when there is more than one share."""

    code = "bad_split"


class BadKey(Refusal):
    """A stored or published key is damaged or not of the expected kind."""

    code = "bad_key"
    status = 500


class Undecipherable(Refusal):
    """An envelope does not open: altered, truncated, or sealed to another key, campaign or electorate."""

    code = "undecipherable"
    status = 422


# --- the organiser's side --------------------------------------------------------------------------------------------


class NoSuchCampaign(Refusal):
    code = "no_such_campaign"
    status = 404


class RegisterMoved(Refusal):
    """The register has changed since somebody looked at what an import would do."""

    code = "register_moved"
    status = 409


class NoSuchEntry(Refusal):
    """``entry`` is a code that the register does not hold."""

    code = "no_such_entry"
    status = 404


class WrongState(Refusal):
    """The step does not fit the campaign's state; ``state`` is what it is in, ``needs`` what the step needs."""

    code = "wrong_state"
    status = 409


class RehearsalLeft(Refusal):
    """A draft with ``number`` rehearsals that are not wiped: their slips must not be about when the real ones are."""

    code = "rehearsal_left"
    status = 409


class NoRehearsal(Refusal):
    """Only a rehearsal can be wiped; ``campaign`` counts."""

    code = "no_rehearsal"
    status = 409


class TooFewTickets(Refusal):
    code = "too_few_tickets"


class SmallElectorate(Refusal):
    """Fewer than ten tickets: needs an explicit acknowledgement."""

    code = "small_electorate"


class AlreadyIssued(Refusal):
    code = "already_issued"
    status = 409


class TicketsUsed(Refusal):
    """Somebody has voted: the tickets can no longer be taken back and made anew."""

    code = "tickets_used"
    status = 409


class TicketStamped(Refusal):
    """A ticket that has voted cannot be voided: nobody can find its envelope, so the vote stays."""

    code = "ticket_stamped"
    status = 409


class KeyDestroyed(Refusal):
    """The opening key that the server kept was destroyed after the count: the box is not opened again."""

    code = "key_destroyed"
    status = 410


class ExcessEnvelopes(Refusal):
    """``electorates`` have more envelopes in the box than tickets that stamped: somebody else made stamps."""

    code = "excess_envelopes"
    status = 409


class PaperUnsettled(Refusal):
    """Paper ballots of ``electorates`` were counted by one teller only, or by two who differ: the box waits for them."""

    code = "paper_unsettled"
    status = 409


class PaperChanged(Refusal):
    """A teller changed a count while the box was being opened: nothing was stored."""

    code = "paper_changed"
    status = 409


class SeatsTaken(Refusal):
    """Two tellers (``tellers``) count the paper ballots of this campaign already."""

    code = "seats_taken"
    status = 409


@dataclass(frozen=True, slots=True)
class Wrong:
    """Something in a count sheet that cannot be, at the cell ``key`` (core/countsheet.py): what, and what to do."""

    key: str
    problem: str
    remedy: str


class FaultyCount(Refusal):
    """A teller's count that does not add up; ``wrong`` are (electorate, cell), all of them, for form or workbook to mark."""

    code = "faulty_count"
    status = 422

    def __init__(self, wrong: tuple[tuple[str, Wrong], ...] = ()) -> None:
        super().__init__(count=len(wrong))
        self.wrong = wrong


class RecountDiffers(Refusal):
    code = "recount_differs"
    status = 500


class WrongPassword(Refusal):
    code = "wrong_password"
    status = 403


class SignInPaused(Refusal):
    """Too many wrong passwords; ``seconds`` until the next try."""

    code = "sign_in_paused"
    status = 429


class DoorCrowded(Refusal):
    """More people sign in at this moment than passwords can be checked without slowing the votes."""

    code = "door_crowded"
    status = 503


class NotAllowed(Refusal):
    code = "not_allowed"
    status = 403


class MissingSecret(Refusal):
    code = "missing_secret"


class DamagedSecret(Refusal):
    """The secret's file is there and holds none. A new secret would void every slip, so none is made."""

    code = "damaged_secret"


class BadSetting(Refusal):
    """A setting ``name`` that cannot be used as it is; ``problem`` says why (evalsite/words.py has the words)."""

    code = "bad_setting"


class SchemaOutdated(Refusal):
    code = "schema_outdated"


class SchemaNewer(Refusal):
    """A newer version of the program has written this database; nothing of it may be touched by this one."""

    code = "schema_newer"


class DatabaseMissing(Refusal):
    """Nothing at all is in the database ``history`` at ``where``, although this command is about what should be."""

    code = "database_missing"


class TypesettingFailed(Refusal):
    """typst refused a report or died twice over it: a defect of the template or the machine; ``problem`` is its own."""

    code = "typesetting_failed"
    status = 500


class BrokenTemplate(Refusal):
    """The template of Word reports that an organiser made cannot be used; ``problem`` says what is wrong with it."""

    code = "broken_template"
    status = 422


class NoSuchSubject(Refusal):
    code = "no_such_subject"
    status = 404


class NoSuchIndex(Refusal):
    code = "no_such_index"
    status = 404


class IndexInUse(Refusal):
    """The index ``index`` is part of others; ``users`` names them."""

    code = "index_in_use"
    status = 409


class IndicesChanged(Refusal):
    """Somebody defined or removed an index while this definition was being checked."""

    code = "indices_changed"
    status = 409


class NotComparable(Refusal):
    """One number over rounds that do not ask the same; ``rounds`` tells which of them and why, in words."""

    code = "not_comparable"
    status = 409


class NoSuchText(Refusal):
    """No text of the count has this key."""

    code = "no_such_text"
    status = 404


class PassageNotThere(Refusal):
    """The passage to hide does not stand in the text, or the one to show is not hidden."""

    code = "passage_not_there"
    status = 422


class BadReason(Refusal):
    """A reason that is not on the list: a redaction cannot add words of its own."""

    code = "bad_reason"
    status = 422


class BadMerge(Refusal):
    """A name written in cannot be put together with that one; ``problem`` says why."""

    code = "bad_merge"
    status = 422


class BoxChanged(Refusal):
    """The box no longer has the root that was signed at closing: somebody changed it behind the program's back."""

    code = "box_changed"
    status = 500


class DeadlinePassed(Refusal):
    """Publishing a campaign whose deadline has passed already: no ticket could ever vote."""

    code = "deadline_passed"


class ForeignKey(Refusal):
    """The shares make a key, but not the opening key of this campaign."""

    code = "foreign_key"


class PortTaken(Refusal):
    code = "port_taken"


class PortForbidden(Refusal):
    """The system lets only its administrator listen there (ports below 1024)."""

    code = "port_forbidden"


class FileExists(Refusal):
    """A command would overwrite a file that it did not make."""

    code = "file_exists"


class NotDemo(Refusal):
    """The instance in ``folder`` holds what no demo has made; the demo leaves it alone."""

    code = "not_demo"


class DemoElsewhere(Refusal):
    """Databases are set by URL: the demo makes its own, in files, and adds nothing to those."""

    code = "demo_elsewhere"


class DemoBusy(Refusal):
    """Another process is making the demo in the same folder."""

    code = "demo_busy"


# --- accounts of the desk --------------------------------------------------------------------------------------------


class NameTaken(Refusal):
    code = "name_taken"
    status = 409


class BadAccountName(Refusal):
    code = "bad_account_name"


class WeakPassword(Refusal):
    code = "weak_password"


class NoSuchAccount(Refusal):
    code = "no_such_account"
    status = 404


class NotABackup(Refusal):
    code = "not_a_backup"


class NotEmpty(Refusal):
    """Restoring into an instance that already holds something."""

    code = "not_empty"
    status = 409


# --- campaign workbooks ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing wrong in a workbook, at the place where Excel shows it.

    ``sheet`` "" is the file as a whole, ``row`` None the sheet as a whole, ``column`` "" (else letters) the whole row.
    """

    sheet: str
    row: int | None
    column: str
    problem: str
    remedy: str


class FaultyWorkbook(Refusal):
    """A campaign workbook that cannot be taken in; ``faults`` are all that is wrong with it, from the first sheet on."""

    code = "faulty_workbook"
    status = 422

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__(count=len(faults))
        self.faults = faults


# --- the headless voter ----------------------------------------------------------------------------------------------


class FaultyTable(Refusal):
    """tickets.csv or ballots.csv cannot be used as it is; ``problems`` are sentences with line numbers, for people."""

    code = "faulty_table"


class NoValidBallot(Refusal):
    """A random ballot of ``electorate`` breaks a rule of its campaign, whatever is marked; ``reason`` is in words."""

    code = "no_valid_ballot"


class BadSlip(Refusal):
    """A slip's address lacks its code or fingerprint."""

    code = "bad_slip"


class ForeignManifest(Refusal):
    """The server's manifest has another fingerprint than the slip: another campaign, or one altered for this voter."""

    code = "foreign_manifest"
    status = 409


class BadReceipt(Refusal):
    """The box's receipt is not for this envelope, or not signed by the key in the manifest."""

    code = "bad_receipt"
    status = 502


class NoAnswer(Refusal):
    """The server could not be reached, or could not take the request, however often it was asked."""

    code = "no_answer"
    status = 503


class UnexpectedAnswer(Refusal):
    """The server answered something that the protocol does not know; ``http`` is its HTTP status."""

    code = "unexpected_answer"
    status = 502


# --- the audit file --------------------------------------------------------------------------------------------------


class BadBundle(Refusal):
    """A file is no audit file, or a damaged one; ``problem`` says what is wrong, in words for people."""

    code = "bad_bundle"
