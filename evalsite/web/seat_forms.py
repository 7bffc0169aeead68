"""The desk's forms about seats of scrutineers, and about the shares behind them."""

from flask import request
from flask_babel import lazy_gettext as _
from wtforms import BooleanField, IntegerField, PasswordField, RadioField, StringField
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired, ValidationError

from evalsite.core.seats import MOST, Wanted, Way
from evalsite.web.forms import Form, NamedForm, WithShares


class SeatsForm(Form):
    """How many seats, how many of them open the box, and how shares are handed out; the rows are read by ``wanted``."""

    n = IntegerField(_("席位数"), [InputRequired(_("请填写席位数。"))], default=3)
    k = IntegerField(_("开箱所需份数"), [InputRequired(_("请填写开箱所需份数。"))], default=2)
    way = RadioField(
        _("份额怎样交到监票人手里"),
        choices=[SelectChoice(Way.ROOM.value, _("当场分发")), SelectChoice(Way.APART.value, _("分别领取"))],
        default=Way.APART.value,
    )

    def wanted(self) -> list[Wanted]:
        """As many rows as there are to be seats; one that is new is empty."""
        count = max(0, min(self.n.data or 0, MOST + 1))
        return [Wanted(_cell("name", number), _cell("holder", number)) for number in range(1, count + 1)]


def _cell(name: str, number: int) -> str:
    return " ".join(request.form.get(f"{name}-{number}", "").split())


class AcceptForm(Form):
    """A collection password, twice."""

    password = PasswordField(_("领取密码"), [InputRequired(_("请想一个领取密码。"))])
    again = PasswordField(_("再输一次领取密码"), [InputRequired(_("请再输一次领取密码。"))])

    def validate_again(self, field: PasswordField) -> None:
        if field.data != self.password.data:
            raise ValidationError(_("两次输入的领取密码不一样。"))


class TakeForm(Form):
    password = PasswordField(_("领取密码"), [InputRequired(_("请输入领取密码。"))])


class ProveForm(Form):
    """Two words of the share, and what was handed out with it."""

    first = StringField(_("第一个词"), [InputRequired(_("请输入这个词。"))])
    second = StringField(_("第二个词"), [InputRequired(_("请输入这个词。"))])
    proof = StringField(validators=[InputRequired(_("请重新显示份额。"))])


class SharesForm(WithShares, Form):
    """Shares for the trial, or from afar."""


class FewerForm(NamedForm):
    sure = BooleanField(_("确认不再等其余监票人领取"), [InputRequired(_("请勾选，确认不再等其余监票人。"))])
