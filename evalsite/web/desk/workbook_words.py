"""The words of a campaign's workbook in English, beside the Chinese that stands in the file.

A workbook is Chinese whoever looks at it, and so are its sheets in the editor: what is typed there is what the file says.
In English a page shows what a sheet, a column or a word to choose means, with the word itself behind it.
"""

from flask_babel import pgettext

from evalsite.core.campaign import Type

CONTEXT = "workbook"  # as in the calls below, which are read by the letter


def marked(_context: str, word: str) -> str:
    """The word; scripts/catalogue.py collects what stands here."""
    return word


WORDS = frozenset(
    {
        marked("workbook", "活动"), marked("workbook", "项目"), marked("workbook", "值"), marked("workbook", "对象"),
        marked("workbook", "编号"), marked("workbook", "名称"), marked("workbook", "类别"), marked("workbook", "单位"),
        marked("workbook", "个人"), marked("workbook", "所属单位"), marked("workbook", "对象组"), marked("workbook", "领域"),
        marked("workbook", "票种"), marked("workbook", "权重"), marked("workbook", "发票数"), marked("workbook", "评议对象组"),
        marked("workbook", "指标"), marked("workbook", "说明"), marked("workbook", "题型"), marked("workbook", "等次"),
        marked("workbook", "打分"), marked("workbook", "多选"), marked("workbook", "排序"), marked("workbook", "推荐"),
        marked("workbook", "意见"), marked("workbook", "等次表"), marked("workbook", "必答"), marked("workbook", "是"),
        marked("workbook", "否"), marked("workbook", "适用对象组"), marked("workbook", "分值"), marked("workbook", "计入分母"),
        marked("workbook", "规则"), marked("workbook", "限额"), marked("workbook", "分数限额"), marked("workbook", "不得全同"),
        marked("workbook", "总评一致"), marked("workbook", "选择数"), marked("workbook", "推荐名额"), marked("workbook", "打分范围"),
        marked("workbook", "排序并列"), marked("workbook", "票种组"), marked("workbook", "指标组"), marked("workbook", "空票种"),
        marked("workbook", "去极值"), marked("workbook", "名次赋分"), marked("workbook", "总分满分"), marked("workbook", "分段赋分"),
        marked("workbook", "法定人数"), marked("workbook", "不足下限"), marked("workbook", "票种明细"), marked("workbook", "合并计票"),
        marked("workbook", "对象次序"), marked("workbook", "到期自动封箱"), marked("workbook", "等次评定"), marked("workbook", "强制分布"),
        marked("workbook", "排序计分"), marked("workbook", "可见范围"), marked("workbook", "范围"), marked("workbook", "参数"),
        marked("workbook", "类型"), marked("workbook", "民主测评"), marked("workbook", "双向测评"), marked("workbook", "一报告两评议"),
        marked("workbook", "民主推荐"), marked("workbook", "个别谈话评价"), marked("workbook", "问卷调查"), marked("workbook", "组织者"),
        marked("workbook", "系列"), marked("workbook", "期次"), marked("workbook", "开始时间"), marked("workbook", "截止时间"),
        marked("workbook", "公布下限"), marked("workbook", "率的分母"), marked("workbook", "收回"), marked("workbook", "有效"),
        marked("workbook", "应到"), marked("workbook", "到会"), marked("workbook", "小数位"), marked("workbook", "舍入"),
        marked("workbook", "四舍五入"), marked("workbook", "截断"), marked("workbook", "末项补足"), marked("workbook", "末尾零"),
        marked("workbook", "保留"), marked("workbook", "去掉"), marked("workbook", "缺项处理"), marked("workbook", "弃权"),
        marked("workbook", "废票"), marked("workbook", "备用条"),
    }
)  # fmt: skip

TYPES = {
    Type.GRADE: marked("type", "等次"), Type.SCORE: marked("type", "打分"), Type.CHOICE: marked("type", "多选"),
    Type.RANK: marked("type", "排序"), Type.NOMINATE: marked("type", "推荐"), Type.TEXT: marked("type", "意见"),
}  # fmt: skip


def types() -> dict[Type, str]:
    """How an indicator is answered, in the language of the page."""
    return {one: str(pgettext("type", word)) for one, word in TYPES.items()}


def gloss(word: str) -> str:
    """What the word means in the language of the page; the word itself in Chinese, and where it is nobody's but its writer's."""
    return str(pgettext(CONTEXT, word)) if word in WORDS else word
