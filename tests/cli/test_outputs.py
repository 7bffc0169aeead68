"""The audit file by command: alone, as a parcel for people at home, and the page of that parcel alone."""

import io
import zipfile

import pytest

from evalsite.audit import kit
from evalsite.audit.format import IN_PARCEL
from evalsite.usecases import closing
from tests import factories
from tests.factories import NOW


@pytest.fixture
def closed(sqlite_only):
    live = factories.publish(sqlite_only)
    closing.close(live.desk, live.box, live.id, NOW)
    return live


def test_the_parcel_holds_the_very_file_and_the_page_that_the_program_ships(run, closed, tmp_path):
    assert run("bundle", closed.id, "-o", tmp_path / "a.zip").exit_code == 0
    assert run("bundle", closed.id, "-o", tmp_path / "b.zip", "--kit").exit_code == 0
    data = (tmp_path / "a.zip").read_bytes()
    with zipfile.ZipFile(io.BytesIO((tmp_path / "b.zip").read_bytes())) as parcel:
        assert parcel.read(IN_PARCEL) == data
        assert parcel.read(kit.PAGE_NAME) == kit.page()
    assert run("verify", tmp_path / "a.zip").exit_code == 0
    assert "核票包" in run("verify", tmp_path / "b.zip").output


def test_the_page_is_written_without_any_file_or_instance_and_never_in_place_of_a_check(run, tmp_path):
    assert run("verify", "--page", tmp_path / "核票工具.html").exit_code == 0
    assert (tmp_path / "核票工具.html").read_bytes() == kit.page()
    (tmp_path / "a.zip").write_bytes(b"x")
    for words in (("verify",), ("verify", tmp_path / "a.zip", "--page", tmp_path / "b.html")):
        answer = run(*words)
        assert answer.exit_code == 2
        assert "--page" in answer.output
    assert not (tmp_path / "b.html").exists()
