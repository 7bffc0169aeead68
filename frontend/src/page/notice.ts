/** Screens that say what happened and what to do: nothing else can be done here and now. */
import { h, icon, ICONS } from '../dom';
import { words } from '../words';
import { fingerprintView } from './enter';
import { type Frame } from './frame';

export interface Action {
  readonly text: string;
  readonly act: () => void;
}

export interface Notice {
  readonly heading: string;
  readonly text: string;
  readonly todo: string;
  readonly tone?: 'plain' | 'wait' | 'stop' | 'done';
  readonly code?: string;
  readonly actions?: readonly Action[];
  /** Fingerprints that do not agree: the slip's (null when it was compared by eye) and the server's. */
  readonly fingerprints?: { readonly slip: string | null; readonly served: string };
}

/** What the notice says, made anew in each language. */
export function showNotice(frame: Frame, make: () => Notice): void {
  const { tone = 'plain' } = make();
  frame.show(`notice ${tone}`, () => [page(make(), tone)]);
}

function page(notice: Notice, tone: string): HTMLElement {
  const { fingerprints, code, actions = [] } = notice;
  const prints = fingerprints && [
    fingerprints.slip ? h('p', { class: 'note' }, words.notice.mismatch.onSlip) : null,
    fingerprints.slip ? fingerprintView(fingerprints.slip) : null,
    h('p', { class: 'note' }, words.notice.mismatch.served),
    fingerprintView(fingerprints.served),
  ];
  const buttons = actions.map(({ text, act }, i) =>
    h('button', { type: 'button', class: i === 0 ? 'go' : 'go second', onclick: act }, text));
  return h('div', { class: `page notice ${tone}` },
    h('div', { class: 'badge' }, icon(tone === 'wait' ? ICONS.clock : tone === 'done' ? ICONS.tick : ICONS.stop)),
    h('h1', {}, notice.heading),
    notice.text ? h('p', { class: 'lead' }, notice.text) : null,
    prints ? h('div', { class: 'panel' }, ...prints) : null,
    notice.todo ? h('p', { class: 'todo-text' }, notice.todo) : null,
    code ? h('p', { class: 'note' }, words.notice.refused.code(code)) : null,
    ...buttons,
  );
}
