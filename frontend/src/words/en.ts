/**
 * The words of the page in English. What organisers wrote (names, indicators, grades, reasons) stays as they wrote it.
 * Quotes are straight ones: Chinese fonts draw the curly ones as wide as a character.
 */
import { type Words } from '../words';

const count = (number: number, one: string, many = `${one}s`): string => `${number.toLocaleString('en')} ${number === 1 ? one : many}`;
const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'June', 'July', 'Aug', 'Sept', 'Oct', 'Nov', 'Dec'];

const SEEN = 'leaders see summary, comparisons and all reports';
const OWN = 'the units (persons) rated see their own report only';
const LEADERS = {
  all: SEEN,
  figures: `${SEEN}, without comments`,
  none: 'not for leaders',
};
const UNITS = {
  all: OWN,
  figures: `${OWN}, without comments`,
  none: 'not for the units (persons) rated',
};
const PUBLIC = {
  none: 'nothing is published',
  turnout: 'turnout and rules are published',
  scores: 'turnout, rules and total scores are published',
  ranks: 'turnout, rules, total scores, ranks and verdicts are published',
  votes: 'turnout, rules and the votes of all together are published',
};
/** What the server says to voters, by its code; `already_stamped` and others have a screen of their own. */
const REFUSALS: Readonly<Record<string, string>> = {
  malformed: 'What was sent was incomplete. Reload the page and try again.',
  unknown_campaign: 'This box takes no ballots of that campaign. Scan the slip again.',
  bad_stamp: 'The stamp is wrong, so the ballot was not dropped. Reload the page and try again.',
  wrong_size: 'The size is wrong, so the ballot was not dropped. Reload the page and try again.',
  too_large: 'What was sent is too large. Reload the page and try again.',
  not_open: 'Submit once it has; what you filled in is kept on this phone.',
};

export const en: Words = {
  html: 'en',
  other: '中文',
  otherHtml: 'zh-CN',

  comma: ', ',
  semicolon: '; ',
  aside: (text) => `(${text})`,
  named: (what, name) => `${what}: ${name}`,

  brand: 'evalsite',
  trial: 'Rehearsal, not counted',
  title: (name) => `${name} · evalsite`,
  large: 'Large type',
  why: 'How anonymity works',
  retry: 'Try again',
  refresh: 'Look again',
  otherSlip: 'Use another slip',

  loading: 'Opening the sheet …',
  loadingTrouble: 'No network, or the system is busy. Trying again; please keep this page open.',

  enter: {
    heading: 'Enter the code',
    lead: 'If scanning does not work, type the code on the slip.',
    label: 'Code (24 characters)',
    hint: 'Capitals, spaces and hyphens do not matter. The letter O counts as 0, the letters I and L as 1.',
    go: 'Open the sheet',
    badLength: (length) => `You have entered ${count(length, 'character')}; there should be 24. Compare with the slip.`,
    badChars: (chars) => `No code contains "${chars}". Compare with the slip.`,
    unknown: 'There is no such code; a character or two may be wrong. Compare with the slip.',
    badScan: 'No code was found in what was scanned. Scan again, or type it below.',
  },

  compare: {
    heading: 'First compare the check code',
    lead: 'Compare it with the check code (活动校验码) on the poster. Without a poster, compare the first three groups with those on the slip.',
    why: 'If it is the same, this is the sheet that was published.',
    same: 'The same: begin',
    different: 'Not the same',
    name: 'Check code',
  },

  top: {
    closes: (time) => `Closes ${time}`,
    extended: 'Extended: ',
    electorate: (name, tickets) => `Electorate: ${name} (${count(tickets, 'slip')})`,
  },

  promise: 'Anonymous: no name, phone number or WeChat account is recorded.',
  unmixed: 'This vote has no mixing wait: the ballot is dropped as soon as it is stamped, so moments might be matched.',
  seen: ({ leaders, units, public: open }) => `Who sees the results: organisers and scrutineers see all results; ${LEADERS[leaders]}; ${UNITS[units]}; ${PUBLIC[open]}.`,
  keptByServer: 'The server keeps the opening key; it is not split among scrutineers.',
  keptByPeople: (k, n) => `The opening key is split among ${n} scrutineers; ${k} of them open the box together.`,
  draftKept: 'The draft stays on this phone; you can leave and go on later.',
  draftBack: 'What you filled in before is back.',
  noStorage: 'This browser cannot keep a draft. Fill in the sheet in one go, and keep this page open until the ballot is cast.',

  progress: {
    label: 'Rated',
    noun: (kind, number) => ({ unit: ['unit', 'units'], person: ['person', 'people'], mixed: ['item', 'items'] })[kind][number === 1 ? 0 : 1] as string,
    spoken: (done, all, noun) => `${done} of ${all} ${noun} rated`,
    jump: 'Contents',
    jumpTitle: 'Go to',
  },

  card: {
    open: (done, all) => `Rated ${done}/${all}`,
    wrong: 'To be changed',
    done: 'Done',
    skipped: 'Skipped',
    optional: 'Optional',
    filled: 'Filled in',
    todo: 'To do',
    skip: 'Not familiar: skip',
    skipShared: 'Not familiar: leave this out',
  },

  slot: {
    missing: { grade: 'Missing', score: 'Missing', choice: 'Missing', rank: 'Not finished', nominate: 'Missing', text: 'Missing' },
    wrong: 'To be changed',
    optional: 'Optional',
    clear: 'Clear',
    quotaLeft: (grade, left) => `${grade}: ${left} more allowed`,
    quotaFull: (grade, limit) => `${grade}: at most ${limit}, all used`,
    quotaNone: (grade) => `${grade}: not allowed on this sheet`,
  },

  rules: {
    heading: 'What the sheet asks for',
    lead: 'A ballot that breaks a rule is void. You will be told before you submit.',
    together: ' together',
    compare: {
      ge: (score) => `${score} points or more`,
      gt: (score) => `more than ${score} points`,
      le: (score) => `${score} points or less`,
      lt: (score) => `less than ${score} points`,
    },
    inGroup: (group, what) => `${what} (in ${group})`,
    most: (name, what, bound) => (bound > 0 ? `"${name}": ${what} at most ${count(bound, 'time')}` : `"${name}": ${what} not allowed on this sheet`),
    least: (name, what, bound) => `"${name}": ${what} at least ${count(bound, 'time')}`,
    leastOpen: (what, bound, left) => `${what}: at least ${bound}, ${left} to go`,
    leastDone: (what, bound) => `${what}: at least ${bound}, reached`,
    tooMany: (what, bound, given) => `${what}: at most ${bound}, now ${given}. Change ${given - bound} of them.`,
    tooFew: (what, bound, given) => `${what}: at least ${bound}, now ${given}. Change ${bound - given} more to it.`,
    varied: (name) => `"${name}": not all may be marked the same`,
    variedWhole: 'Not everything may be marked the same',
    equal: 'All are marked the same now. Change at least one.',
    equalWhole: 'Everything is marked the same now. Change at least one.',
    items: (names) => ` (${names.join(', ')})`,
    share: (when, items, grades, share) => `for "${when}", at least ${share} of the single marks${items} must be "${grades}"`,
    forced: (items, grades, only) => `with a single mark${items} of "${grades}", it must be "${only}"`,
    never: (items, grades, when) => `with a single mark${items} of "${grades}", it cannot be "${when}"`,
    overall: (name, need) => `"${name}": ${need}`,
    stands: (having, graded) => `, now ${having}/${graded}`,
    disagrees: (need, stands, items) => `${need.charAt(0).toUpperCase()}${need.slice(1)}${stands}. Change this mark, or: ${items}.`,
  },

  score: {
    bounds: (low, high, step) => `${low} to ${high} points, in steps of ${step}`,
    boundsPlain: (low, high) => `${low} to ${high} points`,
    field: (name) => `${name}, points`,
    less: (step) => `${step} less`,
    more: (step) => `${step} more`,
    anchors: 'Common scores',
    unit: 'points',
    bad: (bounds) => `Enter ${bounds}.`,
  },

  choice: {
    bounds: (least, most) => {
      if (most > 0 && least === most) return `Choose ${most}`;
      if (most > 0) return least > 0 ? `Choose ${least} to ${most}` : `Choose at most ${most}`;
      return least > 1 ? `Choose at least ${least}` : 'Choose one or more';
    },
    count: (chosen) => `${chosen} chosen`,
    full: 'no more can be chosen; take one back to change.',
  },

  rank: {
    lead: 'Tap them in order, the first place first; arrows move them. ',
    leadTies: 'Tap them in order, the first place first; arrows move them; ties are allowed. ',
    ranked: 'Ranked',
    unranked: 'To be ranked (tap for the next place)',
    count: (done, all) => `Ranked ${done}/${all}`,
    place: (place) => `Place ${place}`,
    add: (name, place) => `Put ${name} in place ${place}`,
    up: (name) => `Move ${name} up`,
    down: (name) => `Move ${name} down`,
    out: (name) => `Take ${name} out of the ranking`,
    tie: 'Tied with the one above',
    tieOf: (name) => `${name} tied with the one above`,
    clear: 'Rank again from the start',
    placed: (name, place) => `${name}, place ${place}`,
    removed: (name) => `${name} is out of the ranking`,
  },

  nominate: {
    bounds: (least, most) => {
      if (most > 0 && least === most) return `Nominate ${most}`;
      if (most > 0) return least > 0 ? `Nominate ${least} to ${most}` : `Nominate at most ${most}`;
      return least > 0 ? `Nominate at least ${least}` : 'Nominate as many as you like';
    },
    count: (chosen) => `${chosen} nominated`,
    full: 'no more can be nominated; take one back to change.',
    writeIn: (number) => `Other nominee ${number}`,
    placeholder: 'Unit and name',
    add: 'Write in somebody who is not on the list',
    remove: (number) => `Remove other nominee ${number}`,
    filter: 'Find in the list',
    noMatch: 'Nobody on the list fits.',
  },

  text: {
    left: (left) => `${count(left, 'character')} left`,
    over: (over) => `${count(over, 'character')} too many, please shorten`,
    note: 'The organisers read it as you write it. Do not write what gives you away; turns of phrase do, too.',
    placeholder: 'No names, no phone numbers',
  },

  submit: {
    go: 'Check and submit',
    note: 'You look it over before it is submitted',
    left: (left, wrong, noun) => {
      const blank = left > wrong ? `${left - wrong} ${noun(left - wrong)} to finish` : '';
      return [blank, wrong > 0 ? `marks to change for ${wrong} ${noun(wrong)}` : ''].filter(Boolean).join(', ');
    },
    fill: 'Go there',
  },

  review: {
    heading: 'Check your ballot',
    lead: 'Look it over: once submitted, nobody can change it.',
    edit: 'Change',
    editOf: (title) => `Change ${title}`,
    confirm: 'Submit the ballot',
    back: 'Back to the sheet',
    skipped: 'Not familiar, skipped',
    blank: 'Blank',
    summary: 'Grades in total',
    times: (number) => `${number}`,
    rankLine: (place, names) => `${place}. ${names}`,
    point: (score) => `${score} points`,
    none: 'Nothing is filled in: this abstains on everything.',
  },

  sending: {
    heading: 'Casting the ballot',
    resumed: 'Going on with your ballot',
    steps: {
      seal: ['Seal the ballot', 'Without the opening key nobody can read it'],
      stamp: ['Stamp the envelope', 'The roll stamps the outside and cannot see inside'],
      drop: ['Drop it into the box', 'The envelope bears no name and no code'],
    },
    mix: (least, most) => ['Mix with the others', `A random wait of ${least} to ${most} seconds, so that moments cannot be matched`],
    unmixed: ['No wait', 'This vote has no mixing wait'],
    stay: 'Please wait. There is nothing more to do.',
    trouble: 'No good network. Trying again by itself.',
    troubleSafe: 'Your ballot is sealed and kept on this phone; it will not be lost. Open this page later, and it goes on by itself.',
    troubleUnsafe: 'This browser cannot keep data. Please keep this page open.',
    now: 'Try again now',
    state: { done: 'done', current: 'under way', todo: 'to come' },
  },

  receipt: {
    heading: 'It is in the box',
    lead: 'Your ballot counts among those received.',
    leadTrial: 'This was a rehearsal. It counts for nothing.',
    code: 'Receipt code',
    meaning: 'When the box is closed, its list is published. If this code is on it, your ballot is in the box. The receipt does not show what you chose.',
    list: 'List of the box (once it is closed)',
    secret: 'Do not show the receipt to anybody. ',
    secretWhy: 'Whoever sees it and has the opening key can open your envelope. Show it only with a complaint.',
    wiped: 'What you chose has been removed from this phone; only this receipt stays.',
    copy: 'Copy the code',
    copied: 'The receipt code is copied',
    copyFailed: 'Copying does not work here. Write the code down.',
    picture: 'Make a picture',
    pictureHint: 'Hold the picture to save it (on a computer, right-click it).',
    pictureAlt: (code) => `Picture of the receipt, receipt code ${code}`,
    pictureFoot: 'Look for it on the list of the box. Do not forward.',
    details: 'Full evidence',
    detailsLead: 'Should the box deny your ballot, the signature below proves it.',
    leaf: 'Envelope number',
    signature: 'Signature of the box',
    manifest: 'Campaign number',
    close: 'You can close this page. Scan this slip again to see the receipt again.',
    clear: 'Remove it from this phone',
    clearAsk: 'Remove it from this phone?',
    clearText: 'The receipt will be gone from this phone for good; scanning the slip again only says that it was used. Your ballot stays in the box and is counted. To look it up or complain, first write the receipt code down and take a screenshot of "Full evidence".',
    clearYes: 'Remove',
    clearNo: 'Keep',
    otherTab: 'Another page on this phone has cast the ballot; that one counts.',
  },

  notice: {
    waiting: {
      heading: 'The vote has not begun',
      text: (time) => (time ? `It begins ${time}.` : ''),
      todo: 'Scan again then, or tap the button below. The slip has not been used up.',
    },
    closed: { heading: 'The vote is over', text: 'No more ballots are taken.', todo: 'If you have questions, ask the organiser.' },
    closedStamp: {
      heading: 'Too late',
      text: 'The vote was over when you submitted. This ballot was not cast.',
      todo: 'The sealed ballot is kept on this phone. If the organiser extends the time, scan the slip again, and it goes on by itself.',
    },
    closedDrop: {
      heading: 'The box is closed',
      text: 'The envelope was stamped, but the box was closed before it was dropped. This ballot was not cast.',
      todo: 'Please tell the scrutineers.',
    },
    unknown_ticket: {
      heading: 'There is no such code',
      text: 'It may be mistyped, or the slip is of another system.',
      todo: 'Compare with the slip, or scan it again.',
    },
    void_ticket: {
      heading: 'This slip is void',
      text: 'The organiser has withdrawn it; it cannot vote.',
      todo: 'Ask the organiser for a new one.',
    },
    used: {
      heading: 'This slip has been used',
      text: 'A slip votes once. This browser has no receipt for it.',
      todo: "If it was you, scan it with the phone and the browser you voted with to see the receipt, unless it was removed (WeChat and the phone's own camera open different browsers). If it was not you, tell the scrutineers.",
    },
    cleared: {
      heading: 'Removed from this phone',
      text: 'This phone no longer has the receipt. The ballot stays in the box and is counted.',
      todo: "Saved pictures, screenshots and the browser's history you have to delete yourself.",
    },
    mismatch: {
      heading: 'It does not fit: do not fill it in',
      text: 'The sheet from the server does not fit the check code on the slip. Somebody may have replaced it.',
      todo: 'Stop here and show this page to the scrutineers. The slip has not been used up.',
      onSlip: 'Check code on the slip',
      served: 'Check code from the server',
    },
    falseStamp: {
      heading: 'The stamp is false',
      text: 'It does not fit the published key. This ballot was not cast.',
      todo: 'Do not vote anywhere else. Show this page to the scrutineers.',
    },
    falseReceipt: {
      heading: 'The receipt is false',
      text: 'It does not fit the published key. It is not certain that the ballot is in the box.',
      todo: 'The envelope is kept on this phone. Show this page to the scrutineers, or try again later.',
    },
    refused: {
      heading: 'This step did not succeed',
      todo: 'What you filled in is kept on this phone. Try again later, or ask the organiser.',
      text: (code) => REFUSALS[code] ?? 'The system cannot be used right now.',
      code: (code) => `Error code: ${code}`,
    },
    badManifest: {
      heading: 'The sheet cannot be opened',
      text: 'The sheet from the server is incomplete or of the wrong form.',
      todo: 'Try again later, or ask the organiser. The slip has not been used up.',
    },
    broken: {
      heading: 'The page has failed',
      text: 'This browser could not finish this step.',
      todo: 'What you filled in is kept on this phone. Reload and try again, or scan with another browser.',
    },
  },

  dateTime: (month, day, time) => `${day} ${MONTHS[month - 1] ?? month}, ${time}`,
  list: ', ',
};
