"""What reaches a page of the desk can be said in both languages (docs/decisions/language.md): no Chinese stands there bare.

Every exception has its reason: a module as a whole, or the definitions in it that are named.
"""

import pytest

from evalsite.settings import ROOT
from tests.unsaid import unsaid, unsaid_of_script, unsaid_of_template

PROGRAM = ROOT / "evalsite"
LAYERS = ("core", "crypto", "store", "usecases", "jobs", "paper", "web")
DOCUMENTS = (  # and files: they are in the language of the campaign
    "crypto/shares",
    *(
        f"paper/{name}"
        for name in (
            "comparison_workbook", "docx_blocks", "handout", "imported_files", "index_results", "letter", "links", "paper_ballot", "poster",
            "reconciliation", "report_content", "results", "results_sheet", "results_workbook", "signing", "slips", "standings_files",
            "standings_sheets", "summary_content", "tables_files", "typesetting", "watermark", "words", "workbook_sheets", "workbook_template",
        )
    ),
)  # fmt: skip
FILES = "names of files: what is in them is in the language of the campaign"
GRAMMAR = "words that people write into cells, and the patterns that read them"
FORM = "names, headings and help of a workbook that is downloaded"
EXCEPTIONS = {
    "core/contacts": (GRAMMAR, "_OF _NO_SUM _HAN _WECHAT _OUR_ROOM _OUR_PLACE _PATTERNS"),
    "core/findings": (GRAMMAR, "WHOLE_SHEET DATED,MERGED"),
    "core/fitting": ("names of rules that are looked for", "_trimmings _full"),
    "core/register_links": ("groups in a workbook that is made from the register", "PEOPLE_GROUP,UNITS_GROUP"),
    "core/rules/ballots": (GRAMMAR, "BOUND COMPARE EACH OVERALL_NEEDS OVERALL_FORCED"),
    "core/rules/bands": (GRAMMAR, "_POINTS"),
    "core/rules/measures": (GRAMMAR, "TOTALS _SENSES _named"),
    "core/rules/quorums": (GRAMMAR, "_REACHES"),
    "core/rules/rankings": (GRAMMAR, "RULE MEAN,BORDA"),
    "core/rules/reading": (GRAMMAR, "TYPE_WORDS AT_MOST AT_LEAST TO"),
    "core/rules/verdict_checks": (GRAMMAR, "LADDER,SHARE"),
    "core/rules/verdicts": (GRAMMAR, "REST"),
    "core/rules/visibility": (GRAMMAR, "LEADERS,UNITS,PUBLIC"),
    "core/rules/weights": (GRAMMAR, "POOL"),
    "core/visibility": ("the manifest's words, which voters were told", "Visibility"),
    "core/writeins": ("titles that are cut off names", "_POSTS _FORMS TITLES"),
    "paper/batch": ("names of files", "summary_sheet archive_sheet"),
    "paper/count_workbook": (FORM, "CODE,NAME SUBJECT,SUBJECT_NAME,INDICATOR,INDICATOR_NAME,LEAD SUM NOTE _sheet"),
    "paper/figures_workbook": (FORM, "_CODE _NAME _DAY FIGURES DEEDS ADJUSTMENTS SUBJECTS STEPS"),
    "paper/index_workbook": (FORM, "INDICES TERMS SOURCES STEPS _sources"),
    "paper/register_workbook": (FORM, "_CODE _ORDER _STATE UNITS PEOPLE HISTORY STEPS _line"),
    "paper/report_docx": ("what a Word template is tried with", "WATERMARK _SAMPLE"),
    "paper/slipping": ("names of files", "CHINESE"),
    "paper/standings_content": ("sections of reports alone", "ranking _pairs nomination"),
    "paper/workbook_cells": (GRAMMAR, "plain"),
    "paper/workbook_form": (FORM, "ITEMS CAMPAIGN SUBJECTS ELECTORATES INDICATORS GRADES RULES HELP"),
    "paper/workbook_read": ("the name of a sheet", "_Reading"),
    "usecases/proving": ("the name of the product", "ISSUER"),
    "usecases/staying": ("stored so, said again when they are read", "_BROWSERS _SYSTEMS kind_of_browser"),
    "web/desk/archiving": (FILES, "archive_report archive_file"),
    "web/desk/batching": (FILES, "batch_file"),
    "web/desk/importing": (FILES, "workbook_template"),
    "web/desk/certifying": (FILES, "protocol"),
    "web/desk/comparing": (FILES, "compare_export"),
    "web/desk/figuring": (FILES, "figures_template figures_export"),
    "web/desk/handing": (FILES, "bundle kit"),
    "web/desk/indexing": (FILES, "indices_template indices_export index_export"),
    "web/desk/issuing": (FILES, "fetch_slips"),
    "web/desk/logbook": (FILES, "log_export"),
    "web/desk/packing": ("what is printed on a sample, and its file", "SAMPLE slip_sample"),
    "web/desk/paper": (FILES, "paper_ballot_files paper_sheet"),
    "web/desk/reconciling": (FILES, "reconciliation"),
    "web/desk/registering": (FILES, "register_template register_export register_campaign"),
    "web/desk/reports": (FILES, "report summary export"),
    "web/desk/samples": (FILES, "sample"),
    "web/desk/steps": (FILES, "published_page"),
    "web/desk/tabling": ("what stands at the head of a table's file", "Tables origin_of_campaign"),
    "web/desk/templating": (FILES, "template_file"),
    "web/language": ("a language in its own words", "LANGUAGES"),
    "web/locale": ("patterns of dates", "MOMENT DAY SHORT_DAY"),
}


def modules():
    return sorted(
        str(path.relative_to(PROGRAM).with_suffix("")) for layer in LAYERS for path in (PROGRAM / layer).rglob("*.py")
    )


def names_of(module):
    """The definitions of a module in which Chinese stands that cannot be said."""
    return {name for name, _ in unsaid(PROGRAM / f"{module}.py")}


def test_nothing_that_reaches_a_page_is_chinese_alone():
    bare = {
        f"{module}: {name}: {text[:40]}"
        for module in modules()
        if module not in DOCUMENTS
        for name, text in unsaid(PROGRAM / f"{module}.py")
        if name not in EXCEPTIONS.get(module, ("", ""))[1].split()
    }
    assert sorted(bare) == []


@pytest.mark.parametrize("module", EXCEPTIONS)
def test_every_exception_is_still_one(module):
    assert set(EXCEPTIONS[module][1].split()) <= names_of(module)


def test_every_module_of_documents_is_there():
    assert set(DOCUMENTS) <= set(modules())


@pytest.mark.parametrize(
    ("code", "found"),
    [
        ('A = "草稿"', [("A", "草稿")]),
        ('A, (B, C) = "草稿", 1', [("A,B,C", "草稿")]),
        ('def f():\n    """草稿"""\n    return f"第 {one} 行"', [("f", "第 "), ("f", " 行")]),
        ('print("草稿")', [("", "草稿")]),
        ('def f():\n    return say("第 {row} 行", row="三")', [("f", "三")]),
        ('def f():\n    return joined("、", ("草稿", say("已发布")))', [("f", "草稿")]),
        ('def f(x):\n    return KNOWN["限额"] if x == "是" else re.sub("率", "", x)', []),
        ('A = {"限额": 1, "x": "上限"}', [("A", "上限")]),
        ('class A(StrEnum):\n    B = "单位"\n\n    def words(self):\n        return "单位"', [("A", "单位")]),
    ],
)
def test_chinese_is_found_where_it_is_shown_and_not_where_it_is_looked_for(tmp_path, code, found):
    module = tmp_path / "module.py"
    module.write_text(f"{code}\n", encoding="utf-8")
    assert list(unsaid(module)) == found


TEMPLATES = sorted(
    path for folder in ("desk", "macros", "public", "") for path in (ROOT / "templates" / folder).glob("*.html")
)


def test_no_template_of_the_desk_and_of_public_results_has_chinese_that_is_not_marked():
    bare = {
        f"{path.name}: {text}" for path in TEMPLATES for text in unsaid_of_template(path.read_text(encoding="utf-8"))
    }
    assert len(TEMPLATES) > 70
    assert sorted(bare) == []


def test_the_desks_scripts_take_their_words_from_the_page():
    scripts = (PROGRAM / "static" / "desk").glob("*.js")
    bare = {f"{path.name}: {text}" for path in scripts for text in unsaid_of_script(path.read_text(encoding="utf-8"))}
    assert sorted(bare) == []


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ("<p>草稿</p>", ["<p>草稿</p>"]),
        ('<p title="{{ _(\'草稿\') }}">{{ _("共 %(n)s 份", n=2) }}{% trans %}发布{% endtrans %}</p>{# 注 #}', []),
        ('{{ "草稿" if new else _("发布") }}', ["草稿"]),
        ('{{ _("共 %(n)s 份", n="两") }}', ["两"]),
        ('{% if kind == "单位" %}{{ names | listed("、") }}{% endif %}', []),
        ('{{ field("名称") }}', ["名称"]),
    ],
)
def test_chinese_in_a_template_is_found_unless_it_is_marked_or_compared_with(source, found):
    assert list(unsaid_of_template(source)) == found


def test_chinese_in_a_script_is_found_unless_it_explains():
    assert list(unsaid_of_script('a = "草稿"; // 草稿\n/* 草稿 */ b = 1; // 草稿')) == ['a = "草稿"; // 草稿']
