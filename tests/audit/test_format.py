"""The audit file: the same facts give the same bytes, and no file can harm its reader."""

import io
import json
import zipfile
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from evalsite.audit import format as audit
from evalsite.audit.format import Bundle, StampLine, read, to_bytes, write
from evalsite.core import envelope as formats
from evalsite.core import refusals
from tests.audit.conftest import World
from tests.audit.tamperings import files_of, zipped

per_example = settings(suppress_health_check=[HealthCheck.function_scoped_fixture])


def test_a_bundle_survives_its_file(bundle, tmp_path):
    path = tmp_path / "audit.zip"
    write(path, bundle)
    assert read(path) == bundle


def test_a_bundle_before_opening_has_no_result(bundle, tmp_path):
    path = tmp_path / "audit.zip"
    write(path, replace(bundle, result=None))
    assert read(path).result is None
    assert audit.RESULT not in files_of(replace(bundle, result=None))


def test_the_bytes_depend_on_the_facts_alone(bundle):
    shuffled = replace(bundle, stamps=tuple(reversed(bundle.stamps)))
    assert to_bytes(bundle) == to_bytes(shuffled)
    with zipfile.ZipFile(io.BytesIO(to_bytes(bundle))) as archive:
        assert {entry.date_time for entry in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        names = ["README.txt", "manifest.json", "closing.json", "stamps.csv", "outcome.json", "result.json"]
        assert archive.namelist() == names


def test_stamps_stand_in_the_order_of_their_leaves(bundle, world: World):
    lines = files_of(bundle)["stamps.csv"].decode().splitlines()[1:]
    digests = [bytes.fromhex(line.rsplit(",", 2)[1]) for line in lines]
    electorates = {one.digest: one.electorate for one in world.stamps}
    leaves = [formats.leaf(world.hash, electorates[digest], digest) for digest in digests]
    assert leaves == sorted(leaves)


def test_the_file_holds_no_envelope_and_explains_itself(bundle):
    files = files_of(bundle)
    assert files["manifest.json"].decode() == bundle.manifest
    assert files["stamps.csv"].decode().splitlines()[0] == "electorate,digest,stamp"
    assert "手工核对" in files["README.txt"].decode()
    closing = json.loads(files["closing.json"])
    assert closing == {"statement": bundle.statement, "signature": formats.b64(bundle.signature)}
    kept = Bundle.of(bundle.manifest, json.dumps(closing), iter(bundle.stamps), bundle.result)
    assert replace(kept, outcome=bundle.outcome) == bundle


def test_a_file_that_somebody_zipped_again_is_still_read(bundle, tmp_path):
    path = tmp_path / "again.zip"
    path.write_bytes(zipped(files_of(bundle)))
    assert read(path) == bundle


# --- files that are refused -------------------------------------------------------------------------------------------


def refused(path, data: bytes) -> str:
    path.write_bytes(data)
    with pytest.raises(refusals.BadBundle) as found:
        read(path)
    return str(found.value.details["problem"])


def test_what_is_no_zip_is_refused(tmp_path, bundle):
    whole = to_bytes(bundle)
    for data in (b"", b"PK", b"not a zip at all", whole[: len(whole) // 2], whole[1000:]):
        assert "不是复核文件" in refused(tmp_path / "x.zip", data)


def test_a_flipped_bit_in_the_archive_is_found_by_its_checksum(tmp_path, bundle):
    data = bytearray(to_bytes(bundle))
    place = data.index(b"electorate,digest,stamp") + 200
    data[place] ^= 1
    assert "已损坏" in refused(tmp_path / "x.zip", bytes(data))


@pytest.mark.parametrize("name", ["manifest.json", "closing.json", "stamps.csv"])
def test_a_missing_file_is_named(tmp_path, bundle, name):
    files = files_of(bundle)
    del files[name]
    assert refused(tmp_path / "x.zip", zipped(files)) == f"缺少 {name}"


@pytest.mark.parametrize("name", ["envelopes.csv", "../manifest.json", "manifest.json/", "Manifest.json"])
def test_a_file_that_does_not_belong_there_is_refused(tmp_path, bundle, name):
    assert "多了文件" in refused(tmp_path / "x.zip", zipped(files_of(bundle) | {name: b""}))


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_a_file_that_is_there_twice_is_refused(tmp_path, bundle):
    path = tmp_path / "x.zip"
    data = io.BytesIO(to_bytes(bundle))
    with zipfile.ZipFile(data, "a") as archive:
        archive.writestr("manifest.json", "{}")
    assert "多了文件" in refused(path, data.getvalue())


@pytest.mark.parametrize("name", ["README.txt", "manifest.json", "closing.json", "stamps.csv", "result.json"])
def test_a_bomb_is_refused_before_it_is_unpacked(tmp_path, bundle, name):
    bomb = zipped(files_of(bundle) | {name: b"0" * (4 << 20)})
    assert refused(tmp_path / "x.zip", bomb) == f"{name} 太大"


def test_a_bomb_that_understates_its_size_unpacks_to_no_more_than_it_says(tmp_path, bundle):
    data = bytearray(zipped({**files_of(bundle), "result.json": b"0" * (4 << 20)}))
    honest = (4 << 20).to_bytes(4, "little")
    assert data.count(honest) == 2
    lying = bytes(data).replace(honest, (1000).to_bytes(4, "little"))
    assert "不是复核文件" in refused(tmp_path / "x.zip", lying)


@pytest.mark.parametrize("compression", [zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA])
def test_unusual_compression_is_refused(tmp_path, bundle, compression):
    assert "压缩方式" in refused(tmp_path / "x.zip", zipped(files_of(bundle), compression))


def test_an_encrypted_archive_is_refused(tmp_path, bundle):
    data = bytearray(to_bytes(bundle))
    central = data.index(b"PK\x01\x02")
    for place in range(len(data) - 8):
        if bytes(data[place : place + 4]) in (b"PK\x03\x04", b"PK\x01\x02"):
            data[place + (8 if place >= central else 6)] |= 1
    assert "不是复核文件" in refused(tmp_path / "x.zip", bytes(data))


@pytest.mark.parametrize(
    "text",
    ["", "{", "[]", "null", '{"statement": 1, "signature": ""}', '{"statement": "x"}', '{"statement": "x", "signature": "="}', "[" * 50_000],
    ids=lambda text: text[:12],
)  # fmt: skip
def test_a_closing_that_cannot_be_read_is_named(tmp_path, bundle, text):
    files = files_of(bundle) | {"closing.json": text.encode()}
    assert refused(tmp_path / "x.zip", zipped(files, zipfile.ZIP_STORED)) == "closing.json 读不出来"


@pytest.mark.parametrize("text", ["", "{", "[]", "1", "[" * 50_000], ids=lambda text: text[:5])
def test_a_result_that_cannot_be_read_is_named(tmp_path, bundle, text):
    files = files_of(bundle) | {"result.json": text.encode()}
    assert refused(tmp_path / "x.zip", zipped(files, zipfile.ZIP_STORED)) == "result.json 读不出来"


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("", 1),
        ("electorate,digest\n", 1),
        ("electorate,digest,stamp\nA,00\n", 2),
        ("electorate,digest,stamp\nA,zz,AA\n", 2),
        ("electorate,digest,stamp\nA,00,AA\n", 2),
        ("electorate,digest,stamp\nA," + "AB" * 32 + ",AA\n", 2),  # upper-case hex is a second spelling
        ("electorate,digest,stamp\nA," + "ab " * 32 + ",AA\n", 2),
        ("electorate,digest,stamp\nA," + "ab" * 32 + ",A=\n", 2),
        ("electorate,digest,stamp\nA," + "ab" * 32 + ",AA,more\n", 2),
        ("electorate,digest,stamp\n" + "A" * 2000 + "," + "ab" * 32 + ",AA\n", 2),
        ('electorate,digest,stamp\n"A,' + "ab" * 32 + ",AA\n", 2),
        ("electorate,digest,stamp\n" + "A" * 200_000, 2),
    ],
)
def test_a_line_of_stamps_that_cannot_be_read_is_numbered(tmp_path, bundle, text, line):
    files = files_of(bundle) | {"stamps.csv": text.encode()}
    assert refused(tmp_path / "x.zip", zipped(files, zipfile.ZIP_STORED)) == f"stamps.csv 第 {line} 行读不出来"


def test_text_that_is_not_utf_8_is_refused(tmp_path, bundle):
    assert "不是复核文件" in refused(tmp_path / "x.zip", zipped(files_of(bundle) | {"manifest.json": b"\xff\xfe"}))


@per_example
@given(st.data())
def test_no_damage_breaks_the_reader(bundle, tmp_path, data):
    """Flipped bytes give a refusal or a bundle, never another error."""
    whole = bytearray(to_bytes(replace(bundle, stamps=bundle.stamps[:1])))
    for _ in range(data.draw(st.integers(1, 4))):
        whole[data.draw(st.integers(0, len(whole) - 1))] = data.draw(st.integers(0, 255))
    path = tmp_path / "damaged.zip"
    path.write_bytes(bytes(whole))
    try:
        found = read(path)
    except refusals.BadBundle:
        return
    assert all(isinstance(one, StampLine) for one in found.stamps)
