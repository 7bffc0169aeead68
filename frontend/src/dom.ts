/** Building the page. Names and texts enter it as text nodes only, never as markup. */

export type Child = Node | string | null | false;
type Value = string | boolean | number | null | ((event: Event) => void);

/** The language of what organisers wrote, whatever the page's. */
export const THEIRS = { lang: 'zh-CN' };

/** An element: `on…` keys are listeners, `true` sets an attribute, `false` and null leave it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Record<string, Value> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== false && value !== null) element.setAttribute(name, String(value));
  }
  append(element, children);
  return element;
}

export function append(parent: Node, children: Child[]): void {
  for (const child of children) {
    if (child !== null && child !== false) parent.appendChild(typeof child === 'string' ? document.createTextNode(child) : child);
  }
}

/** Puts `children` in place of whatever `parent` holds. */
export function fill(parent: Element, ...children: Child[]): void {
  parent.textContent = '';
  append(parent, children);
}

export function setText(element: Element, text: string): void {
  if (element.textContent !== text) element.textContent = text;
}

let counter = 0;

/** A fresh id, for labels and descriptions. */
export function newId(): string {
  return `e${++counter}`;
}

/** A line icon. Decoration: the words beside it say the same. */
export function icon(path: string): SVGSVGElement {
  const space = 'http://www.w3.org/2000/svg';
  const svg = document.createElementNS(space, 'svg');
  const line = document.createElementNS(space, 'path');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', 'icon');
  svg.setAttribute('aria-hidden', 'true');
  svg.setAttribute('focusable', 'false');
  line.setAttribute('d', path);
  svg.appendChild(line);
  return svg;
}

export const ICONS = {
  tick: 'M5 12.5l4.5 4.5L19 7.5',
  stop: 'M12 7v6M12 16.5v.5',
  up: 'M6 14.5l6-6 6 6',
  down: 'M6 9.5l6 6 6-6',
  cross: 'M7 7l10 10M17 7L7 17',
  lock: 'M7 11V8a5 5 0 0110 0v3M6 11h12v9H6z',
  clock: 'M12 7v5l3 2M12 3a9 9 0 100 18 9 9 0 000-18z',
};

const live = h('p', { class: 'sr', role: 'status', 'aria-live': 'polite' });

/** Speaks a short message to screen readers; the same message twice is spoken twice. */
export function announce(message: string): void {
  if (!live.isConnected) document.body.appendChild(live);
  live.textContent = '';
  setTimeout(() => setText(live, message), 60);
}

/** Takes back what was spoken last. */
export function hush(): void {
  live.textContent = '';
}

export function calm(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Brings an element below the sticky bar into view. */
export function scrollTo(element: Element): void {
  element.scrollIntoView({ behavior: calm() ? 'auto' : 'smooth', block: 'start' });
}
