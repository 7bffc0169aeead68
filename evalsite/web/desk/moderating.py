"""Looking through what people wrote: flags, hiding and showing passages, names written in, and the trace of it all."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from flask import redirect, render_template, request, url_for

from evalsite.core import unanimity
from evalsite.core.contacts import KINDS
from evalsite.core.disclosure import Results
from evalsite.core.moderation import nominations_of
from evalsite.core.permission import Act, allows
from evalsite.core.redacting import REASONS, count_in_words
from evalsite.core.refusals import BadMerge, PassageNotThere
from evalsite.core.saying import say
from evalsite.core.writeins import WHY, Name, Target, Written
from evalsite.paper.tables import Table
from evalsite.usecases import moderating
from evalsite.usecases.moderating import Actor, Looked, Nominated
from evalsite.web import language
from evalsite.web.access import account, needs, reading
from evalsite.web.desk.result_tables import comment_table
from evalsite.web.desk.room import Page, Shown, now, room, routes, shown
from evalsite.web.desk.tabling import Tables, origin_of_campaign
from evalsite.web.language import tell
from evalsite.words import Audience, words

PER_PAGE = 40
FILTERS = {"all": say("全部"), "flagged": say("有标记的"), "hidden": say("有隐去的")}
COMMENTS = Table("comments", say("意见"), (), ())  # what links to its file need: it is made when it is fetched
KEPT = ("only", "of", "find", "page")  # parts of the address that come back after a step
# What is most likely the reason to hide a flagged passage; the organiser may choose another.
LIKELY = {"name": "third_party", "self": "identity"}
WHAT = {"hidden": say("隐去"), "shown": say("恢复显示"), "merged": say("合并写名"), "split": say("拆开写名")}


@routes.context_processor
def _for_moderating() -> dict[str, object]:
    return {
        "hidden_in_words": count_in_words,
        "agreed_in_words": agreed_in_words,
        "advice_on_agreement": unanimity.ADVICE,
        "flagged_texts": flagged_texts,
    }


def agreed_in_words(found: Results) -> list[str]:
    """What to know before results are handed out: where all ballots of an electorate agree."""
    return [unanimity.in_words(one, found.campaign) for one in unanimity.agreements(found)]


def flagged_texts(campaign_id: str) -> int:
    """How many texts have flags on what is not hidden yet; for who may do something about it."""
    if not allows(account().role, Act.PREPARE):
        return 0
    return sum(bool(one.open_flags) for one in moderating.texts(room().desk, campaign_id))


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of a text: ``flag`` in words where it is flagged, ``hidden`` where it is hidden."""

    text: str
    flag: str
    hidden: bool


def pieces(looked: Looked) -> Iterator[Piece]:
    """The text cut where flags and hidden passages begin and end."""
    text = looked.opinion.text
    cuts = {0, len(text)} | {place for f in looked.flags for place in (f.start, f.end)}
    cuts |= {place for p in looked.passages for place in (p.start, p.end)}
    for start, end in pairwise(sorted(cuts)):
        flag = next((KINDS[f.kind] for f in looked.flags if f.start <= start < f.end), "")
        hidden = any(p.start <= start < p.end for p in looked.passages)
        yield Piece(text[start:end], flag, hidden)


@dataclass(frozen=True, slots=True)
class Offer:
    """A flagged passage that one press of a button hides."""

    passage: str
    flag: str
    reason: str


def offers(looked: Looked) -> list[Offer]:
    """Each flagged passage that is not hidden yet, once."""
    text = looked.opinion.text
    found = [Offer(text[f.start : f.end], KINDS[f.kind], LIKELY.get(f.kind, "contact")) for f in looked.open_flags]
    return list({offer.passage: offer for offer in found}.values())


@routes.get("/c/<campaign_id>/texts")
@needs(Act.PREPARE)
def texts(campaign_id: str) -> Page:
    """Everything that people wrote in words, as they wrote it: for the organiser alone."""
    here = shown(campaign_id)
    every = moderating.texts(room().desk, campaign_id)
    chosen = [one for one in every if _wanted(one)]
    if "file" in request.args:
        return _file(here, _published(campaign_id, chosen))
    pages = max(1, -(-len(chosen) // PER_PAGE))
    page = min(max(request.args.get("page", 1, type=int), 1), pages)
    return render_template(
        "desk/texts.html",
        here=here,
        tables=Tables(()),
        published=COMMENTS,
        lines=chosen[(page - 1) * PER_PAGE : page * PER_PAGE],
        found=len(chosen),
        total=len(every),
        flagged=sum(bool(one.open_flags) for one in every),
        places=sum(len(one.seen.reasons) * one.opinion.times for one in every),
        page=page,
        pages=pages,
        filters=FILTERS,
        kept=_kept(),
        only=request.args.get("only", "all"),
        of=request.args.get("of", ""),
        find=request.args.get("find", ""),
        pieces=pieces,
        offers=offers,
        reasons=language.table(REASONS),
        subjects={one.code: one.name for one in here.campaign.subjects},
        questions={one.code: one.name for one in here.campaign.indicators},
        nominations=nominations_of(here.campaign),
    )


def _file(here: Shown, published: Table) -> Page:
    """What is published of the choice; where nothing is, back to the page, which says so."""
    if not published.lines:
        tell(say("选出的这些内容都没有公布，没有可以导出的。写名和票数一起公布，见“结果”。"), "warn")
        return redirect(url_for("desk.texts", campaign_id=here.record.id, **_kept()))
    file = Tables([published]).file(origin_of_campaign(here.campaign))
    assert file is not None  # it was asked for
    return file


def _published(campaign_id: str, chosen: Iterable[Looked]) -> Table:
    """What is chosen, as it is published: what was hidden leaves in no file. Names written in go with their votes."""
    found = reading().results(campaign_id)
    wanted = {(one.opinion.subject, one.opinion.indicator, one.seen.text) for one in chosen}
    return comment_table(found, (one for one in found.comments if (one.subject, one.indicator, one.text) in wanted))


def _wanted(looked: Looked) -> bool:
    only, of, find = (request.args.get(name, "") for name in ("only", "of", "find"))
    if only == "flagged" and not looked.open_flags:
        return False
    if only == "hidden" and not looked.passages:
        return False
    if of and looked.opinion.subject != of:
        return False
    return find.strip() in looked.opinion.text


def _back(campaign_id: str, key: str) -> Page:
    """To where the organiser was: the same page of the same choice, at the same text."""
    return redirect(url_for("desk.texts", campaign_id=campaign_id, _anchor=f"t-{key[:16]}", **_kept()))


def _kept() -> dict[str, Any]:
    return {name: request.args[name] for name in KEPT if request.args.get(name)}


@routes.post("/c/<campaign_id>/texts/hide")
@needs(Act.PREPARE)
def hide_text(campaign_id: str) -> Page:
    """Hides a passage, wherever it stands in the text, or the whole text."""
    key, passage = request.form.get("key", ""), request.form.get("passage", "")
    whole = "whole" in request.form
    try:
        places = moderating.hide(
            room().desk, campaign_id, key, None if whole else passage, request.form.get("reason", ""), _actor()
        )
    except PassageNotThere as refusal:
        tell(words(refusal, Audience.DESK), "bad")
    else:
        tell(
            say("整条已隐去。")
            if whole
            else say("已隐去 {places} 处“{passage}”。", places=places, passage=passage.strip()),
            "good",
        )
    return _back(campaign_id, key)


@routes.post("/c/<campaign_id>/texts/show")
@needs(Act.PREPARE)
def show_text(campaign_id: str) -> Page:
    """Shows a passage again that was hidden."""
    key = request.form.get("key", "")
    place = (request.form.get("start", -1, type=int), request.form.get("end", -1, type=int))
    moderating.show_again(room().desk, campaign_id, key, place, _actor())
    tell(say("已恢复显示，记录保留。"), "good")
    return _back(campaign_id, key)


def _actor() -> Actor:
    return Actor(account().name, now())


# --- names written in -------------------------------------------------------------------------------------------------


@routes.get("/c/<campaign_id>/names")
@needs(Act.PREPARE)
def names(campaign_id: str) -> Page:
    """Names written in beside the lists: proposals, and what stands for what."""
    here = shown(campaign_id)
    return render_template(
        "desk/names.html",
        here=here,
        nominations=moderating.names_of(room().desk, campaign_id),
        questions={one.code: one.name for one in here.campaign.indicators},
        why=language.table(WHY),
        limit=here.campaign.threshold,
        target_words=target_words,
        merged_into=merged_into,
    )


def target_words(nominated: Nominated, target: Target) -> str:
    """What a spelling would stand for, on a button."""
    if target.subject:
        return say("名单上的“{name}”", name=nominated.listed[target.subject])
    return f"“{_texts(nominated)[target.spelling]}”"


def _texts(nominated: Nominated) -> dict[str, str]:
    return {one.key: one.text for one in nominated.written}


def merged_into(name: Name) -> tuple[Written, ...]:
    """The spellings of a name that can be taken apart again: all but the one that gives it its text."""
    return tuple(one for one in name.spellings if name.subject or one.text != name.text)


@routes.post("/c/<campaign_id>/names/merge")
@needs(Act.PREPARE)
def merge_names(campaign_id: str) -> Page:
    """Puts one or more spellings together with another, or with a subject on the list."""
    indicator, chosen = request.form.get("indicator", ""), request.form.getlist("spelling")
    kind, _, value = request.form.get("target", "").partition(":")
    target = Target(subject=value) if kind == "listed" else Target(spelling=value)
    spellings = [one for one in chosen if one != target.spelling]  # ticked as well, which harms nobody
    if not spellings or not value:
        tell(say("请勾选写法，再选合并到哪一个。"), "bad")
    try:
        for spelling in spellings if value else ():
            moderating.merge(room().desk, campaign_id, indicator, spelling, target, _actor())
            tell(say("已合并“{spelling}”，票数随之改变。", spelling=spelling), "good")
    except BadMerge as refusal:
        tell(words(refusal, Audience.DESK), "bad")
    return redirect(url_for("desk.names", campaign_id=campaign_id))


@routes.post("/c/<campaign_id>/names/split")
@needs(Act.PREPARE)
def split_names(campaign_id: str) -> Page:
    """Takes a spelling apart again."""
    spelling = request.form.get("spelling", "")
    try:
        moderating.split(room().desk, campaign_id, request.form.get("indicator", ""), spelling, _actor())
    except BadMerge as refusal:
        tell(words(refusal, Audience.DESK), "bad")
    else:
        tell(say("已拆开“{spelling}”。", spelling=spelling), "good")
    return redirect(url_for("desk.names", campaign_id=campaign_id))


# --- the trace --------------------------------------------------------------------------------------------------------


@routes.get("/c/<campaign_id>/texts/trace")
@needs(Act.AUDIT)
def texts_trace(campaign_id: str) -> Page:
    """Who hid what and put which names together: for scrutineers too, and without a hidden word."""
    here = shown(campaign_id)
    return render_template(
        "desk/texts_trace.html",
        here=here,
        lines=moderating.trace(room().desk, campaign_id),
        what=WHAT,
        reasons=language.table(REASONS),
        subjects={one.code: one.name for one in here.campaign.subjects},
        questions={one.code: one.name for one in here.campaign.indicators},
        listed=_listed(here),
        nominations=nominations_of(here.campaign),
    )


def _listed(here: Shown) -> dict[str, str]:
    return {one.code: say("名单上的“{name}”", name=one.name) for one in here.campaign.subjects}
