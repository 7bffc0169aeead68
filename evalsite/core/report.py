"""The report on one subject (报告) as a value: what its pages say, before any page is drawn.

Built from disclosed results alone, so a figure that may not be seen is not here to be leaked by a template.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from evalsite.core import verdictwords
from evalsite.core.campaign import Indicator, Subject, Type
from evalsite.core.comparing import Compared, compared
from evalsite.core.disclosure import Count, Figure, Results, Score, Shown, WriteIn
from evalsite.core.figures import Figures
from evalsite.core.groupscores import ELECTORATES, INDICATORS
from evalsite.core.paperwords import PaperRow, paper_rows, printed_rules
from evalsite.core.refusals import NoSuchSubject
from evalsite.core.remarks import Remark
from evalsite.core.report_lines import ReportLines
from evalsite.core.report_parts import (
    SIGNATURES,
    CommentBlock,
    CoverFigure,
    Distribution,
    ElectorateRow,
    Footnote,
    Peer,
    Segment,
    comments_on,
    footnotes,
    rank_order,
)
from evalsite.core.report_standings import Standing, standings
from evalsite.core.rulewords import Sentence
from evalsite.core.saying import say
from evalsite.core.schemewords import electorate_weight, group_weight, indicator_weight
from evalsite.core.scoring import TurnoutLine, in_words, rounded
from evalsite.core.shown import whole
from evalsite.core.standings import order_in_words
from evalsite.core.surroundings import ALONE, Surroundings

SHORT = 16  # characters that fit under a figure of the cover


@dataclass(frozen=True, slots=True)
class Judgement:
    """The verdict with the ``rule`` it comes from, in words; ``ground`` is what of the rule gave it."""

    verdict: Figure
    ground: str
    rule: str


@dataclass(frozen=True, slots=True)
class GroupRow:
    """The score of a 票种组 or 指标组 (``kind`` as in core/groupscores.py), with its weight and its group's mean."""

    kind: str
    name: str
    weight: str
    score: Figure | None
    mean: Shown | None


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
    groups: tuple[GroupRow, ...] = ()

    @property
    def score(self) -> Figure | None:
        """The total score; None when nothing was scored."""
        return next((peer.score for peer in self.peers if peer.own), None)


class _Reader(ReportLines):
    """The results with an eye on one subject; ``group`` are all subjects of its group, itself among them."""

    def __init__(self, results: Results, subject: Subject) -> None:
        super().__init__(results)
        self.subject = subject
        self.group = [other for other in self.campaign.subjects if other.group == subject.group]

    def own(self, electorate: str | None, indicator: str | None) -> Figure | None:
        return self.score(self.subject.code, electorate, indicator)

    def own_line(self, indicator: str | None) -> Score | None:
        return self.line(self.subject.code, None, indicator)

    def own_counts(self, indicator: str) -> Sequence[Count]:
        return self.counts(self.subject.code, indicator)

    def written(self, indicator: str) -> WriteIn | None:
        """What was written in and merged into this subject."""
        found = (one for one in self.results.writeins if (one.subject, one.indicator) == (self.subject.code, indicator))
        return next(found, None)

    def group_mean(self, indicator: str | None) -> Shown | None:
        return self.mean(self.group, indicator)

    def difference(self, indicator: str | None) -> Shown | None:
        """Own score minus the mean of the group, both as shown; None where either is not."""
        own, mean = self.own(None, indicator), self.group_mean(indicator)
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
    scored = [i for i in asked if reader.own_line(i.code) is not None]
    distributions = tuple(_distribution(reader, i) for i in asked if i in scored or reader.own_counts(i.code))
    electorates = tuple(_electorates(reader, scored))
    cover = tuple(_cover(reader, distributions, electorates))
    total = tuple(reader.own(None, i.code) for i in scored)
    peers = tuple(_peers(reader))
    beside = compared(results, subject_code, around)
    stands = standings(results, reader.subject)
    groups = tuple(_group_rows(reader))
    told = [figure for one in stands.values() for figure in one.figures()] + [one.score for one in groups]
    return UnitReport(
        results.id,
        campaign.name,
        campaign.kind.value,
        " ".join(part for part in (campaign.series, campaign.round) if part),
        campaign.organiser,
        campaign.opens,
        results.closes,
        reader.subject,
        cover,
        distributions,
        tuple(
            say("{name}（{order}）", name=i.name, order=order_in_words(campaign, i.code))
            if i.type is Type.RANK
            else i.name
            for i in scored
        ),
        electorates,
        total,
        peers,
        reader.group_mean(None),
        reader.difference(None),
        tuple(comments_on(results, subject_code)),
        printed_rules(results),
        footnotes((*_figures(cover, distributions, electorates, peers), *told, *beside.figures())),
        beside,
        verdict=_judgement(reader),
        standings=stands,
        groups=groups,
        remarks=tuple(remark.text for remark in results.remarks if _concerns(remark, electorates)),
        figures=around.figures.of(subject_code),
        rehearsal=campaign.rehearsal,
        paper=paper_rows(results, {one.code for one in campaign.electorates if one.rates(reader.subject)}),
    )


def _concerns(remark: Remark, electorates: tuple[ElectorateRow, ...]) -> bool:
    """Whether a remark is about this subject's result: one on an electorate that did not rate it is not."""
    return remark.electorate is None or remark.electorate in {row.code for row in electorates}


def _judgement(reader: _Reader) -> Judgement | None:
    line = reader.own_line(None)
    if line is None or line.verdict is None:
        return None
    return Judgement(line.verdict, line.ground, verdictwords.rule_for(reader.campaign, reader.subject.group))


def _distribution(reader: _Reader, indicator: Indicator) -> Distribution:
    line = reader.own_line(indicator.code)
    neutral = reader.campaign.scale(indicator.scale).neutral if indicator.type is Type.GRADE else ()
    return Distribution(
        indicator.code,
        indicator.name,
        indicator.type,
        indicator.scale,
        indicator_weight(reader.campaign, indicator.code),
        tuple(Segment(c.grade, c.votes, c.rate, c.grade in neutral) for c in reader.own_counts(indicator.code)),
        line.score if line else None,
        line.rank if line else None,
        reader.group_mean(indicator.code),
        reader.difference(indicator.code),
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
            sum(line.expected for line in lines),
            sum(line.dropped for line in lines),
            sum(line.valid for line in lines),
            sum(line.void for line in lines),
            reader.own(electorate.code, None),
            tuple(reader.own(electorate.code, i.code) for i in scored),
        )


def _group_rows(reader: _Reader) -> Iterable[GroupRow]:
    for kind in (ELECTORATES, INDICATORS):
        for name in reader.groups(kind, [reader.subject]):
            scores = [reader.group_score(other.code, kind, name) for other in reader.group]
            own = reader.group_score(reader.subject.code, kind, name)
            yield GroupRow(kind, name, group_weight(reader.campaign, kind, name), own, reader.mean_of(scores))


def _cover(
    reader: _Reader, distributions: tuple[Distribution, ...], electorates: tuple[ElectorateRow, ...]
) -> Iterable[CoverFigure]:
    """Score and rank where there are scores, else the rate of the first grade; verdict, if any; ballots and turnout."""
    line = reader.own_line(None)
    if line is not None and line.score is not None:
        mean = reader.group_mean(None)
        yield CoverFigure(say("综合得分"), line.score, say("同组平均 {mean}", mean=mean.text) if mean else "")
        yield CoverFigure(say("同组排名"), line.rank, say("共 {of} 个对象", of=line.of) if line.of else "")
    else:
        leading = [d for d in distributions if d.segments and d.segments[0].rate is not None]
        for one in leading[:2]:
            yield CoverFigure(
                say("{grade}率", grade=one.segments[0].grade), one.segments[0].rate, one.name, percent=True
            )
    judged = line is not None and line.verdict is not None
    if line is not None and line.verdict is not None:
        yield CoverFigure(
            say("评定等次"), line.verdict, line.ground if 0 < len(line.ground) <= SHORT else say("按等次评定规则")
        )
    issued, dropped = sum(e.issued for e in electorates), sum(e.dropped for e in electorates)
    valid = sum(e.valid for e in electorates)
    share = reader.percent(dropped, issued)
    beside = say("（{share}%）", share=share.text) if share and judged else ""
    yield CoverFigure(
        say("有效票"),
        whole(valid),
        say("发出 {issued}，收回 {dropped}{beside}", issued=issued, dropped=dropped, beside=beside),
    )
    if share and not judged:  # four are read at a glance; with a verdict the return stands beside the ballots
        yield CoverFigure(say("收回率"), share, say("收回 ÷ 发出"), percent=True)


def _peers(reader: _Reader) -> Iterable[Peer]:
    """The group by rank, withheld scores after the shown ones; nothing where nobody has a total score."""
    found = [(other, reader.line(other.code, None, None)) for other in reader.group]
    scored = [(other, line) for other, line in found if line is not None and line.score is not None]
    for other, line in sorted(scored, key=lambda one: rank_order(one[1].rank)):
        yield Peer(other.name, line.score, line.rank, other.code == reader.subject.code)


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
