/** What all fields share: the frame with name, hint and flag, and the way they tell of a change. */
import { THEIRS, h, newId, setText } from '../../dom';
import { type Form } from '../../form';
import { type Slot } from '../../sheet';
import { words } from '../../words';
import { breachText } from '../asked';

export interface Field {
  readonly slot: Slot;
  readonly element: HTMLElement;
  /** Shows the present state of the form: called after every change anywhere, quotas and budgets being shared. */
  refresh(): void;
}

export interface FieldContext {
  readonly form: Form;
  readonly slot: Slot;
  /** Stores the new entry (null for none) and has the page refreshed. */
  readonly set: (entry: Parameters<Form['set']>[1]) => void;
}

export interface Frame {
  readonly element: HTMLFieldSetElement;
  readonly body: HTMLDivElement;
  readonly noteId: string;
  /** Says under the name how many, how much, how far; null for nothing. */
  note(text: string | null): void;
  /** Marks the field as needing the voter, or not; says why where something stands in it that has to be changed. */
  need(needs: boolean): void;
}

/** A fieldset named after the indicator. In a card of its own the name is the card's title already, and only spoken. */
export function frame({ form, slot }: FieldContext): Frame {
  const { indicator, subject } = slot;
  const noteId = newId();
  const name = h('b', { class: subject ? null : 'sr', ...THEIRS }, indicator.name);
  const flag = h('span', { class: 'flag' });
  const optional = h('span', { class: 'opt' }, subject && !indicator.required ? words.slot.optional : null);
  const hint = h('small', { class: 'hint', ...THEIRS }, indicator.hint);
  const note = h('p', { class: 'note', id: noteId, hidden: true });
  const body = h('div', { class: 'body' });
  const legend = h('legend', {}, name, ' ', flag, subject && !indicator.required ? optional : null, indicator.hint ? hint : null);
  const wrongId = newId();
  const wrong = h('p', { class: 'error', id: wrongId, hidden: true });
  const element = h('fieldset', { class: `q ${indicator.type}`, 'aria-describedby': `${noteId} ${wrongId}` }, legend, note, body, wrong);
  return {
    element,
    body,
    noteId,
    note(text) {
      note.hidden = text === null;
      if (text !== null && note.textContent !== text) note.textContent = text;
    },
    need(needs) {
      element.classList.toggle('need', needs);
      const text = breachText(form, form.breach(slot));
      wrong.hidden = text === null;
      setText(wrong, text ?? '');
      setText(flag, text === null ? words.slot.missing[indicator.type] : words.slot.wrong);
    },
  };
}

/** How wide a text is, in Chinese characters. */
export function widthOf(text: string): number {
  return Array.from(text).reduce((sum, char) => sum + (char.charCodeAt(0) < 0x250 ? 0.55 : 1), 0);
}

/** The number of columns in which buttons of these names stand well on a phone. */
export function columnsFor(names: readonly string[]): number {
  const longest = Math.max(...names.map(widthOf));
  if (longest > 9) return 1;
  if (longest > 4) return 2;
  if (names.length <= 4) return names.length;
  if (names.length === 5) return longest <= 2 ? 5 : 3;
  if (names.length === 6) return 3;
  if (longest <= 2 && names.length % 5 !== 1) return 5;
  return longest <= 3 ? 4 : 3;
}

/** The same for checkboxes, whose box takes the room of two characters more. */
export function boxColumnsFor(names: readonly string[]): number {
  return Math.min(3, columnsFor(names.map((name) => `口口${name}`)));
}

export interface Option {
  readonly label: HTMLLabelElement;
  readonly input: HTMLInputElement;
}

/** A radio button or checkbox drawn as a large button. */
export function option(
  type: 'radio' | 'checkbox',
  group: string,
  name: string,
  tone: string,
  change: (checked: boolean) => void,
): Option {
  const input = h('input', { type, name: group, autocomplete: 'off' });
  input.addEventListener('change', () => change(input.checked));
  return { input, label: h('label', { class: `o ${tone}` }, input, h('span', {}, h('span', { class: 'tx', ...THEIRS }, name))) };
}

export function textButton(text: string, click: () => void, kind = 'link'): HTMLButtonElement {
  return h('button', { type: 'button', class: kind, onclick: click }, text);
}
