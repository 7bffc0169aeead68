"""The desk's forms: what they ask for, and what they say when something is missing."""

from collections.abc import Mapping
from typing import Any

from flask import request
from flask_babel import lazy_gettext as _
from flask_wtf import FlaskForm
from flask_wtf.file import FileField, FileRequired, MultipleFileField
from wtforms import (
    BooleanField,
    DateField,
    DateTimeLocalField,
    HiddenField,
    IntegerField,
    PasswordField,
    RadioField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.fields.choices import SelectChoice
from wtforms.form import BaseForm
from wtforms.meta import DefaultMeta
from wtforms.validators import InputRequired, NumberRange, Optional, ValidationError

from evalsite.core.permission import ROLE_WORDS
from evalsite.core.saying import Saying, say
from evalsite.core.scrutiny import DAYS, LEAST_DAYS, MOST_DAYS
from evalsite.crypto.shares import MOST as MOST_SHARES
from evalsite.paper.layouts import SHEETS, Layout
from evalsite.web.language import code, later
from evalsite.words import WORDS


class Form(FlaskForm):
    """A form whose built-in messages are in the language of the page: WTForms has a catalogue of its own."""

    class Meta(FlaskForm.Meta):
        @property
        def locales(self) -> tuple[str]:
            return (code(),)

        def get_translations(self, form: BaseForm) -> Any:
            return DefaultMeta.get_translations(self, form)


class SignInForm(Form):
    name = StringField(_("账号"), [InputRequired(_("请输入账号。"))])
    password = PasswordField(_("密码"), [InputRequired(_("请输入密码。"))])


class PasswordForm(Form):
    old = PasswordField(_("现在的密码"), [InputRequired(_("请输入现在的密码。"))])
    new = PasswordField(_("新密码"), [InputRequired(_("请输入新密码。"))])
    again = PasswordField(_("再输一次新密码"), [InputRequired(_("请再输一次新密码。"))])

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.new.data:
            raise ValidationError(_("两次输入的新密码不一样。"))


def _roles() -> RadioField:
    choices = [SelectChoice(role.value, _(word)) for role, word in ROLE_WORDS.items()]
    return RadioField(_("角色"), choices=choices, default="organiser")


class InviteForm(Form):
    """Whom to invite to the desk; ``zones`` apart by 、."""

    name = StringField(_("怎样称呼"), [InputRequired(_("请写被邀请的人或科室的名称。"))])
    role = _roles()
    zones = StringField(_("责任区"))
    unit = StringField(_("单位编号"))


class AccountForm(Form):
    """What an account may do, on its own page; ``mark`` stands for what was seen there."""

    role = _roles()
    zones = StringField(_("责任区"))
    unit = StringField(_("单位编号"))
    mark = HiddenField(_("现状"), [InputRequired(_("请刷新页面后再改。"))])


class JoinForm(Form):
    """An invitation taken up: a name where there is none yet, and a password."""

    name = StringField(_("账号名称"))
    password = PasswordField(_("密码"), [InputRequired(_("请输入密码。"))])
    again = PasswordField(_("再输一次密码"), [InputRequired(_("请再输一次密码。"))])

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.password.data:
            raise ValidationError(_("两次输入的密码不一样。"))


class CodeForm(Form):
    """A code of an authenticator; ``token`` brings an offered secret back."""

    code = StringField(_("验证码"), [InputRequired(_("请输入验证码。"))])
    token = HiddenField(_("设置"))


class ConfirmForm(Form):
    """The own password once more, before what a borrowed browser must not do."""

    password = PasswordField(_("现在的密码"), [InputRequired(_("请输入现在的密码。"))])


class SignatureForm(ConfirmForm):
    """The same for what is signed: with the second step, where the account has one, as at the door."""

    code = StringField(_("验证码"))

    def __init__(self, *, second: bool, **options: Any) -> None:
        super().__init__(**options)
        self.second = second

    def validate_code(self, field: StringField) -> None:
        if self.second and not (field.data or "").strip():
            raise ValidationError(_("请输入验证码。"))


class ZonesForm(Form):
    """The zones that a campaign belongs to, apart by 、."""

    zones = StringField(_("责任区"))


class CreateForm(Form):
    """A new draft: its name, and which of ``sources`` (by heading) it begins with."""

    source = SelectField(_("从哪里开始"), [InputRequired(_("请选一项。"))])
    name = StringField(_("名称"), [InputRequired(_("请输入活动名称。"))])
    round = StringField(_("期次"))

    def __init__(self, sources: Mapping[str, list[SelectChoice]]) -> None:
        super().__init__()
        self.source.choices = {heading: list(choices) for heading, choices in sources.items()}
        self.values = {choice.value for choices in sources.values() for choice in choices}


class ImportForm(Form):
    workbook = FileField(_("活动工作簿（.xlsx）"), [FileRequired(_("请先选择工作簿文件。"))])


class RegisterForm(Form):
    workbook = FileField(_("名册工作簿（.xlsx）"), [FileRequired(_("请先选择工作簿文件。"))])
    since = DateField(_("生效日期"), [Optional()])
    complete = BooleanField(_("这是完整的名册：没有列出的一律停用"))


class RegisterPlanForm(Form):
    """A plan that has been looked at, on its way back: the workbook itself (base64), and which changes it was to make."""

    data = HiddenField(_("名册工作簿"), [InputRequired(_("请重新选择工作簿文件。"))])
    file = HiddenField(_("文件名"))
    since = DateField(_("生效日期"), [InputRequired(_("请重新选择工作簿文件。"))])
    complete = HiddenField(_("完整的名册"))
    mark = HiddenField(_("改动"), [InputRequired(_("请重新选择工作簿文件。"))])


class CountBookForm(Form):
    workbook = FileField(_("填好的计票表（.xlsx）"), [FileRequired(_("请先选择填好的计票表。"))])


class TemplateForm(Form):
    document = FileField(_("改过的模板（.docx）"), [FileRequired(_("请先选择改过的模板文件。"))])


class FiguresForm(Form):
    workbook = FileField(_("数据工作簿（.xlsx）"), [FileRequired(_("请先选择工作簿文件。"))])
    mode = RadioField(
        _("已有的导入"),
        choices=[SelectChoice("replace", _("替换以前的导入")), SelectChoice("add", _("追加在以前的后面"))],
        default="replace",
    )


class NamedForm(Form):
    """A dangerous step: the campaign's name must be typed as it is written."""

    name = StringField(_("活动名称"))

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self._wanted = wanted

    def validate_name(self, field: StringField) -> None:
        """Runs of white space count as one: a name wrapped on the page is copied with its line break."""
        if " ".join((field.data or "").split()) != " ".join(self._wanted.split()):
            raise ValidationError(later(Saying(WORDS["name_not_typed"], {})))


class HolderForm(Form):
    """Who keeps the opening key: of a rehearsal this is all there is to say."""

    holder = RadioField(
        _("开箱钥匙"),
        choices=[SelectChoice("server", _("由服务器保管")), SelectChoice("people", _("分给监票人"))],
        default="server",
    )
    k = IntegerField(
        _("开箱所需份数"),
        [Optional(), NumberRange(1, MOST_SHARES, later(say("请填 1 到 {most}。", most=MOST_SHARES)))],
        default=2,
    )
    n = IntegerField(
        _("份额总数"),
        [Optional(), NumberRange(1, MOST_SHARES, later(say("请填 1 到 {most}。", most=MOST_SHARES)))],
        default=3,
    )

    def validate_holder(self, field: RadioField) -> None:
        """Here, not at the numbers: those may be left empty where the server keeps the key, and are then not looked at."""
        if field.data != "people":
            return
        k, n = self.k.data, self.n.data
        if k is None or n is None:
            raise ValidationError(_("请填写份额总数和开箱所需份数。"))
        if n > 1 and not 2 <= k <= n:
            raise ValidationError(_("开箱所需份数至少为 2，不超过总数。"))
        if n == 1 and k != 1:
            raise ValidationError(_("共 1 份时，开箱所需份数也是 1。"))


class PublishForm(NamedForm, HolderForm):
    days = IntegerField(
        _("异议期（天）"),
        [Optional(), NumberRange(LEAST_DAYS, MOST_DAYS, later(say("请填 1 到 {most}。", most=MOST_DAYS)))],
        default=DAYS,
    )
    small = BooleanField(_("确认这些票种人数很少，仍要单设"))
    wipe = BooleanField(_("发布时清除演练"))


class TicketsForm(NamedForm):
    layout = RadioField(
        _("版式"),
        choices=[SelectChoice(one.value, _(sheet.words)) for one, sheet in SHEETS.items()],
        default=Layout.GRID.value,
    )
    handed = BooleanField(_("监票人的份额都已保存并交到本人手里"))
    anew = BooleanField(_("重新制作，原来的测评条全部作废"))
    singles = BooleanField(_("每条链接另出一个 PDF，作邮件的附件"))
    knows = BooleanField(_("以上都已知道，仍要做成链接"))

    def validate_knows(self, field: BooleanField) -> None:
        if request.form.getlist("links") and not field.data:
            raise ValidationError(_("请先读上面几句话，确认以后再做。"))

    def __init__(self, wanted: str, *, split: bool) -> None:
        super().__init__(wanted)
        self._split = split

    def validate_handed(self, field: BooleanField) -> None:
        """The page that shows the shares can be lost on its way; a vote cast then could never be counted.

        Asked once: who makes lost slips anew has said so before.
        """
        if self._split and not self.anew.data and not field.data:
            raise ValidationError(_("请先确认。份额没有保存下来的，不要制作测评码，请把活动复制成新的再发布。"))


class ExtendForm(Form):
    until = DateTimeLocalField(_("新的截止时间"), [InputRequired(_("请填写新的截止时间。"))])
    reason = StringField(_("延期的原因"), [InputRequired(_("请写明延期的原因。"))])


class VoidForm(Form):
    code = TextAreaField(_("测评码"), [InputRequired(_("请输入测评条上的测评码，或用扫码枪扫它的二维码。"))])


class ObjectionForm(Form):
    text = TextAreaField(_("内容"), [InputRequired(_("请写明异议的内容。"))])
    received = BooleanField(_("这是别人交来的，不是我本人的异议"))
    day = DateField(_("收到日期"), [Optional()])


class AnswerForm(Form):
    text = TextAreaField(_("答复"), [InputRequired(_("请写明答复。"))])


class PeriodForm(Form):
    days = IntegerField(_("天数"), [InputRequired(_("请填写天数。"))])


class WithShares:
    """The fields of a form that takes shares, as files or as words."""

    files = MultipleFileField(_("份额文件"))
    words = TextAreaField(_("或在这里键入份额的单词"))

    def shares(self) -> list[str]:
        """One text a share: each uploaded file, and each paragraph that was typed."""
        found: list[Any] = [file for file in self.files.data or () if file and file.filename]
        typed = (self.words.data or "").replace("\r\n", "\n").split("\n\n")
        files = [file.read().decode("utf-8-sig", errors="replace") for file in found]
        return files + [part for part in typed if part.strip()]


class OpenForm(WithShares, NamedForm):
    excess = BooleanField(_("已查明原因，仍要计票"))
