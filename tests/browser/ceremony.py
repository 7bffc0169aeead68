"""The ceremony of keys as people go through it: seats are set, shares taken, tried and given, apart on phones or in one room."""

import re
from collections.abc import Sequence
from pathlib import Path

from tests.browser.people import Person

SEATS = ("纪检组", "职工代表", "工会")
COLLECT = "瓦罐 晨雾 邮差 棉田"


def set_seats(organiser: Person, holders: Sequence[str], way: str) -> None:
    """Three seats, two of which open the box; ``way`` is how the shares are handed out, as the form calls it."""
    organiser.menu("监票人席位")
    organiser.tick(way)
    for number, (seat, holder) in enumerate(zip(SEATS, holders, strict=True), start=1):
        organiser.write(organiser.field("第 %(number)s 席的名称", number=number), seat)
        organiser.choose(organiser.field("第 %(number)s 席的监票人", number=number), holder)
    organiser.press("button", "保存席位")


# --- apart, each on the own phone -------------------------------------------------------------------------------------


def accept(scrutineer: Person, number: int, campaign: str) -> None:
    scrutineer.press("link", campaign)
    scrutineer.press("link", "去接受席位")
    scrutineer.fill("领取密码", COLLECT)
    scrutineer.fill("再输一次领取密码", COLLECT)
    if number == 1:
        scrutineer.picture("tasks-seat-accept")
    scrutineer.press("button", "接受席位")
    scrutineer.see("席位已接受，领取密码已设好。")


def take(scrutineer: Person, number: int) -> str:
    """The share is shown and proved to be kept; gives its words."""
    scrutineer.menu("概况与进度")
    scrutineer.press("link", "去领取")
    scrutineer.fill("领取密码", COLLECT)
    if number == 1:
        scrutineer.look("tasks-seat-take")
    scrutineer.press("button", "显示我的份额")
    scrutineer.heading("20 个单词")
    if number == 1:
        scrutineer.work(scrutineer.body.get_by_text(scrutineer.words("二维码"), exact=True))
        scrutineer.look("tasks-share")
    return prove(scrutineer, number)


def give(scrutineer: Person, share: str) -> None:
    """On the page of the own seat, which asks for the share now."""
    scrutineer.fill("或在这里键入份额的单词", share)
    scrutineer.press("button", "交出份额")


# --- in one room, on one screen ---------------------------------------------------------------------------------------


def hand_out(organiser: Person) -> list[Path]:
    """The screen is passed on; gives the files in which the shares were kept, seat by seat."""
    organiser.heading("当场分发份额")
    organiser.look("tasks-room", again=True)
    files: list[Path] = []
    for number, seat in enumerate(SEATS, start=1):
        organiser.read(seat)
        organiser.press("button", "我已就位，显示我的份额")
        organiser.heading("20 个单词")
        if not files:
            organiser.look("tasks-share")
        files.append(organiser.save("link", "存成文件"))
        prove(organiser, number)
    return files


def try_together(organiser: Person, files: Sequence[Path]) -> None:
    organiser.press("link", "去试开箱")
    organiser.heading("试的是什么")
    organiser.attach(organiser.field("份额文件"), *files)
    organiser.press("button", "试开箱")
    organiser.read(organiser.words("试开箱成功：{seats}。").partition("{")[0])


def prove(holder: Person, number: int) -> str:
    """Type the two words that are asked for; gives the whole share."""
    words = holder.body.locator(".share-words b").all_inner_texts()
    for label in holder.body.locator("form .row label").all_inner_texts():
        place = re.search(r"\d+", label)
        assert place
        holder.write(holder.body.get_by_label(label, exact=True), words[int(place[0]) - 1])
    holder.press("button", "已保存，领取")
    holder.see("第 {number} 席的份额已领取，服务器上已经没有它。", number=number)
    return " ".join(words)
