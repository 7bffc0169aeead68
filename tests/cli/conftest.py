"""Commands in this process, on the databases of the test."""

import pytest
from click.testing import CliRunner

from evalsite.cli import evalsite
from tests.factories import SECRET


@pytest.fixture
def run(sqlite_only):
    """``run("figures", "list", id)`` gives what click's runner tells of the command."""
    environment = {
        "EVALSITE_SECRET_KEY": SECRET,
        "EVALSITE_DATABASE_URL": sqlite_only.desk.url.render_as_string(hide_password=False),
        "EVALSITE_BOX_DATABASE_URL": sqlite_only.box.url.render_as_string(hide_password=False),
    }

    def command(*arguments):
        return CliRunner().invoke(evalsite, [str(one) for one in arguments], env=environment, prog_name="evalsite")

    return command
