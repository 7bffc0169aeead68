/** Typing the code of a slip whose QR could not be scanned, and comparing the fingerprint by eye. */
import { h, setText } from '../dom';
import { CODE_LENGTH, inGroups, normalise, wellFormed } from '../codes';
import { type Manifest } from '../manifest';
import { words } from '../words';
import { type Frame, largeButton } from './frame';

/** What is wrong with a typed code; empty for nothing. */
function faultOf(text: string): string {
  const code = normalise(text);
  const foreign = Array.from(new Set(Array.from(code).filter((char) => !wellFormed(char, 1))));
  if (foreign.length > 0) return words.enter.badChars(foreign.join(''));
  return code.length === CODE_LENGTH ? '' : words.enter.badLength(code.length);
}

/** The form for a printed code; `problem` says why the scan did not do, or what was wrong with what was `typed`. */
export function showEnter(frame: Frame, problem: (() => string) | null, done: (code: string) => void, typed = ''): void {
  let text = inGroups(typed);
  let wrong = typed !== '';
  let say = problem;
  frame.show('enter', () => {
    const error = h('p', { class: 'error', id: 'code-error', role: 'alert' }, say && say());
    const input = h('input', {
      id: 'code',
      type: 'text',
      inputmode: 'text',
      autocomplete: 'off',
      autocapitalize: 'characters',
      autocorrect: 'off',
      spellcheck: 'false',
      maxlength: 48,
      class: 'code-input',
      value: text,
      'aria-invalid': String(wrong),
      'aria-describedby': 'code-hint code-error',
    });
    input.addEventListener('input', () => (text = input.value));
    // Grouped when it is left, not while typing: a caret that jumps loses characters.
    input.addEventListener('blur', () => {
      if (normalise(input.value)) text = input.value = inGroups(normalise(input.value));
    });
    const form = h('form', { class: 'page enter', novalidate: true },
      h('h1', {}, words.enter.heading),
      h('p', { class: 'lead' }, words.enter.lead),
      h('label', { for: 'code' }, words.enter.label),
      input,
      h('p', { class: 'note', id: 'code-hint' }, words.enter.hint),
      error,
      h('button', { type: 'submit', class: 'go' }, words.enter.go),
      h('p', { class: 'foot' }, largeButton(frame)),
    );
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      const entered = input.value;
      say = () => faultOf(entered);
      const fault = say();
      wrong = fault !== '';
      setText(error, fault);
      input.setAttribute('aria-invalid', String(wrong));
      if (wrong) input.focus();
      else done(normalise(entered));
    });
    return [form];
  });
}

/** Groups of four: the first four large, for they are compared; the rest small. */
export function fingerprintView(fingerprint: string): HTMLElement {
  const groups = inGroups(fingerprint).split('-');
  return h('p', { class: 'fingerprint' }, ...groups.map((group) => h('span', {}, group)));
}

/** The voter compares the fingerprint with the poster: a code typed by hand brings none to compare with. */
export function showCompare(frame: Frame, manifest: Manifest, same: () => void, different: () => void): void {
  frame.show('compare', () => [
    h('div', { class: 'page compare' },
      h('h1', {}, words.compare.heading),
      h('p', { class: 'lead' }, words.compare.lead),
      h('div', { class: 'panel' }, h('p', { class: 'note' }, words.compare.name), fingerprintView(manifest.fingerprint)),
      h('p', { class: 'note' }, words.compare.why),
      h('button', { type: 'button', class: 'go', onclick: same }, words.compare.same),
      h('button', { type: 'button', class: 'go second', onclick: different }, words.compare.different),
    ),
  ]);
}
