"""What the kinds that a workbook names are called on pages: there they are words of the workbook, here of the language."""

from evalsite.core.campaign import Kind
from evalsite.core.figures import DeedKind
from evalsite.core.saying import say

KINDS = {
    Kind.DEMOCRATIC: say("民主测评"),
    Kind.TWO_WAY: say("双向测评"),
    Kind.REPORT_AND_TWO: say("一报告两评议"),
    Kind.RECOMMENDATION: say("民主推荐"),
    Kind.INTERVIEW: say("个别谈话评价"),
    Kind.SURVEY: say("问卷调查"),
}
DEEDS = {
    DeedKind.DAILY: say("日常工作"),
    DeedKind.CENTRAL: say("中心工作"),
    DeedKind.URGENT: say("急难险重"),
    DeedKind.NEW: say("创新性"),
}
