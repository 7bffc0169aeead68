/** The frame around every screen: the blue head with the switch of languages, the main part, where the focus goes, large type. */
import { type Child, THEIRS, fill, h, hush, setText } from '../dom';
import { type Store } from '../store';
import { language, speak, words } from '../words';

export interface Head {
  readonly organiser: string;
  /** Empty for the product's own name. */
  readonly title: string;
  readonly details: () => string;
  readonly rehearsal: boolean;
}

/** `11月21日 18:00` of an ISO time as it is written: the campaign's own zone, whatever the phone's. */
export function timeInWords(iso: string): string {
  const match = /^\d{4}-(\d{2})-(\d{2})T(\d{2}:\d{2})/.exec(iso);
  return match ? words.dateTime(Number(match[1]), Number(match[2]), match[3] ?? '') : iso;
}

const PLAIN: Head = { organiser: '', title: '', details: () => '', rehearsal: false };

export class Frame {
  private readonly head = h('div', {});
  private readonly main = h('main', { id: 'main' });
  private readonly trial = h('b', {});
  private readonly aside = h('aside', { class: 'trial', hidden: true }, this.trial);
  private readonly warning = h('p', { class: 'warning', role: 'alert', hidden: true });
  private readonly other = h('button', { type: 'button', class: 'tongue', onclick: () => this.turn() });
  private shown: Head = PLAIN;
  private warned: (() => string) | null = null;
  /** Makes the screen's content, in the present language. */
  private build: () => Child[] = () => [];

  constructor(
    root: Element,
    private readonly store: Store,
  ) {
    const top = h('header', { class: 'top' }, h('div', { class: 'in' }, this.head, this.other));
    fill(root, this.aside, top, this.warning, this.main);
    this.setHead(null);
    this.setLarge(this.large);
    if (store.likes('english')) speak('en');
    this.draw();
  }

  setHead(head: Head | null): void {
    this.shown = head ?? PLAIN;
    const { organiser, title, details, rehearsal } = this.shown;
    this.aside.hidden = !rehearsal;
    document.documentElement.classList.toggle('rehearsal', rehearsal);
    const more = details();
    fill(
      this.head,
      organiser ? h('p', { class: 'org', ...THEIRS }, organiser) : null,
      h('p', { class: 'name', ...(title && THEIRS) }, title || words.brand),
      more ? h('p', { class: 'sub' }, more) : null,
    );
    document.title = title ? words.title(title) : words.brand;
  }

  /** Says above everything that this browser cannot keep a draft. */
  warn(text: () => string): void {
    this.warned = text;
    this.warning.hidden = false;
    setText(this.warning, text());
  }

  /** Replaces the screen; its heading takes the focus, so that a screen reader starts there. */
  show(screen: string, build: () => Child[]): void {
    document.documentElement.setAttribute('data-screen', screen);
    this.build = build;
    fill(this.main, ...build());
    const heading = this.main.querySelector<HTMLElement>('h1');
    if (!heading) return;
    heading.tabIndex = -1;
    window.scrollTo(0, 0);
    heading.focus({ preventScroll: true });
  }

  /** The other language, on this phone from now on; what is filled in, the place on the page and the focus stay. */
  private turn(): void {
    speak(language === 'zh' ? 'en' : 'zh');
    this.store.like('english', language === 'en');
    this.draw();
  }

  private draw(): void {
    const at = window.scrollY;
    document.documentElement.lang = words.html;
    setText(this.trial, words.trial);
    setText(this.other, words.other);
    this.other.lang = words.otherHtml;
    this.setHead(this.shown);
    hush();
    if (this.warned) this.warn(this.warned);
    fill(this.main, ...this.build());
    window.scrollTo(0, at);
  }

  get large(): boolean {
    return this.store.likes('large');
  }

  setLarge(large: boolean): void {
    if (large !== this.large) this.store.like('large', large);
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
