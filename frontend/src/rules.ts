/**
 * The rules on the whole ballot (docs/wire.md, `ballot_rules`): what they come to on one sheet, and whether marks keep
 * them. evalsite/core/sheetrules.py is the same; the order in which rules are asked decides which reason is told.
 */
import { type Ratio, compareAt, decimalText, ratioOf, valueAt } from './decimal';
import { type Grade, type Indicator, type Limit, type Manifest, type Overall } from './manifest';
import { type Sheet, type Slot, scoreSteps } from './sheet';

type Marks = ReadonlySet<number>;
/** The byte of a slot's mark: 0 for none, else the number of a grade or score from 1. */
export type MarkOf = (slot: Slot) => number;

export type RuleReason = 'over_quota' | 'under_quota' | 'over_scores' | 'under_scores' | 'all_equal' | 'inconsistent';

/** A limit on one sheet: of `slots`, one a subject, at most (or at least) `bound` have a mark of `marks`. */
export interface Held {
  readonly limit: Limit;
  readonly slots: readonly Slot[];
  readonly marks: Marks;
  readonly bound: number;
}

/** 不得全同: `classes` are slots whose marks can be compared, one scale's or all that are scores. */
export interface Varied {
  /** Null for the whole ballot. */
  readonly indicator: Indicator | null;
  readonly classes: readonly (readonly Slot[])[];
}

export interface Item {
  readonly slot: Slot;
  readonly named: Marks;
}

/** 总评一致 for one subject: a mark of `when` in the overall slot rests on the items. */
export interface Judged {
  readonly rule: Overall;
  readonly slot: Slot;
  readonly when: Marks;
  readonly items: readonly Item[];
}

export interface SheetRules {
  readonly limits: readonly Held[];
  readonly varied: readonly Varied[];
  readonly overall: readonly Judged[];
}

/** Grades outside the scale (不了解, 弃权) are no opinion: without points among others with points, or not counted. */
function isOpinion(grade: Grade, grades: readonly Grade[]): boolean {
  return grade.points !== '' || (grade.counts && grades.every((each) => each.points === ''));
}

/** Whether a mark says something about the subject. */
export function opines(slot: Slot, mark: number): boolean {
  const { grades, type } = slot.indicator;
  if (type !== 'grade') return mark > 0;
  const grade = grades[mark - 1];
  return grade !== undefined && isOpinion(grade, grades);
}

function named(slot: Slot, names: readonly string[]): Marks {
  return new Set(slot.indicator.grades.flatMap((grade, i) => (names.includes(grade.name) ? [i + 1] : [])));
}

function limited(slot: Slot, { compare, score, grades }: Limit): Marks {
  if (compare === '') return named(slot, grades);
  const { low, step } = slot.indicator;
  const holds = (mark: number): boolean => {
    const side = compareAt(valueAt(low, step, mark - 1), score);
    if (side === 0) return compare === 'ge' || compare === 'le';
    return side > 0 ? compare === 'ge' || compare === 'gt' : compare === 'le' || compare === 'lt';
  };
  return new Set(Array.from({ length: scoreSteps(slot.indicator) }, (_, i) => i + 1).filter(holds));
}

/** What is compared: a grade's number, a score's value. */
function valueOf({ indicator }: Slot, mark: number): string {
  return indicator.type === 'grade' ? `${mark}` : decimalText(valueAt(indicator.low, indicator.step, mark - 1));
}

function boundOf({ count, share, least }: Limit, subjects: number): number {
  return count ?? ratioOf(subjects, share ?? WHOLE, least);
}

const WHOLE: Ratio = { over: 1n, under: 1n };

function variedOn(sheet: Sheet, code: string): Varied {
  const classes = new Map<string, Slot[]>();
  for (const slot of sheet.slots) {
    const { indicator } = slot;
    if ((indicator.type !== 'grade' && indicator.type !== 'score') || (code !== '' && indicator.code !== code)) continue;
    const others = classes.get(indicator.scale);
    if (others) others.push(slot);
    else classes.set(indicator.scale, [slot]);
  }
  const all = Array.from(classes.values());
  return { indicator: code === '' ? null : (all[0]?.[0]?.indicator ?? null), classes: all };
}

function overallOn(manifest: Manifest, sheet: Sheet, rule: Overall): Judged[] {
  const overall = manifest.ballotRules.overall.map((each) => each.indicator);
  const isItem = ({ type, code }: Indicator): boolean =>
    type === 'grade' && (rule.items.length > 0 ? rule.items.includes(code) : !overall.includes(code));
  return sheet.slots.filter((slot) => slot.subject && slot.indicator.code === rule.indicator).map((slot) => {
    const others = sheet.slots.filter((each) => each.subject === slot.subject && isItem(each.indicator));
    const items = others.map((each) => ({ slot: each, named: new Set(Array.from(named(each, rule.grades)).filter((mark) => opines(each, mark))) })).filter((item) => item.named.size > 0);
    return { rule, slot, when: named(slot, rule.when), items };
  });
}

/** The rules that touch a sheet; one that has no slot there does not exist on it. */
export function rulesOn(manifest: Manifest, sheet: Sheet): SheetRules {
  const limits = manifest.ballotRules.limits.flatMap((limit) => {
    const slots = sheet.slots.filter(({ indicator, subject }) =>
      subject && indicator.code === limit.indicator && (limit.group === '' || limit.group === subject.group));
    const [first] = slots;
    return first ? [{ limit, slots, marks: limited(first, limit), bound: boundOf(limit, slots.length) }] : [];
  });
  return {
    limits,
    varied: manifest.ballotRules.varied.map((code) => variedOn(sheet, code)).filter(({ classes }) => classes.some((each) => each.length > 1)),
    overall: manifest.ballotRules.overall.flatMap((rule) => overallOn(manifest, sheet, rule)).filter(({ items }) => items.length > 0),
  };
}

/** How many subjects have a mark that the limit counts. */
export function having({ slots, marks }: Held, markOf: MarkOf): number {
  return slots.filter((slot) => marks.has(markOf(slot))).length;
}

export function limitBroken(held: Held, markOf: MarkOf): boolean {
  const number = having(held, markOf);
  if (!held.limit.least) return number > held.bound;
  return number < held.bound && held.slots.some((slot) => opines(slot, markOf(slot)));
}

/** Whether opinions can be compared, and no two differ. */
export function allEqual({ classes }: Varied, markOf: MarkOf): boolean {
  const said = classes.map((slots) => slots.filter((slot) => opines(slot, markOf(slot))).map((slot) => valueOf(slot, markOf(slot))));
  return said.some((each) => each.length > 1) && said.every((each) => new Set(each).size < 2);
}

/** How the items of an overall mark stand: how many have an opinion, and how many of these the rule names. */
export function standing({ items }: Judged, markOf: MarkOf): { graded: number; having: number } {
  const graded = items.filter(({ slot }) => opines(slot, markOf(slot)));
  return { graded: graded.length, having: graded.filter(({ slot, named: marks }) => marks.has(markOf(slot))).length };
}

/** Whether the overall mark has what it needs; `open` more items might still turn out well. */
export function agrees(judged: Judged, markOf: MarkOf, open = 0): boolean {
  if (!judged.when.has(markOf(judged.slot))) return true;
  const { graded, having: number } = standing(judged, markOf);
  const { share } = judged.rule;
  return share === null ? number === 0 : BigInt(number + open) * share.under >= share.over * BigInt(graded + open);
}

/** The first rule on the whole ballot that the marks break, as the reason for which it is void. */
export function firstBroken(rules: SheetRules, markOf: MarkOf): RuleReason | null {
  const held = rules.limits.find((each) => limitBroken(each, markOf));
  if (held) {
    if (held.limit.compare === '') return held.limit.least ? 'under_quota' : 'over_quota';
    return held.limit.least ? 'under_scores' : 'over_scores';
  }
  if (rules.varied.some((varied) => allEqual(varied, markOf))) return 'all_equal';
  return rules.overall.some((judged) => !agrees(judged, markOf)) ? 'inconsistent' : null;
}
