"""Campaigns that are fit to be published, as hypothesis makes them up: awkward names, all types, all rules."""

from datetime import UTC, datetime, timedelta, timezone
from fractions import Fraction

from hypothesis import strategies as st

from evalsite.core import rules
from evalsite.core.campaign import (
    Base,
    Campaign,
    Electorate,
    Grade,
    Indicator,
    Kind,
    Missing,
    Rates,
    Rounding,
    Rule,
    Scale,
    Subject,
    Type,
)
from evalsite.core.findings import squeezed, text_fault
from evalsite.core.sheetrules import opinions

# Letters that look like formulas, numbers, escapes or markup, and rare characters of names.
AWKWARD = "=+-@'\"<>&%_xX01.eE#/\\*?[]{}:|~ 龚䶮𫖮é😀甲乙"
_visible = st.characters(exclude_categories=("Cc", "Cf", "Cs", "Cn", "Zl", "Zp"))
names = (
    (st.text(AWKWARD, min_size=1, max_size=5) | st.text(_visible, min_size=1, max_size=4))
    .map(lambda text: text.strip() or "某")
    .filter(lambda text: text_fault("名称", text, 5, required=True) is None)  # marks of broken cells are refused
)
_NO_SEPARATORS = str.maketrans("、，,；;", "-----")  # a group's name stands among others in one cell
looks_like = st.sampled_from(
    ["1", "1.0", "01", "TRUE", "2026-01-03", "1-3", "=A1", "_x0041_", "1E5", "#REF", "30%", "是"]
)


def _as_code(text):
    """A text as a code may be: nothing that breaks a file name or an address, no full-width letters or digits."""
    plain = "".join("-" if char in '/\\:*?"<>|' else squeezed(char) if "０" <= char <= "ｚ" else char for char in text)
    return plain if plain.strip(".") and squeezed(plain) != "*" else "某"


codes = (names | looks_like).map(_as_code)
optional = st.just("") | names | looks_like


def distinct(of, low, high):
    return st.lists(of, min_size=low, max_size=high, unique=True)


def distinct_codes(count):
    """No two that look alike."""
    return st.lists(codes, min_size=count, max_size=count, unique_by=lambda code: squeezed(code).casefold())


@st.composite
def weights(draw, count):
    """Blank, equal, or with a sum of 100 or 1."""
    style = draw(st.sampled_from(["blank", "ones", "hundred", "one"]))
    if style == "blank":
        return [None] * count
    if style == "ones":
        return [Fraction(1)] * count
    parts = draw(st.lists(st.integers(1, 10_000), min_size=count, max_size=count))
    whole = 100 if style == "hundred" else 1
    shares = [Fraction(part * whole * 10_000 // sum(parts), 10_000) for part in parts]
    return [*shares[:-1], whole - sum(shares[:-1])]


@st.composite
def scales(draw):
    made = []
    for name in draw(distinct(names, 1, 2)):
        grades = tuple(
            Grade(
                grade,
                draw(st.none() | st.integers(-1_000_000, 1_000_000).map(lambda n: Fraction(n, 1000))),
                draw(st.booleans()),
            )
            for grade in draw(distinct(names | looks_like, 2, 4))
        )
        made.append(Scale(name, grades))
    return tuple(made)


@st.composite
def indicators(draw, groups, of_scales):
    types = draw(st.lists(st.sampled_from(Type), min_size=1, max_size=5))
    ids = list(zip(draw(distinct_codes(len(types))), draw(distinct(names, len(types), len(types))), strict=True))
    shares = iter(draw(weights(max(1, sum(type_ in (Type.GRADE, Type.SCORE) for type_ in types)))))
    made = []
    for (code, name), type_ in zip(ids, types, strict=True):
        scored = type_ in (Type.GRADE, Type.SCORE)
        whole = type_ is Type.TEXT and draw(st.booleans())
        made.append(
            Indicator(
                code,
                name,
                type_,
                hint=draw(optional),
                scale=draw(st.sampled_from(of_scales)).name if type_ in (Type.GRADE, Type.CHOICE) else "",
                weight=next(shares) if scored else None,
                required=draw(st.booleans()),
                # What is scored applies to all, so that one sum holds for every group.
                groups=() if scored or whole else tuple(draw(distinct(st.sampled_from(groups), 0, len(groups)))),
                whole=whole,
            )
        )
    if not any(one.applies_to(group) for group in groups for one in made if not one.groups):
        made.append(Indicator("全", "全", Type.NOMINATE, required=False))
    return tuple(made)


def quotas_of(indicator, scale):
    """A line on the first grade. A share of few subjects may be none of them, so another must be left that is an opinion."""
    if not opinions(scale) - {1}:
        return st.just([])
    limits = st.sampled_from(["≤30%", "<=2", "≤33.34%"])
    return limits.map(lambda limit: [Rule("限额", indicator.code, scale.grades[0].name + limit)])


@st.composite
def lines_of_rules(draw, of_indicators, of_scales):
    lines = []
    for one in of_indicators:
        grades = [grade.name for scale in of_scales if scale.name == one.scale for grade in scale.grades]
        scope = one.code
        if not draw(st.booleans()):
            continue
        match one.type:
            case Type.GRADE:
                lines += draw(quotas_of(one, next(scale for scale in of_scales if scale.name == one.scale)))
            case Type.CHOICE:
                least = draw(st.integers(0, len(grades)))
                most = draw(st.integers(max(1, least), len(grades)))
                lines.append(Rule("选择数", scope, f"{least}-{most}"))
            case Type.NOMINATE:
                lines.append(Rule("推荐名额", scope, draw(st.sampled_from(["5", "≤3", "1-2"]))))
            case Type.SCORE:
                lines.append(Rule("打分范围", scope, draw(st.sampled_from(["0-10/0.5", "1-5", "60 - 100"]))))
                lines.append(Rule("分数限额", scope, "≥5 最多5个"))  # there are no more subjects than that
            case Type.RANK:
                lines.append(Rule("排序并列", scope, draw(st.sampled_from(["允许", "不允许"]))))
    return tuple(lines)


@st.composite
def subjects(draw, groups):
    count = draw(st.integers(len(groups), 5))
    ids, called = draw(distinct_codes(count)), draw(distinct(names, count, count))
    fit = st.sampled_from(called) | optional.map(lambda unit: "" if unit in ids and unit not in called else unit)
    return tuple(
        Subject(
            code,
            name,
            draw(st.sampled_from(["unit", "person"])),
            draw(fit),
            groups[index % len(groups)],
            draw(optional),
        )
        for index, (code, name) in enumerate(zip(ids, called, strict=True))
    )


@st.composite
def electorates(draw, groups, of_subjects):
    count = draw(st.integers(1, 3))
    ids, called = draw(distinct_codes(count)), draw(distinct(names, count, count))
    shares = draw(weights(count))
    rated = tuple(draw(st.permutations(groups)))
    made = []
    for index, (code, name) in enumerate(zip(ids, called, strict=True)):
        # The first is bound to no unit, so that everybody has a rater; the others only where somebody is left to rate.
        unit = draw(st.sampled_from(of_subjects)).name if index and draw(st.booleans()) else ""
        tickets = draw(st.integers(1, 300))
        spare = draw(st.integers(0, tickets - 1))
        free = Electorate(code, name, tickets, rated, shares[index], unit, spare)
        made.append(
            free if any(free.rates(one) for one in of_subjects) else Electorate(code, name, 1, rated, shares[index])
        )
    return tuple(made)


def moments():
    """Whole seconds anywhere on earth: what a campaign may hold, and more than a workbook shows."""
    return st.integers(0, 3_000_000_000).flatmap(
        lambda seconds: st.integers(-12, 14).map(
            lambda hours: datetime.fromtimestamp(seconds + 946_800_000, UTC).astimezone(
                timezone(timedelta(hours=hours))
            )
        )
    )


@st.composite
def campaigns(draw):
    groups = draw(distinct(names.map(lambda name: name.translate(_NO_SEPARATORS)), 1, 3))
    of_scales, of_subjects = draw(scales()), draw(subjects(groups))
    of_indicators = draw(indicators(groups, of_scales))
    times = sorted(draw(st.lists(moments(), min_size=2, max_size=2, unique=True)))
    ruled, failed = rules.apply(
        Campaign(
            name=draw(names),
            kind=draw(st.sampled_from(Kind)),
            subjects=of_subjects,
            scales=of_scales,
            indicators=of_indicators,
            electorates=draw(electorates(groups, of_subjects)),
            series=draw(optional),
            round=draw(optional),
            organiser=draw(optional),
            opens=draw(st.none() | st.just(times[0])),
            closes=draw(st.none() | st.just(times[1])),
            threshold=draw(st.integers(1, 1000)),
            rates=Rates(
                draw(st.sampled_from(Base)),
                draw(st.integers(0, 6)),
                draw(st.sampled_from(Rounding)),
                draw(st.booleans()),
            ),
            missing=draw(st.sampled_from(Missing)),
            rules=draw(lines_of_rules(of_indicators, of_scales)),
        )
    )
    assert failed == ()
    return ruled
