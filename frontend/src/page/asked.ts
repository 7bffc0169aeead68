/** The rules on the whole ballot in the voter's words: what is asked, how it stands, what has to be changed. */
import { ratioText, shareText } from '../decimal';
import { h } from '../dom';
import { type Breach, type Form, type LimitState } from '../form';
import { type Limit } from '../manifest';
import { type Judged, opines, standing } from '../rules';
import { type Slot } from '../sheet';
import { words } from '../words';

function names(grades: readonly string[]): string {
  return grades.join(words.list);
}

/** What a limit counts: `优秀、良好合计`, `90 分及以上`. */
function titleOf({ compare, score, grades, group }: Limit): string {
  const what = compare === '' ? names(grades) + (grades.length > 1 ? words.rules.together : '') : words.rules.compare[compare](ratioText(score));
  return group === '' ? what : words.rules.inGroup(group, what);
}

/** How much of each limit is left for this slot; null where it is under none. */
export function limitNote(limits: readonly LimitState[]): string | null {
  const notes = limits.map(({ held, given }) => {
    const [title, { bound, limit }] = [titleOf(held.limit), held];
    if (limit.least) return given < bound ? words.rules.leastOpen(title, bound, bound - given) : words.rules.leastDone(title, bound);
    if (bound === 0) return words.slot.quotaNone(title);
    return given < bound ? words.slot.quotaLeft(title, bound - given) : words.slot.quotaFull(title, bound);
  });
  return notes.length > 0 ? notes.join(words.semicolon) : null;
}

/** What an overall grade needs: `评“优秀”，须单项至少 90% 为“优秀”`. */
function needOf({ rule, slot, items }: Judged): string {
  const of = rule.items.length > 0 ? words.rules.items(items.map((item) => item.slot.indicator.name)) : '';
  if (rule.share !== null) return words.rules.share(names(rule.when), of, names(rule.grades), shareText(rule.share));
  const left = slot.indicator.grades.filter((grade, i) => opines(slot, i + 1) && !rule.when.includes(grade.name));
  const [only] = left;
  return only && left.length === 1 ? words.rules.forced(of, names(rule.grades), only.name) : words.rules.never(of, names(rule.grades), names(rule.when));
}

/** The requirements of this sheet, a line each; those of an overall indicator once, not once a subject. */
function lines(form: Form): string[] {
  const { limits, varied, overall } = form.rules;
  const all = [
    ...limits.map(({ limit, slots, bound }) => (limit.least ? words.rules.least : words.rules.most)(slots[0]?.indicator.name ?? '', titleOf(limit), bound)),
    ...varied.map(({ indicator }) => (indicator ? words.rules.varied(indicator.name) : words.rules.variedWhole)),
    ...overall.map((judged) => words.rules.overall(judged.slot.indicator.name, needOf(judged))),
  ];
  return Array.from(new Set(all));
}

/** 填写要求, before anything is filled in; null where there are none. */
export function askedBox(form: Form): HTMLElement | null {
  const all = lines(form);
  if (all.length === 0) return null;
  return h('section', { class: 'asked' },
    h('h2', {}, words.rules.heading),
    h('ul', {}, ...all.map((line) => h('li', {}, line))),
    h('p', {}, words.rules.lead),
  );
}

/** The items that stand in the way of an overall grade: those that cannot be meant to stay as they are. */
function culprits(form: Form, { rule, items }: Judged): string {
  const against = items.filter(({ slot, named }) => {
    const mark = form.markOf(slot);
    return opines(slot, mark) && named.has(mark) === (rule.share === null);
  });
  return against.map(({ slot }) => slot.indicator.name).join(words.list);
}

/** Why a mark has to be changed; null where it has not. */
export function breachText(form: Form, breach: Breach | null): string | null {
  if (!breach) return null;
  if (breach.kind === 'equal') return breach.whole ? words.rules.equalWhole : words.rules.equal;
  if (breach.kind === 'limit') {
    const { held, given } = breach;
    return (held.limit.least ? words.rules.tooFew : words.rules.tooMany)(titleOf(held.limit), held.bound, given);
  }
  const { judged } = breach;
  const { graded, having } = standing(judged, form.markOf);
  const stands = judged.rule.share === null ? '' : words.rules.stands(having, graded);
  return words.rules.disagrees(needOf(judged), stands, culprits(form, judged));
}

/** What an overall grade needs, as long as it is not said in red already; null for other slots. */
export function overallNote(form: Form, slot: Slot): string | null {
  if (form.breach(slot)?.kind === 'overall') return null;
  const own = form.rules.overall.filter((judged) => judged.slot === slot);
  return own.length > 0 ? own.map(needOf).join(words.semicolon) : null;
}
