"""The audit file: a zip of a few plain files, written so that the same facts always give the same bytes.

It proves the count of ballots without holding one: stamps and digests, no envelope. What is not published cannot be
opened when a key leaks in ten years.
"""

import csv
import io
import json
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO, NamedTuple, Self

from evalsite.audit.readme import README
from evalsite.core import envelope as formats
from evalsite.core import refusals
from evalsite.crypto import manifest as manifests

MANIFEST, CLOSING, STAMPS, RESULT, HELP = "manifest.json", "closing.json", "stamps.csv", "result.json", "README.txt"
PAPER, OUTCOME, DESTRUCTION = "paper.json", "outcome.json", "destruction.json"
EXTENSIONS = "extensions.json"
IN_PARCEL = "复核文件.zip"  # what an audit file is called in the parcel for people at home (kit.py)
STAMP_COLUMNS = ["electorate", "digest", "stamp"]

_MIB = 1 << 20
LARGEST = {HELP: _MIB, MANIFEST: 16 * _MIB, CLOSING: _MIB, STAMPS: 512 * _MIB, RESULT: 64 * _MIB}
LARGEST |= dict.fromkeys((PAPER, OUTCOME, DESTRUCTION, EXTENSIONS), _MIB)
"""Bytes of each file when unpacked: a million stamps, and results of as many subjects as a manifest can hold."""

LONGEST_CODE = 1000  # characters of an electorate's code; the desk allows far fewer

MOST_RATIO = 200
"""What real text compresses to at best; a file that unpacks to more is a bomb (deflate reaches 1000)."""


Signed = tuple[str, bytes]
"""A statement's text, and the signature over it."""


class StampLine(NamedTuple):
    """One envelope in the box, without its content: its electorate, SHA-256 and stamp."""

    electorate: str
    digest: bytes
    stamp: bytes


@dataclass(frozen=True, slots=True)
class Bundle:
    """What the audit file says. ``manifest`` and ``statement`` are texts, since hashes and signatures are over them.

    ``result`` is None for a box that is closed and not yet opened. ``paper`` is the statement on paper ballots and its
    signature, None where there were none. ``outcome`` signs the result, ``destruction`` is on record once the ballots are
    destroyed. ``extensions`` are the notices that moved the deadline, in their order.
    """

    manifest: str
    statement: str
    signature: bytes
    stamps: tuple[StampLine, ...]
    result: dict[str, Any] | None
    paper: Signed | None = None
    outcome: Signed | None = None
    destruction: Signed | None = None
    extensions: tuple[Signed, ...] = ()

    @classmethod
    def of(
        cls,
        manifest: str,
        closing: str,
        stamps: Iterator[StampLine],
        result: dict[str, Any] | None,
        paper: Signed | None = None,
    ) -> Self:
        """A bundle with ``closing`` as it is kept: JSON of the statement's text and its signature in base64url."""
        statement, signature = _signed(CLOSING, closing)
        return cls(manifest, statement, signature, tuple(stamps), result, paper)


def to_bytes(bundle: Bundle) -> bytes:
    """The audit file. Stamps are put in leaf order: the order of any list that was given tells nothing.

    Entries are stored, not compressed, with one fixed date: the bytes depend on no clock and no version of zlib.
    """
    manifest_hash = manifests.manifest_hash(bundle.manifest)
    ordered = sorted(bundle.stamps, key=lambda one: formats.leaf(manifest_hash, one.electorate, one.digest))
    closing = _signed_text(bundle.statement, bundle.signature)
    files = {HELP: README, MANIFEST: bundle.manifest, CLOSING: closing, STAMPS: _stamps_csv(ordered)}
    for name, said in ((PAPER, bundle.paper), (OUTCOME, bundle.outcome), (DESTRUCTION, bundle.destruction)):
        if said is not None:
            files[name] = _signed_text(*said)
    if bundle.extensions:
        notices = [{"statement": text, "signature": formats.b64(signature)} for text, signature in bundle.extensions]
        files[EXTENSIONS] = manifests.canonical({"notices": notices})
    if bundle.result is not None:
        files[RESULT] = json.dumps(bundle.result, ensure_ascii=False, sort_keys=True) + "\n"
    return pack({name: text.encode() for name, text in files.items()})


def write(path: Path, bundle: Bundle) -> None:
    """Writes the audit file."""
    path.write_bytes(to_bytes(bundle))


def read(path: Path) -> Bundle:
    """The bundle in an audit file.

    Raises BadBundle when the file is no audit file, is damaged, or would unpack to more than an audit file can hold.
    What it says is not judged here: that is ``evalsite.audit.verify``.
    """
    with path.open("rb") as file:
        return _read(file)


def from_bytes(data: bytes) -> Bundle:
    """The same of an audit file in memory. Raises BadBundle."""
    return _read(io.BytesIO(data))


def _read(file: BinaryIO) -> Bundle:
    texts = _texts(file)
    statement, signature = _signed(CLOSING, texts[CLOSING])
    said = {name: _signed(name, texts[name]) for name in (PAPER, OUTCOME, DESTRUCTION) if name in texts}
    stamps, result = tuple(_stamps(texts[STAMPS])), _result(texts.get(RESULT))
    paper, outcome, destruction = (said.get(name) for name in (PAPER, OUTCOME, DESTRUCTION))
    notices = _notices(texts.get(EXTENSIONS))
    return Bundle(texts[MANIFEST], statement, signature, stamps, result, paper, outcome, destruction, notices)


def pack(files: dict[str, bytes]) -> bytes:
    """A zip of these files in their order, stored, that depends on them alone."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as archive:
        for name, data in files.items():
            entry = zipfile.ZipInfo(name, date_time=(1980, 1, 1, 0, 0, 0))
            entry.create_system = 3  # as on Unix, wherever it is written
            entry.external_attr = 0o644 << 16
            archive.writestr(entry, data)
    return out.getvalue()


def _stamps_csv(stamps: list[StampLine]) -> str:
    out = io.StringIO(newline="")
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(STAMP_COLUMNS)
    writer.writerows([one.electorate, one.digest.hex(), formats.b64(one.stamp)] for one in stamps)
    return out.getvalue()


def _texts(file: BinaryIO) -> dict[str, str]:
    """All files of the archive by name, every one with its checksum checked."""
    try:
        with zipfile.ZipFile(file) as archive:
            _check_entries(archive)
            return {name: _unpack(archive, name) for name in archive.namelist()}
    # A damaged directory can also send zipfile to places before the file (OSError) or to methods that nobody has.
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError, ValueError):
        raise refusals.BadBundle(problem="不是复核文件，或已损坏") from None


def _check_entries(archive: zipfile.ZipFile) -> None:
    """Before anything is unpacked: only the known files, each once, of sizes that an audit file can have."""
    names = archive.namelist()
    if IN_PARCEL in names:
        raise refusals.BadBundle(problem=f"这是核票包，请先解开，再核对里面的“{IN_PARCEL}”")
    if len(set(names)) != len(names) or not set(names) <= LARGEST.keys():
        raise refusals.BadBundle(problem="不是复核文件，或里面多了文件；复核文件由工作台或 evalsite bundle 给出")
    missing = [name for name in (MANIFEST, CLOSING, STAMPS) if name not in names]
    if missing:
        raise refusals.BadBundle(problem=f"缺少 {'、'.join(missing)}")
    for entry in archive.infolist():
        if entry.file_size > min(LARGEST[entry.filename], MOST_RATIO * max(entry.compress_size, 1)):
            raise refusals.BadBundle(problem=f"{entry.filename} 太大")
        if entry.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusals.BadBundle(problem=f"{entry.filename} 的压缩方式不能识别")


def _unpack(archive: zipfile.ZipFile, name: str) -> str:
    with archive.open(name) as file:
        # The declared size has been checked; zipfile never gives more than it, and checks the CRC at its end.
        return file.read().decode()


def _signed_text(statement: str, signature: bytes) -> str:
    return manifests.canonical({"statement": statement, "signature": formats.b64(signature)})


def _signed(name: str, text: str) -> Signed:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    match value:
        case {"statement": str(statement), "signature": str(signature)}:
            try:
                return statement, formats.unb64(signature)
            except refusals.Malformed:
                pass
    raise refusals.BadBundle(problem=f"{name} 读不出来")


def _notices(text: str | None) -> tuple[Signed, ...]:
    if text is None:
        return ()
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    match value:
        case {"notices": list(notices)} if notices:
            return tuple(_signed(EXTENSIONS, json.dumps(one)) for one in notices)
    raise refusals.BadBundle(problem=f"{EXTENSIONS} 读不出来")


def _stamps(text: str) -> Iterator[StampLine]:
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    try:
        _expect(next(reader, None) == STAMP_COLUMNS)
        for electorate, digest, stamp in reader:
            line = StampLine(electorate, bytes.fromhex(digest), formats.unb64(stamp))
            _expect(line.digest.hex() == digest and len(line.digest) == 32 and len(electorate) <= LONGEST_CODE)
            yield line
    except (ValueError, csv.Error, refusals.Malformed):
        raise refusals.BadBundle(problem=f"{STAMPS} 第 {max(1, reader.line_num)} 行读不出来") from None


def _expect(right: bool) -> None:  # noqa: FBT001 - reads as an assertion that is never switched off
    if not right:
        raise ValueError


def _result(text: str | None) -> dict[str, Any] | None:
    if text is None:
        return None
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        value = None
    if not isinstance(value, dict):
        raise refusals.BadBundle(problem=f"{RESULT} 读不出来")
    return value
