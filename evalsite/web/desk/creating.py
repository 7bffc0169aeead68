"""New drafts: empty ones, from a sample, as the copy of a former round; and throwing a draft away."""

from collections.abc import Mapping

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from wtforms.fields.choices import SelectChoice

from evalsite.core.campaign import Campaign, Kind
from evalsite.core.draft import Sheets
from evalsite.core.permission import Act
from evalsite.core.refusals import RehearsalLeft, WrongState
from evalsite.core.saying import say
from evalsite.paper.workbook_grid import read_sheets, renamed, sheets_of_nothing
from evalsite.store.desk import State
from evalsite.usecases import drafting, preparing, rehearsing, zoning
from evalsite.web.access import account, needs
from evalsite.web.desk.editing import author, workbook
from evalsite.web.desk.kinds import KINDS
from evalsite.web.desk.room import Page, room, routes, shown
from evalsite.web.desk.samples import FOLDER, SAMPLES
from evalsite.web.forms import CreateForm, NamedForm
from evalsite.web.language import spoken, tell

TIMES = {"开始时间": "", "截止时间": ""}


@routes.route("/create", methods=["GET", "POST"])
@needs(Act.PREPARE)
def create() -> Page:
    """A new draft, named; what it begins with is chosen from one list."""
    form = CreateForm(_sources())
    if form.validate_on_submit():
        sheets = renamed(_begun(form.source.data), _changes(form))
        campaign_id = drafting.begin(room().desk, sheets, author(), workbook())
        zoning.settle(room().desk, campaign_id, account())
        tell(say("草稿已建好。逐张表填写，随时可以保存；有问题的地方会标出来。"), "good")
        return redirect(url_for("desk.edit", campaign_id=campaign_id, part="campaign"))
    if not form.is_submitted():
        _suggest(form, request.args.get("source", ""))
    return render_template("desk/create.html", form=form, samples=SAMPLES), 400 if form.errors else 200


def _sources() -> Mapping[str, list[SelectChoice]]:
    """What a draft can begin with. Rehearsals are none of it: what was tried out is in their draft."""
    seen = zoning.visible(room().desk, account(), preparing.list_all(room().desk))
    copies = [
        SelectChoice(f"copy:{record.id}", _named(campaign))
        for record, campaign in ((one, preparing.campaign_of(one)) for one in seen)
    ]
    found = {
        gettext("样例"): [
            SelectChoice(f"sample:{one.file}", spoken(say("{kind}：{about}", kind=one.kind, about=one.about)))
            for one in SAMPLES
        ],
        gettext("空白"): [
            SelectChoice(f"blank:{kind.value}", spoken(say("空白的{kind}", kind=KINDS[kind]))) for kind in Kind
        ],
    }
    return ({gettext("复制已有活动"): copies} if copies else {}) | found


def _named(campaign: Campaign) -> str:
    if not campaign.round:
        return campaign.name
    return str(spoken(say("{name}（{round}）", name=campaign.name, round=campaign.round)))


def _suggest(form: CreateForm, source: str) -> None:
    """What a link asks for, as far as it is on the list; a copy begins with the name it had."""
    if source in form.values:
        form.source.data = source
        kind, _, which = source.partition(":")
        if kind == "copy":
            form.name.data = preparing.campaign_of(preparing.get(room().desk, which)).name


def _begun(source: str) -> Sheets:
    kind, _, which = source.partition(":")
    if kind == "copy":
        return drafting.sheets_of(room().desk, which, workbook())
    if kind == "sample":
        return renamed(read_sheets((FOLDER / f"{which}.xlsx").read_bytes()), {"组织者": "", "系列": ""})
    return renamed(sheets_of_nothing(), {"类型": which})


def _changes(form: CreateForm) -> dict[str, str]:
    """The name and round that were typed; times of a former round are never those of this one."""
    return {"名称": form.name.data.strip(), "期次": (form.round.data or "").strip(), **TIMES}


@routes.route("/c/<campaign_id>/delete", methods=["GET", "POST"])
@needs(Act.PREPARE)
def delete(campaign_id: str) -> Page:
    """Takes a draft away for good, once its name has been typed."""
    here = shown(campaign_id)
    if here.record.state is not State.DRAFT or here.record.rehearses:
        raise WrongState(state=here.record.state.value, needs=State.DRAFT.value)
    form = NamedForm(here.campaign.name)
    trials = rehearsing.rehearsals_of(room().desk, campaign_id)
    if not trials and form.validate_on_submit():
        try:
            drafting.delete(room().desk, campaign_id)
        except RehearsalLeft:  # made while the page was open
            return redirect(url_for("desk.delete", campaign_id=campaign_id))
        tell(say("草稿“{name}”已删除。", name=here.campaign.name), "good")
        return redirect(url_for("desk.home"))
    page = render_template("desk/delete.html", here=here, form=form, rehearsals=trials)
    return page, 400 if form.errors else 200
