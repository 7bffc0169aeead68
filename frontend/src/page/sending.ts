/** The ballot under way: seal, stamp, mix, drop, each with a line on what it is for; calm words when the network fails. */
import { announce, fill, h, icon, ICONS, setText } from '../dom';
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
  let [now, failed, spoken] = [0, 0, ''];
  const row = (stage: Stage, i: number): HTMLElement => {
    const [name = '', meaning = ''] = textOf(stage, mix);
    const state = i < now ? 'done' : i === now ? 'current' : 'todo';
    const mark = h('span', { class: 'mark', 'aria-hidden': 'true' }, icon(ICONS.tick));
    const said = h('span', { class: 'sr' }, words.aside(words.sending.state[state]));
    return h('li', { class: state, 'aria-current': state === 'current' ? 'step' : null }, mark, h('div', {}, h('b', {}, name), ' ', said, h('p', {}, meaning)));
  };
  const steps = h('ol', { class: 'steps' });
  const stay = h('p', { class: 'lead' });
  const trouble = h('div', { class: 'trouble' });
  function refresh(): void {
    fill(steps, ...STEPS.map(row));
    trouble.hidden = failed === 0;
    stay.hidden = failed > 0;
  }
  frame.show('sending', () => {
    refresh();
    setText(stay, words.sending.stay);
    fill(trouble,
      h('p', {}, h('b', {}, words.sending.trouble)),
      h('p', {}, durable ? words.sending.troubleSafe : words.sending.troubleUnsafe),
      h('button', { type: 'button', class: 'round', onclick: retry }, words.sending.now),
    );
    const heading = resumed ? words.sending.resumed : words.sending.heading;
    return [h('div', { class: 'page sending' }, h('h1', {}, heading), stay, steps, trouble)];
  });
  return {
    at(stage, tries) {
      now = STEPS.indexOf(stage);
      failed = tries;
      refresh();
      const say = tries > 0 ? words.sending.trouble : (textOf(stage, mix)[0] ?? '');
      if (say !== spoken) announce(say);
      spoken = say;
    },
  };
}
