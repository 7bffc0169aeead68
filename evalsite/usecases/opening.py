"""Opening the box (开箱): scrutineers give their shares, envelopes are opened in memory and counted.

No opened ballot is ever written: what is stored is the tally. A recount opens the same box again and must agree.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime

from evalsite.core import ballot as ballots
from evalsite.core import envelope as formats
from evalsite.core import tally as tallies
from evalsite.core.campaign import Campaign
from evalsite.core.questionnaire import Sheet
from evalsite.core.refusals import (
    BallotsDestroyed,
    BoxChanged,
    ExcessEnvelopes,
    ForeignKey,
    KeyDestroyed,
    PaperChanged,
    RecountDiffers,
    TooFewShares,
    Undecipherable,
    WrongState,
)
from evalsite.core.scheme import Json
from evalsite.core.scrutiny import Act, Kind
from evalsite.core.tally import Tally
from evalsite.core.validity import Judge
from evalsite.crypto import manifest as manifests
from evalsite.crypto import shares as sharing
from evalsite.crypto.sealing import OpeningKey
from evalsite.store import deposits
from evalsite.store import desk as desk_store
from evalsite.store import scrutiny as scrutiny_store
from evalsite.store.desk import Record, State
from evalsite.store.engine import Database
from evalsite.store.relay import relay
from evalsite.usecases import telling
from evalsite.usecases.closing import closing_counts, envelopes, excess_of, require_signed
from evalsite.usecases.depositing import OPENING
from evalsite.usecases.preparing import Progress, get, silent
from evalsite.usecases.signing import signed


@dataclass(frozen=True, slots=True)
class Opener:
    """What opens one campaign's envelopes: lives in memory while the box is opened, and only then."""

    key: OpeningKey
    campaign: Campaign
    manifest_hash: bytes
    size: int
    text_chars: int
    judges: dict[str, Judge] = field(default_factory=dict)

    def judge(self, sheet: Sheet, envelope: bytes) -> ballots.Ballot | str:
        """The ballot in an envelope, or the reason why it is void."""
        electorate = sheet.electorate.code
        try:
            plaintext = self.key.open(envelope, self.manifest_hash, electorate)
            digest = formats.sheet_digest(self.manifest_hash, electorate)
            ballot = ballots.decode(sheet, digest, self.size, self.text_chars, plaintext)
        except Undecipherable:
            return "undecipherable"
        except ballots.BallotError as error:
            return error.reason
        if electorate not in self.judges:
            self.judges[electorate] = Judge(self.campaign, sheet)
        return self.judges[electorate].reason(ballot) or ballot


def open_box(  # noqa: PLR0913 - whose box, with what, and by whom and when
    desk: Database,
    box: Database,
    campaign_id: str,
    shares: Sequence[str] = (),
    progress: Progress = silent,
    *,
    despite_excess: bool = False,
    by: str = "",
    at: datetime | None = None,
) -> Tally:
    """Open the closed box, count it and store the tally; of an opened box: recount it and compare.

    ``shares`` are the share files (or bare words) of at least k scrutineers; none are needed where the server keeps the only one.
    ``despite_excess`` counts a box that holds more envelopes than tickets have stamped, which nobody does by mistake.
    Paper ballots join as tellers have agreed on them (usecases/telling.py). ``by`` is the account that opens ("" for the
    operator's command) and ``at`` when, on the installation's clock; both stand in the protocol, with the numbers of the
    shares. Raises WrongState before closing, BallotsDestroyed, ExcessEnvelopes, TooFewShares, KeyDestroyed, BadShare,
    ForeignShare, ForeignKey, PaperUnsettled, PaperChanged, BoxChanged, RecountDiffers.
    """
    record, text = _openable(desk, campaign_id, despite_excess=despite_excess)
    manifest, manifest_hash = manifests.parse(text), manifests.manifest_hash(text)
    key, numbers = _opening_key(desk, record, manifest, shares)
    campaign = Campaign.from_json(manifest)
    opener = Opener(key, campaign, manifest_hash, manifest["sizes"]["ballot"], manifest["sizes"]["text_chars"])
    total = sum(dropped for _, _, dropped in closing_counts(record).values())
    with desk.read() as connection:
        paper = telling.agreed(connection, record)
    counted, leaves = _count(opener, box, total, progress)
    require_signed(record, leaves)
    tally = replace(counted, paper=paper)
    stored = json.dumps(tally.to_json() | _signed_paper(box, record, tally), ensure_ascii=False, sort_keys=True)
    if record.tally is not None:
        if record.tally != stored:
            raise RecountDiffers()
        return tally
    moment = (at or datetime.now(UTC)).isoformat(timespec="seconds")
    _keep(desk, record, tally, stored, Act(Kind.OPENED, by, "", moment, "、".join(map(str, numbers))))
    return tally


def _openable(desk: Database, campaign_id: str, *, despite_excess: bool) -> tuple[Record, str]:
    """The campaign with its manifest. Raises WrongState, BallotsDestroyed, ExcessEnvelopes."""
    record = get(desk, campaign_id)
    if record.state is State.DESTROYED:
        raise BallotsDestroyed()
    if record.state not in (State.CLOSED, State.OPENED, State.CERTIFIED) or record.manifest is None:
        raise WrongState(state=record.state.value, needs=State.CLOSED.value)
    excess = excess_of(record)
    if excess and record.tally is None and not despite_excess:
        raise ExcessEnvelopes(electorates="、".join(excess))
    return record, record.manifest


def _keep(desk: Database, record: Record, tally: Tally, stored: str, act: Act) -> None:
    with desk.write() as connection:
        desk_store.lock(connection, record.id)
        scrutiny_store.add(connection, record.id, act)
        desk_store.advance(connection, record.id, (State.CLOSED,), State.OPENED, tally=stored)
        if telling.agreed(connection, record) != tally.paper:  # from the line above on no teller changes anything
            raise PaperChanged()
        # What was given from afar meanwhile, for an opening that has now been done on another road.
        removed = deposits.remove(connection, record.id, OPENING)
    if removed:
        relay(desk, deposits.DepositRow)


def _signed_paper(box: Database, record: Record, tally: Tally) -> Json:
    """The signature over how many paper ballots there were, by the key that signed the closing; nothing without any."""
    if not tally.paper:
        return {}
    message = formats.paper_message(telling.statement_of(record, tally))
    return {"paper_signature": signed(box, bytes.fromhex(tally.manifest_hash), message)}


def _opening_key(
    desk: Database, record: Record, manifest: Json, shares: Sequence[str]
) -> tuple[OpeningKey, tuple[int, ...]]:
    """The key, and the numbers of the scrutineers' shares that made it (from 1; none where the server keeps the only one)."""
    words = [sharing.read_share_file(text, number) for number, text in enumerate(shares, 1)]
    if not words:
        with desk.read() as connection:
            kept = desk_store.find_kept_share(connection, record.id)
        words = [kept] if kept else []
    if not words and manifest["shares"]["kept"]:
        raise KeyDestroyed()
    if not words:
        raise TooFewShares(have=0, need=manifest["shares"]["k"])
    key = OpeningKey.from_seed(sharing.recover(words))
    if formats.b64(key.public) != manifest["opening_key"]:
        raise ForeignKey()
    return key, () if manifest["shares"]["kept"] else sharing.numbers(words)


def _count(opener: Opener, box: Database, total: int, progress: Progress) -> tuple[Tally, list[bytes]]:
    """The tally, and the leaves of what was counted: the very same reading of the box, whatever changes behind it."""
    counts = tallies.counts_for(opener.campaign)
    leaves: list[bytes] = []
    for envelope in envelopes(box, opener.manifest_hash):
        progress(len(leaves), total)
        leaves.append(envelope.leaf)
        count = counts.get(envelope.electorate)
        if count is None:
            raise BoxChanged()
        ballot = opener.judge(count.sheet, envelope.envelope)
        if isinstance(ballot, str):
            count.add_void(ballot)
        else:
            count.add(ballot)
    progress(total, total)
    return tallies.finish(opener.campaign, opener.manifest_hash.hex(), counts), leaves


def destroy_key(desk: Database, campaign_id: str) -> bool:
    """Destroy the opening key that the server keeps, once the count stands; False when it keeps none.

    As long as it is there, whoever has it and a voter's receipt can open that voter's envelope. Raises WrongState
    before the box is opened: the key would be missing for the count.
    """
    record = get(desk, campaign_id)
    if not record.state.counted:
        raise WrongState(state=record.state.value, needs=State.OPENED.value)
    with desk.write() as connection:
        there = desk_store.destroy_share(connection, campaign_id)
    relay(desk, desk_store.KeptShareRow)  # also what the file kept of it in a free page
    return there


def keeps_key(desk: Database, campaign_id: str) -> bool:
    """Whether the server (still) keeps this campaign's opening key."""
    with desk.read() as connection:
        return desk_store.find_kept_share(connection, campaign_id) is not None
