"""Audit files as they should be and as they should not: read by the command, and by the page that people open at home."""

import io
import json
import secrets
import zipfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from evalsite.audit.format import Bundle, StampLine, to_bytes
from evalsite.core import envelope as formats
from evalsite.crypto import manifest as manifests
from evalsite.crypto import merkle
from evalsite.crypto.extensions import digest
from evalsite.crypto.receipts import ReceiptKey
from tests.audit.conftest import CAST, CODES, Anybody, World, new_world, paper_line, result

CERTIFIED = {"day": "2026-11-22", "by": [{"name": "甲", "role": "scrutineer"}, {"name": "乙", "role": "scrutineer"}]}
SHOWN: dict[str, Any] = {
    "counts": [
        {"electorate": one, "subject": "D1", "indicator": "i1", "grade": grade, "votes": votes, "rate": f"{votes}0.00"}
        for one, grade, votes in (("职工", "优秀", 3), ("职工", "较差", 1), ("*", "优秀", 5), ("*", "较差", 1))
    ]
    + [{"electorate": "B,2", "subject": "D1", "indicator": "i1", "grade": "优秀", "votes": None, "rate": None}],
    "scores": [{"subject": "D1", "electorate": None, "indicator": None, "score": "88.00", "rank": 1, "of": 1, "verdict": None}],
    "withheld": [{"path": "/counts/4/votes", "reason": "below_limit"}, {"path": "/writeins/0/votes", "reason": "few_wrote"}],
    "writeins": [
        {"indicator": "n", "subject": None, "name": name, "votes": votes, "least": votes, "rate": rate}
        for name, votes, rate in (("钱某", 10, "2.00"), ("孙某", None, None), ("赵某", 9, "2.00"))
    ],
    "comments": [{"subject": None, "indicator": "t", "text": "好"}],
}  # fmt: skip


def honest(world: World) -> Bundle:
    return world.bundle()


def whole(world: World) -> Bundle:
    """Everything that an audit file may hold."""
    notices = world.extended("2026-11-22", "2026-11-25")
    told = result(paper=[paper_line()], **SHOWN)
    made = world.bundle(world.statement(extensions=digest(notices)), result=told, paper=world.paper())
    outcome = world.outcome(made, certified=CERTIFIED)
    return replace(made, extensions=notices, outcome=outcome, destruction=world.destruction())


def not_opened(world: World) -> Bundle:
    return replace(world.bundle(), result=None, outcome=None)


def empty_box(world: World) -> Bundle:
    counts = [{"electorate": code, "issued": 10, "stamped": 0, "dropped": 0} for code in CODES]
    return world.bundle(world.statement(counts=counts, root=merkle.root([]).hex()), stamps=(), result=None)


GOOD: dict[str, Callable[[World], Bundle]] = {one.__name__: one for one in (honest, whole, not_opened, empty_box)}


@dataclass(frozen=True, slots=True)
class Tampering:
    """``found`` is the line, or its beginning, with which a check must accuse what ``make`` makes."""

    make: Callable[[World], Bundle]
    found: str
    file: Callable[[Bundle], bytes] = to_bytes


def ordered(world: World, stamps: list[StampLine]) -> tuple[StampLine, ...]:
    return tuple(sorted(stamps, key=lambda one: formats.leaf(world.hash, one.electorate, one.digest)))


def stamps(world: World, *changed: StampLine, kept: int = 0) -> Bundle:
    """The honest box with some envelopes in place of the first ones."""
    return replace(world.bundle(), stamps=ordered(world, [*changed, *world.stamps[kept:]]))


def signed(world: World, **changes: Any) -> Bundle:
    """What the holder of the keys signs at the closing, before the opening."""
    return world.bundle(world.statement(**changes), result=None)


def counted(world: World, **changes: int) -> Bundle:
    plain = [{"electorate": code, "issued": 10, "stamped": 6, "dropped": CAST[code]} for code in CODES]
    return signed(world, counts=[plain[0] | changes, plain[1]])


def told(world: World, **changes: Any) -> Bundle:
    """A signed result that says something else."""
    return world.bundle(result=result(**changes))


def beside(world: World, **changes: Any) -> Bundle:
    return replace(whole(world), **changes)


def on_paper(world: World, **changes: Any) -> Bundle:
    return world.bundle(result=result(paper=[paper_line(**changes)]), paper=world.paper(**changes))


def renamed(world: World) -> Bundle:
    data = manifests.parse(world.manifest)
    return replace(world.bundle(), manifest=manifests.canonical(data | {"name": "另一个测评"}))


def forged(text: str, message: Callable[[str], bytes]) -> tuple[str, bytes]:
    return text, ReceiptKey.generate().sign(message(text))


def figure(world: World, value: object) -> Bundle:
    """A figure changed behind the signature."""
    made = world.bundle(result=result(**SHOWN))
    scores = [{**SHOWN["scores"][0], "score": value}]
    return replace(made, result=(made.result or {}) | {"scores": scores})


def chained(world: World, *, changed: bool) -> Bundle:
    """A second notice that was altered, or cut off."""
    first, second = world.extended("2026-11-22", "2026-11-25")
    said = world.statement(extensions=digest((first, second)))
    notices = (first, (second[0].replace("台风", "大雨"), second[1])) if changed else (first,)
    return replace(world.bundle(said, result=None), extensions=notices)


def files_of(bundle: Bundle) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(to_bytes(bundle))) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def zipped(files: dict[str, bytes], compression: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def reversed_lines(bundle: Bundle) -> bytes:
    """The file as somebody writes it who does not order the stamps: ``to_bytes`` would."""
    files = files_of(bundle)
    head, *lines = files["stamps.csv"].decode().splitlines(keepends=True)
    return zipped(files | {"stamps.csv": (head + "".join(lines[::-1])).encode()})


_REFORMATTED = "测评清单（manifest.json）格式不对或被改动"
_ROOT = "票箱根值与封箱声明不符"
_RESULT = "公布的结果与封箱时的张数不一致"
TAMPERINGS = {
    "manifest reformatted": Tampering(lambda w: replace(w.bundle(), manifest=json.dumps(json.loads(w.manifest))), _REFORMATTED),
    "manifest with a space": Tampering(lambda w: replace(w.bundle(), manifest=w.manifest + " "), _REFORMATTED),
    "manifest of another name": Tampering(renamed, "封箱声明不是这次测评的"),
    "closing changed": Tampering(
        lambda w: replace(w.bundle(), statement=manifests.canonical(w.statement(closed="2026-11-22"))), "封箱声明的签名无效"
    ),
    "closing of another form": Tampering(lambda w: signed(w, root=1), "封箱声明格式不对或被改动"),
    "closing with true for one": Tampering(lambda w: signed(w, v=True), "封箱声明格式不对或被改动"),
    "closing with more fields": Tampering(lambda w: signed(w, more=1), "封箱声明格式不对或被改动"),
    "closing of another campaign": Tampering(lambda w: signed(w, id="c-2"), "封箱声明不是这次测评的"),
    "closing signed by another key": Tampering(
        lambda w: replace(w.bundle(), signature=ReceiptKey.generate().sign(formats.closing_message(w.bundle().statement))),
        "封箱声明的签名无效",
    ),
    "receipt key of small order": Tampering(lambda w: new_world(w.issuing, Anybody()).bundle(), "封箱声明的签名无效"),
    "stamp forged": Tampering(
        lambda w: stamps(w, w.stamps[0]._replace(stamp=secrets.token_bytes(256)), kept=1), "8 张选票中有 1 张签章无效"
    ),
    "stamp too short": Tampering(lambda w: stamps(w, w.stamps[0]._replace(stamp=b""), kept=1), "8 张选票中有 1 张签章无效"),
    "stamp of another electorate": Tampering(
        lambda w: stamps(w, w.stamps[0]._replace(electorate="B,2"), kept=1), "票种 职工：印制 10，签章 6，投入 5，文件里却有 4 张"
    ),
    "stamp of no electorate": Tampering(
        lambda w: stamps(w, w.stamps[0]._replace(electorate='没"有'), kept=1), "8 张选票中有 1 张签章无效"
    ),
    "ballot removed": Tampering(lambda w: stamps(w, kept=1), _ROOT),
    "ballot added with a true stamp": Tampering(lambda w: stamps(w, w.stamped("职工", secrets.token_bytes(32))), _ROOT),
    "ballot replaced": Tampering(lambda w: stamps(w, w.stamped("职工", secrets.token_bytes(32)), kept=1), _ROOT),
    "ballot doubled": Tampering(lambda w: stamps(w, w.stamps[0]), "有 1 张选票重复"),
    "another root signed": Tampering(lambda w: signed(w, root="00" * 32), _ROOT),
    "fewer stamped than dropped": Tampering(lambda w: counted(w, stamped=4), "票种 职工：印制 10，签章 4，投入 5，前后矛盾"),
    "more issued than tickets": Tampering(lambda w: counted(w, issued=11), "票种 职工：印制 11，签章 6，投入 5，前后矛盾"),
    "electorates of another campaign": Tampering(lambda w: signed(w, counts=[]), "封箱声明里的票种与测评清单不一致"),
    "result of another campaign": Tampering(lambda w: told(w, campaign={"id": "c-2"}), _RESULT),
    "result with other turnout": Tampering(lambda w: told(w, turnout=[{"electorate": "职工", "dropped": 4}]), _RESULT),
    "result with other valid ballots": Tampering(
        lambda w: told(w, turnout=[{"electorate": "职工", "valid": 5, "void": 1}]), _RESULT
    ),
    "result with a made-up electorate": Tampering(lambda w: told(w, turnout=[{"electorate": "toString"}]), _RESULT),
    "more votes than ballots": Tampering(
        lambda w: told(w, counts=[{"electorate": "职工", "subject": "D1", "indicator": "i1", "grade": "优秀", "votes": 9}]),
        "有 1 处得票多于有效票",
    ),
    "result unsigned": Tampering(lambda w: replace(w.bundle(), outcome=None), "缺少结果声明（outcome.json）"),
    "result cut out": Tampering(lambda w: replace(w.bundle(), result=None), "公布的数字与签名的结果不一致"),
    "figure changed": Tampering(lambda w: figure(w, "99.00"), "公布的数字与签名的结果不一致"),
    "figure that is a fraction": Tampering(lambda w: figure(w, 88.5), "公布的数字与签名的结果不一致"),
    "figure written as a fraction": Tampering(lambda w: figure(w, 88.0), "公布的数字与签名的结果不一致"),
    "outcome of another form": Tampering(lambda w: beside(w, outcome=w.outcome(whole(w), more=1)), "结果声明格式不对或被改动"),
    "outcome with a day that there is none of": Tampering(
        lambda w: beside(w, outcome=w.outcome(whole(w), certified=CERTIFIED | {"day": "2026-02-30"})), "结果声明格式不对或被改动"
    ),
    "outcome that is no JSON": Tampering(lambda w: beside(w, outcome=("{", b"")), "结果声明格式不对或被改动"),
    "outcome of another box": Tampering(lambda w: beside(w, outcome=w.outcome(whole(w), root="00")), "结果声明不是这个票箱的"),
    "outcome signed by another key": Tampering(
        lambda w: beside(w, outcome=forged(w.outcome(whole(w))[0], formats.outcome_message)), "结果声明的签名无效"
    ),
    "destruction of another form": Tampering(
        lambda w: beside(w, destruction=w.destruction(agreed=[1])), "销毁记录格式不对或被改动"
    ),
    "destruction of other ballots": Tampering(
        lambda w: beside(w, destruction=w.destruction(leaves="00")), "销毁记录与封箱时的选票不一致"
    ),
    "destruction of fewer ballots": Tampering(
        lambda w: beside(w, destruction=w.destruction(counts=[])), "销毁记录与封箱时的选票不一致"
    ),
    "destruction signed by another key": Tampering(
        lambda w: beside(w, destruction=forged(w.destruction()[0], formats.destruction_message)), "销毁记录的签名无效"
    ),
    "paper ballots unsigned": Tampering(lambda w: beside(w, paper=None), "公布的结果里有纸质票，却没有签名的纸质票声明"),
    "paper ballots of another form": Tampering(lambda w: on_paper(w, tellers=[]), "纸质票声明格式不对、被改动，或不是这次测评的"),
    "paper ballots signed by another key": Tampering(
        lambda w: beside(w, paper=forged(w.paper()[0], formats.paper_message)), "纸质票声明的签名无效"
    ),
    "paper ballots that contradict themselves": Tampering(
        lambda w: on_paper(w, issued=5), "票种 职工 的纸质票：发出 5，收回 3，废票 1，由 赵一、钱二 分别计票一致，前后矛盾"
    ),
    "paper ballots told otherwise": Tampering(
        lambda w: w.bundle(result=result(paper=[paper_line(valid=3)]), paper=w.paper()), "公布的结果与纸质票声明不一致"
    ),
    "paper ballots told as null": Tampering(
        lambda w: w.bundle(result=result(paper=None), paper=w.paper()), "公布的结果与纸质票声明不一致"
    ),
    "paper ballots unsigned and no list": Tampering(
        lambda w: told(w, paper={}), "公布的结果里有纸质票，却没有签名的纸质票声明"
    ),
    "notice changed": Tampering(lambda w: chained(w, changed=True), "延期公告第 2 号无效"),
    "notice cut off": Tampering(lambda w: chained(w, changed=False), "延期公告与封箱声明不一致"),
    "notice before the deadline": Tampering(
        lambda w: replace(signed(w, extensions=digest(w.extended("2026-11-18"))), extensions=w.extended("2026-11-18")),
        "延期公告第 1 号无效",
    ),
    "order of arrival": Tampering(lambda w: replace(w.bundle(), stamps=w.bundle().stamps[::-1]), "选票没有按规定排序", reversed_lines),
}  # fmt: skip


def flipped(bundle: Bundle) -> bytes:
    data = bytearray(to_bytes(bundle))
    data[data.index(b"electorate,digest,stamp") + 200] ^= 1
    return bytes(data)


def encrypted(bundle: Bundle) -> bytes:
    data = bytearray(to_bytes(bundle))
    central = data.index(b"PK\x01\x02")
    for place in range(len(data) - 8):
        if bytes(data[place : place + 4]) in (b"PK\x03\x04", b"PK\x01\x02"):
            data[place + (8 if place >= central else 6)] |= 1
    return bytes(data)


def understated(bundle: Bundle) -> bytes:
    """A bomb that says that it is small."""
    data = zipped(files_of(bundle) | {"result.json": b"0" * (4 << 20)})
    return data.replace((4 << 20).to_bytes(4, "little"), (1000).to_bytes(4, "little"))


def _with(name: str, data: bytes, compression: int = zipfile.ZIP_STORED) -> Callable[[Bundle], bytes]:
    return lambda bundle: zipped(files_of(bundle) | {name: data}, compression)


UNREADABLE: dict[str, tuple[Callable[[Bundle], bytes], str]] = {
    "no zip": (lambda _: b"\x89PNG", "不是复核文件，或已损坏"),
    "half of it": (lambda bundle: to_bytes(bundle)[:2000], "不是复核文件，或已损坏"),
    "a flipped bit": (flipped, "不是复核文件，或已损坏"),
    "encrypted": (encrypted, "不是复核文件，或已损坏"),
    "a bomb that understates itself": (understated, "不是复核文件，或已损坏"),
    "no UTF-8": (_with("manifest.json", b"\xff\xfe"), "不是复核文件，或已损坏"),
    "a file more": (_with("envelopes.csv", b""), "不是复核文件，或里面多了文件"),
    "a file less": (
        lambda bundle: zipped({name: data for name, data in files_of(bundle).items() if name != "closing.json"}),
        "缺少 closing.json",
    ),
    "a bomb": (_with("result.json", b"0" * (4 << 20), zipfile.ZIP_DEFLATED), "result.json 太大"),
    "packed otherwise": (lambda bundle: zipped(files_of(bundle), zipfile.ZIP_BZIP2), "README.txt 的压缩方式不能识别"),
    "a closing that is no JSON": (_with("closing.json", b"{"), "closing.json 读不出来"),
    "a result that is no object": (_with("result.json", b"[]"), "result.json 读不出来"),
    "notices that are none": (_with("extensions.json", b'{"notices":[]}'), "extensions.json 读不出来"),
    "no head above the stamps": (_with("stamps.csv", b""), "stamps.csv 第 1 行读不出来"),
    "a stamp in a second spelling": (
        _with("stamps.csv", b"electorate,digest,stamp\nA," + b"AB" * 32 + b",AA\n"),
        "stamps.csv 第 2 行读不出来",
    ),
    "a quote that does not end": (
        _with("stamps.csv", b'electorate,digest,stamp\n"A,' + b"ab" * 32 + b",AA\n"),
        "stamps.csv 第 2 行读不出来",
    ),
}
