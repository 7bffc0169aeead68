"""The report on one subject (报告) as a value: what its pages say, before any page is drawn.

Built from disclosed results alone, so a figure that may not be seen is not here to be leaked by a template.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from fractions import Fraction

from evalsite.core import verdictwords
from evalsite.core.campaign import Indicator, Subject, Type
from evalsite.core.comparing import Compared, compared
from evalsite.core.disclosure import REASONS, Count, Figure, Results, Score, Shown, Withheld, WriteIn
from evalsite.core.figures import Figures
from evalsite.core.paperwords import PaperRow, paper_rows, printed_rules
from evalsite.core.refusals import NoSuchSubject
from evalsite.core.remarks import Remark
from evalsite.core.report_standings import Standing, standings
from evalsite.core.rulewords import Sentence
from evalsite.core.schemewords import electorate_weight, indicator_weight
from evalsite.core.scoring import ALL, TurnoutLine, in_words, rounded
from evalsite.core.standings import order_in_words
from evalsite.core.surroundings import ALONE, Surroundings

SIGNATURES = ("组织者", "监票人", "计票人")
SHORT = 16  # characters that fit under a figure of the cover
MARKS = "①②③④⑤⑥⑦⑧⑨"


@dataclass(frozen=True, slots=True)
class CoverFigure:
    """One of the figures people look for first. ``figure`` None: nobody gave a mark; ``note`` is its context."""

    label: str
    figure: Figure | None
    note: str = ""
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Segment:
    """Votes for one grade, option or place. ``rate`` None: outside the base of rates.

    ``neutral`` marks a grade without points on a scale that has points (不了解, 弃权): it judges nothing.
    """

    grade: str
    votes: Figure
    rate: Figure | None
    neutral: bool = False


@dataclass(frozen=True, slots=True)
class Distribution:
    """How one indicator was marked, all electorates together.

    ``difference`` is own score minus the mean of the group, both as shown, so that a reader's subtraction agrees.
    ``written`` is what was written in for this subject and merged into the list; its votes are in ``segments`` already.
    """

    code: str
    name: str
    type: Type
    scale: str
    weight: str
    segments: tuple[Segment, ...]
    score: Figure | None
    rank: Figure | None
    mean: Shown | None
    difference: Shown | None
    written: WriteIn | None = None


@dataclass(frozen=True, slots=True)
class ElectorateRow:
    """One electorate's view of the subject, on the phone and on paper together; ``by_indicator`` stands in the order of
    ``UnitReport.indicators``.
    """

    code: str
    name: str
    weight: str
    issued: int
    dropped: int
    valid: int
    void: int
    score: Figure | None
    by_indicator: tuple[Figure | None, ...]


@dataclass(frozen=True, slots=True)
class Peer:
    """A subject of the same group in the rank chart."""

    name: str
    score: Figure | None
    rank: Figure | None
    own: bool


@dataclass(frozen=True, slots=True)
class CommentBlock:
    """Answers in free text to one question, each on its own. ``hidden``: why passages of them were redacted, one each."""

    question: str
    texts: tuple[str, ...]
    hidden: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Footnote:
    """Why figures are withheld: ``mark`` stands beside them, ``reason`` is what they carry."""

    mark: str
    reason: str
    text: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with the ``rule`` it comes from, in words; ``ground`` is what of the rule gave it."""

    verdict: Figure
    ground: str
    rule: str


@dataclass(frozen=True, slots=True)
class UnitReport:
    """``indicators`` names the scored ones, columns of ``electorates``; ``total`` is the row of all electorates.

    ``compared`` is what stands beside other units, other rounds and other sources; ``figures`` are what other sources
    say of the subject: beside the ballots, in no score.
    """

    campaign_id: str
    campaign: str
    kind: str
    round: str
    organiser: str
    opens: datetime | None
    closes: datetime | None
    subject: Subject
    cover: tuple[CoverFigure, ...]
    distributions: tuple[Distribution, ...]
    indicators: tuple[str, ...]
    electorates: tuple[ElectorateRow, ...]
    total: tuple[Figure | None, ...]
    peers: tuple[Peer, ...]
    peer_mean: Shown | None
    difference: Shown | None
    comments: tuple[CommentBlock, ...]
    rules: tuple[Sentence, ...]
    footnotes: tuple[Footnote, ...]
    compared: Compared
    signatures: tuple[str, ...] = SIGNATURES
    remarks: tuple[str, ...] = ()
    figures: Figures = field(default_factory=Figures)
    rehearsal: bool = False
    paper: tuple[PaperRow, ...] = ()
    verdict: Judgement | None = None
    standings: Mapping[str, Standing] = field(default_factory=dict)

    @property
    def score(self) -> Figure | None:
        """The total score; None when nothing was scored."""
        return next((peer.score for peer in self.peers if peer.own), None)


class _Reader:
    """Finds a subject's lines in the results."""

    def __init__(self, results: Results, subject: Subject) -> None:
        self.results, self.campaign, self.subject = results, results.campaign, subject
        self.group = [other for other in self.campaign.subjects if other.group == subject.group]
        self._scores = {(s.subject, s.electorate, s.indicator): s for s in results.scores}
        self._counts: dict[str, list[Count]] = {}
        for count in results.counts:
            if count.subject == subject.code and count.electorate == ALL:
                self._counts.setdefault(count.indicator, []).append(count)

    def score(self, electorate: str | None, indicator: str | None, subject: str | None = None) -> Score | None:
        return self._scores.get((subject or self.subject.code, electorate, indicator))

    def counts(self, indicator: str) -> list[Count]:
        return self._counts.get(indicator, [])

    def written(self, indicator: str) -> WriteIn | None:
        """What was written in and merged into this subject."""
        found = (one for one in self.results.writeins if (one.subject, one.indicator) == (self.subject.code, indicator))
        return next(found, None)

    def mean(self, indicator: str | None) -> Shown | None:
        """The mean of the group's shown scores, this subject's among them; None when fewer than two are shown."""
        found = [self.score(None, indicator, other.code) for other in self.group]
        values = [score.score.value for score in found if score is not None and isinstance(score.score, Shown)]
        return self.shown(sum(values, Fraction(0)) / len(values)) if len(values) > 1 else None

    def shown(self, value: Fraction) -> Shown:
        return Shown(value, in_words(rounded(value, self.campaign.rates), self.campaign.rates))

    def difference(self, own: Figure | None, mean: Shown | None) -> Shown | None:
        if mean is None or not isinstance(own, Shown):
            return None
        rates = self.campaign.rates
        value = rounded(own.value, rates) - rounded(mean.value, rates)
        return Shown(value, ("+" if value > 0 else "") + in_words(value, rates))


def unit_report(results: Results, subject_code: str, around: Surroundings = ALONE) -> UnitReport:
    """The report on one subject; ``around`` is what is known beside this campaign. Raises NoSuchSubject."""
    campaign = results.campaign
    if subject_code not in {subject.code for subject in campaign.subjects}:
        raise NoSuchSubject(subject=subject_code)
    reader = _Reader(results, campaign.subject(subject_code))
    asked = [i for i in campaign.indicators if i.applies_to(reader.subject.group)]
    scored = [i for i in asked if reader.score(None, i.code) is not None]
    distributions = tuple(_distribution(reader, i) for i in asked if i in scored or reader.counts(i.code))
    electorates = tuple(_electorates(reader, scored))
    cover = tuple(_cover(reader, distributions, electorates))
    total = tuple(_score_of(reader.score(None, i.code)) for i in scored)
    peers = tuple(_peers(reader))
    beside = compared(results, subject_code, around)
    stands = standings(results, reader.subject)
    told = [figure for one in stands.values() for figure in one.figures()]
    return UnitReport(
        results.id,
        campaign.name,
        campaign.kind.value,
        " ".join(part for part in (campaign.series, campaign.round) if part),
        campaign.organiser,
        campaign.opens,
        campaign.closes,
        reader.subject,
        cover,
        distributions,
        tuple(f"{i.name}（{order_in_words(campaign, i.code)}）" if i.type is Type.RANK else i.name for i in scored),
        electorates,
        total,
        peers,
        reader.mean(None),
        reader.difference(_score_of(reader.score(None, None)), reader.mean(None)),
        tuple(comments_on(results, subject_code)),
        printed_rules(results),
        footnotes((*_figures(cover, distributions, electorates, peers), *told, *beside.figures())),
        beside,
        verdict=_judgement(reader),
        standings=stands,
        remarks=tuple(remark.text for remark in results.remarks if _concerns(remark, electorates)),
        figures=around.figures.of(subject_code),
        rehearsal=campaign.rehearsal,
        paper=paper_rows(results, {one.code for one in campaign.electorates if one.rates(reader.subject)}),
    )


def _concerns(remark: Remark, electorates: tuple[ElectorateRow, ...]) -> bool:
    """Whether a remark is about this subject's result: one on an electorate that did not rate it is not."""
    return remark.electorate is None or remark.electorate in {row.code for row in electorates}


def _judgement(reader: _Reader) -> Judgement | None:
    line = reader.score(None, None)
    if line is None or line.verdict is None:
        return None
    return Judgement(line.verdict, line.ground, verdictwords.rule_for(reader.campaign, reader.subject.group))


def _score_of(score: Score | None) -> Figure | None:
    return score.score if score else None


def _distribution(reader: _Reader, indicator: Indicator) -> Distribution:
    line = reader.score(None, indicator.code)
    own, mean = _score_of(line), reader.mean(indicator.code)
    neutral: set[str] = set()
    if indicator.type is Type.GRADE:
        grades = reader.campaign.scale(indicator.scale).grades
        neutral = {g.name for g in grades if g.points is None and any(x.points is not None for x in grades)}
    return Distribution(
        indicator.code,
        indicator.name,
        indicator.type,
        indicator.scale,
        indicator_weight(reader.campaign, indicator.code),
        tuple(Segment(c.grade, c.votes, c.rate, c.grade in neutral) for c in reader.counts(indicator.code)),
        own,
        line.rank if line else None,
        mean,
        reader.difference(own, mean),
        reader.written(indicator.code),
    )


def _electorates(reader: _Reader, scored: list[Indicator]) -> Iterable[ElectorateRow]:
    """A row for each electorate that rates the subject; a pool stands as one, with those of its members that do."""
    campaign, turnout = reader.campaign, {line.electorate: line for line in reader.results.attendance}
    rating: dict[str, list[TurnoutLine]] = {}
    for one in campaign.electorates:
        if one.rates(reader.subject):
            rating.setdefault(campaign.pool_of(one.code), []).append(turnout[one.code])
    for electorate in campaign.counted:
        if electorate.code not in rating:
            continue
        lines = rating[electorate.code]
        yield ElectorateRow(
            electorate.code,
            electorate.name,
            electorate_weight(campaign, electorate.code),
            sum(line.issued for line in lines),
            sum(line.dropped for line in lines),
            sum(line.valid for line in lines),
            sum(line.void for line in lines),
            _score_of(reader.score(electorate.code, None)),
            tuple(_score_of(reader.score(electorate.code, i.code)) for i in scored),
        )


def _cover(
    reader: _Reader, distributions: tuple[Distribution, ...], electorates: tuple[ElectorateRow, ...]
) -> Iterable[CoverFigure]:
    """Score and rank where there are scores, else the rate of the first grade; verdict, if any; ballots and turnout."""
    line = reader.score(None, None)
    if line is not None and line.score is not None:
        mean = reader.mean(None)
        yield CoverFigure("综合得分", line.score, f"同组平均 {mean.text}" if mean else "")
        yield CoverFigure("同组排名", line.rank, f"共 {line.of} 个对象" if line.of else "")
    else:
        leading = [d for d in distributions if d.segments and d.segments[0].rate is not None]
        for one in leading[:2]:
            yield CoverFigure(f"{one.segments[0].grade}率", one.segments[0].rate, one.name, percent=True)
    judged = line is not None and line.verdict is not None
    if line is not None and line.verdict is not None:
        yield CoverFigure("评定等次", line.verdict, line.ground if 0 < len(line.ground) <= SHORT else "按等次评定规则")
    issued, dropped = sum(e.issued for e in electorates), sum(e.dropped for e in electorates)
    valid = sum(e.valid for e in electorates)
    share = reader.shown(Fraction(100 * dropped, issued)) if issued else None
    beside = f"（{share.text}%）" if share and judged else ""
    yield CoverFigure("有效票", Shown(Fraction(valid), str(valid)), f"发出 {issued}，收回 {dropped}{beside}")
    if share and not judged:  # four are read at a glance; with a verdict the return stands beside the ballots
        yield CoverFigure("收回率", share, "收回 ÷ 发出", percent=True)


def _peers(reader: _Reader) -> Iterable[Peer]:
    """The group by rank, withheld scores after the shown ones; nothing where nobody has a total score."""
    found = [(other, reader.score(None, None, other.code)) for other in reader.group]
    scored = [(other, score) for other, score in found if score is not None and score.score is not None]

    def by_rank(entry: tuple[Subject, Score]) -> tuple[bool, Fraction]:
        rank = entry[1].rank
        return not isinstance(rank, Shown), rank.value if isinstance(rank, Shown) else Fraction(0)

    for other, score in sorted(scored, key=by_rank):
        yield Peer(other.name, score.score, score.rank, other.code == reader.subject.code)


def comments_on(results: Results, subject: str | None) -> Iterable[CommentBlock]:
    """What was written about one subject; with None, what was asked once a sheet."""
    for indicator in results.campaign.indicators:
        found = [one for one in results.comments if (one.subject, one.indicator) == (subject, indicator.code)]
        if found:
            hidden = tuple(reason for comment in found for reason in comment.hidden)
            yield CommentBlock(indicator.name, tuple(comment.text for comment in found), hidden)


def _figures(
    cover: tuple[CoverFigure, ...],
    distributions: tuple[Distribution, ...],
    electorates: tuple[ElectorateRow, ...],
    peers: tuple[Peer, ...],
) -> Iterable[Figure | None]:
    """Every figure of the report that may be withheld."""
    yield from (one.figure for one in cover)
    for one in distributions:
        yield one.score
        yield from (segment.votes for segment in one.segments)
    for row in electorates:
        yield row.score
        yield from row.by_indicator
    yield from (peer.score for peer in peers)


def footnotes(figures: Iterable[Figure | None]) -> tuple[Footnote, ...]:
    """Every reason once, in the order of the pages."""
    reasons = dict.fromkeys(figure.reason for figure in figures if isinstance(figure, Withheld))
    return tuple(
        Footnote(mark, reason, f"未公布：{REASONS[reason]}。")
        for mark, reason in zip(MARKS, reasons, strict=False)  # there are fewer reasons than marks
    )
