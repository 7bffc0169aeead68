/** The manifest (docs/wire.md, "Manifest"): canonical JSON in, checked types out, and its hash and fingerprint. */
import { type PublicKey, publicKey } from './blindrsa';
import { Malformed, fromB64, utf8 } from './bytes';
import { FINGERPRINT_LENGTH, toBase32 } from './codes';
import { sha256 } from './crypto/sha2';
import { type Decimal, type Ratio, decimal, ratio, ratioBy } from './decimal';

export type IndicatorType = 'grade' | 'score' | 'choice' | 'rank' | 'nominate' | 'text';

export interface Subject {
  readonly code: string;
  readonly name: string;
  readonly kind: 'unit' | 'person';
  readonly unit: string;
  readonly group: string;
}

/** `points` empty: not scored (不了解, 弃权). */
export interface Grade {
  readonly name: string;
  readonly points: string;
  readonly counts: boolean;
}

export interface Indicator {
  readonly code: string;
  readonly name: string;
  readonly hint: string;
  readonly type: IndicatorType;
  /** Name of the scale, empty for types without grades. */
  readonly scale: string;
  readonly grades: readonly Grade[];
  readonly required: boolean;
  readonly groups: readonly string[];
  readonly whole: boolean;
  readonly low: number;
  readonly high: number;
  readonly step: Decimal;
  /** Bounds of a choice or nomination; `most` 0 is no limit. */
  readonly least: number;
  readonly most: number;
  readonly ties: boolean;
}

export interface Electorate {
  readonly code: string;
  readonly name: string;
  readonly groups: readonly string[];
  readonly unit: string;
  /** How many tickets there are, without spare slips, behind which nobody stands: the crowd in which one ballot hides. */
  readonly tickets: number;
  readonly key: PublicKey;
}

/** 可见范围: who will see what of the results, as chosen and as frozen in words. */
export interface Visibility {
  readonly leaders: 'all' | 'figures' | 'none';
  readonly units: 'all' | 'figures' | 'none';
  readonly public: 'none' | 'turnout' | 'scores' | 'ranks' | 'votes';
  readonly words: string;
}

/** 限额, 分数限额: how many subjects may, or with `least` must, get certain marks; a quota is one on one grade. */
export interface Limit {
  readonly indicator: string;
  readonly grades: readonly string[];
  /** Empty for grades; else how a score stands to `score`. */
  readonly compare: '' | 'ge' | 'gt' | 'le' | 'lt';
  readonly score: Ratio;
  /** Empty for all subjects that the indicator applies to. */
  readonly group: string;
  readonly least: boolean;
  readonly count: number | null;
  readonly share: Ratio | null;
}

/** 总评一致: a grade in `when` needs a `share` of the items to have one of `grades`; without a share, none may. */
export interface Overall {
  readonly indicator: string;
  readonly when: readonly string[];
  readonly grades: readonly string[];
  readonly items: readonly string[];
  readonly share: Ratio | null;
}

export interface BallotRules {
  /** The quotas first. */
  readonly limits: readonly Limit[];
  readonly varied: readonly string[];
  readonly overall: readonly Overall[];
}

export interface Manifest {
  readonly hash: Uint8Array;
  readonly fingerprint: string;
  readonly name: string;
  readonly organiser: string;
  /** 演练: a trial that counts for nothing. */
  readonly rehearsal: boolean;
  readonly opens: string | null;
  readonly closes: string | null;
  /** A required mark that is missing is an abstention, or makes the whole ballot void. */
  readonly missing: 'abstain' | 'void';
  readonly threshold: number;
  readonly seen: Visibility;
  readonly subjects: readonly Subject[];
  readonly indicators: readonly Indicator[];
  readonly electorates: readonly Electorate[];
  readonly ballotRules: BallotRules;
  readonly openingKey: Uint8Array;
  readonly receiptKey: Uint8Array;
  /** `kept`: the server itself keeps the shares that open the box. */
  readonly shares: { readonly k: number; readonly n: number; readonly kept: boolean };
  readonly sizes: { readonly ballot: number; readonly textChars: number };
}

/** Publishing makes no smaller electorate: a manifest with one was made to single somebody out. */
const FEWEST_TICKETS = 5;

type Value = null | boolean | number | string | Value[] | { [key: string]: Value };

/** Canonical JSON of a value: keys in order of their UTF-16 units, no white space (a subset of RFC 8785). */
function canonical(value: Value): string {
  if (typeof value === 'number' && !Number.isSafeInteger(value)) throw new Malformed('not an integer');
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  const fields = Object.keys(value).sort();
  return `{${fields.map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`).join(',')}}`;
}

/** A checked view of a JSON object: each getter gives the type it names or throws Malformed. */
class Fields {
  private readonly values: { [key: string]: Value };

  constructor(value: Value | undefined) {
    if (value === null || typeof value !== 'object' || Array.isArray(value)) throw new Malformed('not an object');
    this.values = value;
  }

  private get(key: string): Value | undefined {
    return Object.prototype.hasOwnProperty.call(this.values, key) ? this.values[key] : undefined;
  }

  private fail(key: string): never {
    throw new Malformed(key);
  }

  text(key: string): string {
    const value = this.get(key);
    return typeof value === 'string' ? value : this.fail(key);
  }

  one<T extends string>(key: string, ...allowed: T[]): T {
    const value = this.text(key);
    return allowed.find((each) => each === value) ?? this.fail(key);
  }

  whole(key: string): number {
    const value = this.get(key);
    return typeof value === 'number' ? value : this.fail(key);
  }

  /** A whole number less `without`. */
  atLeast(least: number, key: string, without = 0): number {
    const value = this.whole(key) - without;
    return value >= least ? value : this.fail(key);
  }

  flag(key: string): boolean {
    const value = this.get(key);
    return typeof value === 'boolean' ? value : this.fail(key);
  }

  or<T>(key: string, read: (key: string) => T): T | null {
    return this.get(key) === null ? null : read.call(this, key);
  }

  has(key: string): boolean {
    return this.get(key) !== undefined;
  }

  list<T>(key: string, read: (value: Value) => T): T[] {
    const value = this.get(key);
    return Array.isArray(value) ? value.map((one) => read(one)) : this.fail(key);
  }

  texts(key: string): string[] {
    return this.list(key, (value) => (typeof value === 'string' ? value : this.fail(key)));
  }

  object(key: string): Fields {
    return new Fields(this.get(key));
  }

  bytes(key: string, length: number): Uint8Array {
    const data = fromB64(this.text(key));
    return data.length === length ? data : this.fail(key);
  }
}

function subject(value: Value): Subject {
  const fields = new Fields(value);
  return {
    code: fields.text('code'),
    name: fields.text('name'),
    kind: fields.one('kind', 'unit', 'person'),
    unit: fields.text('unit'),
    group: fields.text('group'),
  };
}

function grade(value: Value): Grade {
  const fields = new Fields(value);
  return { name: fields.text('name'), points: fields.text('points'), counts: fields.flag('counts') };
}

function indicator(value: Value, scales: ReadonlyMap<string, Grade[]>): Indicator {
  const fields = new Fields(value);
  const type = fields.one('type', 'grade', 'score', 'choice', 'rank', 'nominate', 'text');
  const grades = type === 'grade' || type === 'choice' ? scales.get(fields.text('scale')) : [];
  if (!grades) throw new Malformed('scale');
  const step = decimal(fields.text('step'));
  if (step.units <= 0n) throw new Malformed('step');
  return {
    code: fields.text('code'),
    name: fields.text('name'),
    hint: fields.text('hint'),
    type,
    scale: fields.text('scale'),
    grades,
    required: fields.flag('required'),
    groups: fields.texts('groups'),
    whole: fields.flag('whole'),
    low: fields.whole('low'),
    high: fields.whole('high'),
    step,
    least: fields.whole('least'),
    most: fields.whole('most'),
    ties: fields.flag('ties'),
  };
}

function electorate(value: Value): Electorate {
  const fields = new Fields(value);
  const key = fields.object('key');
  return {
    code: fields.text('code'),
    name: fields.text('name'),
    groups: fields.texts('groups'),
    unit: fields.text('unit'),
    tickets: fields.atLeast(FEWEST_TICKETS, 'tickets', fields.has('spare') ? fields.atLeast(0, 'spare') : 0),
    key: publicKey(fromB64(key.text('n')), key.whole('e')),
  };
}

function visibility(fields: Fields): Visibility {
  return {
    leaders: fields.one('leaders', 'all', 'figures', 'none'),
    units: fields.one('units', 'all', 'figures', 'none'),
    public: fields.one('public', 'none', 'turnout', 'scores', 'ranks', 'votes'),
    words: fields.text('words'),
  };
}

const ZERO = ratio('0');

function quota(value: Value): Limit {
  const fields = new Fields(value);
  const percent = fields.or('percent', fields.text);
  return {
    indicator: fields.text('indicator'),
    grades: [fields.text('grade')],
    compare: '',
    score: ZERO,
    group: '',
    least: false,
    count: fields.or('count', fields.whole),
    share: percent === null ? null : ratioBy(decimal(percent), 100n),
  };
}

function share(fields: Fields): Ratio | null {
  const text = fields.or('share', fields.text);
  return text === null ? null : ratio(text);
}

function limit(value: Value): Limit {
  const fields = new Fields(value);
  const compare = fields.one('compare', '', 'ge', 'gt', 'le', 'lt');
  return {
    indicator: fields.text('indicator'),
    grades: fields.texts('grades'),
    compare,
    score: compare === '' ? ZERO : ratio(fields.text('score')),
    group: fields.text('group'),
    least: fields.one('bound', 'most', 'least') === 'least',
    count: fields.or('count', fields.whole),
    share: share(fields),
  };
}

function overall(value: Value): Overall {
  const fields = new Fields(value);
  return {
    indicator: fields.text('indicator'),
    when: fields.texts('when'),
    grades: fields.texts('grades'),
    items: fields.texts('items'),
    share: share(fields),
  };
}

function ballotRules(fields: Fields): BallotRules {
  const limits = fields.list('quotas', quota);
  if (!fields.has('ballot_rules')) return { limits, varied: [], overall: [] };
  const rules = fields.object('ballot_rules');
  return {
    limits: [...limits, ...rules.list('limits', limit)],
    varied: rules.texts('varied'),
    overall: rules.list('overall', overall),
  };
}

/**
 * The manifest as it was served. Malformed unless it is canonical, each field that this page uses is as described, and
 * nobody is left without a crowd: small electorates and results without a limit are none that publishing makes.
 */
export function parseManifest(text: string): Manifest {
  let value: Value;
  try {
    value = JSON.parse(text) as Value;
  } catch {
    throw new Malformed('not JSON');
  }
  if (canonical(value) !== text) throw new Malformed('not canonical');
  const fields = new Fields(value);
  if (fields.whole('v') !== 1) throw new Malformed('version');
  const hash = sha256(utf8(text));
  const scales = new Map(
    fields.list('scales', (each) => {
      const scale = new Fields(each);
      return [scale.text('name'), scale.list('grades', grade)] as const;
    }),
  );
  const shares = fields.object('shares');
  const sizes = fields.object('sizes');
  return {
    hash,
    fingerprint: toBase32(hash, FINGERPRINT_LENGTH * 5),
    name: fields.text('name'),
    organiser: fields.text('organiser'),
    rehearsal: fields.has('rehearsal') && fields.flag('rehearsal'),
    opens: fields.or('opens', fields.text),
    closes: fields.or('closes', fields.text),
    missing: fields.one('missing', 'abstain', 'void'),
    threshold: fields.object('disclosure').atLeast(1, 'threshold'),
    seen: visibility(fields.object('visibility')),
    subjects: fields.list('subjects', subject),
    indicators: fields.list('indicators', (each) => indicator(each, scales)),
    electorates: fields.list('electorates', electorate),
    ballotRules: ballotRules(fields),
    openingKey: fields.bytes('opening_key', 32),
    receiptKey: fields.bytes('receipt_key', 32),
    shares: { k: shares.whole('k'), n: shares.whole('n'), kept: shares.flag('kept') },
    sizes: { ballot: sizes.whole('ballot'), textChars: sizes.whole('text_chars') },
  };
}

/** The electorate of that code; Malformed when the manifest has none. */
export function electorateOf(manifest: Manifest, code: string): Electorate {
  const found = manifest.electorates.find((each) => each.code === code);
  if (!found) throw new Malformed('electorate');
  return found;
}
