"""The report on a whole campaign (总报告) as a value: turnout, every group's results, fields, an overview of marks.

Built from disclosed results alone, like the report on one subject (report.py), whose parts it is made of.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from evalsite.core.campaign import Indicator, Subject, Type
from evalsite.core.disclosure import Count, Figure, Results, Shown, Withheld, WriteIn
from evalsite.core.fields import FieldRanking, field_rankings
from evalsite.core.groupscores import ELECTORATES, INDICATORS
from evalsite.core.paperwords import PaperRow, paper_rows, printed_rules
from evalsite.core.report_lines import ReportLines
from evalsite.core.report_parts import (
    SIGNATURES,
    CommentBlock,
    CoverFigure,
    Distribution,
    Footnote,
    Peer,
    Segment,
    comments_on,
    footnotes,
    rank_order,
)
from evalsite.core.rulewords import Sentence
from evalsite.core.saying import joined, say
from evalsite.core.schemewords import electorate_weight
from evalsite.core.shown import whole
from evalsite.core.standings import order_in_words
from evalsite.core.validity import VOID_REASONS


@dataclass(frozen=True, slots=True)
class TurnoutRow:
    """One electorate's ballots; ``rate`` is 收回率 in percent, None where nothing was issued; ``reasons`` why some are void."""

    name: str
    weight: str
    issued: int
    dropped: int
    rate: Shown | None
    valid: int
    void: int
    reasons: str


@dataclass(frozen=True, slots=True)
class SubjectResult:
    """One subject's result; the tuples stand in the order of the group's ``electorates`` and ``indicators``."""

    subject: Subject
    score: Figure | None
    rank: Figure | None
    verdict: Figure | None
    by_electorate: tuple[Figure | None, ...]
    by_indicator: tuple[Figure | None, ...]

    @property
    def peer(self) -> Peer:
        """As it stands in a rank chart of the group."""
        return Peer(self.subject.name, self.score, self.rank, own=False)


@dataclass(frozen=True, slots=True)
class Options:
    """One indicator without points: each subject's own line of grades, options, places or nominations.

    ``by`` says what the order of a ranking goes by.
    """

    name: str
    type: Type
    rows: tuple[tuple[Subject, Distribution], ...]
    by: str = ""


@dataclass(frozen=True, slots=True)
class GroupResult:
    """A group of subjects, by rank (those without a shown rank last) or in an order that was asked for. ``overview`` is how the group was marked as a
    whole: for each indicator of grades the votes of its subjects together, of those whose votes are shown.
    """

    name: str
    electorates: tuple[str, ...]
    indicators: tuple[str, ...]
    standings: tuple[SubjectResult, ...]
    mean: Shown | None
    overview: tuple[Distribution, ...]
    options: tuple[Options, ...]

    @property
    def scored(self) -> bool:
        return any(one.score is not None for one in self.standings)


@dataclass(frozen=True, slots=True)
class SummaryReport:
    """``verdicts`` counts the shown verdicts, in the order in which they were first met by rank; ``writeins`` are names
    that were written in beside a list; the votes of those merged into one on the list are in that one's already.
    """

    campaign_id: str
    campaign: str
    kind: str
    round: str
    organiser: str
    opens: datetime | None
    closes: datetime | None
    subjects: int
    cover: tuple[CoverFigure, ...]
    turnout: tuple[TurnoutRow, ...]
    total: TurnoutRow
    verdicts: tuple[tuple[str, int], ...]
    groups: tuple[GroupResult, ...]
    fields: tuple[FieldRanking, ...]
    comments: tuple[CommentBlock, ...]
    rules: tuple[Sentence, ...]
    footnotes: tuple[Footnote, ...]
    remarks: tuple[str, ...]
    writeins: tuple[WriteIn, ...]
    rehearsal: bool
    paper: tuple[PaperRow, ...] = ()
    signatures: tuple[str, ...] = SIGNATURES


def summary_report(results: Results, *, by_rank: bool = True) -> SummaryReport:
    """The report on the campaign as a whole; its groups by rank, or in the order in which the results stand."""
    reader, campaign = ReportLines(results), results.campaign
    turnout, total = tuple(_turnout(reader)), _total(reader)
    groups = tuple(_group(reader, name, by_rank=by_rank) for name in dict.fromkeys(s.group for s in campaign.subjects))
    fields = field_rankings(results)
    return SummaryReport(
        results.id,
        campaign.name,
        campaign.kind.value,
        " ".join(part for part in (campaign.series, campaign.round) if part),
        campaign.organiser,
        campaign.opens,
        results.closes,
        len(campaign.subjects),
        tuple(_cover(reader, total, groups)),
        turnout,
        total,
        _verdicts(groups),
        groups,
        fields,
        tuple(comments_on(results, None)),
        printed_rules(results),
        footnotes((*_figures(groups, fields), *(one.votes for one in results.writeins))),
        tuple(remark.text for remark in results.remarks),
        results.writeins,
        campaign.rehearsal,
        paper_rows(results),
    )


# --- turnout ----------------------------------------------------------------------------------------------------------


def _turnout(reader: ReportLines) -> Iterator[TurnoutRow]:
    lines = {line.electorate: line for line in reader.results.attendance}
    for one in reader.campaign.electorates:
        line = lines[one.code]
        reasons = reader.results.void.get(one.code, {})
        yield TurnoutRow(
            one.name,
            electorate_weight(reader.campaign, one.code),
            line.expected,
            line.dropped,
            reader.percent(line.dropped, line.expected),
            line.valid,
            line.void,
            joined(
                "，", (say("{why} {number}", why=VOID_REASONS[why], number=number) for why, number in reasons.items())
            ),
        )


def _total(reader: ReportLines) -> TurnoutRow:
    issued, dropped, valid, void = (
        sum(getattr(line, name) for line in reader.results.attendance)
        for name in ("expected", "dropped", "valid", "void")
    )
    return TurnoutRow(say("合计"), "", issued, dropped, reader.percent(dropped, issued), valid, void, "")


def _cover(reader: ReportLines, total: TurnoutRow, groups: tuple[GroupResult, ...]) -> Iterator[CoverFigure]:
    subjects, voters = len(reader.campaign.subjects), len(reader.campaign.electorates)
    yield CoverFigure(say("测评对象"), whole(subjects), say("{number} 个对象组", number=len(groups)))
    yield CoverFigure(say("票种"), whole(voters), say("发出测评码 {issued} 份", issued=total.issued))
    yield CoverFigure(
        say("有效票"), whole(total.valid), say("收回 {dropped}，废票 {void}", dropped=total.dropped, void=total.void)
    )
    if total.rate is not None:
        yield CoverFigure(say("收回率"), total.rate, say("收回 ÷ 发出"), percent=True)


# --- groups -----------------------------------------------------------------------------------------------------------


def _group(reader: ReportLines, name: str, *, by_rank: bool) -> GroupResult:
    campaign = reader.campaign
    members = [subject for subject in campaign.subjects if subject.group == name]
    asked = [i for i in campaign.indicators if i.applies_to(name)]
    voters = [e for e in campaign.counted if any(reader.line(m.code, e.code, None) for m in members)]
    scored = [i for i in asked if any(reader.line(m.code, None, i.code) for m in members)]
    counted = {i.code: [line for m in members if (line := reader.counts(m.code, i.code))] for i in asked}
    voter_groups, indicator_groups = (reader.groups(kind, members) for kind in (ELECTORATES, INDICATORS))
    standings = [_standing(reader, m, [e.code for e in voters], [i.code for i in scored]) for m in members]
    standings = [_with_groups(reader, one, voter_groups, indicator_groups) for one in standings]
    return GroupResult(
        name,
        (*(e.name for e in voters), *(say("组：{one}", one=one) for one in voter_groups)),
        (
            *(say("{name}（平均名次）", name=i.name) if campaign.low_is_better(i.code) else i.name for i in scored),
            *(say("组：{one}", one=one) for one in indicator_groups),
        ),
        tuple(sorted(standings, key=lambda one: rank_order(one.rank)) if by_rank else standings),
        reader.mean(members, None),
        tuple(_overview(reader, counted[i.code], i) for i in asked if i.type is Type.GRADE and counted[i.code]),
        tuple(_options(reader, members, i) for i in asked if counted[i.code]),
    )


def _standing(reader: ReportLines, subject: Subject, voters: list[str], indicators: list[str]) -> SubjectResult:
    total = reader.line(subject.code, None, None)
    return SubjectResult(
        subject,
        total.score if total else None,
        total.rank if total else None,
        total.verdict if total else None,
        tuple(reader.score(subject.code, code, None) for code in voters),
        tuple(reader.score(subject.code, None, code) for code in indicators),
    )


def _with_groups(
    reader: ReportLines, one: SubjectResult, voter_groups: list[str], indicator_groups: list[str]
) -> SubjectResult:
    """The result with the scores of 票种组 and 指标组 behind those of single ones."""
    code = one.subject.code
    voters = tuple(reader.group_score(code, ELECTORATES, name) for name in voter_groups)
    indicators = tuple(reader.group_score(code, INDICATORS, name) for name in indicator_groups)
    return replace(one, by_electorate=one.by_electorate + voters, by_indicator=one.by_indicator + indicators)


def _overview(reader: ReportLines, lines: Sequence[Sequence[Count]], indicator: Indicator) -> Distribution:
    """The votes of a group's members together, in parts of the votes cast.

    What is withheld of one member is left out: a sum that held it would tell it.
    """
    shown = [[int(c.votes.value) for c in line if isinstance(c.votes, Shown)] for line in lines]
    full = [votes for votes, line in zip(shown, lines, strict=True) if len(votes) == len(line)]
    hidden = next((c.votes for line in lines for c in line if isinstance(c.votes, Withheld)), None)
    scale = reader.campaign.scale(indicator.scale)
    together = [sum(votes[place] for votes in full) for place in range(len(scale.grades))]
    based = sum(number for number, grade in zip(together, scale.grades, strict=True) if grade.counts)
    segments = []
    for grade, number in zip(scale.grades, together, strict=True):
        rate = reader.percent(number, based) if grade.counts else None
        neutral = grade.name in scale.neutral
        if hidden is not None and not full:
            segments.append(Segment(grade.name, hidden, hidden, neutral))
        else:
            segments.append(Segment(grade.name, whole(number), rate, neutral))
    return Distribution(
        indicator.code, indicator.name, Type.GRADE, indicator.scale, "", tuple(segments), None, None, None, None
    )


def _options(reader: ReportLines, members: list[Subject], indicator: Indicator) -> Options:
    rows = []
    for member in members:
        found = reader.line(member.code, None, indicator.code)
        segments = tuple(Segment(c.grade, c.votes, c.rate) for c in reader.counts(member.code, indicator.code))
        line = Distribution(
            indicator.code,
            indicator.name,
            indicator.type,
            indicator.scale,
            "",
            segments,
            found.score if found else None,
            found.rank if found else None,
            None,
            None,
        )
        rows.append((member, line))
    by = order_in_words(reader.campaign, indicator.code) if indicator.type is Type.RANK else ""
    return Options(indicator.name, indicator.type, tuple(rows), by)


# --- the rest ---------------------------------------------------------------------------------------------------------


def _verdicts(groups: Iterable[GroupResult]) -> tuple[tuple[str, int], ...]:
    numbers: dict[str, int] = {}
    for group in groups:
        for one in group.standings:
            if isinstance(one.verdict, Shown):
                numbers[one.verdict.text] = numbers.get(one.verdict.text, 0) + 1
    return tuple(numbers.items())


def _figures(groups: Iterable[GroupResult], fields: Iterable[FieldRanking]) -> Iterator[Figure | None]:
    """Every figure of the report that may be withheld."""
    for group in groups:
        for one in group.standings:
            yield from (one.score, one.rank, one.verdict, *one.by_electorate, *one.by_indicator)
        yield from (segment.votes for row in group.overview for segment in row.segments)
        yield from (segment.votes for part in group.options for _, row in part.rows for segment in row.segments)
    yield from (figure for field in fields for line in field.lines for figure in (line.score, line.verdict))
