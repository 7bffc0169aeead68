/** Screens that say what happened and what to do: nothing else can be done here and now. */
import { h, icon, ICONS } from '../dom';
import { words } from '../words';
import { fingerprintView } from './enter';
import { type Frame } from './frame';

export interface Notice {
  readonly heading: string;
  readonly text: string;
  readonly todo: string;
  readonly tone?: 'plain' | 'wait' | 'stop' | 'done';
  readonly code?: string;
  readonly actions?: readonly { readonly text: string; readonly act: () => void }[];
  /** Fingerprints that do not agree: the slip's (null when it was compared by eye) and the server's. */
  readonly fingerprints?: { readonly slip: string | null; readonly served: string };
}

export function showNotice(frame: Frame, notice: Notice): void {
  const { tone = 'plain', fingerprints, code, actions = [] } = notice;
  const prints = fingerprints && [
    fingerprints.slip ? h('p', { class: 'note' }, words.notice.mismatch.onSlip) : null,
    fingerprints.slip ? fingerprintView(fingerprints.slip) : null,
    h('p', { class: 'note' }, words.notice.mismatch.served),
    fingerprintView(fingerprints.served),
  ];
  const buttons = actions.map(({ text, act }, i) =>
    h('button', { type: 'button', class: i === 0 ? 'go' : 'go second', onclick: act }, text));
  frame.show(`notice ${tone}`,
    h('div', { class: `page notice ${tone}` },
      h('div', { class: 'badge' }, icon(tone === 'wait' ? ICONS.clock : tone === 'done' ? ICONS.tick : ICONS.stop)),
      h('h1', {}, notice.heading),
      notice.text ? h('p', { class: 'lead' }, notice.text) : null,
      prints ? h('div', { class: 'panel' }, ...prints) : null,
      notice.todo ? h('p', { class: 'todo-text' }, notice.todo) : null,
      code ? h('p', { class: 'note' }, words.notice.refused.code(code)) : null,
      ...buttons,
    ),
  );
}
