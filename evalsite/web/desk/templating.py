"""The template of Word reports at the desk: fetch it, change it in Word, bring it back; or go back to ours."""

from flask import redirect, render_template, url_for

from evalsite.core.permission import Act
from evalsite.core.refusals import BrokenTemplate
from evalsite.core.saying import say
from evalsite.paper.report_docx import TEMPLATE, check_template
from evalsite.web.access import needs
from evalsite.web.desk.room import DOCX, Page, download, room, routes
from evalsite.web.forms import TemplateForm
from evalsite.web.language import tell


@routes.route("/report-template", methods=["GET", "POST"])
@needs(Act.PREPARE, common=True)
def report_template() -> Page:
    """Shows which one is in use, and takes a changed one in: checked whole before it takes the other's place."""
    form = TemplateForm()
    if not form.validate_on_submit():
        return _page(form, ()), 400 if form.errors else 200
    data = form.document.data.read()
    try:
        check_template(data)
    except BrokenTemplate as refusal:
        return _page(form, str(refusal.details["problem"]).split("；")), refusal.status
    room().settings.keep_template(data)
    tell(say("已换用这个模板，以后的 Word 报告都用它。请打开一份报告看看效果。"), "good")
    return redirect(url_for("desk.report_template"))


def _page(form: TemplateForm, faults: list[str] | tuple[str, ...]) -> str:
    own = room().settings.own_template() is not None
    file = form.document.data.filename if faults else ""
    return render_template("desk/report_template.html", form=form, own=own, faults=faults, file=file)


@routes.post("/report-template/reset")
@needs(Act.PREPARE, common=True)
def reset_template() -> Page:
    room().settings.report_template.unlink(missing_ok=True)
    tell(say("已恢复系统自带的模板。"), "good")
    return redirect(url_for("desk.report_template"))


@routes.get("/report-template.docx")
@needs(Act.PREPARE, common=True)
def template_file() -> Page:
    """The template in use."""
    return download(room().settings.own_template() or TEMPLATE.read_bytes(), "报告模板.docx", DOCX)
