"""One's own sessions at the desk: where one is signed in, and ending it."""

from flask import redirect, render_template, url_for

from evalsite.core.saying import say
from evalsite.usecases import staying
from evalsite.web.access import account, require_signed_in, this_session
from evalsite.web.desk.room import Page, now, room, routes
from evalsite.web.language import tell


@routes.get("/sessions")
def sessions() -> Page:
    require_signed_in()
    found = staying.sessions_of(room().desk, room().settings, account(), this_session(), now())
    return render_template("desk/sessions.html", sessions=found, settings=room().settings)


@routes.post("/sessions/end/<session_id>")
def end_session(session_id: str) -> Page:
    require_signed_in()
    if staying.end(room().desk, account(), session_id):
        tell(say("那一处登录已退出。"), "good")
    else:
        tell(say("那一处登录已经退出过了。"), "good")
    return redirect(url_for("desk.sessions"))


@routes.post("/sessions/end-others")
def end_other_sessions() -> Page:
    require_signed_in()
    number = staying.end_others(room().desk, account(), this_session())
    tell(
        say("其他 {number} 处登录已全部退出，这一处还在。", number=number) if number else say("没有别处的登录。"),
        "good",
    )
    return redirect(url_for("desk.sessions"))
