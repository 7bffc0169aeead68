/** Ranking (排序): tap the candidates in order; arrows move one up or down; ties where they are allowed. All plain buttons. */
import { ICONS, THEIRS, announce, fill, h, icon } from '../../dom';
import { type Ranking, placesOf, ranking } from '../../form';
import { words } from '../../words';
import { type Field, type FieldContext, frame, textButton } from './field';

function without(now: Ranking, at: number): Ranking {
  const tied = now.tied.filter((_, i) => i !== at);
  // Whoever follows the one taken out keeps its tie only if it was tied to those before as well.
  if (at < tied.length && !now.tied[at]) tied[at] = false;
  return { order: now.order.filter((_, i) => i !== at), tied };
}

function swapped(now: Ranking, at: number): Ranking {
  const order = now.order.slice();
  [order[at - 1], order[at]] = [order[at] as number, order[at - 1] as number];
  return { order, tied: now.tied };
}

export function rankField(context: FieldContext): Field {
  const { form, slot } = context;
  const { ties } = slot.indicator;
  const box = frame(context);
  const nameOf = (candidate: number): string => slot.candidates[candidate]?.name ?? '';
  const ranked = h('ol', { class: 'ranked', 'aria-label': words.rank.ranked });
  const pool = h('div', { class: 'pool', role: 'group', 'aria-label': words.rank.unranked });
  const clear = textButton(words.rank.clear, () => change({ order: [], tied: [] }, ''), 'link clear');
  const title = h('p', { class: 'pool-title', 'aria-hidden': 'true' }, words.rank.unranked);
  box.body.appendChild(ranked);
  box.body.appendChild(title);
  box.body.appendChild(pool);
  box.body.appendChild(clear);

  /** The key of the control that should have the focus after the lists have been drawn anew. */
  let wanted: string | null = null;

  function change(next: Ranking, focus: string): void {
    wanted = focus;
    const before = ranking(form.entry(slot));
    context.set(next.order.length > 0 ? next : null);
    const places = placesOf(next, slot.width);
    const moved = next.order.find((one) => !before.order.includes(one)) ?? next.order.find((one, i) => before.order[i] !== one);
    const gone = before.order.find((one) => !next.order.includes(one));
    if (gone !== undefined) announce(words.rank.removed(nameOf(gone)));
    else if (moved !== undefined) announce(words.rank.placed(nameOf(moved), places[moved] ?? 0));
  }

  function control(key: string, label: string, path: string, click: () => void, off = false): HTMLButtonElement {
    const attributes = { type: 'button', class: 'move', 'data-key': key, 'aria-label': label, onclick: click, disabled: off };
    return h('button', attributes, icon(path));
  }

  function row(now: Ranking, at: number, place: number): HTMLLIElement {
    const candidate = now.order[at] as number;
    const name = nameOf(candidate);
    const tie = h('button', {
      type: 'button',
      class: 'tie',
      'data-key': `tie${candidate}`,
      'aria-pressed': String(now.tied[at] === true),
      'aria-label': words.rank.tieOf(name),
      onclick: () => change({ order: now.order, tied: now.tied.map((one, i) => (i === at ? !one : one)) }, `tie${candidate}`),
    }, words.rank.tie);
    return h('li', {},
      h('span', { class: 'place' }, h('span', { class: 'sr' }, words.rank.place(place)), h('span', { 'aria-hidden': 'true' }, String(place))),
      h('span', { class: 'who' }, h('span', THEIRS, name), ties && at > 0 ? tie : null),
      h('span', { class: 'moves' },
        control(`up${candidate}`, words.rank.up(name), ICONS.up, () => change(swapped(now, at), `up${candidate}`), at === 0),
        control(`down${candidate}`, words.rank.down(name), ICONS.down, () => change(swapped(now, at + 1), `down${candidate}`), at === now.order.length - 1),
        control(`out${candidate}`, words.rank.out(name), ICONS.cross, () => change(without(now, at), `add${candidate}`)),
      ),
    );
  }

  function draw(now: Ranking): void {
    const places = placesOf(now, slot.width);
    const rest = slot.candidates.map((_, i) => i).filter((one) => !now.order.includes(one));
    fill(ranked, ...now.order.map((candidate, at) => row(now, at, places[candidate] ?? 0)));
    fill(pool, ...rest.map((candidate, i) => {
      const next = rest[i + 1] ?? rest[i - 1];
      const focus = next === undefined ? `out${candidate}` : `add${next}`;
      const add = (): void => change({ order: [...now.order, candidate], tied: [...now.tied, false] }, focus);
      const label = words.rank.add(nameOf(candidate), now.order.length + 1);
      return h('button', { type: 'button', class: 'add', 'data-key': `add${candidate}`, 'aria-label': label, onclick: add }, h('span', THEIRS, nameOf(candidate)));
    }));
    ranked.hidden = now.order.length === 0;
    pool.hidden = title.hidden = rest.length === 0;
    clear.hidden = now.order.length === 0;
  }

  function refocus(): void {
    if (wanted === null) return;
    const find = (key: string): HTMLButtonElement | null => box.body.querySelector(`[data-key="${key}"]`);
    const target = find(wanted);
    // An arrow that has reached the end is switched off; its twin takes the focus.
    const twin = find(wanted.replace(/^(up|down)/, (way) => (way === 'up' ? 'down' : 'up')));
    (target && !target.disabled ? target : (twin ?? pool.querySelector('button')))?.focus({ preventScroll: true });
    wanted = null;
  }

  let drawn = '';
  return {
    slot,
    element: box.element,
    refresh() {
      const now = ranking(form.entry(slot));
      const state = JSON.stringify(now);
      if (state !== drawn || ranked.childNodes.length + pool.childNodes.length === 0) draw(now);
      drawn = state;
      refocus();
      const lead = ties ? words.rank.leadTies : words.rank.lead;
      const count = now.order.length > 0 ? words.rank.count(now.order.length, slot.width) : '';
      box.note(`${lead}${count}`);
      box.need(form.needs(slot));
    },
  };
}
