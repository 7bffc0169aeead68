"""What operators copy: the settings file, the systemd units, the nginx example. They say what the program does."""

import re
import tomllib
from dataclasses import fields

import pytest
from click.testing import CliRunner

from evalsite.cli import evalsite
from evalsite.settings import DEFAULT, ROOT, Settings, load

CONFIG = ROOT / "config"
UNITS = sorted((CONFIG / "systemd").glob("*.service"))


def lines_of(unit, key):
    return [line.partition("=")[2] for line in unit.read_text().splitlines() if line.startswith(f"{key}=")]


def test_every_setting_stands_once_in_the_default_file_with_its_variable():
    text = DEFAULT.read_text()
    names = [field.name for field in fields(Settings)]
    assert set(tomllib.loads(text)) == set(names)
    assert sorted(re.findall(r"\[(EVALSITE_\w+)\]", text)) == sorted(f"EVALSITE_{name.upper()}" for name in names)


def test_the_development_file_changes_settings_that_there_are_to_ones_that_load():
    changed = tomllib.loads((CONFIG / "development.toml").read_text())
    assert set(changed) <= {field.name for field in fields(Settings)}
    loaded = load({"EVALSITE_CONFIG": str(CONFIG / "development.toml")})
    for name, value in changed.items():
        if name != "instance":
            assert getattr(loaded, name) == value


@pytest.mark.parametrize("unit", UNITS, ids=lambda unit: unit.stem)
def test_a_unit_keeps_its_instance_where_it_may_write(unit):
    assert lines_of(unit, "ProtectSystem") == ["strict"]
    state = f"/var/lib/{lines_of(unit, 'StateDirectory')[0]}"
    assert f"EVALSITE_INSTANCE={state}" in lines_of(unit, "Environment")


def test_the_unit_of_the_boxs_host_makes_nothing_but_the_box(tmp_path):
    """Neither a desk nor a roll nor their secret has a place on the host of the box."""
    unit = CONFIG / "systemd" / "evalsite-box.service"
    before = lines_of(unit, "ExecStartPre")[0].split()[1:]
    done = CliRunner().invoke(evalsite, before, env={"EVALSITE_INSTANCE": str(tmp_path / "box")}, prog_name="evalsite")
    assert done.exit_code == 0, done.output
    made = {file.name for file in (tmp_path / "box").iterdir()}
    assert "box.sqlite3" in made
    assert {name for name in made if not name.startswith("box.sqlite3")} == set()
    assert lines_of(unit, "ExecStart")[0].endswith("serve --role box")


def test_every_proxied_place_in_nginx_names_all_the_headers_it_forwards():
    """nginx inherits proxy_set_header only where a level has none of its own: one alone would lose Host and scheme."""
    text = (CONFIG / "nginx" / "evalsite.conf").read_text()
    places = [body for body in re.findall(r"location [^{]+\{(.*?)\n    \}", text, re.DOTALL) if "proxy_pass" in body]
    assert len(places) >= 4
    for body in places:
        named = set(re.findall(r"proxy_set_header ([\w-]+)", body))
        assert named == {"Host", "X-Forwarded-Proto", "X-Forwarded-For", "Connection"}, body


def test_nginx_gives_the_program_no_voters_address_and_writes_none():
    text = (CONFIG / "nginx" / "evalsite.conf").read_text()
    for place in ("location /b ", "location = /b/drop "):
        body = text.partition(place)[2].partition("\n    }")[0]
        assert 'proxy_set_header X-Forwarded-For "";' in body
    assert set(re.findall(r"access_log ([^;]+);", text)) == {"off"}
