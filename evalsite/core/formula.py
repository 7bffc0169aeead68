"""The formula of an index with every term's value, as it stands under the result (公式)."""

from fractions import Fraction

from evalsite.core.composite import Index, Reach
from evalsite.core.disclosure import Figure, Shown
from evalsite.core.figures import Adjustment
from evalsite.core.findings import shown as in_digits
from evalsite.core.index_results import IndexValue, TermSource, TermValue

NOT_OFFICIAL = "本指数由使用者自定公式合成，不是官方指标，也不代替任何一次测评的结果。"
WITHHELD, MISSING = "未公布", "缺"


def definition(index: Index) -> str:
    """双力指数（满分 100）= 领导力 × 50% + 敢为力 × 50% + 加减分."""
    parts = [f"{term.name} {_factor(index, term.full, term.share)}" for term in index.weighed]
    parts += [term.name for term in index.terms if not term.weighed]
    return f"{index.name}（满分 {in_digits(index.full)}）= {' + '.join(parts)}"


def _factor(index: Index, full: Fraction, share: Fraction | None) -> str:
    """× 50% where source and index have the same full mark, else ÷ 100 × 600."""
    share = share or Fraction(0)
    if full == index.full:
        return f"× {in_digits(100 * share / index.full)}%"
    return f"÷ {in_digits(full)} × {in_digits(share)}"


def formula(index: Index, one: IndexValue) -> str:
    """双力指数 = 领导力 92.30 × 50% + 敢为力 88.10 × 50% + 加减分 2 = 92.20.

    Where terms without a value gave their weight to the others, the weighted sum stands in brackets and is divided by
    the weight that is left; where the index is withheld or none, the sum says so in the place of the result.
    """
    weighed = [term for term in one.terms if term.term.weighed]
    sum_ = " + ".join(_term(index, term) for term in weighed)
    if one.missing and isinstance(one.value, Shown):
        heard = sum((t.term.share or Fraction(0) for t in weighed if t.value is not None), Fraction(0))
        sum_ = " + ".join(_term(index, term) for term in weighed if term.value is not None)
        sum_ = f"（{sum_}）÷ {in_digits(100 * heard / index.full)}%"
    for term in one.terms:
        if not term.term.weighed:
            sum_ += _points(term)
    return f"{index.name} = {sum_} = {_result(one)}"


def _text(figure: Figure | None) -> str:
    if figure is None:
        return MISSING
    return figure.text if isinstance(figure, Shown) else WITHHELD


def _term(index: Index, term: TermValue) -> str:
    return f"{term.term.name} {_text(term.value)} {_factor(index, term.term.full, term.term.share)}"


def _points(term: TermValue) -> str:
    """Bonus and deduction with their sign between the terms: " + 加减分 2", " - 加减分 1.5"."""
    points = term.part or Fraction(0)
    return f" {'-' if points < 0 else '+'} {term.term.name} {in_digits(abs(points))}"


def _result(one: IndexValue) -> str:
    if one.value is None:
        return f"不出指数（缺{'、'.join(one.missing)}）"
    return _text(one.value)


def notes(one: IndexValue) -> tuple[str, ...]:
    """What stands behind the formula: of how many people a mean is, who took whose weight, every bonus with its reason."""
    found = [f"{term.term.name}：{term.note}" for term in one.terms if term.note]
    if one.missing and isinstance(one.value, Shown):
        found.append(f"{'、'.join(one.missing)}没有数，其权重由其余项按比例分担")
    found += [adjustment(line) for line in one.adjustments]
    return tuple(found)


def adjustment(line: Adjustment) -> str:
    """加分 2：承办全国现场会（县考核办，2026年10月31日）."""
    word = "减分" if line.points < 0 else "加分"
    day = f"，{line.day.year}年{line.day.month}月{line.day.day}日" if line.day else ""
    return f"{word} {in_digits(abs(line.points))}：{line.reason}（{line.source}{day}）"


def source_name(index: Index, source: TermSource) -> str:
    """The term's name; of a term of an index that this one is made of, with that index's name before it."""
    return source.term.name if source.index == index else f"{source.index.name}：{source.term.name}"


def source_words(source: TermSource) -> str:
    """One term's origin: 示例县双向测评（2026年，2026年11月25日封箱，c-1a2b3c4d）综合得分，满分 100，在双力指数中占 50 分."""
    term = source.term
    where = ""
    if source.day is not None:
        day = f"{source.day.year}年{source.day.month}月{source.day.day}日封箱"
        where = f"{source.campaign}（{'，'.join(part for part in (source.round, day, source.campaign_id) if part)}）"
    reach = "" if term.reach is Reach.OWN else f"，取{term.reach.value}"
    weight = _worth(source.index, term.full, term.share) if term.weighed else _limit(term.cap)
    void = "".join(f"。{remark.text.rstrip('。')}" for remark in source.remarks)
    return f"{where}{source.what}{reach}，{weight}{void}。"


def _worth(index: Index, full: Fraction, share: Fraction | None) -> str:
    return f"满分 {in_digits(full)}，在{index.name}中占 {in_digits(share or Fraction(0))} 分"


def _limit(cap: Fraction | None) -> str:
    return "直接加减" if cap is None else f"直接加减，最多 {in_digits(cap)} 分"


def gap_words(index: Index) -> str:
    """How the index deals with a term that has no value, and with one that may not be seen."""
    return f"有的项没有数时{index.gap.value}；有的项未公布时，指数也不公布。"
