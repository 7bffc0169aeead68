/** Every text of the page in Chinese, the language it is written in; en.ts has the same in English. */
import { type Visibility } from '../manifest';

export const zh = {
  /** The language's code, and the button that leads to the other one. */
  html: 'zh-CN',
  other: 'English',
  otherHtml: 'en',

  comma: '，',
  semicolon: '；',
  aside: (text: string) => `（${text}）`,
  /** What stands in a language of its own, with what it is: 演练：某某测评. */
  named: (what: string, name: string) => `${what}：${name}`,

  brand: '云端测评',
  trial: '演练，不计票',
  title: (name: string) => `${name} · 云端测评`,
  large: '大字',
  why: '怎样保证匿名',
  retry: '重试',
  refresh: '重新查看',
  otherSlip: '换一张测评条',

  loading: '正在打开测评表……',
  loadingTrouble: '网络不通或系统正忙，正在重试。请保持本页打开。',

  enter: {
    heading: '输入测评码',
    lead: '扫码打不开时，可以把测评条上的测评码输进来。',
    label: '测评码（24 位）',
    hint: '每四位一组，不分大小写，空格和横线可以不输。字母 O 按数字 0、字母 I 和 L 按数字 1 处理。',
    go: '打开测评表',
    badLength: (length: number) => `已输入 ${length} 位，应为 24 位。请对照测评条检查。`,
    badChars: (chars: string) => `测评码里没有“${chars}”。请对照测评条检查。`,
    unknown: '没有这个测评码，可能输错了一两个字符。请对照测评条逐组检查。',
    badScan: '没有认出二维码里的测评码。请重新扫码，或在下面输入。',
  },

  compare: {
    heading: '先核对活动校验码',
    lead: '请与会场海报上的“活动校验码”逐组对照。没有海报的，对照测评条上印的前三组。',
    why: '校验码一致，就是公布的那份测评表，没有被换过。',
    same: '一致，开始填写',
    different: '不一致',
    name: '活动校验码',
  },

  top: {
    closes: (time: string) => `${time} 截止`,
    extended: '已延期：',
    electorate: (name: string, tickets: number) => `票种：${name}（共 ${tickets} 张）`,
  },

  promise: '匿名填写，不记录姓名、手机号和微信号。',
  unmixed: '本次测评没有设混合等待，盖章后直接投入票箱，按时间可能对上号。',
  /** As it was frozen; other languages say the same from what was chosen. */
  seen: (visibility: Visibility) => visibility.words,
  keptByServer: '开箱钥匙由服务器保管，未分给监票人。',
  keptByPeople: (k: number, n: number) => `开箱钥匙分给 ${n} 位监票人，${k} 位到场才能开箱。`,
  draftKept: '草稿只存在这部手机上，退出后可以接着填。',
  draftBack: '已恢复上次填写的内容。',
  noStorage: '这个浏览器不能保存草稿。请一次填完，投完以前不要关闭本页。',

  progress: {
    /** `done` is filled in by the page, in its place. */
    label: '已评',
    noun: (kind: 'unit' | 'person' | 'mixed', _count: number): string => ({ unit: '个单位', person: '人', mixed: '项' })[kind],
    spoken: (done: number, all: number, noun: string) => `已评 ${done}，共 ${all} ${noun}`,
    jump: '目录',
    jumpTitle: '跳到',
  },

  card: {
    open: (done: number, all: number) => `已评 ${done}/${all}`,
    wrong: '需修改',
    done: '已评完',
    skipped: '已跳过',
    optional: '选填',
    filled: '已填',
    todo: '未填',
    skip: '不了解，跳过',
    skipShared: '不了解，不填这一项',
  },

  slot: {
    missing: { grade: '未选', score: '未填', choice: '未选', rank: '未排完', nominate: '未选', text: '未填' },
    wrong: '需修改',
    optional: '选填',
    clear: '清除',
    quotaLeft: (grade: string, left: number) => `${grade} 还可选 ${left} 个`,
    quotaFull: (grade: string, limit: number) => `${grade} 限 ${limit} 个，已选满`,
    quotaNone: (grade: string) => `${grade} 本表不可选`,
  },

  rules: {
    heading: '填写要求',
    lead: '不合要求的票会作废。提交前会提醒您改。',
    together: '合计',
    compare: {
      ge: (score: string) => `${score} 分及以上`,
      gt: (score: string) => `高于 ${score} 分`,
      le: (score: string) => `${score} 分及以下`,
      lt: (score: string) => `低于 ${score} 分`,
    },
    inGroup: (group: string, what: string) => `${group}中${what}`,
    most: (name: string, what: string, bound: number) => (bound > 0 ? `“${name}”：${what}最多 ${bound} 个` : `“${name}”：${what}本表不可选`),
    least: (name: string, what: string, bound: number) => `“${name}”：${what}至少 ${bound} 个`,
    leastOpen: (what: string, bound: number, left: number) => `${what} 至少 ${bound} 个，还差 ${left} 个`,
    leastDone: (what: string, bound: number) => `${what} 至少 ${bound} 个，已够`,
    tooMany: (what: string, bound: number, given: number) => `${what}最多 ${bound} 个，现有 ${given} 个，请改少 ${given - bound} 个。`,
    tooFew: (what: string, bound: number, given: number) => `${what}至少 ${bound} 个，现有 ${given} 个，请再改 ${bound - given} 个。`,
    varied: (name: string) => `“${name}”：各对象不能全部评得一样`,
    variedWhole: '整张票不能全部评得一样',
    equal: '各对象现在全部评得一样，请至少改一个。',
    equalWhole: '整张票现在全部评得一样，请至少改一项。',
    items: (names: readonly string[]) => `（${names.join('、')}）`,
    share: (when: string, items: string, grades: string, share: string) => `评“${when}”，须单项${items}至少 ${share} 为“${grades}”`,
    forced: (items: string, grades: string, only: string) => `有单项${items}为“${grades}”的，须评“${only}”`,
    never: (items: string, grades: string, when: string) => `有单项${items}为“${grades}”的，不能评“${when}”`,
    overall: (name: string, need: string) => `“${name}”：${need}`,
    stands: (having: number, graded: number) => `，现为 ${having}/${graded}`,
    disagrees: (need: string, stands: string, items: string) => `${need}${stands}。请改这里，或改：${items}。`,
  },

  score: {
    bounds: (low: string, high: string, step: string) => `${low} 至 ${high} 分，间隔 ${step} 分`,
    boundsPlain: (low: string, high: string) => `${low} 至 ${high} 分`,
    field: (name: string) => `${name}，分数`,
    less: (step: string) => `减 ${step} 分`,
    more: (step: string) => `加 ${step} 分`,
    anchors: '常用分数',
    unit: '分',
    bad: (bounds: string) => `请填 ${bounds}。`,
  },

  choice: {
    bounds: (least: number, most: number) => {
      if (most > 0 && least === most) return `选 ${most} 项`;
      if (most > 0) return least > 0 ? `选 ${least} 至 ${most} 项` : `最多选 ${most} 项`;
      return least > 1 ? `至少选 ${least} 项` : '可以多选';
    },
    count: (chosen: number) => `已选 ${chosen} 项`,
    full: '已选满，要换请先取消一项。',
  },

  rank: {
    lead: '从第一名开始依次点选，也可以用箭头调整。',
    leadTies: '从第一名开始依次点选，可以用箭头调整，也可以并列。',
    ranked: '已排',
    unranked: '待排（点一下排到下一名）',
    count: (done: number, all: number) => `已排 ${done}/${all}`,
    place: (place: number) => `第 ${place} 名`,
    add: (name: string, place: number) => `把 ${name} 排到第 ${place} 名`,
    up: (name: string) => `${name} 上移一位`,
    down: (name: string) => `${name} 下移一位`,
    out: (name: string) => `取消 ${name} 的名次`,
    tie: '与上一位并列',
    tieOf: (name: string) => `${name} 与上一位并列`,
    clear: '全部重排',
    placed: (name: string, place: number) => `${name} 第 ${place} 名`,
    removed: (name: string) => `${name} 已取消名次`,
  },

  nominate: {
    bounds: (least: number, most: number) => {
      if (most > 0 && least === most) return `推荐 ${most} 名`;
      if (most > 0) return least > 0 ? `推荐 ${least} 至 ${most} 名` : `最多推荐 ${most} 名`;
      return least > 0 ? `至少推荐 ${least} 名` : '人数不限';
    },
    count: (chosen: number) => `已推荐 ${chosen} 名`,
    full: '已推荐满，要换请先取消一名。',
    writeIn: (number: number) => `另推荐 ${number}`,
    placeholder: '单位和姓名',
    add: '填写名单以外的人选',
    remove: (number: number) => `删除另推荐 ${number}`,
    filter: '在名单里找',
    noMatch: '名单里没有找到。',
  },

  text: {
    left: (left: number) => `还可写 ${left} 字`,
    over: (over: number) => `超出 ${over} 字，请删减`,
    note: '组织者会看到原文。请不要写能认出您本人的话，口头禅也算。',
    placeholder: '不写姓名、电话',
  },

  submit: {
    go: '核对并提交',
    note: '下一步核对，确认后才提交',
    left: (left: number, wrong: number, noun: (count: number) => string) => {
      const blank = left > wrong ? `还有 ${left - wrong} ${noun(left - wrong)}没有填完` : '';
      return [blank, wrong > 0 ? `有 ${wrong} ${noun(wrong)}需要修改` : ''].filter(Boolean).join('，');
    },
    fill: '去填写',
  },

  review: {
    heading: '核对选票',
    lead: '请看一遍，提交后谁也改不了。',
    edit: '修改',
    editOf: (title: string) => `修改 ${title}`,
    confirm: '确认提交',
    back: '返回修改',
    skipped: '不了解，跳过',
    blank: '未填',
    summary: '等次合计',
    times: (count: number) => `${count} 个`,
    rankLine: (place: number, names: string) => `第 ${place} 名 ${names}`,
    point: (score: string) => `${score} 分`,
    none: '没有填写任何内容，相当于全部弃权。',
  },

  sending: {
    heading: '正在投票',
    resumed: '正在接着投上次的票',
    steps: {
      seal: ['封好选票', '选票已加密，没有开箱钥匙看不到内容'],
      stamp: ['盖签章', '签到处只在信封外面盖章，看不到里面'],
      drop: ['投入票箱', '信封上没有姓名和测评码'],
    },
    mix: (least: number, most: number) => ['正在混入票箱', `随机等 ${least} 至 ${most} 秒，和别人的票混在一起，免得按时间对上号`],
    unmixed: ['不等待', '本次测评没有设混合等待'],
    stay: '请稍等，不用再操作。',
    trouble: '网络不太稳，正在自动重试。',
    troubleSafe: '您的票已封好，存在这部手机上，不会丢。可以先去忙，再打开本页会自动接着投。',
    troubleUnsafe: '这个浏览器不能保存数据，请不要关闭本页。',
    now: '立即重试',
    state: { done: '完成', current: '进行中', todo: '等待' },
  },

  receipt: {
    heading: '已投入票箱',
    lead: '您的票已经计入收回票数。',
    leadTrial: '这是演练的票，不计入任何结果。',
    code: '回执码',
    meaning: '封箱后公布票箱清单，里面有这个回执码，就说明您的票在箱里。回执不显示您选了什么。',
    list: '票箱清单（封箱后可看）',
    secret: '回执请不要给别人看，也不要转发。',
    secretWhy: '谁看到回执，又有开箱钥匙，就能打开您这个信封。只在申诉时出示。',
    wiped: '手机上的选票内容已清除，只留下这张回执。',
    copy: '复制回执码',
    copied: '回执码已复制',
    copyFailed: '复制不了，请抄下回执码或截屏。',
    picture: '存成图片',
    pictureHint: '长按图片保存到相册（电脑上点右键另存）。',
    pictureAlt: (code: string) => `回执图片，回执码 ${code}`,
    pictureFoot: '截止后凭回执码在公布的票箱清单里核对，请勿转发',
    details: '完整凭据',
    detailsLead: '票箱若否认收到您的票，可凭下面的签名申诉。平时用不到。',
    leaf: '信封编号',
    signature: '票箱签名',
    manifest: '活动编号',
    close: '可以关闭本页了。以后再扫这张测评条，仍会显示这张回执。',
    clear: '清除本机记录',
    clearAsk: '确定清除本机记录吗？',
    clearText: '清除后，这部手机上不再有这张回执，找不回来；再扫这张测评条，只显示“已经用过”。票仍在箱里，照常计票。要核对或申诉的，请先抄下回执码，并把“完整凭据”截屏。',
    clearYes: '确认清除',
    clearNo: '不清除',
    otherTab: '本机另一个页面已经投出，以那一次为准。',
  },

  notice: {
    waiting: {
      heading: '测评还没有开始',
      text: (time: string | null) => (time ? `开始时间：${time}。` : ''),
      todo: '到时间后再扫一次码，或点下面的按钮。现在打开不会用掉测评条。',
    },
    closed: { heading: '测评已经截止', text: '现在不再收票。', todo: '如有疑问，请联系组织者。' },
    closedStamp: {
      heading: '没有赶上截止时间',
      text: '提交时测评已经截止，这张票没有投出。',
      todo: '选票还封存在这部手机上。如果组织者延长时间，再扫一次测评条就会自动投出。',
    },
    closedDrop: {
      heading: '票箱已经封存',
      text: '签章已盖，但投入之前票箱就封存了，这张票没有进箱。',
      todo: '请把这一情况告诉监票人。',
    },
    unknown_ticket: {
      heading: '没有这个测评码',
      text: '可能输错了，或者不是这个系统的测评条。',
      todo: '请核对测评条上的字符，或者重新扫码。',
    },
    void_ticket: {
      heading: '这张测评条已经作废',
      text: '组织者已经停用它，不能再投票。',
      todo: '请向组织者换领新的测评条。',
    },
    used: {
      heading: '这张测评条已经用过',
      text: '一张测评条只能投一次。这个浏览器里没有它的回执。',
      todo: '如果是您自己投的，请用投票的那部手机、那个浏览器扫码，可以看到回执（微信和手机自带相机打开的不是同一个浏览器）；清除过本机记录的，就看不到了。如果不是您投的，请告诉监票人。',
    },
    cleared: {
      heading: '本机记录已清除',
      text: '这部手机上不再有这张票的回执。票仍在箱里，照常计票。',
      todo: '存过的图片、截屏和浏览器的历史记录不归本页管，不想留的请自己删。',
    },
    mismatch: {
      heading: '核对不上，请不要填写',
      text: '服务器给出的测评表，与测评条上印的活动校验码不一致。这份表可能被换过。',
      todo: '请停止填写，把本页给监票人看。测评条没有被用掉。',
      onSlip: '测评条上的校验码',
      served: '服务器给出的校验码',
    },
    falseStamp: {
      heading: '签章核对不上',
      text: '签到处给出的签章与公布的密钥不符，本机没有把票投出去。',
      todo: '请不要在别处重投，把本页给监票人看。',
    },
    falseReceipt: {
      heading: '回执核对不上',
      text: '票箱给出的回执与公布的密钥不符，不能确认票已进箱。',
      todo: '信封还存在这部手机上。请把本页给监票人看，或者稍后重试。',
    },
    refused: {
      heading: '这一步没有成功',
      todo: '填写的内容还在这部手机上。可以稍后重试，仍不行请联系组织者。',
      /** What the server said. Other languages go by the code. */
      text: (_code: string, message: string): string => message,
      code: (code: string) => `错误代码：${code}`,
    },
    badManifest: {
      heading: '测评表打不开',
      text: '服务器给出的测评表不完整或格式不对，本机没有使用它。',
      todo: '请稍后重试，仍不行请联系组织者。测评条没有被用掉。',
    },
    broken: {
      heading: '页面出错了',
      text: '这个浏览器没能完成这一步。',
      todo: '填写的内容还在这部手机上。请刷新重试，或换一个浏览器扫码。',
    },
  },

  dateTime: (month: number, day: number, time: string) => `${month}月${day}日 ${time}`,
  list: '、',
};
