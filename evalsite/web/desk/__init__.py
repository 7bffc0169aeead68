"""The organiser's desk (工作台)."""

import logging
import sys
import traceback
from urllib.parse import urlsplit

from flask import Flask, abort, redirect, render_template, request, url_for
from flask_login import current_user
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException

from evalsite.core.decimals import decimal
from evalsite.core.permission import ROLE_WORDS
from evalsite.core.refusals import Refusal
from evalsite.core.saying import say
from evalsite.core.schemewords import electorate_weight, indicator_weight
from evalsite.paper.workbook_package import MOST_BYTES
from evalsite.settings import Settings
from evalsite.store.engine import Database
from evalsite.usecases import preparing
from evalsite.web import access, language, locale, recording
from evalsite.web.desk import (  # noqa: F401 - imported so that their pages are part of `routes`
    archiving,
    batching,
    campaigns,
    certifying,
    comparing,
    counting,
    creating,
    editing,
    entrance,
    extending,
    figuring,
    hall,
    handing,
    helping,
    hints,
    importing,
    indexing,
    issuing,
    jobs,
    joining,
    languages,
    logbook,
    moderating,
    packing,
    paper,
    people,
    previewing,
    reconciling,
    registering,
    rehearsal,
    reports,
    results,
    seat,
    seats,
    second_step,
    sessions,
    showing,
    steps,
    templating,
    zones,
)
from evalsite.web.desk.kinds import DEEDS, KINDS
from evalsite.web.desk.room import EXTENSION, Page, Room, asset, room, routes
from evalsite.web.desk.workbook_words import gloss, types
from evalsite.web.language import tell
from evalsite.words import Audience, words

# Bytes of a request's body. What is larger than 500 kB the form parser buffers on disk: a share never is, nor a password.
LARGEST_FORM = 256 * 1024
LARGEST = dict.fromkeys(
    (
        "desk.take_in",
        "desk.figures",
        "desk.index_import",
        "desk.paper_upload",
        "desk.register_import",
        "desk.report_template",
    ),
    MOST_BYTES + LARGEST_FORM,
)
# A sheet of 2000 lines, each of its cells a field.
SHEETS = ("desk.edit", "desk.edit_check", "desk.edit_phone", "desk.edit_settle")
LARGEST |= dict.fromkeys(SHEETS, MOST_BYTES)
LARGEST["desk.register_confirm"] = 4 * MOST_BYTES // 3 + LARGEST_FORM  # the workbook once more, as base64
SAFE = ("GET", "HEAD", "OPTIONS")
log = logging.getLogger("evalsite.desk")


def register(app: Flask, settings: Settings, desk: Database, box: Database) -> None:
    """Add the desk's pages below /desk, with sessions and sign-in for them alone."""
    app.extensions[EXTENSION] = Room(settings, desk, box)
    language.install(app)
    access.install(app, settings, desk)
    app.register_blueprint(routes)


@routes.before_request
def _guard() -> None:
    """Every form carries its token, and no body is larger than its page needs: to look for the token is to read it."""
    request.max_content_length = LARGEST.get(request.endpoint or "", LARGEST_FORM)
    if request.endpoint in ("desk.register_confirm", *SHEETS):
        request.max_form_memory_size = request.max_content_length  # it comes as fields, not as a file
    if request.method not in SAFE:
        access.csrf.protect()


recording.install(routes)


@routes.context_processor
def _for_templates() -> dict[str, object]:
    zone = room().settings.zone
    return {
        "asset": asset,
        **language.for_templates(),
        "visitor": current_user,
        "figure": showing.figure,
        "sort_key": showing.sort_key,
        "types": types(),
        "gloss": gloss,
        "campaign_kinds": KINDS,
        "deed_kinds": DEEDS,
        "roles": language.table(ROLE_WORDS),
        "sort_number": showing.sort_number,
        "small_below": preparing.SMALL,
        "decimal": decimal,
        "largest_workbook": MOST_BYTES,
        "weight_of_electorate": electorate_weight,
        "weight_of_indicator": indicator_weight,
        "moment": lambda when: locale.moment(when, zone),
        "day": locale.day,
        "short_day": locale.short_day,
        "number": locale.number,
        "own_guide": helping.own_guide,
        "hint": hints.hint,
    }


# --- saying no --------------------------------------------------------------------------------------------------------


def _refused(message: str, status: int, *, back: str = "") -> Page:
    return render_template("desk/refused.html", message=message, back=back), status


@routes.errorhandler(Refusal)
def _on_refusal(refusal: Refusal) -> Page:
    """Those that tell of a fault of the installation, not of the request, are for its operator too: their kind alone."""
    if refusal.status == 500:
        log.error("refused: %s", refusal.code)
    return _refused(words(refusal, Audience.DESK), refusal.status)


@routes.errorhandler(access.SignInFirst)
def _on_stranger(_stranger: access.SignInFirst) -> Page:
    return access.ask_to_sign_in()


@routes.errorhandler(access.SecondStepFirst)
def _on_one_step_alone(_half: access.SecondStepFirst) -> Page:
    tell(say("您的角色要求两步验证。请先设置好，再继续。"), "warn")
    return redirect(url_for("desk.second_step_setup"))


@routes.errorhandler(CSRFError)
def _on_stale_form(_error: CSRFError) -> Page:
    """Who left a page open until the session was over is asked to sign in and led back to it.

    Sheets and long forms have kept what was typed, in the browser; of others it is little.
    """
    if current_user.is_authenticated:
        text = say("页面打开太久或已重新登录，这次提交没有执行。请返回上一页刷新后再试。")
        return _refused(text, 400, back=_came_from())
    tell(say("登录已过期，这次没有执行，也没有保存。登录后回到刚才那一页再做，长的表可以恢复填过的内容。"), "warn")
    return redirect(url_for("desk.sign_in", next=request.args.get("next") or _came_from() or None))


def _came_from() -> str:
    """The page of the desk on which the form stood; "" where nobody can say."""
    if request.endpoint in SHEETS:
        return url_for("desk.edit", **(request.view_args or {}))
    came = urlsplit(request.referrer or "")
    page = came.path + (f"?{came.query}" if came.query else "")
    doors = (url_for("desk.sign_in"), url_for("desk.second_step"))
    return page if came.netloc == request.host and page.startswith(f"{access.PATH}/") and came.path not in doors else ""


_HTTP = {
    404: say("没有这个页面。请从左侧菜单进入。"),
    405: say("这个地址不能这样打开。请从左侧菜单进入。"),
    413: say(
        "文件太大。工作簿不超过 {book} MB，份额文件不超过 {share} KB。没有收下，什么都没有改；"
        "请删去工作簿里的图片和多余的工作表，另存后再选。",
        book=MOST_BYTES // 2**20,
        share=LARGEST_FORM // 2**10,
    ),
}


@routes.errorhandler(HTTPException)
def _on_http(error: HTTPException) -> Page:
    status = error.code or 500
    back = _came_from() if request.method == "POST" else ""
    return _refused(_HTTP.get(status, say("请求不合要求，没有执行。请返回上一页重试。")), status, back=back)


@routes.errorhandler(Exception)
def _on_any(error: Exception) -> Page:
    """The log gets the kind of failure and the lines of the program, never a value: one could be a share or a name."""
    log.error("%s\n%s", type(error).__name__, "".join(traceback.format_tb(sys.exc_info()[2])))
    return _refused(say("系统出错，这一步没有完成。请稍后再试；仍不行请联系技术人员。"), 500)


@routes.route("/<path:_unknown>", methods=["GET", "POST"])
def unknown(_unknown: str) -> Page:
    """Any other address below /desk, so that a wrong one is answered in our words too."""
    abort(404)
