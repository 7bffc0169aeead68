/** The ballot under way: seal, stamp, mix, drop, each with a line on what it is for; calm words when the network fails. */
import { announce, h, icon, ICONS, setText } from '../dom';
import { type Step } from '../trip';
import { type Mix } from '../wire';
import { words } from '../words';
import { type Frame } from './frame';

const STEPS = ['seal', 'stamp', 'mix', 'drop'] as const;

export type Stage = (typeof STEPS)[number];

export interface Sending {
  /** Shows the step that is under way; `tries` failed attempts at it so far. */
  at(stage: Stage | Step, tries: number): void;
}

function textOf(stage: Stage, [least, most]: Mix): readonly string[] {
  if (stage !== 'mix') return words.sending.steps[stage];
  return most > 0 ? words.sending.mix(least / 1000, most / 1000) : words.sending.unmixed;
}

/** `retry` is called when somebody does not want to wait for the next try; `durable` tells whether the job is kept. */
export function showSending(frame: Frame, resumed: boolean, durable: boolean, mix: Mix, retry: () => void): Sending {
  const rows = STEPS.map((stage) => {
    const [name, meaning] = textOf(stage, mix);
    const state = h('span', { class: 'sr' });
    const mark = h('span', { class: 'mark', 'aria-hidden': 'true' }, icon(ICONS.tick));
    return { stage, name, state, element: h('li', {}, mark, h('div', {}, h('b', {}, name ?? ''), ' ', state, h('p', {}, meaning ?? ''))) };
  });
  const trouble = h('div', { class: 'trouble', hidden: true },
    h('p', {}, h('b', {}, words.sending.trouble)),
    h('p', {}, durable ? words.sending.troubleSafe : words.sending.troubleUnsafe),
    h('button', { type: 'button', class: 'round', onclick: retry }, words.sending.now),
  );
  const stay = h('p', { class: 'lead' }, words.sending.stay);
  const heading = resumed ? words.sending.resumed : words.sending.heading;
  frame.show('sending', h('div', { class: 'page sending' }, h('h1', {}, heading), stay, h('ol', { class: 'steps' }, ...rows.map((row) => row.element)), trouble));
  let spoken = '';
  return {
    at(stage, tries) {
      const now = STEPS.indexOf(stage);
      rows.forEach((row, i) => {
        const state = i < now ? 'done' : i === now ? 'current' : 'todo';
        row.element.className = state;
        setText(row.state, `（${words.sending.state[state]}）`);
        if (state === 'current') row.element.setAttribute('aria-current', 'step');
        else row.element.removeAttribute('aria-current');
      });
      trouble.hidden = tries === 0;
      stay.hidden = tries > 0;
      const say = tries > 0 ? words.sending.trouble : (rows[now]?.name ?? '');
      if (say !== spoken) announce(say);
      spoken = say;
    },
  };
}
