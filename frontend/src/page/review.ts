/** 核对: the whole ballot in words before it is sealed, each card one tap from being changed. */
import { THEIRS, h } from '../dom';
import { type Card, type Form } from '../form';
import { type Indicator } from '../manifest';
import { type Slot } from '../sheet';
import { words } from '../words';
import { inWords } from './cards';
import { toneOf } from './fields/grade';
import { type Frame } from './frame';

export interface ReviewScreen {
  readonly form: Form;
  readonly edit: (card: Card | null) => void;
  readonly confirm: () => void;
}

function valueOf(form: Form, slot: Slot): Node[] {
  const { grades, type } = slot.indicator;
  const text = inWords(form, slot);
  if (!text) return [h('dd', { class: 'blank' }, words.review.blank)];
  const grade = type === 'grade' ? grades[Number(form.entry(slot)) - 1] : undefined;
  if (grade) return [h('dd', {}, h('span', { class: `chip ${toneOf(grade, grades)}`, ...THEIRS }, text))];
  return text.split('\n').map((line) => h('dd', { class: type, ...(type === 'rank' || type === 'score' ? {} : THEIRS) }, line));
}

function cardOf(form: Form, card: Card, edit: () => void): HTMLElement {
  const skipped = form.isSkipped(card);
  const rows = card.slots
    .filter((slot) => slot.indicator.required || form.slotState(slot) !== 'blank')
    .map((slot) => h('div', {}, h('dt', { class: card.shared ? 'sr' : null, ...THEIRS }, slot.indicator.name), ...valueOf(form, slot)));
  const button = h('button', { type: 'button', class: 'link', 'aria-label': words.review.editOf(card.title), onclick: edit }, words.review.edit);
  const blank = h('p', { class: 'blank' }, skipped ? words.review.skipped : words.review.blank);
  return h('section', { class: 'card check' },
    h('h2', {}, h('span', { class: 'title', ...THEIRS }, card.title), button),
    skipped || rows.length === 0 ? blank : h('dl', {}, ...rows),
  );
}

/** 优秀 3 个 良好 5 个, for each indicator with grades: what people look for before they hand in. */
function summary(form: Form): HTMLElement | null {
  const slots = form.sheet.slots.filter((slot) => slot.indicator.type === 'grade' && form.answers().has(slot.number));
  const indicators = Array.from(new Set(slots.map((slot) => slot.indicator)));
  if (slots.length < 4) return null;
  const line = (indicator: Indicator): HTMLElement => {
    const counts = indicator.grades.map((grade, i) => ({
      grade,
      count: slots.filter((slot) => slot.indicator === indicator && form.entry(slot) === i + 1).length,
    }));
    const chips = counts.filter(({ count }) => count > 0).map(({ grade, count }) =>
      h('span', { class: 'total' }, h('span', { class: `chip ${toneOf(grade, indicator.grades)}`, ...THEIRS }, grade.name), ` ${words.review.times(count)}`));
    return h('div', {}, h('dt', THEIRS, indicator.name), h('dd', {}, ...chips));
  };
  return h('section', { class: 'card check totals' }, h('h2', {}, h('span', { class: 'title' }, words.review.summary)), h('dl', {}, ...indicators.map(line)));
}

export function showReview(frame: Frame, screen: ReviewScreen): void {
  const { form } = screen;
  frame.show('review', () => {
    const confirm = h('button', { type: 'button', class: 'go', onclick: () => screen.confirm() }, words.review.confirm);
    const back = h('button', { type: 'button', class: 'go second', onclick: () => screen.edit(null) }, words.review.back);
    const page = h('div', { class: 'page' },
      h('h1', {}, words.review.heading),
      h('p', { class: 'lead' }, words.review.lead),
      form.answers().size === 0 ? h('p', { class: 'lead strong' }, words.review.none) : null,
      summary(form),
      ...form.cards.map((card) => cardOf(form, card, () => screen.edit(card))),
      h('div', { class: 'send' }, confirm, back),
    );
    return [page];
  });
}
