/** Choices (多选): checkboxes, with least and most. */
import { h, newId } from '../../dom';
import { chosen } from '../../form';
import { words } from '../../words';
import { type Field, type FieldContext, boxColumnsFor, frame, option } from './field';

export function choiceField(context: FieldContext): Field {
  const { form, slot } = context;
  const { grades, least, most } = slot.indicator;
  const box = frame(context);
  const group = newId();
  const toggle = (index: number, on: boolean): void => {
    const others = chosen(form.entry(slot)).filter((each) => each !== index);
    const now = on ? [...others, index].sort((a, b) => a - b) : others;
    context.set(now.length > 0 ? now : null);
  };
  const options = grades.map((grade, i) => option('checkbox', group, grade.name, 'plain box', (on) => toggle(i, on)));
  const columns = boxColumnsFor(grades.map((grade) => grade.name));
  box.body.appendChild(h('div', { class: `os c${columns}` }, ...options.map((each) => each.label)));
  return {
    slot,
    element: box.element,
    refresh() {
      const now = chosen(form.entry(slot));
      const full = most > 0 && now.length >= most;
      options.forEach(({ input, label }, i) => {
        input.checked = now.includes(i);
        input.disabled = full && !input.checked;
        label.classList.toggle('off', input.disabled);
      });
      const count = now.length > 0 ? [words.choice.count(now.length)] : [];
      const last = full && most < grades.length ? [words.choice.full] : [];
      box.note([words.choice.bounds(least, most), ...count, ...last].join(words.comma));
      box.need(form.needs(slot));
    },
  };
}
