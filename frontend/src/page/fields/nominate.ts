/** Nominations (推荐): candidates to tick, a filter for long lists, and names written in. */
import { lengthOf } from '../../ballot';
import { announce, fill, h, icon, ICONS, newId, setText } from '../../dom';
import { type Nominated, namesOf, nominated } from '../../form';
import { words } from '../../words';
import { type Field, type FieldContext, boxColumnsFor, frame, option, textButton } from './field';

/** More candidates than this get a filter. */
const LONG = 15;

export function nominateField(context: FieldContext): Field {
  const { form, slot } = context;
  const { least, most } = slot.indicator;
  const box = frame(context);
  const group = newId();
  const names = slot.candidates.map((candidate) => candidate.name);
  const now = (): Nominated => nominated(form.entry(slot));
  const set = (next: Nominated): void => context.set(next.chosen.length + next.written.length > 0 ? next : null);
  const count = (): number => now().chosen.length + namesOf(now().written).length;

  const toggle = (index: number, on: boolean): void => {
    const others = now().chosen.filter((each) => each !== index);
    set({ ...now(), chosen: on ? [...others, index].sort((a, b) => a - b) : others });
  };
  const options = names.map((name, i) => option('checkbox', group, name, 'plain box', (on) => toggle(i, on)));
  const list = h('div', { class: `os c${boxColumnsFor(names)}` }, ...options.map((each) => each.label));
  const none = h('p', { class: 'note', hidden: true }, words.nominate.noMatch);
  if (names.length > LONG) box.body.appendChild(filter(names, options.map((each) => each.label), none));
  box.body.appendChild(list);
  box.body.appendChild(none);

  const lines = h('div', { class: 'lines' });
  const add = textButton(words.nominate.add, () => {
    set({ ...now(), written: [...now().written, ''] });
    lines.querySelector<HTMLInputElement>('div:last-child input')?.focus();
  }, 'plain-button');
  const left = h('p', { class: 'count' });
  box.body.appendChild(lines);
  box.body.appendChild(add);
  box.body.appendChild(left);

  function line(index: number): HTMLDivElement {
    const input = h('input', {
      type: 'text',
      autocomplete: 'off',
      'aria-label': words.nominate.writeIn(index + 1),
      placeholder: words.nominate.placeholder,
      value: now().written[index] ?? '',
    });
    input.addEventListener('input', () => {
      set({ ...now(), written: now().written.map((each, i) => (i === index ? input.value : each)) });
    });
    const remove = (): void => {
      set({ ...now(), written: now().written.filter((_, i) => i !== index) });
      add.focus();
    };
    const button = h('button', { type: 'button', class: 'move', 'aria-label': words.nominate.remove(index + 1), onclick: remove }, icon(ICONS.cross));
    return h('div', { class: 'line' }, input, button);
  }

  let lineCount = -1;
  function drawLines(): void {
    const { written } = now();
    const inputs = Array.from(lines.querySelectorAll('input'));
    if (written.length === lineCount && inputs.every((input, i) => input.value === written[i])) return;
    lineCount = written.length;
    fill(lines, ...written.map((_, i) => line(i)));
  }

  let wasFull = false;
  return {
    slot,
    element: box.element,
    refresh() {
      const full = most > 0 && count() >= most;
      options.forEach(({ input, label }, i) => {
        input.checked = now().chosen.includes(i);
        input.disabled = full && !input.checked;
        label.classList.toggle('off', input.disabled);
      });
      drawLines();
      // One blank line at a time: an empty one that waits is filled before the next is offered.
      add.hidden = full || now().written.some((each) => each.trim() === '');
      const room = form.charactersLeft(slot);
      left.hidden = lengthOf(now().written.join('')) === 0 || room > 20;
      left.classList.toggle('over', room < 0);
      setText(left, room < 0 ? words.text.over(-room) : words.text.left(room));
      const parts = [words.nominate.bounds(least, most), ...(count() > 0 ? [words.nominate.count(count())] : [])];
      box.note([...parts, ...(full ? [words.nominate.full] : [])].join(words.comma));
      if (full && !wasFull) announce(words.nominate.full);
      wasFull = full;
      box.need(form.needs(slot));
    },
  };
}

function filter(names: readonly string[], labels: readonly HTMLElement[], none: HTMLElement): HTMLInputElement {
  const input = h('input', { type: 'search', class: 'filter', autocomplete: 'off', 'aria-label': words.nominate.filter, placeholder: words.nominate.filter });
  input.addEventListener('input', () => {
    const wanted = input.value.trim().toLowerCase();
    let shown = 0;
    labels.forEach((label, i) => {
      label.hidden = !(names[i] ?? '').toLowerCase().includes(wanted);
      shown += label.hidden ? 0 : 1;
    });
    none.hidden = shown > 0;
  });
  return input;
}
