"""``evalsite comments``: what people wrote, looked through at a terminal; and what is said before results go out."""

import json

import pytest
from click.testing import CliRunner

from evalsite.cli import evalsite
from evalsite.core.redacting import BLOCK
from evalsite.paper.workbook import write_campaign
from evalsite.usecases import closing, moderating, opening
from tests import factories
from tests.factories import SECRET
from tests.usecases.test_moderating import PHONE, counted, key_of


@pytest.fixture
def live(sqlite_only):
    return counted(sqlite_only)


@pytest.fixture
def run(sqlite_only, tmp_path):
    environment = {
        "EVALSITE_INSTANCE": str(tmp_path),
        "EVALSITE_SECRET_KEY": SECRET,
        "EVALSITE_DATABASE_URL": str(sqlite_only.desk.url),
        "EVALSITE_BOX_DATABASE_URL": str(sqlite_only.box.url),
        "EVALSITE_MIX_DELAY": "0",
    }

    def invoke(*arguments, status=0):
        done = CliRunner().invoke(evalsite, [str(one) for one in arguments], env=environment, prog_name="evalsite")
        assert done.exit_code == status, done.stderr
        return done

    return invoke


def test_texts_are_listed_with_flags_for_people_and_for_scripts(run, live):
    plain = run("comments", live.id)
    assert "请打13800138000\t手机号码“13800138000”" in plain.stdout
    assert "共 6 条" in plain.stderr
    flagged = json.loads(run("comments", "list", live.id, "--flagged", "--json").stdout)
    by_text = {one["text"]: one for one in flagged}
    assert set(by_text) == {PHONE, "听王 小明说还行"}
    assert by_text[PHONE]["flags"] == [{"kind": "mobile", "text": "13800138000"}]
    assert (by_text[PHONE]["subject"], by_text[PHONE]["times"]) == ("D1", 4)


def test_a_passage_is_hidden_and_shown_again_by_its_key(run, live):
    key = key_of(live, PHONE)[:16]
    assert (
        "已隐去 1 处"
        in run("comments", "redact", live.id, key, "--passage", "13800138000", "--reason", "contact").stderr
    )
    assert f"公布为：请打{BLOCK}" in run("comments", live.id).stdout
    assert {one.account.split()[0] for one in moderating.trace(live.desk, live.id)} == {"命令行"}
    assert "已恢复 1 处" in run("comments", "restore", live.id, key).stderr
    assert BLOCK not in run("comments", live.id).stdout


@pytest.mark.parametrize("key", ["zzzzzz", ""])
def test_a_key_that_fits_none_or_several_hides_nothing(run, live, key):
    assert "没有这条意见" in run("comments", "redact", live.id, key, "--reason", "abuse", status=1).stderr
    assert moderating.trace(live.desk, live.id) == ()


def test_spellings_are_put_together_and_taken_apart_and_none_is_made_up(run, live):
    listed = run("names", live.id)
    assert "推荐\t王晓明\t5 票\t王晓明（5）" in listed.stdout
    assert "提示：“小明同志”可能是" in listed.stderr
    assert "没有人写过" in run("names", "merge", live.id, "王晓明", "王大明", "--into", "D1", status=1).stderr
    assert moderating.trace(live.desk, live.id) == ()
    run("names", "merge", live.id, "王 晓明", "小明同志", "--into", "王小明")
    (own, other) = json.loads(run("names", "list", live.id, "--json").stdout)
    assert (own["name"], own["subject"], own["votes"], own["least"]) == ("王小明", "D1", 8, 5)
    assert (other["name"], other["votes"]) == ("李四", 3)
    run("names", "split", live.id, "小明同志", "--indicator", "推荐")
    assert "名单上的）\t5 票\t王晓明（5）" in run("names", "list", live.id).stdout
    run("names", "merge", live.id, "小明同志", "--into", "李四")
    assert "推荐\t李四\t6 票，至少 3 票" in run("names", live.id).stdout


def test_handing_out_says_what_is_flagged_and_where_all_agreed(run, sqlite_only):
    live = factories.publish(sqlite_only, factories.small_campaign(6))
    for code in live.codes["A"]:
        factories.cast(live, code, {0: 1, 1: PHONE, 2: 1})
    closing.close(live.desk, live.box, live.id, factories.NOW)
    opening.open_box(live.desk, live.box, live.id)
    done = run("export", live.id, "--format", "json")
    assert "1 条意见里可能有联系方式" in done.stderr
    assert "票种“职工”的 6 张有效票有 2 处完全一样，如“第一科”的“总体评价”全是“优秀”" in done.stderr
    assert "请只用合计" in done.stderr
    json.loads(done.stdout)
    assert "完全一样" in run("report", live.id, "--subject", "D1", "--format", "html").stderr


def test_small_electorates_are_warned_of_when_a_campaign_comes_in_and_is_published(run, tmp_path):
    path = tmp_path / "活动.xlsx"
    path.write_bytes(write_campaign(factories.two_electorates(8, 30)))
    came = run("campaign", "import", path)
    assert "票种“职工”：只有 8 张票，容易猜到是谁投的" in came.stderr
    assert "建议与票种“服务对象”合并（合并后 38 张）" in came.stderr
    campaign_id = came.stdout.split()[-1]
    assert "只有 8 张票" in run("campaign", "publish", campaign_id, "--acknowledge-small").stderr
