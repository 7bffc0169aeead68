/**
 * The check of an audit file, question by question as evalsite/audit/verify.py asks them, in its order and its words:
 * tests/browser/test_homecheck.py gives both the same files and compares line by line.
 */
import { verify as isStamp } from '../blindrsa';
import { toHex } from '../bytes';
import { inGroups, normalise, receiptCode, wellFormed } from '../codes';
import { type Bundle } from './bundle';
import { Findings } from './findings';
import { type Fields, type Json, type Kinds, get, is, isFields, objects, string, whole } from './json';
import { checkExtensions } from './notices';
import { checkDestruction, checkOutcome } from './outcome';
import { type Counts, checkPaper, checkVotes } from './paper';
import { type Published, isOf, leafOf, parsed, readManifest, rootOf, signed, stampMessage } from './statements';

const RECEIPT_LENGTH = 12;
const NUMBERS = ['issued', 'stamped', 'dropped'];
const LINE: Kinds = { electorate: 'str', issued: 'int', stamped: 'int', dropped: 'int' };
const STATEMENT: Kinds = {
  v: 'int',
  id: 'str',
  manifest_hash: 'str',
  root: 'str',
  counts: 'list',
  closed: 'str',
  extensions: 'str',
};

/** What was found, and what the page shows of it; `published` is null for a manifest that is none. */
export interface Verified {
  readonly findings: Findings;
  readonly published: Published | null;
  readonly closing: Fields | null;
  readonly paper: Counts;
  /** Receipt codes of all envelopes. */
  readonly receipts: ReadonlySet<string>;
}

/** Told how many stamps are checked, and given time to be drawn. */
export type Progress = (done: number, of: number) => Promise<void>;

export async function verify(bundle: Bundle, progress: Progress): Promise<Verified> {
  const findings = new Findings();
  let published: Published;
  try {
    published = readManifest(bundle.manifest);
  } catch {
    findings.accuse((words) => words.badManifest);
    return { findings, published: null, closing: null, paper: new Map(), receipts: new Set() };
  }
  const name = String(get(published.data, 'name') ?? '');
  const rehearsal = get(published.data, 'rehearsal') === true;
  findings.tell((words) => words.manifest(name, rehearsal, published.fingerprint));
  const closing = checkStatement(findings, bundle, published);
  const leaves = await checkStamps(findings, bundle, published, progress);
  const unique = new Set(leaves.map(toHex)).size === leaves.length ? leaves : null;
  let paper: Counts = new Map();
  if (closing !== null) {
    const root = unique && toHex(rootOf(unique));
    findings.put(root === closing['root'], (words) => words.root(root === closing['root'] ? root : null));
    checkCounts(findings, bundle, published, closing);
    paper = checkPaper(findings, bundle, published, closing);
    if (bundle.result !== null) {
      checkResult(findings, bundle.result, closing);
      checkVotes(findings, bundle.result, published, paper);
    }
    checkOutcome(findings, bundle, published, closing);
    checkDestruction(findings, bundle, published, closing, unique);
  }
  return { findings, published, closing, paper, receipts: new Set(leaves.map(receiptCode)) };
}

/** The closing statement, once its form and its campaign are right; else null. */
function checkStatement(findings: Findings, bundle: Bundle, published: Published): Fields | null {
  const said = parsed(bundle.closing.text);
  const right = isStatement(said);
  if (!findings.put(right, (words) => words.statement(right, string(said['closed'])))) return null;
  const own = isOf(published, said);
  findings.ask(own, 'statementOf');
  findings.ask(signed(published, 'closing', bundle.closing), 'statementSigned');
  checkExtensions(findings, bundle, published, said);
  return own ? said : null;
}

function isStatement(said: Fields): boolean {
  if (!is({ extensions: '', ...said }, STATEMENT) || said['v'] !== 1) return false;
  return (said['counts'] as Json[]).every((one) => is(one, LINE));
}

/** The leaves in ascending order, one for each line. */
async function checkStamps(findings: Findings, bundle: Bundle, published: Published, progress: Progress): Promise<Uint8Array[]> {
  const total = bundle.stamps.length;
  let bad = 0;
  const leaves: [string, Uint8Array][] = [];
  for (const one of bundle.stamps) {
    await progress(leaves.length, total);
    const key = published.keys.get(one.electorate);
    if (!key || !isStamp(key, stampMessage(published.hash, one), one.stamp)) bad += 1;
    const leaf = leafOf(published.hash, one);
    leaves.push([toHex(leaf), leaf]);
  }
  findings.put(bad === 0, (words) => words.stamps(total, bad));
  const doubled = total - new Set(leaves.map(([hex]) => hex)).size;
  findings.put(doubled === 0, (words) => words.doubled(doubled));
  findings.ask(leaves.every(([hex], at) => at === 0 || (leaves[at - 1]?.[0] ?? '') <= hex), 'ordered');
  return leaves.sort(([one], [other]) => (one < other ? -1 : Number(one > other))).map(([, leaf]) => leaf);
}

/** Per electorate: as many stamps as dropped; dropped <= stamped <= issued <= tickets of the manifest. */
function checkCounts(findings: Findings, bundle: Bundle, published: Published, closing: Fields): void {
  const lines = objects(closing['counts']);
  const codes = lines.map((one) => string(one['electorate']));
  const own = Array.from(published.tickets.keys());
  const known = codes.length === own.length && codes.every((code, at) => code === own[at]);
  if (!findings.put(known, (words) => words.electorates(known, lines.length))) return;
  const there = new Map<string, number>();
  for (const { electorate } of bundle.stamps) there.set(electorate, (there.get(electorate) ?? 0) + 1);
  for (const one of lines) {
    const code = string(one['electorate']);
    const [issued = 0, stamped = 0, dropped = 0] = NUMBERS.map((key) => whole(one[key]));
    const found = there.get(code) ?? 0;
    const sound = 0 <= dropped && dropped <= stamped && stamped <= issued && issued <= (published.tickets.get(code) ?? 0);
    findings.put(found === dropped && sound, (words) => words.line(code, { issued, stamped, dropped }, found, sound));
  }
}

/** The disclosed result names this campaign, and its turnout is the signed one wherever it is shown. */
function checkResult(findings: Findings, result: Fields, closing: Fields): void {
  const turnout = result['turnout'];
  const counts = new Map(objects(closing['counts']).map((one) => [string(one['electorate']), one]));
  const own = get(result['campaign'], 'id') === closing['id'];
  findings.ask(own && Array.isArray(turnout) && turnout.every((one) => isFields(one) && agrees(one, counts)), 'result');
}

function agrees(line: Fields, counts: ReadonlyMap<string, Fields>): boolean {
  const code = line['electorate'];
  const lines = code === '*' ? Array.from(counts.values()) : [counts.get(typeof code === 'string' ? code : '')];
  const told = (key: string): number | null => lines.reduce<number | null>((sum, one) => (one && sum !== null ? sum + whole(one[key]) : null), 0);
  const hidden = (value: Json | undefined): boolean => value === null || value === undefined;
  if (typeof code !== 'string' || told('dropped') === null) return false;
  if (!NUMBERS.every((key) => hidden(line[key]) || line[key] === told(key))) return false;
  const { valid, void: empty } = line;
  return typeof valid !== 'number' || typeof empty !== 'number' || valid + empty === told('dropped');
}

/** Adds the questions about a receipt, in place of an earlier one's. */
export function checkReceipt({ findings, receipts }: Verified, given: string): void {
  findings.checks.length = findings.ofFile ??= findings.checks.length;
  const code = normalise(given);
  if (!wellFormed(code, RECEIPT_LENGTH)) {
    findings.accuse((words) => words.badReceipt(Array.from(given.trim()).slice(0, 40).join('')));
    return;
  }
  const shown = inGroups(code);
  findings.put(receipts.has(shown), (words) => words.receipt(shown, receipts.has(shown)));
}
