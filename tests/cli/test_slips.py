"""tickets issue at a terminal: layouts, spare slips and piles."""

from tests import factories


def test_slips_are_printed_in_the_layout_and_the_piles_that_were_asked_for(run, sqlite_only, tmp_path):
    live = factories.publish(sqlite_only, factories.two_electorates(30, 12), issue=False)
    folder = tmp_path / "slips"
    command = ("tickets", "issue", live.id, "--out", folder, "--layout", "2x5")
    refused = run(*command, "--pack", "A=第一科 3、第二科", "--pack", "C=第一科 10")
    assert refused.exit_code == 1
    for said in ("分装有 3 处要改", "没有编号为“C”的票种", "批次“第一科”只有 3 张", "看不懂“第二科”"):
        assert said in refused.stderr
    assert not folder.exists()
    made = run(*command, "--pack", "A=第一科 12")
    assert made.exit_code == 0, made.stderr
    assert made.stdout.split()[-1] == str(folder / "slips.pdf")
    assert sorted(path.name for path in folder.iterdir()) == ["handout.pdf", "poster.pdf", "slips.pdf"]
