"""The desk's forms: what they ask for, and what they say when something is missing."""

from collections.abc import Mapping
from typing import Any

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
from evalsite.crypto.shares import MOST as MOST_SHARES
from evalsite.paper.layouts import SHEETS, Layout
from evalsite.words import WORDS


class Form(FlaskForm):
    """A form whose built-in messages are Chinese too: Flask-WTF leaves them in English where Flask-Babel is absent."""

    class Meta(FlaskForm.Meta):
        locales = ("zh",)

        def get_translations(self, form: BaseForm) -> Any:
            return DefaultMeta.get_translations(self, form)


class SignInForm(Form):
    name = StringField("账号", [InputRequired("请输入账号。")])
    password = PasswordField("密码", [InputRequired("请输入密码。")])


class PasswordForm(Form):
    old = PasswordField("现在的密码", [InputRequired("请输入现在的密码。")])
    new = PasswordField("新密码", [InputRequired("请输入新密码。")])
    again = PasswordField("再输一次新密码", [InputRequired("请再输一次新密码。")])

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.new.data:
            raise ValidationError("两次输入的新密码不一样。")


def _roles() -> RadioField:
    choices = [SelectChoice(role.value, word) for role, word in ROLE_WORDS.items()]
    return RadioField("角色", choices=choices, default="organiser")


class InviteForm(Form):
    """Whom to invite to the desk; ``zones`` apart by 、."""

    name = StringField("怎样称呼", [InputRequired("请写被邀请的人或科室的名称。")])
    role = _roles()
    zones = StringField("责任区")
    unit = StringField("单位编号")


class AccountForm(Form):
    """What an account may do, on its own page; ``mark`` stands for what was seen there."""

    role = _roles()
    zones = StringField("责任区")
    unit = StringField("单位编号")
    mark = HiddenField("现状", [InputRequired("请刷新页面后再改。")])


class JoinForm(Form):
    """An invitation taken up: a name where there is none yet, and a password."""

    name = StringField("账号名称")
    password = PasswordField("密码", [InputRequired("请输入密码。")])
    again = PasswordField("再输一次密码", [InputRequired("请再输一次密码。")])

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.password.data:
            raise ValidationError("两次输入的密码不一样。")


class CodeForm(Form):
    """A code of an authenticator; ``token`` brings an offered secret back."""

    code = StringField("验证码", [InputRequired("请输入验证码。")])
    token = HiddenField("设置")


class ConfirmForm(Form):
    """The own password once more, before what a borrowed browser must not do."""

    password = PasswordField("现在的密码", [InputRequired("请输入现在的密码。")])


class ZonesForm(Form):
    """The zones that a campaign belongs to, apart by 、."""

    zones = StringField("责任区")


class CreateForm(Form):
    """A new draft: its name, and which of ``sources`` (by heading) it begins with."""

    source = SelectField("从哪里开始", [InputRequired("请选一项。")])
    name = StringField("名称", [InputRequired("请输入活动名称。")])
    round = StringField("期次")

    def __init__(self, sources: Mapping[str, list[SelectChoice]]) -> None:
        super().__init__()
        self.source.choices = {heading: list(choices) for heading, choices in sources.items()}
        self.values = {choice.value for choices in sources.values() for choice in choices}


class ImportForm(Form):
    workbook = FileField("活动工作簿（.xlsx）", [FileRequired("请先选择工作簿文件。")])


class RegisterForm(Form):
    workbook = FileField("名册工作簿（.xlsx）", [FileRequired("请先选择工作簿文件。")])
    since = DateField("生效日期", [Optional()])
    complete = BooleanField("这是完整的名册：没有列出的一律停用")


class RegisterPlanForm(Form):
    """A plan that has been looked at, on its way back: the workbook itself (base64), and which changes it was to make."""

    data = HiddenField("名册工作簿", [InputRequired("请重新选择工作簿文件。")])
    file = HiddenField("文件名")
    since = DateField("生效日期", [InputRequired("请重新选择工作簿文件。")])
    complete = HiddenField("完整的名册")
    mark = HiddenField("改动", [InputRequired("请重新选择工作簿文件。")])


class CountBookForm(Form):
    workbook = FileField("填好的计票表（.xlsx）", [FileRequired("请先选择填好的计票表。")])


class TemplateForm(Form):
    document = FileField("改过的模板（.docx）", [FileRequired("请先选择改过的模板文件。")])


class FiguresForm(Form):
    workbook = FileField("数据工作簿（.xlsx）", [FileRequired("请先选择工作簿文件。")])
    mode = RadioField(
        "已有的导入",
        choices=[SelectChoice("replace", "替换以前的导入"), SelectChoice("add", "追加在以前的后面")],
        default="replace",
    )


class NamedForm(Form):
    """A dangerous step: the campaign's name must be typed as it is written."""

    name = StringField("活动名称")

    def __init__(self, wanted: str) -> None:
        super().__init__()
        self._wanted = wanted

    def validate_name(self, field: StringField) -> None:
        """Runs of white space count as one: a name wrapped on the page is copied with its line break."""
        if " ".join((field.data or "").split()) != " ".join(self._wanted.split()):
            raise ValidationError(WORDS["name_not_typed"])


class HolderForm(Form):
    """Who keeps the opening key: of a rehearsal this is all there is to say."""

    holder = RadioField(
        "开箱钥匙",
        choices=[SelectChoice("server", "由服务器保管"), SelectChoice("people", "分给监票人")],
        default="server",
    )
    k = IntegerField("开箱所需份数", [Optional(), NumberRange(1, MOST_SHARES, f"请填 1 到 {MOST_SHARES}。")], default=2)
    n = IntegerField("份额总数", [Optional(), NumberRange(1, MOST_SHARES, f"请填 1 到 {MOST_SHARES}。")], default=3)

    def validate_holder(self, field: RadioField) -> None:
        """Here, not at the numbers: those may be left empty where the server keeps the key, and are then not looked at."""
        if field.data != "people":
            return
        k, n = self.k.data, self.n.data
        if k is None or n is None:
            raise ValidationError("请填写份额总数和开箱所需份数。")
        if n > 1 and not 2 <= k <= n:
            raise ValidationError("开箱所需份数至少为 2，不超过总数。")
        if n == 1 and k != 1:
            raise ValidationError("共 1 份时，开箱所需份数也是 1。")


class PublishForm(NamedForm, HolderForm):
    small = BooleanField("确认这些票种人数很少，仍要单设")
    wipe = BooleanField("发布时清除演练")


class TicketsForm(NamedForm):
    layout = RadioField(
        "版式",
        choices=[SelectChoice(one.value, sheet.words) for one, sheet in SHEETS.items()],
        default=Layout.GRID.value,
    )
    handed = BooleanField("监票人的份额都已保存并交到本人手里")
    anew = BooleanField("重新制作，原来的测评条全部作废")

    def __init__(self, wanted: str, *, split: bool) -> None:
        super().__init__(wanted)
        self._split = split

    def validate_handed(self, field: BooleanField) -> None:
        """The page that shows the shares can be lost on its way; a vote cast then could never be counted.

        Asked once: who makes lost slips anew has said so before.
        """
        if self._split and not self.anew.data and not field.data:
            raise ValidationError("请先确认。份额没有保存下来的，不要制作测评码，请把活动复制成新的再发布。")


class ExtendForm(Form):
    until = DateTimeLocalField("新的截止时间", [InputRequired("请填写新的截止时间。")])
    reason = StringField("延期的原因", [InputRequired("请写明延期的原因。")])


class VoidForm(Form):
    code = TextAreaField("测评码", [InputRequired("请输入测评条上的测评码，或用扫码枪扫它的二维码。")])


class ObjectionForm(Form):
    text = TextAreaField("内容", [InputRequired("请写明异议的内容。")])
    received = BooleanField("这是别人交来的，不是我本人的异议")
    day = DateField("收到日期", [Optional()])


class AnswerForm(Form):
    text = TextAreaField("答复", [InputRequired("请写明答复。")])


class PeriodForm(Form):
    days = IntegerField("天数", [InputRequired("请填写天数。")])


class OpenForm(NamedForm):
    files = MultipleFileField("份额文件")
    words = TextAreaField("或在这里键入份额的单词")
    excess = BooleanField("已查明原因，仍要计票")
