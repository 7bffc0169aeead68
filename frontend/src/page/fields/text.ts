/** Open text (意见): with what is left of its own limit and of the ballot's room. */
import { h, newId, setText } from '../../dom';
import { typed } from '../../form';
import { words } from '../../words';
import { type Field, type FieldContext, frame } from './field';

export function textField(context: FieldContext): Field {
  const { form, slot } = context;
  const box = frame(context);
  box.note(words.text.note);
  const countId = newId();
  const count = h('p', { class: 'count', id: countId });
  const area = h('textarea', {
    rows: 3,
    autocomplete: 'off',
    'aria-label': slot.indicator.name,
    'aria-describedby': `${box.noteId} ${countId}`,
    'aria-required': slot.indicator.required ? 'true' : null,
    placeholder: words.text.placeholder,
  });
  area.addEventListener('input', () => context.set(area.value === '' ? null : area.value));
  box.body.appendChild(area);
  box.body.appendChild(count);
  return {
    slot,
    element: box.element,
    refresh() {
      const entry = typed(form.entry(slot));
      if (area.value !== entry) area.value = entry;
      const left = form.charactersLeft(slot);
      const over = form.slotState(slot) === 'partly';
      area.setAttribute('aria-invalid', String(over));
      count.classList.toggle('over', over);
      setText(count, over ? words.text.over(Math.max(1, -left)) : words.text.left(Math.max(0, left)));
      box.need(form.needs(slot));
    },
  };
}
