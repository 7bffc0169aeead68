"""The line of states as people see it: what each step does, and what can no longer be changed once it is done."""

from dataclasses import dataclass

from evalsite.core.saying import say
from evalsite.web.desk.showing import Stage


@dataclass(frozen=True, slots=True)
class Stop:
    """One state on the line: what happens in it, and what is final from there on.

    ``optional``: a campaign that is further on may have left it out, and nothing of it is kept that would tell.
    """

    name: str
    does: str
    final: str
    optional: bool = False


LINE = (
    Stop(
        say("草稿"),
        say("填写对象、票种、指标和规则，看谁评谁，预览手机页面。"),
        say("什么都可以改，也可以删除。"),
    ),
    Stop(
        say("演练"),
        say("另用一套钥匙把全过程试一遍：制码、投票、封箱、开箱、看报告。可以不做，也可以做几次。"),
        say("演练用的那一份不能改，草稿照样能改；演练的票不计入结果，发布前全部清除。"),
        optional=True,
    ),
    Stop(
        say("已发布"),
        say("全部内容冻结，生成活动校验码、签章密钥和开箱钥匙；制作、分发测评条。"),
        say("对象、票种、指标、规则、可见范围和开箱钥匙由谁保管，都不能再改；截止时间只能延后。"),
    ),
    Stop(
        say("投票中"),
        say("每张测评条投一次；没用的条可以作废，截止时间可以延后。"),
        say("投出的票谁也不能改、不能撤；有人投票以后，测评条不能全部重做。"),
    ),
    Stop(
        say("已封箱"),
        say("不再收票；签名公布票箱根值和各票种的张数，销毁签章密钥；有纸质票的这时录入。"),
        say("票箱里的票不能增加、减少、替换；不能再延期。"),
    ),
    Stop(
        say("已开箱"),
        say("合起监票人的份额（或用服务器保管的钥匙）打开票箱计票，出结果和报告。"),
        say("电子票和纸质票的计票结果都不能再变；意见可以隐去，写入的姓名可以归并。"),
    ),
    Stop(
        say("已确认"),
        say("监票人或组织者核对后确认，结果签名，异议期从这天起算。"),
        say("公布的数字不能再变，写入的姓名不能再归并；意见里的文字仍可隐去。"),
    ),
    Stop(
        say("已销毁"),
        say("异议期满、异议都有答复以后，销毁选票和服务器保管的开箱钥匙，留下签名的记录。"),
        say("不能再复核计票；结果、报告和公开复核文件照常可用。"),
    ),
)
REHEARSAL = 1


def place(stage: Stage, *, rehearsal: bool, tried: bool) -> int:
    """Where on ``LINE``. A rehearsal, and a draft that has one (``tried``), stand at 演练: nothing of them counts yet."""
    if rehearsal or (stage is Stage.DRAFT and tried):
        return REHEARSAL
    return stage.place + (stage is not Stage.DRAFT)
