/** The sheet on the screen: sticky progress, jump list, cards, and the bar that leads to what is missing. */
import { type Child, THEIRS, announce, h, icon, ICONS, newId, scrollTo, setText } from '../dom';
import { type Card, type Form } from '../form';
import { type Manifest } from '../manifest';
import { WHY, words } from '../words';
import { askedBox } from './asked';
import { type CardView, cardView } from './cards';
import { type Frame, largeButton } from './frame';

/** With more cards than this, finished ones fold away and there is a jump list. */
const LONG = 6;

export interface SheetScreen {
  readonly form: Form;
  readonly restored: boolean;
  /** Whether the ballot will wait among others before it is dropped. */
  readonly mixed: boolean;
  /** The card to show first; null for the top. */
  readonly at: Card | null;
  /** Told after every change, to keep the draft. */
  readonly changed: () => void;
  readonly review: () => void;
}

/** What the progress counts: units, people, or both and rankings as well. */
export function nounOf(form: Form): (count: number) => string {
  const needed = form.cards.filter((card) => card.needed);
  const kinds = new Set(needed.map((card) => (card.shared ? 'mixed' : (card.slots[0]?.subject?.kind ?? 'mixed'))));
  const [kind] = kinds.size === 1 ? kinds : ['mixed' as const];
  return (count) => words.progress.noun(kind ?? 'mixed', count);
}

function promise(manifest: Manifest, { mixed, restored }: SheetScreen): HTMLElement {
  const { k, n, kept } = manifest.shares;
  return h('div', { class: 'promise' },
    icon(ICONS.lock),
    h('div', {},
      h('p', {}, words.promise, ' ', h('a', { href: WHY }, words.why)),
      h('p', {}, kept ? words.keptByServer : words.keptByPeople(k, n)),
      mixed ? null : h('p', {}, words.unmixed),
      h('p', {}, words.seen(manifest.seen)),
      h('p', {}, restored ? words.draftBack : words.draftKept),
    ),
  );
}

interface Bar {
  readonly element: HTMLElement;
  refresh(): void;
}

function progressBar(form: Form, frame: Frame, views: readonly CardView[], goTo: (view: CardView) => void): Bar {
  const done = h('b', {});
  const all = form.progress().all;
  const fillBar = h('i', {});
  const label = h('p', { class: 'lab' }, words.progress.label, ' ', done, ` / ${all} ${nounOf(form)(all)}`);
  const jump = jumpList(form, views, goTo);
  const tools = h('div', { class: 'tools' }, views.length > LONG ? jump.button : null, largeButton(frame));
  const element = h('div', { class: 'bar' },
    h('div', { class: 'in' }, all > 0 ? label : h('span', {}), tools),
    h('div', { class: 'meter', 'aria-hidden': 'true' }, fillBar),
    jump.panel,
  );
  return {
    element,
    refresh() {
      const progress = form.progress();
      setText(done, String(progress.done));
      fillBar.style.width = `${progress.all === 0 ? 0 : (100 * progress.done) / progress.all}%`;
      jump.refresh();
    },
  };
}

interface Jump {
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
  refresh(): void;
}

function jumpList(form: Form, views: readonly CardView[], goTo: (view: CardView) => void): Jump {
  const id = newId();
  const items = views.map((view, i) => {
    const state = h('span', { class: 'state' });
    const go = (): void => {
      show(false);
      goTo(view);
    };
    return { view, state, item: h('button', { type: 'button', onclick: go }, h('span', { class: 'n' }, `${i + 1}`), h('span', { class: 'title', ...THEIRS }, view.card.title), state) };
  });
  const panel = h('nav', { class: 'jump', id, hidden: true, 'aria-label': words.progress.jumpTitle }, h('ul', {}, ...items.map(({ item }) => h('li', {}, item))));
  const button = h('button', { type: 'button', class: 'pill', 'aria-expanded': 'false', 'aria-controls': id, onclick: () => show(button.getAttribute('aria-expanded') !== 'true') }, words.progress.jump);
  function show(open: boolean): void {
    panel.hidden = !open;
    button.setAttribute('aria-expanded', String(open));
  }
  panel.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape') return;
    show(false);
    button.focus();
  });
  return {
    button,
    panel,
    refresh() {
      for (const { view, item, state } of items) {
        const now = form.cardState(view.card);
        item.className = now === 'done' && !view.card.needed ? 'optional' : now;
        setText(state, now === 'skipped' ? words.card.skipped : now === 'open' ? (form.isWrong(view.card) ? words.card.wrong : words.card.todo) : view.card.needed ? words.card.done : words.card.optional);
      }
    },
  };
}

function todoBar(noun: (count: number) => string, fill: () => void): { element: HTMLElement; show: (left: number, wrong: number) => void } {
  const text = h('p', {});
  const button = h('button', { type: 'button', class: 'round', onclick: fill }, words.submit.fill);
  const element = h('div', { class: 'todo-bar', hidden: true }, h('div', { class: 'in' }, text, button));
  return {
    element,
    show(left, wrong) {
      element.hidden = left === 0;
      setText(text, words.submit.left(left, wrong, noun));
    },
  };
}

/** Whether the last input was a finger or mouse: only then do finished cards fold and scroll by themselves. */
function pointerUsed(root: HTMLElement): () => boolean {
  let pointer = false;
  root.addEventListener('pointerdown', () => (pointer = true), true);
  root.addEventListener('keydown', () => (pointer = false), true);
  return () => pointer;
}

/** What outlives a change of language, when all is built anew. */
interface Standing {
  /** Whether the voter has tried to submit: from then on what is missing is red. */
  tried: boolean;
  /** Goes to the card to show first. */
  start: () => void;
}

export function showSheet(frame: Frame, screen: SheetScreen): void {
  const standing: Standing = { tried: false, start: () => undefined };
  frame.show('sheet', () => content(frame, screen, standing));
  standing.start();
}

function content(frame: Frame, screen: SheetScreen, standing: Standing): Child[] {
  const { form } = screen;
  const long = form.cards.length > LONG;
  const views: CardView[] = form.cards.map((card, i) => cardView(form, card, i + 1, long, () => entered(card)));
  const goTo = (view: CardView): void => {
    view.focus();
    scrollTo(view.element);
  };
  const bar = progressBar(form, frame, views, goTo);
  const toFirstOpen = (): void => {
    const view = views.find((each) => each.card === form.firstOpen());
    if (view) goTo(view);
  };
  const todo = todoBar(nounOf(form), toFirstOpen);
  const submit = h('button', { type: 'submit', class: 'go' }, words.submit.go);
  const sheet = h('form', { class: 'sheet', novalidate: true, autocomplete: 'off' },
    ...views.map((view) => view.element),
    h('div', { class: 'send' }, submit, h('p', {}, words.submit.note)),
  );
  const byPointer = pointerUsed(sheet);
  let states = form.cards.map((card) => form.cardState(card));
  let moving: number | undefined;
  const finishing = new Set<CardView>(); // done, and to be folded at the next pause
  // Whoever has gone on by himself meanwhile is left where he is: a page that moves takes the button from under a finger.
  for (const doing of ['pointerdown', 'keydown', 'focusin', 'input']) {
    sheet.addEventListener(doing, () => clearTimeout(moving), true);
  }

  function refresh(): void {
    for (const view of views) {
      view.refresh();
      view.mark(standing.tried);
    }
    bar.refresh();
    if (!standing.tried) return;
    const open = form.cards.filter((card) => form.cardState(card) === 'open');
    todo.show(open.length, open.filter((card) => form.isWrong(card)).length);
  }

  function entered(card: Card): void {
    screen.changed();
    refresh();
    const before = states;
    states = form.cards.map((each) => form.cardState(each));
    const at = form.cards.indexOf(card);
    if (before[at] === 'open' && states[at] !== 'open') finished(at);
  }

  /** Says so, and for fingers moves gently on to what comes next; a keyboard keeps its place. */
  function finished(at: number): void {
    const progress = form.progress();
    announce(words.progress.spoken(progress.done, progress.all, nounOf(form)(progress.all)));
    const view = views[at];
    const next = views[at + 1];
    const writing = /^(textarea|text|search)$/.test((document.activeElement as HTMLInputElement | null)?.type ?? '');
    if (!byPointer() || writing || !view || !next) return;
    finishing.add(view);
    moving = window.setTimeout(() => {
      if (form.cardState(view.card) === 'open' || !sheet.isConnected) return;
      for (const each of Array.from(finishing)) if (long && form.cardState(each.card) !== 'open') each.fold(true);
      finishing.clear();
      next.heading.tabIndex = -1;
      next.heading.focus({ preventScroll: true });
      scrollTo(next.element);
    }, 350);
  }

  sheet.addEventListener('submit', (event) => {
    event.preventDefault();
    standing.tried = true;
    refresh();
    if (form.firstOpen()) toFirstOpen();
    else screen.review();
  });
  // Enter in a field means "done with this field", as on a phone's keyboard, not "hand in the ballot".
  sheet.addEventListener('keydown', (event) => {
    const target = event.target as HTMLElement;
    if (event.key !== 'Enter' || !(target instanceof HTMLInputElement) || event.isComposing) return;
    event.preventDefault();
    if (target.type === 'text' || target.type === 'search') target.blur();
  });
  const heading = h('h1', { class: 'sr', ...THEIRS }, form.manifest.name);
  refresh();
  if (long) for (const view of views) if (form.cardState(view.card) === 'done' && view.card.needed) view.fold(true);
  standing.start = () => {
    const view = views.find((each) => each.card === screen.at);
    if (view) goTo(view);
  };
  return [heading, promise(form.manifest, screen), askedBox(form), bar.element, sheet, todo.element];
}
