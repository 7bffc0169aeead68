"""An invitation taken up: whoever has the link sets a name and a password, once."""

from flask import redirect, render_template, url_for
from flask_login import current_user

from evalsite.core.logbook import Action, Deed
from evalsite.core.refusals import BadAccountName, GuessablePassword, NameTaken, WeakPassword
from evalsite.core.saying import say
from evalsite.usecases import inviting, recording, signing_in
from evalsite.web.access import enter, leave, mark
from evalsite.web.desk.room import Page, now, room, routes
from evalsite.web.forms import JoinForm
from evalsite.web.language import tell
from evalsite.words import Audience, words


@routes.route("/join/<token>", methods=["GET", "POST"])
def join(token: str) -> Page:
    """Opening the page uses nothing up: messengers look at links before people do. A used link says that it is."""
    here = room()
    found = inviting.look_up(here.desk, here.settings, token, now())
    form, problem = JoinForm(data={"name": found.name}), ""
    if form.validate_on_submit():
        try:
            deed = Deed(form.name.data.strip() or found.name, Action.INVITATION_ACCEPT, "", {"inviter": found.inviter})
            with recording.recorded(here.desk, deed, now()):
                made = inviting.accept(here.desk, here.settings, token, form.name.data or "", form.password.data, now())
        except (BadAccountName, WeakPassword, GuessablePassword, NameTaken) as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            return _in(made)
    page = render_template("desk/join.html", form=form, problem=problem, found=found, zone=here.settings.zone)
    return page, 400 if problem or form.errors else 200


def _in(made: signing_in.Account) -> Page:
    """Signed in under the new account; whoever was signed in with this browser before is so no more."""
    here = room()
    if current_user.is_authenticated:
        leave(here.desk)
    enter(here.settings, here.desk, made)
    tell(say("密码已设好，您已用账号“{name}”登录。", name=made.name), "good")
    answer = redirect(url_for("desk.home"))
    mark(answer, here.settings, signing_in.device_mark(here.settings, made.name))
    return answer
