/** What the voter has filled in so far: the draft, how complete it is, and the answers it amounts to. No page here. */
import { type Answer, lengthOf, scoreMark, tidy } from './ballot';
import { utf8 } from './bytes';
import { type Manifest } from './manifest';
import { type Held, type Judged, type MarkOf, type SheetRules, agrees, allEqual, having, limitBroken, opines, rulesOn } from './rules';
import { type Sheet, type Slot, textBudget } from './sheet';

/** A ranking under way: candidates in order, and for each whether it shares the place of the one before. */
export interface Ranking {
  readonly order: readonly number[];
  readonly tied: readonly boolean[];
}

export interface Nominated {
  readonly chosen: readonly number[];
  readonly written: readonly string[];
}

/** Grade number from 1; score or text as typed; chosen options; ranking; nomination. */
export type Entry = number | string | readonly number[] | Ranking | Nominated;

/** One card of the page: a subject with its indicators, or one ranking, nomination or text of the whole sheet. */
export interface Card {
  readonly key: string;
  readonly title: string;
  readonly slots: readonly Slot[];
  readonly shared: boolean;
  /** Has something that must be answered: counts in the progress. */
  readonly needed: boolean;
  /** May be passed over on purpose (不了解). */
  readonly skippable: boolean;
}

/** `partly`: begun, but not in a state that can be counted. */
export type SlotState = 'blank' | 'partly' | 'done';
export type CardState = 'open' | 'done' | 'skipped';

/** A limit that a slot is under, and how many subjects have such a mark so far. */
export interface LimitState {
  readonly held: Held;
  readonly given: number;
}

/** Why a slot that is filled in needs to be changed all the same. */
export type Breach =
  | { readonly kind: 'limit'; readonly held: Held; readonly given: number }
  | { readonly kind: 'equal'; readonly whole: boolean }
  | { readonly kind: 'overall'; readonly judged: Judged };

/** The places of a ranking in candidates' order, 0 where not ranked yet; ties share a place and leave the next ones out. */
export function placesOf(ranking: Ranking, candidates: number): number[] {
  const places = new Array<number>(candidates).fill(0);
  let place = 0;
  ranking.order.forEach((candidate, i) => {
    if (!(i > 0 && ranking.tied[i])) place = i + 1;
    places[candidate] = place;
  });
  return places;
}

function isIndexes(value: unknown, below: number): value is number[] {
  return (
    Array.isArray(value) &&
    value.every((one) => Number.isInteger(one) && one >= 0 && one < below) &&
    new Set(value).size === value.length
  );
}

/** A stored entry, if it fits its slot; null for anything else: a damaged draft costs marks, never the page. */
function restored(slot: Slot, value: unknown): Entry | null {
  const object = (typeof value === 'object' && value !== null ? value : {}) as Record<string, unknown>;
  switch (slot.indicator.type) {
    case 'grade':
      return isIndexes([value], slot.indicator.grades.length + 1) && value !== 0 ? (value as number) : null;
    case 'score':
    case 'text':
      return typeof value === 'string' ? value : null;
    case 'choice':
      return isIndexes(value, slot.width) ? value : null;
    case 'rank': {
      const { order, tied } = object;
      if (!isIndexes(order, slot.width) || !Array.isArray(tied) || tied.length !== order.length) return null;
      return { order, tied: tied.map(Boolean) };
    }
    case 'nominate': {
      const { chosen, written } = object;
      if (!isIndexes(chosen, slot.width) || !Array.isArray(written)) return null;
      return { chosen, written: written.filter((line): line is string => typeof line === 'string') };
    }
  }
}

/** Write-ins as the ballot holds them: one tidy name a line, no blank ones, none twice. */
export function namesOf(written: readonly string[]): string[] {
  const names = written.map((name) => tidy(name.replace(/\s/g, ' '))).filter((name) => name !== '');
  return Array.from(new Set(names));
}

export function nominated(entry: Entry | undefined): Nominated {
  return typeof entry === 'object' && 'chosen' in entry ? entry : { chosen: [], written: [] };
}

export function ranking(entry: Entry | undefined): Ranking {
  return typeof entry === 'object' && 'order' in entry ? entry : { order: [], tied: [] };
}

export function chosen(entry: Entry | undefined): readonly number[] {
  return Array.isArray(entry) ? (entry as readonly number[]) : [];
}

export function typed(entry: Entry | undefined): string {
  return typeof entry === 'string' ? entry : '';
}

function cardsOf(manifest: Manifest, sheet: Sheet): Card[] {
  const card = (key: string, title: string, slots: readonly Slot[], shared: boolean): Card => {
    const needed = slots.some((slot) => slot.indicator.required);
    return { key, title, slots, shared, needed, skippable: needed && manifest.missing === 'abstain' };
  };
  const subjects = sheet.subjects.map((subject) => {
    const slots = sheet.slots.filter((slot) => slot.subject === subject);
    return card(`s:${subject.code}`, subject.name, slots, false);
  });
  const shared = sheet.slots.filter((slot) => slot.subject === null);
  return [
    ...subjects.filter((each) => each.slots.length > 0),
    ...shared.map((slot) => card(`i:${slot.indicator.code}`, slot.indicator.name, [slot], true)),
  ];
}

export class Form {
  readonly cards: readonly Card[];
  private entries = new Map<number, Entry>();
  private skipped = new Set<string>();
  readonly rules: SheetRules;
  private readonly cardOf = new Map<Slot, Card>();
  /** By slot number; null after a change, until somebody asks. */
  private found: Map<number, Breach> | null = null;

  constructor(
    readonly manifest: Manifest,
    readonly sheet: Sheet,
  ) {
    this.cards = cardsOf(manifest, sheet);
    this.rules = rulesOn(manifest, sheet);
    for (const card of this.cards) for (const slot of card.slots) this.cardOf.set(slot, card);
  }

  entry(slot: Slot): Entry | undefined {
    return this.entries.get(slot.number);
  }

  set(slot: Slot, entry: Entry | null): void {
    this.found = null;
    if (entry === null) this.entries.delete(slot.number);
    else this.entries.set(slot.number, entry);
  }

  isSkipped(card: Card): boolean {
    return this.skipped.has(card.key);
  }

  /** Passes a card over, or takes it up again; grades whose limit others have used meanwhile are cleared then. */
  skip(card: Card, skip: boolean): void {
    this.found = null;
    if (skip) {
      this.skipped.add(card.key);
      return;
    }
    this.skipped.delete(card.key);
    for (const slot of card.slots) {
      if (slot.indicator.type === 'grade' && this.isBlocked(slot, this.markOf(slot))) this.set(slot, null);
    }
  }

  private active(slot: Slot): boolean {
    const card = this.cardOf.get(slot);
    return card !== undefined && !this.isSkipped(card);
  }

  /** The mark of a grade or score as it would stand on the ballot; 0 for none, and for a card that is skipped. */
  readonly markOf: MarkOf = (slot) => {
    if (!this.active(slot)) return 0;
    const entry = this.entry(slot);
    if (slot.indicator.type === 'grade') return Number(entry ?? 0);
    return slot.indicator.type === 'score' ? (scoreMark(slot.indicator, typed(entry).trim()) ?? 0) : 0;
  };

  /** The limits that a slot is under. */
  limits(slot: Slot): LimitState[] {
    const held = this.rules.limits.filter((each) => each.slots.includes(slot));
    return held.map((each) => ({ held: each, given: having(each, this.markOf) }));
  }

  /** Whether the other subjects have used up what a limit allows of this mark. */
  isBlocked(slot: Slot, mark: number): boolean {
    return this.limits(slot).some(({ held, given }) => {
      const others = given - (held.marks.has(this.markOf(slot)) ? 1 : 0);
      return !held.limit.least && held.marks.has(mark) && others >= held.bound;
    });
  }

  private isBlank(slot: Slot): boolean {
    return slot.indicator.required && this.active(slot) && this.markOf(slot) === 0;
  }

  /** Marks that have to be changed for a rule on the whole ballot. What blanks can still put right is none yet. */
  private breaches(): Map<number, Breach> {
    const out = new Map<number, Breach>();
    const add = (slots: readonly Slot[], breach: Breach): void => {
      for (const slot of slots) if (!out.has(slot.number)) out.set(slot.number, breach);
    };
    const full = (slots: readonly Slot[]): boolean => !slots.some((slot) => this.isBlank(slot));
    const said = (slots: readonly Slot[]): Slot[] => slots.filter((slot) => opines(slot, this.markOf(slot)));
    for (const held of this.rules.limits) {
      if (!limitBroken(held, this.markOf) || (held.limit.least && !full(held.slots))) continue;
      const wanted = held.slots.filter((slot) => this.markOf(slot) > 0 && held.marks.has(this.markOf(slot)) !== held.limit.least);
      add(wanted.length > 0 ? wanted : said(held.slots), { kind: 'limit', held, given: having(held, this.markOf) });
    }
    for (const varied of this.rules.varied) {
      const slots = varied.classes.flatMap((each) => [...each]);
      if (allEqual(varied, this.markOf) && full(slots)) add(said(slots), { kind: 'equal', whole: varied.indicator === null });
    }
    for (const judged of this.rules.overall) {
      const blanks = judged.items.filter(({ slot }) => this.isBlank(slot)).length;
      if (!agrees(judged, this.markOf, blanks)) add([judged.slot], { kind: 'overall', judged });
    }
    return out;
  }

  /** Why the mark in a slot cannot stay; null where it can. */
  breach(slot: Slot): Breach | null {
    this.found ??= this.breaches();
    return this.found.get(slot.number) ?? null;
  }

  /** The tidy text of a slot: a comment, or the names written in. */
  private text(slot: Slot): string {
    const entry = this.entry(slot);
    return slot.indicator.type === 'nominate' ? namesOf(nominated(entry).written).join('\n') : tidy(typed(entry));
  }

  /** How many more characters the slot can take: its own limit, and what all texts together leave of the ballot. */
  charactersLeft(slot: Slot): number {
    const texts = this.sheet.slots.filter((each) => each.text !== null && this.active(each));
    const used = texts.reduce((bytes, each) => bytes + utf8(this.text(each)).length, 0);
    const free = textBudget(this.sheet, this.manifest.sizes.ballot) - used;
    // Three bytes hold any common Chinese character; rounding down towards "too much" errs on the safe side.
    return Math.min(this.manifest.sizes.textChars - lengthOf(this.text(slot)), Math.floor(free / 3));
  }

  private fitsText(slot: Slot): boolean {
    const bytes = this.sheet.slots
      .filter((each) => each.text !== null && this.active(each))
      .reduce((sum, each) => sum + utf8(this.text(each)).length, 0);
    const fits = bytes <= textBudget(this.sheet, this.manifest.sizes.ballot);
    return fits && lengthOf(this.text(slot)) <= this.manifest.sizes.textChars;
  }

  private withinBounds(slot: Slot, count: number): boolean {
    const { least, most } = slot.indicator;
    return count >= least && (most === 0 || count <= most);
  }

  slotState(slot: Slot): SlotState {
    const state = this.ownState(slot);
    return state === 'done' && this.breach(slot) ? 'partly' : state;
  }

  /** The state of a slot by what stands in it, whatever stands in others. */
  private ownState(slot: Slot): SlotState {
    const entry = this.entry(slot);
    const say = (begun: boolean, whole: boolean): SlotState => (!begun ? 'blank' : whole ? 'done' : 'partly');
    switch (slot.indicator.type) {
      case 'grade':
        return say(slot.indicator.grades[Number(entry) - 1] !== undefined, true);
      case 'score': {
        const text = typed(entry).trim();
        return say(text !== '', scoreMark(slot.indicator, text) !== null);
      }
      case 'choice':
        return say(chosen(entry).length > 0, this.withinBounds(slot, chosen(entry).length));
      case 'rank':
        return say(ranking(entry).order.length > 0, ranking(entry).order.length === slot.width);
      case 'nominate': {
        const count = nominated(entry).chosen.length + namesOf(nominated(entry).written).length;
        return say(count > 0, this.withinBounds(slot, count) && this.fitsText(slot));
      }
      case 'text':
        return say(this.text(slot) !== '', this.fitsText(slot));
    }
  }

  /** Whether the slot still needs the voter: required and not done, or begun and not in order. */
  needs(slot: Slot): boolean {
    const state = this.slotState(slot);
    return state === 'partly' || (state === 'blank' && slot.indicator.required);
  }

  cardState(card: Card): CardState {
    if (this.isSkipped(card)) return 'skipped';
    return card.slots.some((slot) => this.needs(slot)) ? 'open' : 'done';
  }

  /** Whether a card is open only because marks in it have to be changed. */
  isWrong(card: Card): boolean {
    return this.cardState(card) === 'open' && card.slots.every((slot) => !this.needs(slot) || this.breach(slot) !== null);
  }

  /** Cards that count in the progress, and how many of them are filled in, even if something must be changed. */
  progress(): { done: number; all: number } {
    const needed = this.cards.filter((card) => card.needed);
    return { done: needed.filter((card) => this.cardState(card) !== 'open' || this.isWrong(card)).length, all: needed.length };
  }

  /** The first card that keeps the ballot from being handed in; null when nothing does. */
  firstOpen(): Card | null {
    return this.cards.find((card) => this.cardState(card) === 'open') ?? null;
  }

  private answer(slot: Slot): Answer {
    const entry = this.entry(slot);
    const { type } = slot.indicator;
    switch (type) {
      case 'grade':
        return { type, grade: Number(entry) };
      case 'score':
        return { type, score: typed(entry).trim() };
      case 'choice':
        return { type, chosen: chosen(entry) };
      case 'rank':
        return { type, places: placesOf(ranking(entry), slot.width) };
      case 'nominate':
        return { type, chosen: nominated(entry).chosen, written: namesOf(nominated(entry).written) };
      case 'text':
        return { type, text: this.text(slot) };
    }
  }

  /** The answers by slot number, those of skipped cards left out. */
  answers(): Map<number, Answer> {
    const out = new Map<number, Answer>();
    for (const slot of this.sheet.slots) {
      if (this.active(slot) && this.slotState(slot) === 'done') out.set(slot.number, this.answer(slot));
    }
    return out;
  }

  /** The draft as it is kept on the phone. */
  save(): string {
    return JSON.stringify({
      v: 1,
      sheet: this.manifest.fingerprint,
      entries: Array.from(this.entries),
      skipped: Array.from(this.skipped),
    });
  }

  /** Takes a draft back in; one of another campaign or of no use is passed over. Tells whether it held anything. */
  load(draft: string): boolean {
    let value: Record<string, unknown>;
    try {
      value = JSON.parse(draft) as Record<string, unknown>;
    } catch {
      return false;
    }
    if (value?.['v'] !== 1 || value['sheet'] !== this.manifest.fingerprint) return false;
    const pairs = Array.isArray(value['entries']) ? (value['entries'] as unknown[]) : [];
    const skipped = Array.isArray(value['skipped']) ? (value['skipped'] as unknown[]) : [];
    this.entries.clear();
    this.found = null;
    for (const pair of pairs) {
      const [number, entry] = Array.isArray(pair) ? (pair as unknown[]) : [];
      const slot = this.sheet.slots[Number(number)];
      const good = slot ? restored(slot, entry) : null;
      if (slot && good !== null) this.entries.set(slot.number, good);
    }
    this.skipped = new Set(this.cards.filter((card) => card.skippable && skipped.includes(card.key)).map((card) => card.key));
    return this.entries.size > 0 || this.skipped.size > 0;
  }
}
