/** The frame around every screen: the blue head, the main part, where the focus goes, large type. */
import { fill, h, setText } from '../dom';
import { type Store } from '../store';
import { words } from '../words';

export interface Head {
  readonly organiser: string;
  readonly title: string;
  readonly details: string;
  readonly rehearsal: boolean;
}

/** `11月21日 18:00` of an ISO time as it is written: the campaign's own zone, whatever the phone's. */
export function timeInWords(iso: string): string {
  const match = /^\d{4}-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(iso);
  return match ? words.dateTime(Number(match[1]), Number(match[2]), match[3] ?? '') : iso;
}

const PLAIN: Head = { organiser: '', title: words.brand, details: '', rehearsal: false };

export class Frame {
  private readonly head = h('header', { class: 'top' });
  private readonly main = h('main', { id: 'main' });
  private readonly trial = h('aside', { class: 'trial', hidden: true }, h('b', {}, words.trial));
  private readonly warning = h('p', { class: 'warning', role: 'alert', hidden: true });
  private shown: Head = PLAIN;

  constructor(
    root: Element,
    private readonly store: Store,
  ) {
    fill(root, this.trial, this.head, this.warning, this.main);
    this.setHead(null);
    this.setLarge(store.largeType);
  }

  setHead(head: Head | null): void {
    this.shown = head ?? PLAIN;
    const { organiser, title, details, rehearsal } = this.shown;
    this.trial.hidden = !rehearsal;
    document.documentElement.classList.toggle('rehearsal', rehearsal);
    const lines = [
      organiser ? h('p', { class: 'org' }, organiser) : null,
      h('p', { class: 'name' }, title),
      details ? h('p', { class: 'sub' }, details) : null,
    ];
    fill(this.head, h('div', { class: 'in' }, ...lines));
    document.title = title === words.brand ? title : words.title(title);
  }

  /** Says above everything that this browser cannot keep a draft. */
  warn(text: string): void {
    this.warning.hidden = false;
    setText(this.warning, text);
  }

  /** Replaces the screen; its heading takes the focus, so that a screen reader starts there. */
  show(screen: string, ...children: (Node | null)[]): void {
    document.documentElement.setAttribute('data-screen', screen);
    fill(this.main, ...children);
    const heading = this.main.querySelector<HTMLElement>('h1');
    if (!heading) return;
    heading.tabIndex = -1;
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  get large(): boolean {
    return this.store.largeType;
  }

  setLarge(large: boolean): void {
    if (large !== this.store.largeType) this.store.largeType = large;
    document.documentElement.classList.toggle('large', large);
  }
}

/** The switch between standard and large type. */
export function largeButton(frame: Frame): HTMLButtonElement {
  const button = h('button', { type: 'button', class: 'pill' }, words.large);
  button.setAttribute('aria-pressed', String(frame.large));
  button.addEventListener('click', () => {
    frame.setLarge(!frame.large);
    button.setAttribute('aria-pressed', String(frame.large));
  });
  return button;
}
