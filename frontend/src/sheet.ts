/** The sheet (某票种所见的表): the slots an electorate fills in, in the canonical order of docs/wire.md. */
import { type Electorate, type Indicator, type Manifest, type Subject } from './manifest';
import { stepCount } from './decimal';

/** Version byte and sheet digest stand before the marks. */
export const HEADER = 33;

/** One place for an answer; `offset` and `width` are its bytes among the marks, `text` its number among the texts. */
export interface Slot {
  readonly number: number;
  readonly indicator: Indicator;
  readonly subject: Subject | null;
  readonly candidates: readonly Subject[];
  readonly offset: number;
  readonly width: number;
  readonly text: number | null;
}

export interface Sheet {
  readonly subjects: readonly Subject[];
  readonly slots: readonly Slot[];
  readonly width: number;
  readonly texts: number;
}

function rates(electorate: Electorate, subject: Subject): boolean {
  if (!electorate.groups.includes(subject.group)) return false;
  return !electorate.unit || (electorate.unit !== subject.name && electorate.unit !== subject.unit);
}

function applies(indicator: Indicator, subject: Subject): boolean {
  return !indicator.whole && (indicator.groups.length === 0 || indicator.groups.includes(subject.group));
}

function widthOf(indicator: Indicator, candidates: number): number {
  switch (indicator.type) {
    case 'grade':
    case 'score':
      return 1;
    case 'choice':
      return indicator.grades.length;
    case 'rank':
    case 'nominate':
      return candidates;
    case 'text':
      return 0;
  }
}

type Place = Pick<Slot, 'indicator' | 'subject' | 'candidates'>;

function isShared(indicator: Indicator): boolean {
  return indicator.type === 'rank' || indicator.type === 'nominate';
}

function places(manifest: Manifest, subjects: readonly Subject[]): Place[] {
  const out: Place[] = [];
  for (const subject of subjects) {
    for (const indicator of manifest.indicators) {
      if (!isShared(indicator) && applies(indicator, subject)) out.push({ indicator, subject, candidates: [] });
    }
  }
  for (const indicator of manifest.indicators.filter(isShared)) {
    const candidates = subjects.filter((subject) => applies(indicator, subject));
    if (candidates.length > 0) out.push({ indicator, subject: null, candidates });
  }
  for (const indicator of manifest.indicators) {
    if (indicator.whole) out.push({ indicator, subject: null, candidates: [] });
  }
  return out;
}

/** The sheet of an electorate. */
export function sheetFor(manifest: Manifest, electorate: Electorate): Sheet {
  const subjects = manifest.subjects.filter((subject) => rates(electorate, subject));
  let [offset, texts] = [0, 0];
  const slots = places(manifest, subjects).map((place, number): Slot => {
    const width = widthOf(place.indicator, place.candidates.length);
    const hasText = place.indicator.type === 'text' || place.indicator.type === 'nominate';
    const slot = { ...place, number, offset, width, text: hasText ? texts : null };
    offset += width;
    texts += hasText ? 1 : 0;
    return slot;
  });
  return { subjects, slots, width: offset, texts };
}

/** Bytes that all texts of one ballot may take together. */
export function textBudget(sheet: Sheet, ballotSize: number): number {
  return ballotSize - HEADER - sheet.width - 2 * sheet.texts;
}

/** How many different scores an indicator allows. */
export function scoreSteps(indicator: Indicator): number {
  return stepCount(indicator.low, indicator.high, indicator.step);
}
