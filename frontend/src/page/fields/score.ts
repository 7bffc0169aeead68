/** Scores (打分) of many values: a number to type, a step less or more, and a few evenly spaced values to start from. */
import { scoreMark } from '../../ballot';
import { type Decimal, decimalText, valueAt } from '../../decimal';
import { h, newId, setText } from '../../dom';
import { typed } from '../../form';
import { type Indicator } from '../../manifest';
import { scoreSteps } from '../../sheet';
import { words } from '../../words';
import { limitNote } from '../asked';
import { type Field, type FieldContext, frame } from './field';

const MOST_ANCHORS = 6;

/** The bounds in words: 0 至 100 分，间隔 0.5 分. */
export function boundsOf(indicator: Indicator): string {
  const { low, step } = indicator;
  const top = decimalText(valueAt(low, step, scoreSteps(indicator) - 1));
  const plain = decimalText(step) === '1';
  return plain ? words.score.boundsPlain(`${low}`, top) : words.score.bounds(`${low}`, top, decimalText(step));
}

/** Evenly spaced scores from the lowest to (near) the highest: even, so as not to suggest any. */
function anchorsOf(indicator: Indicator): string[] {
  const last = scoreSteps(indicator) - 1;
  const sizes = [1, 2, 5].flatMap((one) => [one, one * 10, one * 100]).sort((a, b) => a - b);
  const size = sizes.find((each) => Math.floor(last / each) < MOST_ANCHORS && last % each === 0);
  if (size === undefined) return [];
  return Array.from({ length: last / size + 1 }, (_, i) => decimalText(valueAt(indicator.low, indicator.step, i * size)));
}

/** The score one step away from what is typed; from nothing or nonsense, the nearer end. */
function stepped(indicator: Indicator, text: string, by: 1 | -1): string {
  const mark = scoreMark(indicator, text.trim());
  const last = scoreSteps(indicator) - 1;
  const index = mark === null ? (by > 0 ? 0 : last) : Math.min(last, Math.max(0, mark - 1 + by));
  return decimalText(valueAt(indicator.low, indicator.step, index));
}

function stepButton(sign: '−' | '+', label: string, click: () => void): HTMLButtonElement {
  return h('button', { type: 'button', class: 'step', 'aria-label': label, onclick: click }, sign);
}

export function scoreField(context: FieldContext): Field {
  const { form, slot } = context;
  const { indicator } = slot;
  const box = frame(context);
  const step: Decimal = indicator.step;
  const bounds = boundsOf(indicator);
  const errorId = newId();
  const error = h('p', { class: 'error', id: errorId, hidden: true });
  const input = h('input', {
    type: 'text',
    inputmode: 'decimal',
    autocomplete: 'off',
    class: 'number',
    maxlength: 8,
    'aria-label': words.score.field(indicator.name),
    'aria-describedby': `${box.noteId} ${errorId}`,
    'aria-required': indicator.required ? 'true' : null,
  });
  // A Chinese keyboard types full-width digits and points; they mean the same.
  const read = (): string => input.value.normalize('NFKC').replace(/。/g, '.').trim();
  const set = (text: string): void => context.set(text === '' ? null : text);
  input.addEventListener('input', () => set(read()));
  // Judged when the voter leaves it: half a number is no mistake yet.
  let left = false;
  input.addEventListener('blur', () => ((left = true), refresh()));
  input.addEventListener('focus', () => (left = false));
  const less = stepButton('−', words.score.less(decimalText(step)), () => set(stepped(indicator, read(), -1)));
  const more = stepButton('+', words.score.more(decimalText(step)), () => set(stepped(indicator, read(), 1)));
  const anchors = anchorsOf(indicator).map((value) =>
    h('button', { type: 'button', class: 'anchor', onclick: () => set(value) }, value),
  );
  box.body.appendChild(h('div', { class: 'entry' }, less, input, h('span', { class: 'unit', 'aria-hidden': 'true' }, words.score.unit), more));
  if (anchors.length > 0) box.body.appendChild(h('div', { class: 'anchors', role: 'group', 'aria-label': words.score.anchors }, ...anchors));
  box.body.appendChild(error);

  function refresh(): void {
    const entry = typed(form.entry(slot));
    if (document.activeElement !== input || read() !== entry) input.value = entry;
    const wrong = form.slotState(slot) === 'partly' && (left || document.activeElement !== input);
    input.setAttribute('aria-invalid', String(wrong));
    const bad = wrong && !form.breach(slot); // a score that another rule forbids is said below, with that rule
    error.hidden = !bad;
    setText(error, bad ? words.score.bad(bounds) : '');
    for (const anchor of anchors) anchor.setAttribute('aria-pressed', String(anchor.textContent === entry));
    box.note([bounds, limitNote(form.limits(slot))].filter(Boolean).join(words.semicolon));
    box.need(form.needs(slot));
  }

  return { slot, element: box.element, refresh };
}
