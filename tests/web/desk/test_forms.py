"""Whatever is sent to a form, what it says of it is in the page's language: our words, and the library's behind it."""

import re

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms.fields.choices import SelectChoice

from evalsite.core.permission import ROLE_WORDS, Role
from evalsite.crypto.shares import MOST
from evalsite.web import forms, language
from scripts.catalogue import CHINESE
from tests.web.desk.conftest import words

NAME = "某县测评"
FORMS = {
    "SignInForm": forms.SignInForm,
    "PasswordForm": forms.PasswordForm,
    "InviteForm": forms.InviteForm,
    "AccountForm": forms.AccountForm,
    "JoinForm": forms.JoinForm,
    "CodeForm": forms.CodeForm,
    "ConfirmForm": forms.ConfirmForm,
    "SignatureForm": lambda: forms.SignatureForm(second=True),
    "ZonesForm": forms.ZonesForm,
    "CreateForm": lambda: forms.CreateForm({"空白": [SelectChoice("blank", "空白")]}),
    "ImportForm": forms.ImportForm,
    "FiguresForm": forms.FiguresForm,
    "RegisterForm": forms.RegisterForm,
    "RegisterPlanForm": forms.RegisterPlanForm,
    "NamedForm": lambda: forms.NamedForm(NAME),
    "HolderForm": forms.HolderForm,
    "PublishForm": lambda: forms.PublishForm(NAME),
    "TicketsForm": lambda: forms.TicketsForm(NAME, split=True),
    "CountBookForm": forms.CountBookForm,
    "TemplateForm": forms.TemplateForm,
    "VoidForm": forms.VoidForm,
    "ExtendForm": forms.ExtendForm,
    "ObjectionForm": forms.ObjectionForm,
    "AnswerForm": forms.AnswerForm,
    "PeriodForm": forms.PeriodForm,
    "OpenForm": lambda: forms.OpenForm(NAME),
}


def errors(make, data: dict[str, str], spoken: str = language.CHINESE) -> dict[str, list[str]]:
    """What the form says of each field that was sent so. Its token is the desk's guard's business, not the form's."""
    app = Flask("forms")
    app.config.update(SECRET_KEY="for this test alone", WTF_CSRF_ENABLED=False)
    language.install(app)
    cookie = f"{language.COOKIE}={spoken}"
    with app.test_request_context("/desk/", method="POST", data=MultiDict(data), headers={"Cookie": cookie}):
        form = make()
        form.validate()
        return {field: [str(one) for one in said] for field, said in form.errors.items()}


def test_every_form_of_the_desk_is_among_them():
    found = {name for name, one in vars(forms).items() if isinstance(one, type) and issubclass(one, forms.Form)} - {
        "Form"
    }
    assert found == set(FORMS)


@pytest.mark.parametrize("make", FORMS.values(), ids=FORMS)
@pytest.mark.parametrize("value", ["", "rubbish", "99999", "-1"])
def test_a_form_complains_in_the_language_of_the_page(make, value):
    fields = (
        "name",
        "source",
        "password",
        "old",
        "new",
        "role",
        "who",
        "fresh",
        "workbook",
        "holder",
        "k",
        "n",
        "mode",
    )
    data = dict.fromkeys(fields, value) | {"again": "x"}
    said = [one for many in errors(make, data).values() for one in many]
    english = [one for many in errors(make, data, language.ENGLISH).values() for one in many]
    anything_goes = make is forms.ZonesForm or (
        make in (forms.SignInForm, forms.ConfirmForm) and value
    )  # any name may knock at the door
    assert said or anything_goes
    assert [one for one in said if re.search("[A-Za-z]{2}", one)] == []
    assert len(english) == len(said)
    assert [one for one in english if CHINESE.search(one)] == []


def test_the_messages_of_the_library_itself_are_translated():
    said = errors(FORMS["PublishForm"], {"name": NAME, "holder": "nobody", "k": "two", "n": "99"})
    assert set(said) == {"holder", "k", "n"}
    assert "整数" in said["k"][0]
    assert said["n"] == [f"请填 1 到 {MOST}。"]
    assert not re.search("[A-Za-z]{2}", errors(FORMS["InviteForm"], {"role": "king", "name": "x"})["role"][0])


def test_a_role_is_called_the_same_in_the_form_in_the_list_and_beside_the_name(signed_in):
    page = signed_in("admin").get("/desk/users")
    for role in Role:
        assert f'value="{role.value}"' in page.text
        assert ROLE_WORDS[role] in words(page)


def test_a_form_without_its_token_is_refused_in_chinese(organiser):
    answer = organiser.client.post("/desk/import", data={})
    assert answer.status_code == 400
    assert "请返回上一页刷新后再试" in words(answer)
    assert "CSRF" not in words(answer)
