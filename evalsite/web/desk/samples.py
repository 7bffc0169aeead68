"""Ready workbooks (样例) of every kind of campaign, for organisers to download, fill with their own units and import."""

from dataclasses import dataclass

from flask import abort

from evalsite.core.permission import Act
from evalsite.core.saying import say
from evalsite.settings import ROOT
from evalsite.web.access import needs
from evalsite.web.desk.room import XLSX, Page, download, routes

FOLDER = ROOT / "examples"


@dataclass(frozen=True, slots=True)
class Sample:
    """``file`` is its name in examples/; ``kind`` and ``about`` are what an organiser looks for."""

    file: str
    kind: str
    about: str


SAMPLES = (
    Sample("annual", say("民主测评"), say("领导班子和成员，甲乙丙票，优秀限额，评定等次")),
    Sample("six-sides", say("六位一体测评"), say("领导、班子、职工、同级、对口部门、服务对象六方评价")),
    Sample("unit-by-unit", say("双向测评（逐个单位）"), say("每个单位一个票种，报告里两个方向逐个单位对照")),
    Sample("two-way", say("双向测评（三条线）"), say("区领导和镇街评部门，部门评镇街和开发区")),
    Sample("report-and-two", say("一报告两评议"), say("选人用人工作、新提拔干部、突出问题、意见")),
    Sample("interviews", say("个别谈话评价"), say("从优到差排序，波达计分，两两比较")),
    Sample("nominations", say("民主推荐和评优"), say("限额推荐，可另写人选")),
    Sample("service-users", say("服务对象满意度问卷"), say("基层单位、企业、群众评服务单位")),
    Sample("politics-and-duty", say("政治素质和担当力"), say("六个方面评等次，五个维度打分，去极值")),
    Sample("staff-congress", say("教代会评议"), say("德能勤绩廉，法定人数，按称职率评定")),
    Sample("congress", say("人大满意度测评"), say("按应到人数算率，不计分")),
    Sample("all-types", say("六种题型一张表"), say("每种题型、每条规则各一例，供查写法")),
)


@routes.get("/import/samples/<file>.xlsx")
@needs(Act.PREPARE)
def sample(file: str) -> Page:
    found = next((one for one in SAMPLES if one.file == file), None)
    if found is None:
        abort(404)
    return download((FOLDER / f"{found.file}.xlsx").read_bytes(), f"样例-{found.kind}.xlsx", XLSX)
