"""The formula of an index with every term's value, as it stands under the result (公式)."""

from datetime import date
from fractions import Fraction

from evalsite.core.composite import Gap, Index, Reach
from evalsite.core.disclosure import Figure, Shown
from evalsite.core.figures import Adjustment
from evalsite.core.findings import shown as in_digits
from evalsite.core.index_results import IndexValue, TermSource, TermValue
from evalsite.core.saying import Saying, in_a_row, joined, say

NOT_OFFICIAL = say("本指数由使用者自定公式合成，不是官方指标，也不代替任何一次测评的结果。")
_REACHES = {Reach.MEMBERS: say("所属人员平均"), Reach.UNIT: say("所属单位")}
_GAPS = {
    Gap.NONE: say("有的项没有数时不出指数；有的项未公布时，指数也不公布。"),
    Gap.SHARED: say("有的项没有数时其余项分担；有的项未公布时，指数也不公布。"),
}
WITHHELD, MISSING = say("未公布"), say("缺")


def definition(index: Index) -> str:
    """双力指数（满分 100）= 领导力 × 50% + 敢为力 × 50% + 加减分."""
    parts = [f"{term.name} {_factor(index, term.full, term.share)}" for term in index.weighed]
    parts += [term.name for term in index.terms if not term.weighed]
    return say("{index}（满分 {full}）= {terms}", index=index.name, full=in_digits(index.full), terms=" + ".join(parts))


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
    sum_: str = joined(" + ", (_term(index, term) for term in weighed))
    if one.missing and isinstance(one.value, Shown):
        heard = sum((t.term.share or Fraction(0) for t in weighed if t.value is not None), Fraction(0))
        sum_ = joined(" + ", (_term(index, term) for term in weighed if term.value is not None))
        sum_ = say("（{total}）÷ {heard}%", total=sum_, heard=in_digits(100 * heard / index.full))
    for term in one.terms:
        if not term.term.weighed:
            sum_ += _points(term)
    return say("{name} = {formula} = {result}", name=index.name, formula=sum_, result=_result(one))


def _text(figure: Figure | None) -> str:
    if figure is None:
        return MISSING
    return figure.text if isinstance(figure, Shown) else WITHHELD


def _term(index: Index, term: TermValue) -> str:
    factor = _factor(index, term.term.full, term.term.share)
    return say("{name} {value} {factor}", name=term.term.name, value=_text(term.value), factor=factor)


def _points(term: TermValue) -> str:
    """Bonus and deduction with their sign between the terms: " + 加减分 2", " - 加减分 1.5"."""
    points = term.part or Fraction(0)
    return f" {'-' if points < 0 else '+'} {term.term.name} {in_digits(abs(points))}"


def _result(one: IndexValue) -> str:
    if one.value is None:
        return say("不出指数（缺{terms}）", terms=joined("、", one.missing))
    return _text(one.value)


def notes(one: IndexValue) -> tuple[str, ...]:
    """What stands behind the formula: of how many people a mean is, who took whose weight, every bonus with its reason."""
    found: list[str] = [say("{term}：{note}", term=term.term.name, note=term.note) for term in one.terms if term.note]
    if one.missing and isinstance(one.value, Shown):
        found.append(say("{terms}没有数，其权重由其余项按比例分担", terms=joined("、", one.missing)))
    found += [adjustment(line) for line in one.adjustments]
    return tuple(found)


def adjustment(line: Adjustment) -> str:
    """加分 2：承办全国现场会（县考核办，2026年10月31日）."""
    word = say("减分") if line.points < 0 else say("加分")
    points, source = in_digits(abs(line.points)), [line.source, *([day(line.day)] if line.day else [])]
    return say(
        "{word} {points}：{reason}（{source}）",
        word=word,
        points=points,
        reason=line.reason,
        source=joined("，", source),
    )


def day(when: date) -> Saying:
    """A day as it stands in a sentence: 2026年10月31日."""
    return say("{year}年{month}月{day}日", year=when.year, month=when.month, day=when.day)


def source_name(index: Index, source: TermSource) -> str:
    """The term's name; of a term of an index that this one is made of, with that index's name before it."""
    return (
        source.term.name
        if source.index == index
        else say("{index}：{term}", index=source.index.name, term=source.term.name)
    )


def source_words(source: TermSource) -> str:
    """One term's origin: 示例县双向测评（2026年，2026年11月25日封箱，c-1a2b3c4d）综合得分，满分 100，在双力指数中占 50 分."""
    term = source.term
    where = ""
    if source.day is not None:
        closed = say("{day}封箱", day=day(source.day))
        facts = joined("，", (part for part in (source.round, closed, source.campaign_id) if part))
        where = say("{campaign}（{facts}）", campaign=source.campaign, facts=facts)
    reach = "" if term.reach is Reach.OWN else say("，取{reach}", reach=_REACHES[term.reach])
    weight = _worth(source.index, term.full, term.share) if term.weighed else _limit(term.cap)
    what = where + source.what + reach
    return in_a_row((say("{what}，{weight}。", what=what, weight=weight), *(remark.text for remark in source.remarks)))


def _worth(index: Index, full: Fraction, share: Fraction | None) -> str:
    return say(
        "满分 {full}，在{index}中占 {share} 分",
        full=in_digits(full),
        index=index.name,
        share=in_digits(share or Fraction(0)),
    )


def _limit(cap: Fraction | None) -> str:
    return say("直接加减") if cap is None else say("直接加减，最多 {cap} 分", cap=in_digits(cap))


def gap_words(index: Index) -> str:
    """How the index deals with a term that has no value, and with one that may not be seen."""
    return _GAPS[index.gap]
