"""The words for every refusal: what happened and what to do, in one or two short sentences.

``words`` is the message for one of three audiences: a voter at a phone, somebody at the desk, an operator at the command
line. ``WORDS`` holds what all of them are told; where what to do depends on who reads it, the tables below it say so.
"""

from enum import StrEnum

from evalsite.core.refusals import Fault, Refusal
from evalsite.core.saying import Saying, joined, say


class Audience(StrEnum):
    """Who reads a message, and so what can be asked of them."""

    VOTER = "voter"
    DESK = "desk"
    COMMAND = "command"


WORDS: dict[str, str] = {
    "refused": "这一步现在不能做。请稍后重试，仍不行请联系组织者。",
    # 手机端
    "malformed": "收到的数据不完整或格式不对。请刷新页面重试。",
    "unknown_ticket": "没有这个测评码。请核对测评条上的字符，或重新扫码。",
    "void_ticket": "这张测评条已经作废。请向组织者换领新的测评条。",
    "already_stamped": "这张测评条已经投过票，不能再投。如果不是您本人投的，请联系组织者。",
    "not_open": "测评还没有开始。请到开始时间后再提交，已填的内容保存在本机。",
    "closed": "测评已经截止，不再收票。",
    "not_closed": "票箱还没有封存，封存以后才公布清单。请到截止时间以后再来看。",
    "unknown_campaign": "这个票箱不接收该测评活动的选票。请重新扫码。",
    "bad_stamp": "选票的签章不对，没有投入票箱。请刷新页面重新提交。",
    "wrong_size": "选票的大小不对，没有投入票箱。请刷新页面重新提交。",
    "too_large": "提交的内容太大。请刷新页面重试。",
    "busy": "系统正忙，选票还没有投出，内容保存在本机。请稍等片刻再试。",
    # 密钥与份额
    "bad_share": "第 {share} 份监票人份额读不出来：{problem_words}。请对照原件检查后重新输入。",
    "foreign_share": "第 {share} 份监票人份额不属于这次测评，或与其他份额不是同一批。请换上本次测评的份额。",
    "too_few_shares": "份额不够：已有 {have} 份，需要 {need} 份。请再请一位监票人带份额到场。",
    "bad_split": "份额不能这样分：{n} 份中 {k} 份可开箱。共 1 份时填 1，2 至 16 份时开箱所需份数至少为 2 且不超过总数。",
    "bad_seats": "席位有 {count} 处要改，没有保存：{problems}。请改好再保存。",
    "seats_lacking": "监票人席位还没有备齐，不能发布：{problems}。请补齐后再发布。",
    "seats_set": "这个活动已设监票人席位，份额要交到各席手里。请按席位发布，或先取消席位。",
    "no_seats": "这个活动没有设监票人席位。请先设席位。",
    "no_such_seat": "没有第 {number} 席，或它已经有人。请刷新页面核对。",
    "not_seated": "您的账号在这个活动里没有监票人席位，这一步由各席的监票人来做。",
    "same_password": "领取密码不能与登录密码相同：登录密码服务器每次都看得到。请另想一个。",
    "wrong_collection_password": "领取密码不对。请核对后重新输入；实在想不起来的，请在本页报丢失，并告诉组织者。",
    "share_taken": "这一席的份额已经领取，服务器上已没有它。请用您保存的那一份；找不到了，请报丢失。",
    "room_left": "份额只能在发布时用的那个浏览器里分发，请回到那台设备；那里也打不开的，请把活动复制成新的再发布。",
    "wrong_words": "第 {places} 个词与份额不符，还不算领取。请对照您保存的份额再输入一次；还没有保存的，请重新显示份额。",
    "proof_expired": "这一页放得太久，或不是这一席的。请重新显示份额，再输入要核对的词。",
    "other_seat": "这是第 {number} 席的份额，不是您的。请交您自己的那一份。",
    "share_given": "您的份额已经交过，不用再交。请等其余监票人。",
    "tried_before": "试开箱已经成功，不用再交份额。您的份额没有收下，请继续保管好。",
    "opening_under_way": "已经在开箱计票，您的份额没有收下。请看计票进度；没有开成的，再交一次。",
    "too_few_taken": "已领取 {have} 份，开箱要 {need} 份，不能照此进行。请其余监票人先领取。",
    "ceremony_unfinished": "现在不能制作测评码：{problem_words}。",
    "bad_key": "密钥文件已损坏或不是本系统的密钥。请从备份中恢复后重试。",
    "undecipherable": "信封打不开：内容被改动、不完整，或不是用本次测评的钥匙封装的。",
    "deposit_lost": "开箱中断过，寄存的份额已按规定从服务器上清除，票箱没有改变。请监票人再交一次份额。",
    "foreign_key": "这些份额能合成一把钥匙，但不是本次测评的开箱钥匙。请换上本次测评的份额。",
    # 组织者一侧
    "faulty_workbook": "工作簿有 {count} 处要改，没有导入。请按列出的位置逐处改好，再导入一次。",
    "no_such_campaign": "没有编号为 {campaign} 的测评活动。请核对编号。",
    "faulty_draft": "草稿还有 {number} 处要改，现在不能演练，也不能发布。请在工作台的“编辑”里逐处改好。",
    "draft_moved": "这张表刚刚被 {by} 保存过，您的修改还没有保存。请核对两边的内容再保存。",
    "draft_changed": "发布的时候有人又保存了草稿，没有发布。请核对草稿，再发布一次。",
    "register_moved": "名册刚刚被别人改过，这次没有导入。请重新核对要改的内容，再确认一次。",
    "no_such_entry": "名册里没有编号为 {entry} 的单位或人员。请核对编号。",
    "wrong_state": "测评活动现在是“{state_words}”，这一步要在“{needs_words}”时做。",
    "no_deadline": "这个活动没有设截止时间，不用延期；要结束时封箱即可。",
    "not_later": "新的截止时间要晚于现在的截止时间（{before}），也要晚于此刻。只能延后，不能提前。",
    "bad_extension_reason": "请写明延期的原因，一行，不超过 {most} 个字；投票人和报告里都会看到。",
    "extended_meanwhile": "刚刚有别人也改了截止时间，这次没有执行。请刷新页面，看清现在的截止时间再决定。",
    "rehearsal_left": "这个活动还有 {number} 次演练没有清除。请先清除演练、收回演练测评条，再正式发布。",
    "no_rehearsal": "编号 {campaign} 是正式活动，不是演练，不能清除。",
    "too_few_tickets": "票种 {electorates} 的发票数不足 {fewest} 张，人数太少无法匿名。请并入其他票种后重新导入。",
    "small_electorate": "票种 {electorates} 的发票数不足 {small} 张，容易猜到是谁投的票。建议并入其他票种；确要单设，请确认后再发布。",
    "deadline_passed": "截止时间 {closes} 已经过去，发布后谁也投不了票。请在工作簿里改好截止时间后重新导入。",
    "already_issued": "测评码已经制作过。个别损坏的，收回作废后换发备用条；整份文件没有保存下来、又还没有人投票的，可以重新制作，原来的全部作废。",
    "tickets_used": "已经有人投票，测评码不能重新制作。个别损坏的，收回作废后换发备用条。",
    "no_links": "这些票种不能做成链接，没有制作测评条：{problems}。",
    "slips_gone": "测评条文件已经不在服务器上：取走以后，或者做好一小时没有取，就会删除。没有保存下来、又还没有人投票的，可以重新制作。",
    "upload_gone": "上传的工作簿已经不在服务器上：等了一天没有后台接手，或者导入中断过。请重新导入。",
    "ticket_stamped": "这张测评条已经投过票，不能作废：票已在箱里，谁也认不出是哪一张。持条人不能再领纸质票。",
    "key_destroyed": "开箱钥匙已在计票后销毁，不能再次开箱。票数以已保存的计票结果和公开复核文件为准。",
    "faulty_batches": "分装有 {count} 处要改，没有制作测评条：\n{problems}",
    "excess_envelopes": "票种 {electorates} 的箱内信封多于盖过的章，说明有人另行造章投票。请先查明原因；确要照此计票，请明确确认；公开复核文件会如实显示这一差异。",
    "paper_unsettled": "票种 {electorates} 的纸质票还没有两名计票人一致的计票，不能开箱。请核对不同之处，改到一致；没有纸质票的，请撤回录入。",
    "paper_changed": "开箱时有计票人改动了纸质票计票，没有保存结果。请确认计票一致后重新开箱。",
    "seats_taken": "这次活动的纸质票已由 {tellers} 两人计票。换人的，请先由组织者清除其中一人的录入。",
    "faulty_count": "计票有 {count} 处要改，没有保存。请按列出的位置改好再提交。",
    "recount_differs": "重新计票与原结果不一致。请立即停止公布，保留数据并联系技术人员。",
    "box_changed": "票箱与封箱时签名的根值不符，有人改动过票箱。请停止开箱，保留现场并联系技术人员。",
    "already_confirmed": "“{name}”已经确认过，不用再做一次。请由另一位监票人确认。",
    "not_for_role": "这一步由监票人来做；钥匙由服务器保管的活动由组织者来做。请换用相应的账号登录。",
    "nothing_written": "请写明内容，不超过 {longest} 个字。",
    "no_such_objection": "没有编号为 {number} 的待答复异议，可能已有人答复。请刷新页面查看。",
    "result_moved": "确认的同时有人合并了写名或隐去了文字，没有确认。请再看一遍开箱记录和结果，然后确认。",
    "bad_period": "异议期要在 {least} 至 {most} 天之间；确认以后只能延长，不能缩短。请改好天数再保存。",
    "objections_open": "还有 {number} 条异议没有答复，选票要留到全部答复以后。请先逐条答复。",
    "period_running": "异议期到 {until} 为止，现在不能销毁选票。请到期满后的第二天再来。",
    "consents_missing": "销毁选票要 {need} 位监票人同意，现在有 {have} 位。请其余监票人登录后在确认页表示同意。",
    "ballots_destroyed": "选票已经销毁，不能再复核计票，也不再受理异议。票数、报告和公开复核文件照常可用。",
    "wrong_password": "账号或密码不对。请核对后重新输入。",
    "sign_in_paused": "密码输错次数太多。请等 {seconds} 秒后再试。",
    "door_crowded": "此刻登录的人太多。请等几秒再试。",
    "name_taken": "账号“{name}”已经有了。请换一个名称。",
    "bad_account_name": "账号名称不能为空，不超过 {longest} 个字，也不能含不可见的字符。",
    "weak_password": "密码至少 {shortest} 个字符，不超过 {longest} 个，也不能与账号名称相同。建议用几个不相干的词连起来。",
    "guessable_password": "这个密码太容易猜：{why}。请换一个，用几个不相干的词连起来，好记也难猜。",
    "wrong_code": "验证码不对，或已经用过。请等手机上换了新的数字再输；手机时间不准也会这样。",
    "account_inactive": "这个账号已经停用。请联系管理员。",
    "last_administrator": "“{name}”是最后一个在用的管理员，没有改动。请先邀请或启用另一名管理员。",
    "account_moved": "账号“{name}”刚刚被别人改过，这次没有改动。请核对后再改一次。",
    "bad_reach": "责任区和单位没有填对：{problem_words}。请改好再提交。",
    "no_such_invitation": "没有这个邀请，链接可能没有复制完整。请核对链接，或请管理员重新邀请。",
    "invitation_used": "这个邀请已经用过，不能再用。如果不是您本人用的，请立即告诉管理员；忘记密码请管理员重新邀请。",
    "invitation_withdrawn": "这个邀请已被管理员收回。请联系管理员。",
    "invitation_expired": "这个邀请已经过期。请管理员重新邀请。",
    "no_such_account": "没有账号“{name}”。请核对名称。",
    "name_not_typed": "输入的活动名称不符，没有执行。请照原样输入活动名称再确认。",
    "not_allowed": "您的账号没有做这一步的权限。请联系管理员。",
    "missing_secret": "找不到密钥：没有设置 EVALSITE_SECRET_KEY，也没有文件 {file}。请从备份中恢复原来的密钥；全新安装请先运行 evalsite migrate。",
    "damaged_secret": "密钥文件 {file} 已损坏或是空的。请从备份中恢复原来的密钥；换新密钥会使已印的测评条全部失效。",
    "bad_setting": "设置 {name} 不对：{problem_words}。请改正后重试，各项设置的说明见 config/default.toml。",
    "schema_newer": "数据库（{history}）是用更新版本的程序建立的，没有改动任何内容。请换用新版本的程序，或恢复升级前的备份。",
    "database_missing": "数据库（{history}）里什么也没有：{where}。请核对数据库设置，或从备份中恢复；确是首次安装，请运行 evalsite migrate。",
    "schema_outdated": "数据库（{history}）的结构与程序版本不符。请先运行 evalsite migrate。",
    "typesetting_failed": "报告没有排成 PDF（{problem}）。可先用网页版报告；请把括号里的话告诉技术人员。",
    "broken_template": "Word 报告模板不能用：{problem}。请改好后再用，或换回原来的模板。",
    "no_such_subject": "没有编号为 {subject} 的测评对象。",
    "no_such_index": "没有编号为 {index} 的指数。",
    "index_in_use": "指数 {index} 是别的指数（{users}）的一项，没有删除。请先改那些指数。",
    "indices_changed": "刚才有别人改动了指数，这次没有保存。请再导入一次。",
    "not_comparable": "各期不能合成一个数。{rounds}。请只看可比的各期，或分期列出。",
    "no_such_text": "没有这条意见，可能写名合并后它已经换了名称。请刷新页面重试。",
    "passage_not_there": "这条意见里没有这段话，或者它已经恢复。请照原文逐字填写要隐去的话。",
    "bad_reason": "隐去的理由只能从列出的几种里选。请选一种。",
    "bad_merge": "没有合并：{problem_words}。请重新查看写名列表，再选。",
    "port_forbidden": "没有权限使用端口 {port}。请换一个 1024 以上的端口（--port 或 PORT=），或由反向代理转发。",
    "port_taken": "端口 {port} 已被占用。请换一个端口（--port 或 PORT=），或先停掉占用它的程序。",
    "not_a_backup": "{path} 不是本系统的备份文件，或已损坏。没有恢复任何内容。",
    "not_empty": "{instance} 里已经有数据，没有恢复。请把 EVALSITE_INSTANCE 指到一个空文件夹再试。",
    "file_exists": "{path} 已经存在，没有覆盖。请换一个位置或先移走它。",
    "not_demo": "{folder} 里已有不是演示建立的数据，没有改动。请为演示另用一个文件夹：EVALSITE_INSTANCE=另一个文件夹 make demo；那里只是以前没有建完的演示时，也可删除该文件夹再运行。",
    "demo_elsewhere": "演示只用自己文件夹里的 SQLite 数据库，不写入别的数据库。请去掉 EVALSITE_DATABASE_URL 和 EVALSITE_BOX_DATABASE_URL（环境变量或设置文件）再运行。",
    "demo_busy": "另一个窗口正在建立演示。请等它完成，或先停掉它。",
    # 模拟投票
    "faulty_table": "{file} 有 {count} 处问题，没有投出任何选票：\n{problems}",
    "bad_slip": "网址里没有测评码或校验码。请使用测评条上的完整网址。",
    "foreign_manifest": "服务器给出的测评表与测评条上的校验码不符。请不要投票，把测评条交给组织者核对。",
    "bad_receipt": "票箱给出的回执不对，不能确认选票已经投入。请稍后重试，并告诉组织者。",
    "no_answer": "连不上服务器 {server}。请检查网址和网络，稍后再试。",
    "no_valid_ballot": "票种“{electorate}”按现有规则填不出有效选票（{reason}）。请检查工作簿里的规则，或用 --ballots 给出选票。",
    "bad_bundle": "这个文件不能复核：{problem}。",
    "unexpected_answer": "服务器 {server} 的回答不合约定（状态 {http}）。请检查网址是否正确。",
}

# What only who runs the installation can mend; the words above, with folders and settings, are for the command line.
_OPERATORS = (
    "bad_key",
    "missing_secret",
    "damaged_secret",
    "bad_setting",
    "schema_newer",
    "database_missing",
    "schema_outdated",
    "port_forbidden",
    "port_taken",
    "not_a_backup",
    "not_empty",
    "file_exists",
    "not_demo",
    "demo_elsewhere",
    "demo_busy",
    "faulty_table",
    "bad_bundle",
    "no_valid_ballot",
    "typesetting_failed",
)
_TO_VOTERS = dict.fromkeys(_OPERATORS, "系统现在不能使用。请稍后再试，仍不行请联系组织者。")
_AT_THE_DESK = dict.fromkeys(_OPERATORS, "服务器的设置或数据有问题，这一步没有完成。请联系技术人员。") | {
    "refused": "这一步现在不能做。请返回上一页重试，仍不行请联系技术人员。",
    "busy": "数据库现在读不了或写不进去，这一步没有完成。请稍等片刻再试；仍不行，请技术人员检查数据库和磁盘空间。",
    "unknown_campaign": "票箱里没有这个测评活动的记录，可能接错了票箱数据库，或票箱是从旧备份恢复的。请联系技术人员，不要删除任何数据。",
    "no_such_campaign": "没有编号为 {campaign} 的测评活动。请从左侧“测评活动”进入。",
    "rehearsal_left": "这个活动还有 {number} 次演练没有清除。请收回演练测评条，勾选“发布时清除演练”再发布。",
    "small_electorate": "票种 {electorates} 不足 {small} 张票，容易猜到是谁投的。建议并入其他票种；确要单设，请勾选下面的确认。",
    "excess_envelopes": "票种 {electorates} 的箱内信封多于盖过的章，说明有人另行造章投票。请先查明原因；确要照此计票，请在开箱页面勾选确认。公开复核文件会如实显示这一差异。",
    "too_few_tickets": "票种 {electorates} 的发票数不足 {fewest} 张，人数太少无法匿名。请在“编辑”里并入其他票种。",
    "deadline_passed": "截止时间 {closes} 已经过去，发布后谁也投不了票。请在“编辑”里改好截止时间。",
    "no_such_account": "没有账号“{name}”。请在“账号”页面核对或新建。",
    "typesetting_failed": "报告没有排成 PDF。可先打开网页版报告；请告诉技术人员。",
}
_AT_THE_COMMAND_LINE = {
    "refused": "这一步现在不能做。",
    "busy": "{where}：{problem_words}。（{said}）",
    "unknown_campaign": "票箱里没有这个测评活动的记录。请核对 EVALSITE_BOX_DATABASE_URL 是否指向发布时用的票箱，或从备份中恢复票箱。",
    "no_such_campaign": "没有编号为 {campaign} 的测评活动。请用 evalsite campaign list 查看已有的编号。",
    "rehearsal_left": "这个活动还有 {number} 次演练没有清除。请收回演练测评条，加 --wipe-rehearsals 再发布。",
    "small_electorate": "票种 {electorates} 的发票数不足 {small} 张，容易猜到是谁投的票。建议并入其他票种；确要单设，请加 --acknowledge-small 再发布。",
    "excess_envelopes": "票种 {electorates} 的箱内信封多于盖过的章，说明有人另行造章投票。请先查明原因；确要照此计票，请加 --despite-excess；公开复核文件会如实显示这一差异。",
    "seats_set": "这个活动已设监票人席位，份额要交到各席手里。请用 evalsite seats publish 发布，或先用 evalsite seats clear 取消席位。",
    "already_issued": "测评码已经制作过。个别损坏的，收回作废后换发备用条；整份文件没有保存下来、又还没有人投票的，可以加 --anew 重新制作，原来的全部作废。",
    "no_such_account": "没有账号“{name}”。请核对名称，或用 evalsite user add 建立。",
    "typesetting_failed": "报告没有排成 PDF（{problem}）。可先用 --format html 输出网页版；请把括号里的话告诉技术人员。",
}
_FOR: dict[Audience, dict[str, str]] = {
    Audience.VOTER: WORDS | _TO_VOTERS,
    Audience.DESK: WORDS | _AT_THE_DESK,
    Audience.COMMAND: WORDS | _AT_THE_COMMAND_LINE,
}

STATES = {
    "draft": "草稿",
    "published": "已发布",
    "closing": "正在封箱",
    "closed": "已封箱",
    "opened": "已开箱",
    "certified": "已确认",
    "destroyed": "已销毁",
}
LOG_ACTIONS = {
    "sign_in": "登录",
    "sign_in_failed": "密码输错",
    "sign_out": "退出",
    "session_end": "结束登录",
    "password_change": "换密码",
    "second_step_on": "开启两步验证",
    "second_step_off": "关闭两步验证",
    "recovery_codes": "换恢复码",
    "invite": "邀请",
    "invite_again": "重新邀请",
    "invitation_withdraw": "收回邀请",
    "invitation_accept": "接受邀请",
    "account_add": "新建账号",
    "account_change": "改角色和范围",
    "account_deactivate": "停用账号",
    "account_activate": "启用账号",
    "campaign_create": "新建活动",
    "campaign_import": "导入活动",
    "campaign_edit": "修改草稿",
    "campaign_delete": "删除草稿",
    "campaign_zones": "改责任区",
    "rehearse": "演练",
    "rehearsal_wipe": "清除演练",
    "publish": "发布",
    "tickets_issue": "制作测评码",
    "tickets_fetch": "取走测评条",
    "ticket_void": "作废测评码",
    "hall_screen": "开关会场大屏",
    "extend": "延长截止时间",
    "close": "封箱",
    "open": "开箱计票",
    "key_destroy": "销毁开箱钥匙",
    "certify": "确认结果",
    "object": "记录异议",
    "objection_answer": "答复异议",
    "objection_period": "设定异议期",
    "destruction_agree": "同意销毁选票",
    "destroy": "销毁选票",
    "scrutineers": "监票人事项",
    "schedule": "定时开始和封箱",
    "visibility": "改结果可见范围",
    "paper_enter": "录入纸质票",
    "paper_take_back": "撤回纸质票录入",
    "text_hide": "隐去意见",
    "text_show": "恢复意见",
    "names_merge": "合并写名",
    "names_split": "拆开写名",
    "figures_import": "导入数据",
    "figures_withdraw": "停用导入的数据",
    "index_import": "导入指数",
    "index_remove": "删除指数",
    "register_import": "导入名册",
    "template_change": "换报告模板",
    "reports_make": "批量生成报告",
    "job_cancel": "取消后台任务",
    "download": "查看或下载结果、报告",
    "backup": "备份",
    "restore": "恢复备份",
}
LOG_OUTCOMES = {"begun": "没有记下结果", "done": "完成", "refused": "没有执行", "failed": "出错"}
LOG_DETAILS = {
    "subject": "对象",
    "format": "格式",
    "table": "表",
    "electorate": "票种",
    "part": "工作表",
    "account": "账号",
    "code": "编号",
    "job": "任务",
    "file": "文件",
    "role": "角色",
    "reach": "范围",
    "inviter": "邀请人",
    "teller": "计票人",
    "at_least": "至少几次",
    "second": "两步验证",
    "refusal": "原因",
    "seat": "席位",
    "step": "步骤",
    "links": "做成链接的票种",
}
LOG_STEPS = {
    "seats": "设置席位",
    "seats_set": "设置席位",
    "seats_clear": "取消席位",
    "seats_fewer": "确认不等其余份额",
    "seat_accept": "接受席位",
    "room_show": "当场显示份额",
    "room_prove": "核对两个词",
    "seat_take": "显示份额",
    "seat_prove": "核对两个词",
    "trial": "试开箱",
    "seat_give": "交出份额",
    "seat_lost": "报丢失",
    "seat_found": "撤销报失",
}
LOG_FAULTS = {
    "missing": "第 {number} 条缺失或次序不对：前后编号接不上",
    "unlinked": "第 {number} 条接不上前一条：前面有记录被改动、删除或插入",
    "changed": "第 {number} 条的内容与它的校验值不符：这一条被改动过",
}
ORDERS = {"given": "照工作簿的原序", "register": "按名册次序", "strokes": "按姓氏（名称）笔画"}
LISTINGS = {"score": "按得分", "register": "按名册", "strokes": "按笔画"}
IMPORTS = {"replace": "替换", "add": "追加", "withdraw": "停用"}
_SHARE_PROBLEMS = {
    "no_words": "里面没有份额的单词",
    "unknown_word": "第 {position} 个词“{word}”不是份额用词",
    "length": "应为 20 个词，现为 {words} 个",
    "checksum": "校验不符，可能有词抄错或顺序不对",
    "kind": "不是本系统的份额",
}
_SETTING_PROBLEMS = {
    "value": "“{value}”的类型或范围不合要求",
    "zone": "没有“{value}”这个时区，例如应写 Asia/Shanghai",
    "mix": "混合等待的上限应为 0 到 {most} 秒（0 表示不等待，不足 {least} 秒按 {least} 秒），现为 {value}",
    "toml": "{file} 第 {line} 行附近不是正确的 TOML",
    "file": "读不了 {file}",
    "database": "不是可用的数据库地址，应写成 postgresql://用户:密码@主机/数据库，或留空使用 SQLite",
    "same_database": "票箱不能与签到册用同一个数据库",
    "queue": "任务队列的地址“{value}”不对，应形如 redis://主机:6379/0；留空则用实例文件夹里的文件",
    "address": "“{value}”不是网址，应以 http:// 或 https:// 开头，不含空格和汉字，不超过 {most} 个字符",
    "host": "本机没有“{value}”这个地址，所有网卡都监听请写 0.0.0.0",
}
_DATABASE_PROBLEMS = {
    "unusable": "数据库现在读不了或写不进去。请检查数据库是否在运行、地址和密码是否正确、文件夹是否可写、磁盘是否已满，然后重试",
    "damaged": "数据库文件已损坏，或不是数据库。请停止网站，从备份中恢复",
    "forbidden": "数据库不许这样做。请检查数据库账号的权限（建表、读、写）和数据库的版本",
}
_MERGE_PROBLEMS = {
    "not_written": "没有人写过这个名称",
    "no_target": "合并的目标既不是写过的名称，也不在名单里",
    "circle": "目标已经合并到这个名称，绕了回来",
    "not_merged": "这个名称没有合并过",
}
_CEREMONY_PROBLEMS = {
    "shares_lost": "可用的份额只有 {alive} 份，开箱要 {k} 份，投了也打不开票箱；请把活动复制成新的，重新设席位、发布",
    "shares_waiting": "监票人份额 {n} 份，已领取 {taken} 份；请等其余监票人领取，或在“监票人席位”里确认不再等",
    "trial_missing": "份额还没有试开过；请 {k} 位监票人先试开箱",
}
_REACH_PROBLEMS = {
    "admin": "管理员管全部责任区和单位，不能限定",
    "unit": "只有阅看人可以限定为一个单位",
    "unknown_unit": "名册里没有编号为 {unit} 的单位",
    "zone": "责任区名称不能太长，也不能含不可见的字符",
}
_PROBLEMS = (
    _CEREMONY_PROBLEMS | _REACH_PROBLEMS | _MERGE_PROBLEMS | _SHARE_PROBLEMS | _SETTING_PROBLEMS | _DATABASE_PROBLEMS
)


class _Blanks(dict[str, object]):
    """Details of a refusal; one that is missing shows as an ellipsis, so that a message never becomes an error page."""

    def __missing__(self, key: str) -> str:
        return "…"


def words(refusal: Refusal, audience: Audience) -> Saying:
    """The message of a refusal for the person it is said to. Never fails on a missing detail."""
    details = _Blanks(refusal.details)
    problem = _PROBLEMS.get(str(details.get("problem", "")))
    if problem is not None:
        details["problem_words"] = Saying(problem, _Blanks(refusal.details))
    for name in ("state", "needs"):
        details[f"{name}_words"] = Saying(STATES.get(str(details.get(name)), "…"), {})
    table = _FOR[audience]
    return Saying(table.get(refusal.code, table["refused"]), details)


def reason_words(code: str) -> str:
    """What a refusal says of which the log has the code alone: what filled its blanks is not known any more.

    A code of another version of the program stays the code.
    """
    pattern = _FOR[Audience.DESK].get(code)
    return Saying(pattern, _Blanks()) if pattern else code


def fault_words(fault: Fault) -> Saying:
    """One fault of a workbook in a line: where, what, and what to do."""
    place = (
        say("工作表“{sheet}”", sheet=fault.sheet) if fault.sheet else "",
        say("第 {row} 行", row=fault.row) if fault.row else "",
        say("{column} 列", column=fault.column) if fault.column else "",
    )
    where, what = (
        joined(" ", (part for part in place if part)),
        say("{problem}。{remedy}。", problem=fault.problem, remedy=fault.remedy),
    )
    return say("{where}：{what}", where=where, what=what) if where else what
