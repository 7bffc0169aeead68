/** Every text of the page, in Chinese and in English. The Chinese lines on checks are those of `evalsite verify`. */
import { type BadBundle } from './bundle';
import { type Fields } from './json';
import { type Moment } from './statements';

export interface Extension {
  readonly number: number;
  readonly before: Moment;
  readonly closes: Moment;
  readonly reason: string;
}

interface Numbers {
  readonly issued: number;
  readonly stamped: number;
  readonly dropped: number;
}

const chineseMoment = ({ day, time }: Moment): string => {
  const [year, month, date] = day.split('-').map(Number);
  return `${year}年${month}月${date}日 ${time}`;
};

const zh = {
  title: '核票工具',
  other: 'English',
  lead: '把公开复核文件拖进来，一项一项核对：票箱里的票没有多、没有少、没有换，公布的数字就是签过名的那一份。',
  offline: '本页不联网，断网也能用；文件只在这台电脑上读，不会发出去。',
  drop: '把复核文件（.zip）拖到这里',
  or: '或者',
  choose: '选择文件',
  again: '换一个文件',
  reading: '正在读文件……',
  checking: (done: number, of: number) => `正在核对签章：${done} / ${of}`,
  refused: (file: string, problem: string) => `${file}：${problem}。`,
  broken: '本页出错了，没有核对完。请换用新版的 Edge、Chrome 或 360 极速浏览器再试。',
  problems: {
    damaged: () => '不是复核文件，或已损坏',
    foreign: () => '不是复核文件，或里面多了文件；复核文件由工作台或 evalsite bundle 给出',
    missing: (what: string) => `缺少 ${what}`,
    large: (what: string) => `${what} 太大`,
    packing: (what: string) => `${what} 的压缩方式不能识别`,
    unreadable: (what: string) => `${what} 读不出来`,
    line: (what: string) => `stamps.csv 第 ${what} 行读不出来`,
  } satisfies Record<BadBundle['problem'], (what: string) => string>,

  fingerprint: '活动校验码',
  compare: '请与测评条或会场海报上印的核对。只有印在纸上的能说明：这就是大家投票的那一次测评。',
  checks: (passed: number, of: number) => `核对了 ${of} 项，${passed} 项通过`,
  passedMark: '通过：',
  failedMark: '没有通过：',
  verdict: {
    passed: '全部通过。',
    receipt: '文件本身通过；回执没有对上，请先核对有没有抄错，抄对了仍不在，请告诉监票人。',
    failed: '没有通过，请不要采信这份文件。',
  },
  notOpened: '票箱还没有开，文件里没有结果。',

  receiptHeading: '查回执',
  receiptLabel: '回执码（12 位）',
  receiptHint: '投票以后手机上显示的回执码。不分大小写，横线可以不输。',
  receiptGo: '查找',

  turnoutHeading: '票数',
  electorate: '票种',
  turnout: ['印制', '签章', '投入', '有效', '废票'],
  paperTurnout: ['纸质发出', '纸质收回', '纸质有效', '纸质废票'],
  sum: '合计',
  resultHeading: '签过名的结果',
  resultLead: '以下数字和文件里的签名一致。票少于公布下限的数字不公布。',
  show: '看哪一项',
  whose: '哪个票种',
  standings: '总分和名次',
  subject: '测评对象',
  group: '对象组',
  score: '得分',
  rank: '名次',
  verdictOf: '评定等次',
  withheld: '未公布',
  noFigures: '没有通过的文件，这里不列它的数字。',

  scopeHeading: '核对了什么，没有核对什么',
  scope: [
    '本页和命令 evalsite verify 核对同样的各项，结论一样。',
    '文件里没有选票，也没有信封：看不出谁投了什么，将来钥匙泄露也打不开。所以在家核对的是票箱、签名和公布的数字，不是把选票重数一遍；得票和得分由开箱计票得出，要重数，请监票人带上份额重新开箱，结果应当相同。',
    '签章由组织者一方的签到册发出。请把“签章”张数与实际到场、发出的测评条张数对照。',
    '意见文字、指标以外导入的数据不在签名之内，本页不显示。',
  ],
  foot: '云端测评 核票工具。本页是一个文件，可以存在 U 盘上，也可以转给别人。',

  badManifest: '测评清单（manifest.json）格式不对或被改动',
  manifest: (name: string, rehearsal: boolean, fingerprint: string) =>
    `测评清单完整：${name}${rehearsal ? '（演练，不计票）' : ''}，校验码 ${fingerprint}（请与测评条或海报核对）`,
  statement: (right: boolean, closed: string) => (right ? `封箱声明完整：${closed} 封箱` : '封箱声明格式不对或被改动'),
  extension: ({ number, before, closes, reason }: Extension) =>
    `延期公告第 ${number} 号的签名有效：截止时间由${chineseMoment(before)}延至${chineseMoment(closes)}。原因：${reason.replace(/。+$/, '')}。`,
  badExtension: (number: number) => `延期公告第 ${number} 号无效：被改动，或接不上前一号`,
  stamps: (total: number, bad: number) => (bad === 0 ? `${total} 张选票的签章全部有效` : `${total} 张选票中有 ${bad} 张签章无效`),
  doubled: (number: number) => (number === 0 ? '没有重复的选票' : `有 ${number} 张选票重复`),
  root: (root: string | null) => (root === null ? '票箱根值与封箱声明不符：有选票被增加、删去或替换' : `票箱根值相符：${root}`),
  electorates: (known: boolean, number: number) => (known ? `${number} 个票种与测评清单一致` : '封箱声明里的票种与测评清单不一致'),
  line: (code: string, { issued, stamped, dropped }: Numbers, there: number, sound: boolean) => {
    const said = `票种 ${code}：印制 ${issued}，签章 ${stamped}，投入 ${dropped}`;
    if (there !== dropped) return `${said}，文件里却有 ${there} 张`;
    return sound ? said : `${said}，前后矛盾`;
  },
  unsignedPaper: '公布的结果里有纸质票，却没有签名的纸质票声明',
  paperLine: (code: string, one: Fields, tellers: string[], passed: boolean) =>
    `票种 ${code} 的纸质票：发出 ${String(one['issued'])}，收回 ${String(one['returned'])}，废票 ${String(one['void'])}，由 ${tellers.join('、')} 分别计票一致${passed ? '' : '，前后矛盾'}`,
  votes: (over: number) => (over === 0 ? '各票种的得票不多于有效票' : `有 ${over} 处得票多于有效票`),
  unsignedResult: '缺少结果声明（outcome.json），公布的数字没有签名可对',
  certified: (names: string[], day: string) => `结果已由 ${names.join('、')} 于 ${day} 确认`,
  destroyed: (passed: boolean, number: number, day: string) =>
    passed ? `销毁的是封箱时的 ${number} 张选票，销毁于 ${day}` : '销毁记录与封箱时的选票不一致',
  badReceipt: (given: string) => `回执码 ${given} 不对：应为 12 个字符，形如 XXXX-XXXX-XXXX`,
  receipt: (code: string, there: boolean) => `回执 ${code} ${there ? '在' : '不在'}票箱里`,
  /** Questions with fixed answers: the one that passes, the one that fails. */
  asked: {
    statementOf: ['封箱声明是这次测评的', '封箱声明不是这次测评的'],
    statementSigned: ['封箱声明的签名有效', '封箱声明的签名无效'],
    extensions: ['延期公告与封箱声明一致，一份不少', '延期公告与封箱声明不一致：少了、多了或换过'],
    ordered: ['选票按规定排序，看不出投票先后', '选票没有按规定排序'],
    paper: ['纸质票声明是这次测评的', '纸质票声明格式不对、被改动，或不是这次测评的'],
    paperSigned: ['纸质票声明的签名有效', '纸质票声明的签名无效'],
    paperTold: ['公布的结果与纸质票声明一致', '公布的结果与纸质票声明不一致'],
    result: ['公布的结果与封箱时的张数一致', '公布的结果与封箱时的张数不一致，或不是这次测评的'],
    outcome: ['结果声明完整', '结果声明格式不对或被改动'],
    outcomeSigned: ['结果声明的签名有效', '结果声明的签名无效'],
    outcomeBox: ['结果声明是这个票箱的', '结果声明不是这个票箱的'],
    figures: ['公布的数字与签名的结果一致', '公布的数字与签名的结果不一致'],
    destruction: ['销毁记录完整', '销毁记录格式不对或被改动'],
    destructionSigned: ['销毁记录的签名有效', '销毁记录的签名无效'],
  } as Record<
    | 'statementOf'
    | 'statementSigned'
    | 'extensions'
    | 'ordered'
    | 'paper'
    | 'paperSigned'
    | 'paperTold'
    | 'result'
    | 'outcome'
    | 'outcomeSigned'
    | 'outcomeBox'
    | 'figures'
    | 'destruction'
    | 'destructionSigned',
    readonly [string, string]
  >,
};

export type Words = typeof zh;

const moment = ({ day, time }: Moment): string => `${day} ${time}`;

const en: Words = {
  title: 'Ballot box checker',
  other: '中文',
  lead: 'Drop the public audit file here. Point by point the page checks that no ballot was added, removed or replaced, and that the published figures are the ones that were signed.',
  offline: 'This page uses no network and works offline. The file is read on this computer only and is sent nowhere.',
  drop: 'Drop the audit file (.zip) here',
  or: 'or',
  choose: 'Choose a file',
  again: 'Another file',
  reading: 'Reading the file …',
  checking: (done, of) => `Checking stamps: ${done} / ${of}`,
  refused: (file, problem) => `${file}: ${problem}.`,
  broken: 'The page failed before it had checked everything. Please try again in a recent Edge or Chrome.',
  problems: {
    damaged: () => 'this is no audit file, or it is damaged',
    foreign: () => 'this is no audit file, or there are other files in it; audit files come from the desk or from evalsite bundle',
    missing: (what) => `${what.replace(/、/g, ', ')} is missing`,
    large: (what) => `${what} is too large`,
    packing: (what) => `${what} is compressed in an unknown way`,
    unreadable: (what) => `${what} cannot be read`,
    line: (what) => `line ${what} of stamps.csv cannot be read`,
  },

  fingerprint: 'Campaign check code',
  compare: 'Compare it with the one printed on the slips or on the poster. Only paper can tell that this is the campaign people voted in.',
  checks: (passed, of) => `${of} points checked, ${passed} passed`,
  passedMark: 'Passed: ',
  failedMark: 'Failed: ',
  verdict: {
    passed: 'Everything passed.',
    receipt: 'The file itself passed. The receipt was not found: check for a slip of the pen first; if it is right, tell a scrutineer.',
    failed: 'Not passed. Do not rely on this file.',
  },
  notOpened: 'The box is not opened yet; there is no result in the file.',

  receiptHeading: 'Find a receipt',
  receiptLabel: 'Receipt code (12 characters)',
  receiptHint: 'The code that the phone showed after voting. Capitals and hyphens do not matter.',
  receiptGo: 'Find',

  turnoutHeading: 'Ballots',
  electorate: 'Electorate',
  turnout: ['Slips made', 'Stamped', 'In the box', 'Valid', 'Void'],
  paperTurnout: ['Paper issued', 'Paper returned', 'Paper valid', 'Paper void'],
  sum: 'All',
  resultHeading: 'The signed result',
  resultLead: 'These figures match the signature in the file. Figures that rest on too few ballots are withheld.',
  show: 'Show',
  whose: 'Electorate',
  standings: 'Total score and rank',
  subject: 'Subject',
  group: 'Group',
  score: 'Score',
  rank: 'Rank',
  verdictOf: 'Verdict',
  withheld: 'withheld',
  noFigures: 'The figures of a file that did not pass are not listed here.',

  scopeHeading: 'What is checked, and what is not',
  scope: [
    'This page and the command evalsite verify check the same points and come to the same answer.',
    'There is no ballot and no envelope in the file: nobody can see who marked what, not even with a key that leaks one day. So what is checked at home is the box, the signatures and the published figures; ballots are not counted again. Votes and scores come from the opening. To count again, scrutineers open the box once more with their shares, and the result must be the same.',
    'Stamps are given by the organiser’s roll. Compare their number with the people who came and the slips that were handed out.',
    'Free texts and figures imported from elsewhere are not part of what is signed and are not shown here.',
  ],
  foot: 'evalsite, ballot box checker. This page is one file: keep it on a stick, or hand it on.',

  badManifest: 'The manifest (manifest.json) is malformed or was changed',
  manifest: (name, rehearsal, fingerprint) =>
    `The manifest is complete: ${name}${rehearsal ? ' (a rehearsal, counts for nothing)' : ''}, check code ${fingerprint} (compare it with the slips or the poster)`,
  statement: (right, closed) => (right ? `The closing statement is complete: closed on ${closed}` : 'The closing statement is malformed or was changed'),
  extension: ({ number, before, closes, reason }) =>
    `The signature of extension notice ${number} is valid: the deadline moved from ${moment(before)} to ${moment(closes)}. Reason: ${reason}`,
  badExtension: (number) => `Extension notice ${number} is not valid: it was changed, or does not follow the one before`,
  stamps: (total, bad) => (bad === 0 ? `The stamps of all ${total} ballots are valid` : `Of ${total} ballots ${bad} have no valid stamp`),
  doubled: (number) => (number === 0 ? 'No ballot is there twice' : `${number} ballots are there twice`),
  root: (root) =>
    root === null ? 'The root of the box is not the one in the closing statement: ballots were added, removed or replaced' : `The root of the box matches: ${root}`,
  electorates: (known, number) =>
    known ? `${number} electorates, as in the manifest` : 'The electorates of the closing statement are not those of the manifest',
  line: (code, { issued, stamped, dropped }, there, sound) => {
    const said = `Electorate ${code}: ${issued} slips made, ${stamped} stamped, ${dropped} in the box`;
    if (there !== dropped) return `${said}, but ${there} in the file`;
    return sound ? said : `${said}, which contradicts itself`;
  },
  unsignedPaper: 'The published result has paper ballots, but no signed statement on them',
  paperLine: (code, one, tellers, passed) =>
    `Paper ballots of electorate ${code}: ${String(one['issued'])} issued, ${String(one['returned'])} returned, ${String(one['void'])} void, counted alike by ${tellers.join(' and ')}${passed ? '' : ', which contradicts itself'}`,
  votes: (over) => (over === 0 ? 'No electorate has more votes than valid ballots' : `In ${over} places there are more votes than valid ballots`),
  unsignedResult: 'The result statement (outcome.json) is missing: there is no signature for the published figures',
  certified: (names, day) => `The result was confirmed by ${names.join(', ')} on ${day}`,
  destroyed: (passed, number, day) =>
    passed ? `The ${number} ballots that were destroyed are those of the closing, destroyed on ${day}` : 'The record of destruction does not match the ballots of the closing',
  badReceipt: (given) => `${given} is no receipt code: it has 12 characters, as in XXXX-XXXX-XXXX`,
  receipt: (code, there) => `Receipt ${code} is ${there ? '' : 'not '}in the box`,
  asked: {
    statementOf: ['The closing statement is of this campaign', 'The closing statement is of another campaign'],
    statementSigned: ['The signature of the closing statement is valid', 'The signature of the closing statement is not valid'],
    extensions: [
      'The extension notices are those of the closing statement, none is missing',
      'The extension notices are not those of the closing statement: missing, added or replaced',
    ],
    ordered: ['The ballots are in the prescribed order, which tells nothing of when they came', 'The ballots are not in the prescribed order'],
    paper: ['The statement on paper ballots is of this campaign', 'The statement on paper ballots is malformed, was changed, or is of another campaign'],
    paperSigned: ['The signature of the statement on paper ballots is valid', 'The signature of the statement on paper ballots is not valid'],
    paperTold: ['The published result agrees with the statement on paper ballots', 'The published result does not agree with the statement on paper ballots'],
    result: [
      'The published result agrees with the numbers of the closing',
      'The published result does not agree with the numbers of the closing, or is of another campaign',
    ],
    outcome: ['The result statement is complete', 'The result statement is malformed or was changed'],
    outcomeSigned: ['The signature of the result statement is valid', 'The signature of the result statement is not valid'],
    outcomeBox: ['The result statement is of this box', 'The result statement is of another box'],
    figures: ['The published figures are those that were signed', 'The published figures are not those that were signed'],
    destruction: ['The record of destruction is complete', 'The record of destruction is malformed or was changed'],
    destructionSigned: ['The signature of the record of destruction is valid', 'The signature of the record of destruction is not valid'],
  },
};

export const WORDS = { zh, en } as const;
export type Language = keyof typeof WORDS;
