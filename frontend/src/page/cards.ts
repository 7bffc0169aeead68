/** One card of the sheet: head with state, fields, 不了解; folded away when finished and the sheet is long. */
import { THEIRS, h, icon, ICONS, newId, setText } from '../dom';
import { type Card, type CardState, type Form, chosen, nominated, placesOf, ranking, typed } from '../form';
import { scoreSteps, type Slot } from '../sheet';
import { words } from '../words';
import { choiceField } from './fields/choice';
import { type Field, type FieldContext } from './fields/field';
import { FEW, fewScoresField, gradeField } from './fields/grade';
import { nominateField } from './fields/nominate';
import { rankField } from './fields/rank';
import { scoreField } from './fields/score';
import { textField } from './fields/text';

export interface CardView {
  readonly card: Card;
  readonly element: HTMLElement;
  readonly heading: HTMLElement;
  refresh(): void;
  /** Marks what is missing in red, from the first attempt to submit on. */
  mark(missing: boolean): void;
  fold(folded: boolean): void;
  /** Where the focus belongs when somebody is sent to this card. */
  focus(): void;
}

function fieldFor(context: FieldContext): Field {
  switch (context.slot.indicator.type) {
    case 'grade':
      return gradeField(context);
    case 'score':
      return scoreSteps(context.slot.indicator) <= FEW ? fewScoresField(context) : scoreField(context);
    case 'choice':
      return choiceField(context);
    case 'rank':
      return rankField(context);
    case 'nominate':
      return nominateField(context);
    case 'text':
      return textField(context);
  }
}

/** What is entered in a slot, in a few words; empty for nothing. */
export function inWords(form: Form, slot: Slot): string {
  const entry = form.entry(slot);
  const { grades, type } = slot.indicator;
  const name = (candidate: number): string => slot.candidates[candidate]?.name ?? '';
  switch (type) {
    case 'grade':
      return grades[Number(entry) - 1]?.name ?? '';
    case 'score':
      return typed(entry).trim() && words.review.point(typed(entry).trim());
    case 'choice':
      return chosen(entry).map((one) => grades[one]?.name ?? '').join(words.list);
    case 'rank': {
      const places = placesOf(ranking(entry), slot.width);
      return ranking(entry).order.map((one) => words.review.rankLine(places[one] ?? 0, name(one))).join('\n');
    }
    case 'nominate': {
      const answer = form.answers().get(slot.number);
      const written = answer?.type === 'nominate' ? answer.written : [];
      return [...nominated(entry).chosen.map(name), ...written].join(words.list);
    }
    case 'text':
      return typed(entry).trim();
  }
}

function stateText(form: Form, card: Card, state: CardState): string {
  if (state === 'skipped') return words.card.skipped;
  const answered = card.slots.some((slot) => form.slotState(slot) !== 'blank');
  if (state === 'done') return card.needed ? words.card.done : answered ? words.card.filled : words.card.optional;
  if (form.isWrong(card)) return words.card.wrong;
  const required = card.slots.filter((slot) => slot.indicator.required);
  if (required.length < 2) return words.card.todo;
  return words.card.open(required.filter((slot) => form.slotState(slot) === 'done').length, required.length);
}

function skipLine(form: Form, card: Card, changed: () => void): { line: HTMLElement; box: HTMLInputElement } {
  const box = h('input', { type: 'checkbox', autocomplete: 'off' });
  box.addEventListener('change', () => {
    form.skip(card, box.checked);
    changed();
  });
  const text = card.shared ? words.card.skipShared : words.card.skip;
  return { box, line: h('p', { class: 'skip' }, h('label', {}, box, h('span', {}, text))) };
}

/** `changed` is called after each entry; `foldable` gives the head a button that folds the card. */
export function cardView(form: Form, card: Card, number: number, foldable: boolean, changed: () => void): CardView {
  const titleId = newId();
  const bodyId = newId();
  const fields = card.slots.map((slot) =>
    fieldFor({
      form,
      slot,
      set: (entry) => {
        form.set(slot, entry);
        changed();
      },
    }),
  );
  const state = h('span', { class: 'state' });
  const badge = h('span', { class: 'no', 'aria-hidden': 'true' }, h('span', {}, String(number)), icon(ICONS.tick));
  const title = h('span', { class: 'title', id: titleId, ...THEIRS }, card.title);
  const toggle = h('button', { type: 'button', class: 'fold', 'aria-expanded': 'true', 'aria-controls': bodyId, onclick: () => view.fold(!folded) }, badge, title, state, icon(ICONS.down));
  const heading = h('h2', {}, ...(foldable ? [toggle] : [badge, title, state]));
  const skip = card.skippable ? skipLine(form, card, changed) : null;
  const summary = h('p', { class: 'summary', hidden: true });
  const entries = h('div', { class: 'fields' }, ...fields.map((field) => field.element));
  const body = h('div', { class: 'bd', id: bodyId }, entries, skip ? skip.line : null);
  const element = h('section', { class: 'card', role: 'group', 'aria-labelledby': titleId }, heading, summary, body);
  let folded = false;

  const view: CardView = {
    card,
    element,
    heading,
    refresh() {
      const now = form.cardState(card);
      for (const field of fields) field.refresh();
      element.classList.toggle('done', now === 'done' && (card.needed || card.slots.some((slot) => form.slotState(slot) === 'done')));
      element.classList.toggle('skipped', now === 'skipped');
      entries.hidden = now === 'skipped';
      if (skip) skip.box.checked = now === 'skipped';
      if (now !== 'open') element.classList.remove('miss');
      setText(state, stateText(form, card, now));
      const parts = now === 'skipped' ? [] : card.slots.map((slot) => inWords(form, slot).replace(/\n/g, words.list)).filter(Boolean);
      setText(summary, parts.join(' · '));
      summary.hidden = !folded || parts.length === 0;
    },
    mark(missing) {
      element.classList.toggle('miss', missing && form.cardState(card) === 'open');
    },
    fold(fold) {
      folded = fold && foldable;
      element.classList.toggle('folded', folded);
      toggle.setAttribute('aria-expanded', String(!folded));
      body.hidden = folded;
      view.refresh();
    },
    focus() {
      view.fold(false);
      const wanted = fields.find((field) => form.needs(field.slot));
      const target = wanted?.element.querySelector<HTMLElement>('input:not(:disabled), textarea, button:not(:disabled)');
      (target ?? heading).focus({ preventScroll: true });
    },
  };
  return view;
}
