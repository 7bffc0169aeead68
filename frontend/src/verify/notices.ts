/** Notices of extension in an audit file (evalsite/audit/extensions.py): signed, chained, and all that there were. */
import { toHex } from '../bytes';
import { type Bundle } from './bundle';
import { type Findings } from './findings';
import { type Fields, type Kinds, get, is } from './json';
import { type Published, momentOf, parsed, sha, signed } from './statements';
import { type Extension } from './words';

const FIELDS: Kinds = {
  v: 'int',
  id: 'str',
  manifest_hash: 'str',
  number: 'int',
  previous: 'str',
  before: 'str',
  closes: 'str',
  reason: 'str',
  issued: 'str',
};
const LONGEST_REASON = 200;

/** Asks nothing where neither the file nor the closing statement speaks of one. */
export function checkExtensions(findings: Findings, bundle: Bundle, published: Published, closing: Fields): void {
  const notices = bundle.extensions;
  const last = get(closing, 'extensions') ?? '';
  if (notices.length === 0 && last === '') return;
  const known = chain(bundle, published);
  for (const one of known) findings.tell((words) => words.extension(one));
  if (known.length < notices.length) findings.accuse((words) => words.badExtension(known.length + 1));
  const own = notices[notices.length - 1];
  findings.ask((own ? toHex(sha(own.text)) : '') === last, 'extensions');
}

/** The notices that hold, up to where one does not fit what went before. */
function chain(bundle: Bundle, published: Published): Extension[] {
  const found: Extension[] = [];
  let [due, previous] = [get(published.data, 'closes'), ''];
  for (const notice of bundle.extensions) {
    const said = parsed(notice.text);
    const one = read(said);
    const fits =
      said['id'] === get(published.data, 'id') &&
      said['manifest_hash'] === toHex(published.hash) &&
      said['number'] === found.length + 1 &&
      said['previous'] === previous &&
      said['before'] === due;
    if (one === null || !fits || !signed(published, 'extension', notice)) break;
    found.push(one);
    [due, previous] = [get(said, 'closes'), toHex(sha(notice.text))];
  }
  return found;
}

function read(said: Fields): Extension | null {
  if (!is(said, FIELDS) || said['v'] !== 1) return null;
  const [before, closes, issued] = ['before', 'closes', 'issued'].map((key) => momentOf(String(said[key])));
  const reason = String(said['reason']);
  if (!before || !closes || !issued || closes.at <= before.at || !isReason(reason)) return null;
  return { number: Number(said['number']), before, closes, reason };
}

/** One line of printable words, not too long. */
function isReason(text: string): boolean {
  return text === text.trim() && /^(?:[^\p{C}\p{Z}]| )+$/u.test(text) && Array.from(text).length <= LONGEST_REASON;
}
