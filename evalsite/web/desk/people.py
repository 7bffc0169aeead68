"""Accounts as an administrator keeps them: the list, invitations, and the page of one account."""

from urllib.parse import quote

from flask import redirect, render_template, request, url_for
from flask_babel import gettext
from markupsafe import Markup, escape

from evalsite.core.permission import ROLE_WORDS, Act, Reach, Role
from evalsite.core.refusals import Refusal
from evalsite.core.saying import joined, say
from evalsite.paper.symbols import matrix, runs
from evalsite.usecases import inviting, keeping_accounts, proving, signing_in, staying, zoning
from evalsite.usecases.inviting import Guest, Invitation, split_zones
from evalsite.usecases.signing_in import Account
from evalsite.web import recording
from evalsite.web.access import account, needs
from evalsite.web.desk.room import Page, now, room, routes
from evalsite.web.forms import AccountForm, InviteForm
from evalsite.web.language import spoken, tell
from evalsite.web.locale import in_order
from evalsite.words import Audience, words

QUIET = 4  # modules of white around a QR symbol (ISO/IEC 18004)
ROLE_HINTS = {
    "organiser": say("导入、发布、制作测评码、封箱、看结果"),
    "scrutineer": say("看状态、交份额开箱、复核计票、下载复核文件"),
    "teller": say("看状态、录入纸质票的计票"),
    "reader": say("只看已开箱活动的结果和报告"),
    "admin": say("以上全部，并管理账号"),
}


def symbol(text: str) -> Markup:
    """A QR symbol as a picture of the page: the same matrix that slips carry."""
    dark = matrix(text)
    side = len(dark) + 2 * QUIET
    path = "".join(f"M{column + QUIET} {row + QUIET}h{length}v1h-{length}z" for column, row, length in runs(dark))
    name = escape(gettext("二维码"))
    return Markup(  # noqa: S704 - numbers and a word of ours
        f'<svg class="symbol" viewBox="0 0 {side} {side}" role="img" aria-label="{name}" shape-rendering="crispEdges">'
        f'<rect width="{side}" height="{side}" fill="#fff"/><path d="{path}" fill="#000"/></svg>'
    )


def _reach(form: InviteForm | AccountForm) -> Reach:
    return Reach(split_zones(form.zones.data or ""), (form.unit.data or "").strip())


@routes.route("/users", methods=["GET", "POST"])
@needs(Act.ADMINISTER)
def users() -> Page:
    """All accounts and open invitations; the form invites somebody new and answers with the link, shown this once."""
    form, problem = InviteForm(), ""
    if form.validate_on_submit():
        role, reach = Role(form.role.data), _reach(form)
        try:
            keeping_accounts.require_reach(room().desk, role, reach, now().date())
            guest = Guest(form.name.data, role, reach)
            made = inviting.invite(room().desk, room().settings, guest, account().name, now())
        except Refusal as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            recording.tell(account=made[0].name, role=ROLE_WORDS[role], reach=reach_in_words(made[0]))
            return invited_page(*made)
    page = render_template(
        "desk/users.html",
        form=form,
        problem=problem,
        users=signing_in.list_accounts(room().desk),
        invitations=inviting.list_open(room().desk, now()),
        hints=ROLE_HINTS,
        zones=zoning.known_zones(room().desk, now().date()),
        days=room().settings.invitation_days,
    )
    return page, 400 if problem or form.errors else 200


def invited_page(made: Invitation, link: str, *, back: str = "") -> str:
    """The page that shows an invitation's link, this once; ``back`` is where to go afterwards."""
    if made.again:
        subject, ask = say("云端测评：设置新密码"), say("请打开下面的链接，设置新密码。链接只能用一次：")
    else:
        subject, ask = say("云端测评：账号邀请"), say("请打开下面的链接，设置账号和密码。链接只能用一次：")
    title, body = str(spoken(subject)), f"{spoken(ask)}\n{link}\n"
    mail = f"mailto:?subject={quote(title)}&body={quote(body)}"
    return render_template(
        "desk/invited.html",
        made=made,
        address=link,
        mail=mail,
        symbol=symbol(link),
        local=not room().settings.base_url,
        back=back or url_for("desk.users"),
    )


@routes.post("/users/withdraw/<invitation>")
@needs(Act.ADMINISTER)
def withdraw_invitation(invitation: str) -> Page:
    if inviting.withdraw(room().desk, invitation):
        tell(say("邀请已收回，那个链接不能再用。"), "good")
    else:
        tell(say("这个邀请已经用过或收回，没有改动。"), "bad")
    return redirect(url_for("desk.users"))


# --- one account ------------------------------------------------------------------------------------------------------


@routes.route("/users/of/<name>", methods=["GET", "POST"])
@needs(Act.ADMINISTER)
def user(name: str) -> Page:
    """What an account may do, and how far; the form changes it."""
    found = keeping_accounts.find(room().desk, name)
    given = {"role": found.role.value, "zones": "、".join(sorted(found.reach.zones)), "unit": found.reach.unit}
    form = AccountForm(data=given)
    problem = ""
    if form.validate_on_submit():
        try:
            role, today = Role(form.role.data), now().date()
            keeping_accounts.change(room().desk, name, role, _reach(form), today, form.mark.data)
        except Refusal as refusal:
            problem = words(refusal, Audience.DESK)
        else:
            recording.tell(role=ROLE_WORDS[role], reach=reach_in_words(keeping_accounts.find(room().desk, name)))
            tell(say("账号“{name}”的角色和范围已保存，马上生效。", name=name), "good")
            return redirect(url_for("desk.user", name=name))
    page = render_template(
        "desk/user.html",
        one=found,
        form=form,
        problem=problem,
        mark=keeping_accounts.mark_of(found),
        hints=ROLE_HINTS,
        zones=zoning.known_zones(room().desk, now().date()),
        sessions=staying.sessions_of(room().desk, room().settings, found, "", now()),
        own=found.id == account().id,
        second=proving.is_on(room().desk, found),
    )
    return page, 400 if problem or form.errors else 200


@routes.post("/users/of/<name>/again")
@needs(Act.ADMINISTER)
def invite_again(name: str) -> Page:
    return invited_page(*inviting.invite_again(room().desk, room().settings, name, account().name, now()))


@routes.post("/users/of/<name>/deactivate")
@needs(Act.ADMINISTER)
def deactivate_user(name: str) -> Page:
    keeping_accounts.deactivate(room().desk, name, request.form.get("mark", ""))
    tell(say("账号“{name}”已停用，所有登录已退出，发出的链接也不能再用。", name=name), "good")
    return redirect(url_for("desk.user", name=name))


@routes.post("/users/of/<name>/reactivate")
@needs(Act.ADMINISTER)
def reactivate_user(name: str) -> Page:
    keeping_accounts.reactivate(room().desk, name, request.form.get("mark", ""))
    tell(say("账号“{name}”已重新启用，仍用原来的密码。", name=name), "good")
    return redirect(url_for("desk.user", name=name))


@routes.post("/users/of/<name>/end-sessions")
@needs(Act.ADMINISTER)
def end_user_sessions(name: str) -> Page:
    number = staying.end_all_of(room().desk, name)
    tell(say("账号“{name}”的 {number} 处登录已退出。", name=name, number=number), "good")
    return redirect(url_for("desk.users") if name == account().name else url_for("desk.user", name=name))


@routes.post("/users/of/<name>/second-step-off")
@needs(Act.ADMINISTER)
def user_second_step_off(name: str) -> Page:
    """For somebody who has lost the phone and the recovery codes."""
    if proving.reset(room().desk, name):
        tell(say("账号“{name}”的两步验证已关闭，下次登录只要密码。请提醒本人重新设置。", name=name), "good")
    else:
        tell(say("账号“{name}”没有开启两步验证。", name=name), "bad")
    return redirect(url_for("desk.user", name=name))


@routes.app_template_filter("reach_in_words")
def reach_in_words(one: Account | Invitation) -> str:
    """How far an account reaches, in a few words."""
    parts = [say("责任区：{zones}", zones=joined("、", in_order(one.reach.zones)))] if one.reach.zones else []
    parts += [say("只看单位 {unit} 的报告", unit=one.reach.unit)] if one.reach.unit else []
    return joined("；", parts) if parts else say("全部")
