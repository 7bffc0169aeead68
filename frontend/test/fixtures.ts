/** Made-up campaigns and keys for the tests. */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto';

import { fromB64, fromBigInt, toB64, toBigInt } from '../src/bytes';
import { modPow } from '../src/crypto/modular';

type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

export function canonical(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  return `{${Object.keys(value)
    .sort()
    .map((key) => `${JSON.stringify(key)}:${canonical(value[key] ?? null)}`)
    .join(',')}}`;
}

/** The roll's issuing key, as far as a test of the phone needs one. */
export interface Issuer {
  readonly n: string;
  sign(blinded: string): string;
}

function issuer(): Issuer {
  // By way of its bytes: node 20 can wait for itself for ever when it exports a key that it has just made itself.
  const { privateKey } = generateKeyPairSync('rsa', {
    modulusLength: 2048,
    publicKeyEncoding: { type: 'spki', format: 'der' },
    privateKeyEncoding: { type: 'pkcs8', format: 'der' },
  });
  const { n = '', d = '' } = createPrivateKey({ key: privateKey, format: 'der', type: 'pkcs8' }).export({ format: 'jwk' });
  const [modulus, exponent] = [toBigInt(fromB64(n)), toBigInt(fromB64(d))];
  return { n, sign: (blinded) => toB64(fromBigInt(modPow(toBigInt(fromB64(blinded)), exponent, modulus), 256)) };
}

export const ISSUER = issuer();
export const OTHER_ISSUER = issuer();

export function receiptKeyOf(seed: number): { key: KeyObject; public: string } {
  // A PKCS #8 frame around 32 secret bytes: node has no shorter way to name an Ed25519 key.
  const secret = Buffer.alloc(32, seed);
  const der = Buffer.concat([Buffer.from('302e020100300506032b657004220420', 'hex'), secret]);
  const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
  return { key, public: key.export({ format: 'jwk' }).x ?? '' };
}

const TEMPLATE = {
  hint: '',
  scale: '',
  weight: '',
  required: true,
  groups: [] as string[],
  whole: false,
  low: 0,
  high: 100,
  step: '1',
  least: 0,
  most: 0,
  ties: false,
};

export const INDICATORS = [
  { ...TEMPLATE, code: 'a', name: '办事效率', type: 'grade', scale: '四等' },
  { ...TEMPLATE, code: 'b', name: '得分', type: 'score', low: 60, high: 100, step: '0.5', groups: ['x'] },
  { ...TEMPLATE, code: 'c', name: '突出方面', type: 'choice', scale: '方面', least: 1, most: 2, required: false },
  { ...TEMPLATE, code: 'd', name: '排序', type: 'rank', groups: ['x'] },
  { ...TEMPLATE, code: 'e', name: '推荐', type: 'nominate', groups: ['y'], most: 2, required: false },
  { ...TEMPLATE, code: 'f', name: '意见', type: 'text', required: false },
  { ...TEMPLATE, code: 'g', name: '总的意见', type: 'text', required: false, whole: true },
];

function subject(code: string, group: string): Json {
  return { code, name: `对象${code}`, kind: 'unit', unit: '', group, field: '' };
}

/** A manifest with all six types: groups x (1, 2) and y (3); electorate p rates both, q rates x without 对象1. */
export function manifestValue(changes: { [key: string]: Json } = {}): { [key: string]: Json } {
  const grades = ['优秀', '良好', '一般', '较差'].map((name, i) => ({ name, points: `${100 - 20 * i}`, counts: true }));
  const sides = ['务实', '创新', '廉洁'].map((name) => ({ name, points: '', counts: true }));
  const voters = (code: string, groups: string[], unit: string): Json => {
    return { code, name: `票种${code}`, weight: '50', groups, unit, tickets: 20, key: { n: ISSUER.n, e: 65537 } };
  };
  return {
    v: 1,
    id: 'c-test',
    name: '二〇二六年度测评',
    kind: '民主测评',
    series: '',
    round: '',
    organiser: '考核办',
    opens: null,
    closes: null,
    disclosure: { threshold: 5 },
    rates: { base: 'returned', decimals: 2, rounding: 'half_up', trailing_zeros: 'keep' },
    missing: 'abstain',
    subjects: [subject('1', 'x'), subject('2', 'x'), subject('3', 'y')],
    scales: [
      { name: '四等', grades },
      { name: '方面', grades: sides },
    ],
    indicators: INDICATORS,
    electorates: [voters('p', ['x', 'y'], ''), voters('q', ['x'], '对象1')],
    rules: [],
    quotas: [],
    // The public half of RFC 7748 section 6.1's first key.
    opening_key: toB64(Buffer.from('8520f0098930a754748b7ddcb43ef75a0dbf3a0d26381af4eba4a98eaa9b4e6a', 'hex')),
    receipt_key: receiptKeyOf(7).public,
    visibility: { leaders: 'all', units: 'all', public: 'none', words: '谁能看结果：不向社会公布。' },
    shares: { k: 1, n: 1, kept: true },
    sizes: { ballot: 1024, text_chars: 200 },
    ...changes,
  };
}

export function manifestText(changes: { [key: string]: Json } = {}): string {
  return canonical(manifestValue(changes));
}
