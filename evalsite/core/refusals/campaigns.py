"""Steps of a campaign that its state forbids: publishing, issuing, rehearsing, telling, opening."""

from evalsite.core.refusals.base import Refusal
from evalsite.core.refusals.workbooks import Wrong
from evalsite.core.saying import joined, say


class NoSuchCampaign(Refusal):
    code = "no_such_campaign"
    status = 404


class WrongState(Refusal):
    """The step does not fit the campaign's state; ``state`` is what it is in, ``needs`` what the step needs."""

    code = "wrong_state"
    status = 409


class DeadlinePassed(Refusal):
    """Publishing a campaign whose deadline has passed already: no ticket could ever vote."""

    code = "deadline_passed"


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


class NoLinks(Refusal):
    """Tickets cannot be sent as links as it was asked; ``problems`` are all the reasons."""

    code = "no_links"


class SlipsGone(Refusal):
    """The slips that a job made wait no more: they were fetched, thrown away, or their hour is over."""

    code = "slips_gone"
    status = 410


class UploadGone(Refusal):
    """A workbook that waited to be taken in waits no more: its day is over, or it went with a job that was cut off."""

    code = "upload_gone"
    status = 410


class TicketStamped(Refusal):
    """A ticket that has voted cannot be voided: nobody can find its envelope, so the vote stays."""

    code = "ticket_stamped"
    status = 409


class FaultyBatches(Refusal):
    """Slips cannot be parted as it was asked; ``wrong`` are all the reasons, each with its electorate as the key."""

    code = "faulty_batches"
    status = 422

    def __init__(self, wrong: tuple[Wrong, ...]) -> None:
        super().__init__(
            count=len(wrong),
            problems=joined(
                "\n",
                (
                    say("票种 {key}：{problem}。{remedy}。", key=one.key, problem=one.problem, remedy=one.remedy)
                    for one in wrong
                ),
            ),
        )
        self.wrong = wrong


class ExcessEnvelopes(Refusal):
    """``electorates`` have more envelopes in the box than tickets that stamped: somebody else made stamps."""

    code = "excess_envelopes"
    status = 409


class BoxChanged(Refusal):
    """The box no longer has the root that was signed at closing: somebody changed it behind the program's back."""

    code = "box_changed"
    status = 500


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


class RecountDiffers(Refusal):
    code = "recount_differs"
    status = 500


class NoDeadline(Refusal):
    """A campaign without a deadline has none that could be moved."""

    code = "no_deadline"
    status = 409


class NotLater(Refusal):
    """A deadline is moved later only, and into the future; ``before`` is the one that holds now."""

    code = "not_later"


class BadExtensionReason(Refusal):
    """An extension without a reason, or with one that is too long to be shown (``most`` characters)."""

    code = "bad_extension_reason"


class ExtendedMeanwhile(Refusal):
    """Somebody else moved the deadline at the same moment."""

    code = "extended_meanwhile"
    status = 409
