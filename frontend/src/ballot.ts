/** The ballot (选票) as bytes (docs/wire.md, "Ballot"). `decode` accepts exactly what `encode` makes. */
import { concat, equal, utf8 } from './bytes';
import { decimal, indexOf } from './decimal';
import { type Indicator, type Manifest } from './manifest';
import { type RuleReason, firstBroken, rulesOn } from './rules';
import { HEADER, type Sheet, type Slot, scoreSteps } from './sheet';

const VERSION = 1;

export type VoidReason =
  | 'malformed'
  | 'wrong_sheet'
  | 'unknown_grade'
  | 'missing_mark'
  | 'too_few'
  | 'too_many'
  | 'bad_ranking'
  | RuleReason;

/** A ballot that breaks the format or, in `judge`, the campaign's rules; `reason` is what it would be void for. */
export class BallotError extends Error {
  constructor(
    readonly reason: VoidReason,
    detail = '',
  ) {
    super(detail ? `${reason}: ${detail}` : reason);
    this.name = 'BallotError';
  }
}

/** Marks, one byte each in sheet order, and texts. */
export interface Ballot {
  readonly marks: Uint8Array;
  readonly texts: readonly string[];
}

/** A grade's number from 1, a score as written, options' numbers from 0, places from 1 in candidates' order, … */
export type Answer =
  | { readonly type: 'grade'; readonly grade: number }
  | { readonly type: 'score'; readonly score: string }
  | { readonly type: 'choice'; readonly chosen: readonly number[] }
  | { readonly type: 'rank'; readonly places: readonly number[] }
  | { readonly type: 'nominate'; readonly chosen: readonly number[]; readonly written: readonly string[] }
  | { readonly type: 'text'; readonly text: string };

/** The byte that stands for a score, from 1; null when it is none of the indicator's. */
export function scoreMark(indicator: Indicator, score: string): number | null {
  let index: number | null;
  try {
    index = indexOf(indicator.low, indicator.step, decimal(score));
  } catch {
    return null;
  }
  return index !== null && index < scoreSteps(indicator) ? index + 1 : null;
}

function ticks(width: number, chosen: readonly number[]): Uint8Array | null {
  if (chosen.some((option) => option < 0 || option >= width)) return null;
  return Uint8Array.from({ length: width }, (_, option) => (chosen.includes(option) ? 1 : 0));
}

function markOf(slot: Slot, answer: Answer): Uint8Array | null {
  if (answer.type !== slot.indicator.type) return null;
  switch (answer.type) {
    case 'grade':
      return answer.grade >= 1 && answer.grade <= slot.indicator.grades.length ? Uint8Array.of(answer.grade) : null;
    case 'score': {
      const mark = scoreMark(slot.indicator, answer.score);
      return mark === null ? null : Uint8Array.of(mark);
    }
    case 'rank': {
      const fits = answer.places.length === slot.width && answer.places.every((one) => one > 0 && one <= slot.width);
      return fits ? Uint8Array.from(answer.places) : null;
    }
    case 'choice':
    case 'nominate':
      return ticks(slot.width, answer.chosen);
    case 'text':
      return new Uint8Array(0);
  }
}

/** The ballot with these answers, by slot number; slots without answer are left blank. BallotError when one does not fit. */
export function compose(sheet: Sheet, answers: ReadonlyMap<number, Answer>): Ballot {
  const marks = new Uint8Array(sheet.width);
  const texts = new Array<string>(sheet.texts).fill('');
  for (const slot of sheet.slots) {
    const answer = answers.get(slot.number);
    if (!answer) continue;
    const mark = markOf(slot, answer);
    if (!mark) throw new BallotError('malformed', slot.indicator.code);
    marks.set(mark, slot.offset);
    if (slot.text === null) continue;
    if (answer.type === 'text') texts[slot.text] = answer.text;
    if (answer.type === 'nominate') texts[slot.text] = answer.written.join('\n');
  }
  return { marks, texts };
}

/**
 * A text as ballots may hold it: line ends unified, control characters and lone surrogates gone, ends trimmed of
 * blanks, line ends and ideographic spaces. evalsite.core.ballot.tidy is the same function.
 */
export function tidy(text: string): string {
  return text
    .replace(/\r\n?/g, '\n')
    .replace(/[\p{Cc}\p{Cs}]/gu, (char) => (char === '\n' ? char : ''))
    .replace(/^[ \n\u3000]+|[ \n\u3000]+$/g, '');
}

/** Code points, as the limits count them. */
export function lengthOf(text: string): number {
  return Array.from(text).length;
}

function isTidy(text: string, most: number): boolean {
  return lengthOf(text) <= most && tidy(text) === text;
}

/** The plaintext of `size` bytes that is sealed. BallotError when the ballot is not one of this sheet or too long. */
export function encode(
  sheet: Sheet,
  digest: Uint8Array,
  sizes: Manifest['sizes'],
  ballot: Ballot,
): Uint8Array {
  if (ballot.marks.length !== sheet.width || ballot.texts.length !== sheet.texts) {
    throw new BallotError('malformed', 'not a ballot of this sheet');
  }
  const parts = [Uint8Array.of(VERSION), digest, ballot.marks];
  for (const text of ballot.texts) {
    const data = utf8(text);
    if (!isTidy(text, sizes.textChars)) throw new BallotError('malformed', 'text');
    parts.push(Uint8Array.of(data.length >> 8, data.length & 0xff), data);
  }
  const body = concat(...parts);
  if (body.length > sizes.ballot) throw new BallotError('malformed', 'texts too long');
  const out = concat(body, new Uint8Array(sizes.ballot - body.length));
  decode(sheet, digest, sizes, out); // refuses marks out of their range
  return out;
}

function greatest(slot: Slot): number {
  switch (slot.indicator.type) {
    case 'grade':
      return slot.indicator.grades.length;
    case 'score':
      return scoreSteps(slot.indicator);
    case 'rank':
      return slot.width;
    default:
      return 1;
  }
}

function decodeTexts(data: Uint8Array, count: number, most: number): { texts: string[]; rest: Uint8Array } {
  const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
  const texts: string[] = [];
  let rest = data;
  while (texts.length < count) {
    const end = 2 + (((rest[0] ?? 0) << 8) | (rest[1] ?? 0));
    if (rest.length < end) throw new BallotError('malformed', 'text runs past the end');
    let text: string;
    try {
      text = decoder.decode(rest.subarray(2, end));
    } catch {
      throw new BallotError('malformed', 'text is not UTF-8');
    }
    if (!isTidy(text, most)) throw new BallotError('malformed', 'text');
    texts.push(text);
    rest = rest.subarray(end);
  }
  return { texts, rest };
}

/** The ballot in a plaintext. BallotError with `malformed`, `wrong_sheet` or `unknown_grade`; the rest is `judge`'s. */
export function decode(
  sheet: Sheet,
  digest: Uint8Array,
  sizes: Manifest['sizes'],
  plaintext: Uint8Array,
): Ballot {
  if (plaintext.length !== sizes.ballot || plaintext[0] !== VERSION) throw new BallotError('malformed', 'length or version');
  if (!equal(plaintext.subarray(1, HEADER), digest)) throw new BallotError('wrong_sheet');
  const marks = plaintext.slice(HEADER, HEADER + sheet.width);
  for (const slot of sheet.slots) {
    if (ofSlot(marks, slot).some((byte) => byte > greatest(slot))) {
      throw new BallotError(slot.indicator.type === 'grade' ? 'unknown_grade' : 'malformed', 'mark out of range');
    }
  }
  const { texts, rest } = decodeTexts(plaintext.subarray(HEADER + sheet.width), sheet.texts, sizes.textChars);
  if (rest.some((byte) => byte !== 0)) throw new BallotError('malformed', 'padding is not zero');
  return { marks, texts };
}

function ofSlot(marks: Uint8Array, slot: Slot): Uint8Array {
  return marks.subarray(slot.offset, slot.offset + slot.width);
}

/** Without ties the places are 1..m once each; with ties competition ranks: 1, 2, 2, 4. */
function badRanking(indicator: Indicator, places: Uint8Array): boolean {
  if (!indicator.ties && new Set(places).size !== places.length) return true;
  return places.some((place) => place !== 1 + places.filter((other) => other < place).length);
}

function judgeSlot(manifest: Manifest, slot: Slot, ballot: Ballot): void {
  const { indicator } = slot;
  const marks = ofSlot(ballot.marks, slot);
  const lines = (slot.text === null ? '' : (ballot.texts[slot.text] ?? '')).split('\n').filter((line) => line !== '');
  if (!marks.some((mark) => mark > 0) && lines.length === 0) {
    if (indicator.required && manifest.missing === 'void') throw new BallotError('missing_mark', indicator.code);
    return;
  }
  if (indicator.type === 'choice' || indicator.type === 'nominate') {
    const chosen = marks.reduce((sum, mark) => sum + mark, 0) + lines.length;
    if (indicator.most > 0 && chosen > indicator.most) throw new BallotError('too_many', indicator.code);
    if (chosen < indicator.least) throw new BallotError('too_few', indicator.code);
  }
  if (indicator.type === 'rank' && badRanking(indicator, marks)) throw new BallotError('bad_ranking', indicator.code);
}

/** Throws BallotError with the reason for which the count would call this ballot void; the page never seals such a one. */
export function judge(manifest: Manifest, sheet: Sheet, ballot: Ballot): void {
  for (const slot of sheet.slots) judgeSlot(manifest, slot, ballot);
  const broken = firstBroken(rulesOn(manifest, sheet), (slot) => ballot.marks[slot.offset] ?? 0);
  if (broken) throw new BallotError(broken);
}
