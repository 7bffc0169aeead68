/** Grades (等次), and scores of few values: one button each. */
import { scoreMark } from '../../ballot';
import { decimalText, valueAt } from '../../decimal';
import { h, newId } from '../../dom';
import { typed } from '../../form';
import { type Grade } from '../../manifest';
import { scoreSteps } from '../../sheet';
import { words } from '../../words';
import { limitNote, overallNote } from '../asked';
import { type Field, type FieldContext, type Option, columnsFor, frame, option, textButton } from './field';

/** The colour of a grade: from the best (a) to the worst (d) by points; grey for one that is not scored. */
export function toneOf(grade: Grade, grades: readonly Grade[]): string {
  const points = grades.filter((each) => each.points !== '').map((each) => Number(each.points));
  if (points.length === 0) return 'plain';
  if (grade.points === '') return 'none';
  const better = new Set(points.filter((each) => each > Number(grade.points))).size;
  const place = better / Math.max(1, new Set(points).size - 1);
  return place < 0.2 ? 'a' : place < 0.45 ? 'b' : place < 0.8 ? 'c' : 'd';
}

/** What the limits leave, and what an overall grade needs. */
function noteOf({ form, slot }: FieldContext): string | null {
  return [limitNote(form.limits(slot)), overallNote(form, slot)].filter(Boolean).join(words.semicolon) || null;
}

interface Choice {
  readonly name: string;
  readonly tone: string;
  /** Whether the present entry is this one. */
  readonly is: () => boolean;
  readonly pick: () => void;
}

function buttons(context: FieldContext, choices: readonly Choice[]): Field {
  const { form, slot } = context;
  const box = frame(context);
  const group = newId();
  const options: Option[] = choices.map((each) => option('radio', group, each.name, each.tone, each.pick));
  // A grade outside the scale (不了解) under four or more others gets a line of its own, as the way out that it is.
  const last = choices[choices.length - 1];
  const apart = choices.length > 4 && last?.tone === 'none';
  const columns = columnsFor((apart ? choices.slice(0, -1) : choices).map((each) => each.name));
  if (apart) options[options.length - 1]?.label.classList.add('apart');
  const clear = textButton(words.slot.clear, () => context.set(null), 'link clear');
  box.body.appendChild(h('div', { class: `os c${columns}` }, ...options.map((each) => each.label)));
  if (!slot.indicator.required) box.body.appendChild(clear);
  return {
    slot,
    element: box.element,
    refresh() {
      options.forEach(({ input, label }, i) => {
        const choice = choices[i];
        input.checked = choice?.is() ?? false;
        input.disabled = !input.checked && form.isBlocked(slot, i + 1);
        label.classList.toggle('off', input.disabled);
      });
      box.note(noteOf(context));
      box.need(form.needs(slot));
      clear.hidden = form.slotState(slot) === 'blank';
    },
  };
}

export function gradeField(context: FieldContext): Field {
  const { form, slot } = context;
  const { grades } = slot.indicator;
  const choices = grades.map((grade, i) => ({
    name: grade.name,
    tone: toneOf(grade, grades),
    is: () => form.entry(slot) === i + 1,
    pick: () => context.set(i + 1),
  }));
  return buttons(context, choices);
}

/** At most this many scores get a button each. */
export const FEW = 11;

export function fewScoresField(context: FieldContext): Field {
  const { form, slot } = context;
  const { indicator } = slot;
  const choices = Array.from({ length: scoreSteps(indicator) }, (_, i) => {
    const name = decimalText(valueAt(indicator.low, indicator.step, i));
    const is = (): boolean => scoreMark(indicator, typed(form.entry(slot))) === i + 1;
    return { name, tone: 'plain', is, pick: () => context.set(name) };
  });
  return buttons(context, choices);
}
