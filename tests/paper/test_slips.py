import re
from random import Random

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from evalsite.paper import slips as slips_module
from evalsite.paper import watermark
from evalsite.paper.layouts import MARGIN, SHEETS, Layout
from evalsite.paper.poster import poster_pdf
from evalsite.paper.slips import Print, Slip, entry_address, slips_pdfs
from evalsite.paper.symbols import MANY, matrix, runs
from evalsite.paper.textfit import fit, wrap
from evalsite.paper.typefaces import BOLD, REGULAR, unprintable, width
from tests.paper import reading
from tests.pictures import place

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
FINGERPRINT = "84G7ZWYRD6Z15FS4H4410JPZY9"
RARE = "龚䶮、荀𫖮所在支部"
CAMPAIGN = "某县2026年度县直部门领导班子民主测评"


def slips(count, electorate="职工代表", base="https://cp.example.org", seed=7):
    random = Random(f"{seed} {electorate}")
    codes = ["".join(random.choices(ALPHABET, k=24)) for _ in range(count)]
    return [Slip(electorate, code, f"{base}/b#{code}.{FINGERPRINT}") for code in codes]


def slips_pdf(campaign, printed, fingerprint, *, progress=None, **details):
    """All slips as the one file that they fit into."""
    (pdf,) = slips_pdfs(Print(campaign, fingerprint, **details), printed, progress)
    return pdf


@pytest.mark.parametrize("count", [1, 23, 24, 25])
def test_every_symbol_on_a_sheet_reads_back_as_its_address(count):
    printed = slips(count)
    pages = reading.pages(slips_pdf(CAMPAIGN, printed, FINGERPRINT))
    pages[0].save(place(f"slips-{count}"))
    assert len(pages) == -(-count // 24)
    read = [text for page in pages for text in reading.symbols(page)]
    assert sorted(read) == sorted(slip.url for slip in printed)


def test_symbols_with_the_fixed_mask_read_back_too():
    printed = slips(MANY + 1)
    pdf = slips_pdf("测评", printed, FINGERPRINT)
    pages = reading.pages(pdf)
    sample = {text for page in (pages[0], pages[9], pages[-1]) for text in reading.symbols(page)}
    assert sample <= {slip.url for slip in printed}
    assert len(sample) == 24 + 24 + (MANY + 1) % 24


def test_a_long_address_still_gives_symbols_that_read_back():
    printed = slips(24, base="https://ganbukaohe.zuzhibu.qingshanxian.gov.example.org:8443")
    (page,) = reading.pages(slips_pdf(CAMPAIGN, printed, FINGERPRINT))
    assert sorted(reading.symbols(page)) == sorted(slip.url for slip in printed)


def test_a_slip_says_whose_it_is_how_to_use_it_and_until_when():
    (slip,) = slips(1)
    text = reading.words(slips_pdf(CAMPAIGN, [slip], FINGERPRINT, closes="2026年11月30日 18:00"))
    flat = text.replace("\n", "")
    assert CAMPAIGN in flat
    assert "票种：职工代表" in flat
    assert "cp.example.org/b" in flat
    assert "https://" not in flat
    assert "活动校验码 84G7 ZWYR D6Z1…（全文见海报）" in flat
    assert "截止：2026年11月30日 18:00" in flat
    assert "第 1 页，共 1 页" in flat
    groups = [slip.code[start : start + 4] for start in range(0, 24, 4)]
    assert " ".join(groups[:3]) in text
    assert " ".join(groups[3:]) in text


def test_an_address_without_tls_is_printed_with_its_scheme_because_it_must_be_typed():
    assert entry_address("http://192.168.3.9:8000/b#X.Y") == "http://192.168.3.9:8000/b"
    assert entry_address("https://cp.example.org/b#X.Y") == "cp.example.org/b"


def test_every_electorate_begins_a_new_sheet_and_keeps_the_order_it_was_given():
    first, second = slips(2, "县级领导"), slips(3, "服务对象")
    mixed = [second[0], first[0], second[1], first[1], second[2]]
    pages = reading.pages(slips_pdf(CAMPAIGN, mixed, FINGERPRINT))
    assert [set(reading.symbols(page)) for page in pages] == [{s.url for s in second}, {s.url for s in first}]


def test_progress_is_told_after_every_sheet_and_ends_with_all():
    told = []
    slips_pdf(CAMPAIGN, slips(30), FINGERPRINT, progress=lambda done, total: told.append((done, total)))
    assert told == [(24, 30), (30, 30)]


def test_a_sheet_of_no_slips_is_an_error():
    with pytest.raises(ValueError, match="no slips"):
        slips_pdf(CAMPAIGN, [], FINGERPRINT)


def test_the_same_slips_give_the_same_bytes_so_a_file_holds_no_moment():
    assert slips_pdf(CAMPAIGN, slips(5), FINGERPRINT) == slips_pdf(CAMPAIGN, slips(5), FINGERPRINT)


def test_rare_characters_of_names_have_outlines_and_not_the_box_of_a_missing_glyph():
    """What a face lacks is drawn as the same box, whatever it is: so a drawn character must differ from that box."""

    def drawn(name):
        slip = Slip(name, "A" * 24, "https://a.example/b#A.B")
        return reading.pages(slips_pdf("测评", [slip], FINGERPRINT), dpi=100)[0].tobytes()

    missing = drawn("\U0001f600")
    assert drawn("\U0001f44d") == missing
    assert len({drawn(character) for character in "䶮𫖮龚"} | {missing}) == 4
    assert unprintable(RARE + CAMPAIGN + "①②③✓→·—…【】《》№%‰℃") == ""


def test_the_faces_lack_no_character_of_gb2312_and_say_what_they_lack():
    characters = "".join(
        bytes([high, low]).decode("gb2312", "ignore") for high in range(0xA1, 0xF8) for low in range(0xA1, 0xFF)
    )
    assert len(characters) > 7000
    assert unprintable(characters) == ""
    assert unprintable("好😀的\n😀👍") == "😀👍"


def test_all_type_is_embedded_so_that_any_printer_shows_the_same():
    table = reading.fonts(slips_pdf(CAMPAIGN, slips(1), FINGERPRINT)).splitlines()[2:]
    assert table
    for line in table:
        assert "NotoSansSC" in line
        assert line.split()[-5] == "yes"


LONG = st.text(st.sampled_from("测评县委、（）。荀𫖮龚 abcWi0123-/.:"), max_size=120)


@settings(max_examples=60, deadline=None)
@given(LONG, st.sampled_from([REGULAR, BOLD]), st.floats(30, 200), st.floats(0, 40))
def test_fitted_lines_never_leave_their_box(text, face, room, height):
    fitted = fit(text, face, (room, height), (9, 4.2))
    assert 4.2 <= fitted.size <= 9
    assert len(fitted.lines) == 1 or len(fitted.lines) * fitted.size * 1.22 <= height + 1e-6
    assert all(width(line, face, fitted.size) <= room for line in fitted.lines)


@settings(max_examples=60, deadline=None)
@given(LONG, st.floats(30, 200))
def test_wrapping_loses_nothing_but_spaces(text, room):
    assert "".join("".join(wrap(text, REGULAR, 8, room)).split()) == "".join(text.split())


def test_a_closing_mark_does_not_begin_a_line():
    for room in range(30, 120):
        for line in wrap("对县委、县政府（含派出机构）的评价，分别填写。", REGULAR, 8, room)[1:]:
            assert line[0] not in "、，。）"


def test_a_name_beyond_all_measure_ends_in_an_ellipsis_instead_of_running_on():
    assert fit("关于" * 200, BOLD, (100, 20), (8, 5)).lines[-1].endswith("…")


def test_a_margin_inside_the_cut_lines_stays_white_however_long_the_names_are():
    name = "关于开展某某县县直机关和乡镇（街道）领导班子及其成员年度综合考核民主测评的通知附件一" * 3
    pdf = slips_pdf(name, slips(24, name[:60], base="https://" + "sub." * 12 + "example.org"), FINGERPRINT)
    (page,) = reading.pages(pdf, dpi=100)
    scale = 100 / 25.4
    for number in range(24):
        row, column = divmod(number, 3)
        left, top = 9 + 64 * column, 12 + 34.5 * row
        for x, y, right, bottom in ((0.5, 0.5, 63.5, 2), (0.5, 33, 63.5, 34), (0.5, 0.5, 2, 34), (62, 0.5, 63.5, 34)):
            edges = [round(at * scale) for at in (left + x, top + y, left + right, top + bottom)]
            strip = page.crop((edges[0], edges[1], edges[2], edges[3]))
            assert strip.getextrema() == (255, 255), (place, x, y)


# --- layouts and piles ------------------------------------------------------------------------------------------------

LONG_NAME = "关于开展某某县县直机关和乡镇（街道）领导班子及其成员年度综合考核民主测评的通知附件一"


@pytest.mark.parametrize("layout", list(Layout))
def test_every_layout_is_read_back_keeps_off_the_printers_margin_and_off_its_cut_lines(layout):
    sheet = SHEETS[layout]
    size, step, below = sheet.face.code
    assert sheet.face.code_top >= below + step + 0.75 * size  # words above the code end where it begins
    printed = slips(sheet.per_page + 1)
    details = {"layout": layout, "closes": "2026年11月30日 18:00", "rehearsal": layout is Layout.CARDS}
    pages = reading.pages(slips_pdf(LONG_NAME, printed, FINGERPRINT, **details))
    pages[0].save(place(f"slips-{layout}"))
    assert [len(reading.symbols(page)) for page in pages] == [sheet.per_page, 1]
    assert sorted(text for page in pages for text in reading.symbols(page)) == sorted(slip.url for slip in printed)
    scale = 150 / 72
    for page in pages:
        left, right, below = (round(at * scale) for at in (MARGIN, sheet.page[0] - MARGIN, sheet.page[1] - MARGIN))
        page.paste(255, (left, left, right, below))
        assert page.getextrema() == (255, 255)


@pytest.mark.parametrize("layout", [Layout.ROOMY, Layout.CARDS, Layout.LARGE])
def test_what_is_printed_on_a_slip_stays_inside_it_however_long_the_names_are(layout):
    sheet = SHEETS[layout]
    printed = slips(sheet.per_page, LONG_NAME[:30], base="https://" + "sub." * 12 + "example.org")
    (page,) = reading.pages(slips_pdf(LONG_NAME * 3, printed, FINGERPRINT, layout=layout), dpi=100)
    scale, face, rim = 100 / 72, sheet.face, 2.2  # points: the cut line itself, and a hair beside it
    for number in range(sheet.per_page):
        x, below = sheet.corner(number)
        y = sheet.page[1] - below - face.height
        for left, top, right, bottom in (
            (x + rim, y + rim, x + face.width - rim, y + 2 * rim),
            (x + rim, y + face.height - 2 * rim, x + face.width - rim, y + face.height - rim),
            (x + rim, y + rim, x + 2 * rim, y + face.height - rim),
            (x + face.width - 2 * rim, y + rim, x + face.width - rim, y + face.height - rim),
        ):
            strip = page.crop((round(left * scale), round(top * scale), round(right * scale), round(bottom * scale)))
            assert strip.getextrema() == (255, 255), (number, left, top)


def test_the_window_of_an_envelope_shows_campaign_and_electorate_and_never_the_code_wherever_the_letter_slides():
    """An A6 letter in a C6 envelope has 14 mm to go sideways and 9 mm upwards; the window is 90 x 45 mm, 20 and 15 mm in."""
    (slip,) = slips(1)
    pdf = slips_pdf(CAMPAIGN, [slip], FINGERPRINT, layout=Layout.ENVELOPE)
    for across, up in ((0, 0), (14, 0), (0, 9), (14, 9)):
        words = reading.words_in(pdf, (20 - across, 105 - (60 - up), 90, 45))
        assert CAMPAIGN in words
        assert "票种：职工代表" in words
        assert slip.code[:4] not in words


def test_a_batch_begins_a_new_sheet_and_stands_in_its_margin_only():
    first, second = slips(2, "职工"), slips(3, "职工", seed=8)
    printed = [
        *(Slip(s.electorate, s.code, s.url, "第一科") for s in first),
        *(Slip(s.electorate, s.code, s.url, "备用条") for s in second),
    ]
    pdf = slips_pdf(CAMPAIGN, printed, FINGERPRINT)
    pages = reading.pages(pdf)
    assert [set(reading.symbols(page)) for page in pages] == [{s.url for s in first}, {s.url for s in second}]
    text = reading.words(pdf, layout=True)
    assert text.count("第一科") == text.count("备用条") == 1
    assert re.search(r"第一科\s*共\s*2\s*张", text)


def test_slips_are_parted_into_files_that_end_with_a_whole_sheet(monkeypatch):
    monkeypatch.setattr(slips_module, "MOST_IN_FILE", 50)
    told = []
    files = slips_pdfs(Print("测评", FINGERPRINT), slips(60), lambda done, total: told.append((done, total)))
    assert [reading.words(file).count("票种：") for file in files] == [48, 12]
    assert "第 2 页，共 2 页" in reading.words(files[0])
    assert told[-1] == (60, 60)


def test_runs_cover_exactly_the_dark_modules():
    dark = matrix("https://cp.example.org/b#ABC")
    rebuilt = [[False] * len(dark) for _ in dark]
    for column, row, length in runs(dark):
        for x in range(column, column + length):
            assert not rebuilt[row][x]
            rebuilt[row][x] = True
    assert rebuilt == dark


def poster(campaign=CAMPAIGN, entry="https://cp.example.org/b", **details):
    return poster_pdf(campaign, FINGERPRINT, entry, **details)


def test_the_poster_is_one_page_with_the_whole_fingerprint_and_a_symbol_of_the_entry_page():
    pdf = poster(organiser="某县委组织部", closes="2026年11月30日 18:00")
    (page,) = reading.pages(pdf)
    page.save(place("poster"))
    assert reading.symbols(page) == ["https://cp.example.org/b"]
    text = reading.words(pdf)
    for group in ("84G7", "ZWYR", "D6Z1", "5FS4", "H441", "0JPZ", "Y9"):
        assert group in text
    for heading in ("活动校验码", "怎样投票", "怎样核对", "截止：2026年11月30日 18:00", "某县委组织部"):
        assert heading in text


def test_the_poster_says_who_can_open_the_box():
    assert "至少 3 人到场才能开箱" in reading.words(poster(shares=(3, 5))).replace("\n", "")
    assert "开箱钥匙由系统保管" in reading.words(poster()).replace("\n", "")


def test_a_poster_with_very_long_names_stays_on_one_page_above_its_last_line():
    entry = "https://" + "a" * 90 + ".example.org/b"
    pdf = poster(CAMPAIGN * 6, entry, organiser="某县委组织部" * 12, closes="自即日起" * 9, shares=(3, 5))
    (page,) = reading.pages(pdf, dpi=50)
    scale = 50 / 25.4
    band = page.crop((0, round(275 * scale), page.width, round(280 * scale)))
    assert band.getextrema() == (255, 255)


# --- rehearsals -------------------------------------------------------------------------------------------------------


def test_slips_of_a_rehearsal_say_so_across_their_face_and_still_read_back():
    printed = slips(30)
    pdf = slips_pdf(CAMPAIGN, printed, FINGERPRINT, rehearsal=True)
    pages = reading.pages(pdf)
    pages[0].save(place("slips-rehearsal"))
    assert sorted(text for page in pages for text in reading.symbols(page)) == sorted(slip.url for slip in printed)
    assert reading.words(pdf).count(watermark.NOTE) == 30
    assert reading.words(pdf).count(watermark.WORDS) > 30 * 6
    assert watermark.WORDS not in reading.words(slips_pdf(CAMPAIGN, printed, FINGERPRINT))


def test_the_poster_of_a_rehearsal_says_so_and_its_symbol_still_reads_back():
    pdf = poster(rehearsal=True)
    (page,) = reading.pages(pdf)
    page.save(place("poster-rehearsal"))
    assert watermark.NOTE in reading.words(pdf)
    assert reading.symbols(page) == ["https://cp.example.org/b"]
