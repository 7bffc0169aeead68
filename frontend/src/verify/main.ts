/** The checker at home (核票工具): one page without network. A file is dropped on it, checked, and shown. */
import './older';
import { ICONS, fill, h, icon, newId } from '../dom';
import { BadBundle, type Bundle, readBundle } from './bundle';
import { type Verified, checkReceipt, verify } from './checks';
import { type Check, type Say } from './findings';
import { resultTables, turnoutTable } from './tables';
import { type Language, WORDS, type Words } from './words';

/** What the page shows beside its head: nothing yet, a file being checked, one that is none, or what was found. */
type State =
  | { readonly kind: 'empty' }
  | { readonly kind: 'busy'; readonly say: Say }
  | { readonly kind: 'refused'; readonly say: Say }
  | { readonly kind: 'found'; readonly file: string; readonly bundle: Bundle; readonly found: Verified; receipt: string };

/** Milliseconds of work before the page is drawn again. */
const SLICE = 60;

class Page {
  private language: Language = 'zh';
  private state: State = { kind: 'empty' };
  private round = 0;

  constructor(private readonly root: HTMLElement) {
    document.addEventListener('dragover', (event) => event.preventDefault());
    document.addEventListener('drop', (event) => {
      event.preventDefault();
      const file = event.dataTransfer?.files[0];
      if (file) void this.take(file);
    });
    this.draw();
  }

  private get words(): Words {
    return WORDS[this.language];
  }

  private async take(file: File): Promise<void> {
    const round = ++this.round;
    const show = (state: State): void => {
      if (round !== this.round) return; // another file was dropped meanwhile
      this.state = state;
      this.draw();
    };
    show({ kind: 'busy', say: (words) => words.reading });
    try {
      const bundle = readBundle(new Uint8Array(await file.arrayBuffer()));
      let drawn = 0;
      const found = await verify(bundle, async (done, of) => {
        if (Date.now() - drawn < SLICE) return;
        show({ kind: 'busy', say: (words) => words.checking(done, of) });
        await new Promise((ready) => setTimeout(ready));
        drawn = Date.now();
      });
      show({ kind: 'found', file: file.name, bundle, found, receipt: '' });
    } catch (error) {
      const problem = error instanceof BadBundle ? error : null;
      const why = (words: Words): string => (problem ? words.refused(file.name, words.problems[problem.problem](problem.detail)) : words.broken);
      show({ kind: 'refused', say: why });
    }
  }

  private draw(): void {
    const { words } = this;
    document.documentElement.lang = this.language === 'zh' ? 'zh-CN' : 'en';
    document.title = words.title;
    const other = h('button', { type: 'button', class: 'link', lang: this.language === 'zh' ? 'en' : 'zh-CN' }, words.other);
    other.addEventListener('click', () => {
      this.language = this.language === 'zh' ? 'en' : 'zh';
      this.draw();
    });
    const head = h('header', {}, h('div', { class: 'wide' }, h('h1', {}, words.title), other));
    const main = h('main', { class: 'wide' }, ...this.body(words), this.scope(words));
    fill(this.root, head, main, h('footer', { class: 'wide' }, words.foot));
  }

  private body(words: Words): (HTMLElement | null)[] {
    const { state } = this;
    if (state.kind === 'busy') return [h('section', { class: 'card', role: 'status' }, h('p', { class: 'busy' }, state.say(words)))];
    if (state.kind === 'found') return this.found(words, state);
    const wrong = state.kind === 'refused' ? h('p', { class: 'verdict bad', role: 'alert' }, icon(ICONS.cross), h('b', {}, state.say(words))) : null;
    return [h('p', { class: 'lead' }, words.lead), wrong, this.chooser(words), h('p', { class: 'quiet' }, words.offline)];
  }

  private chooser(words: Words): HTMLElement {
    const id = newId();
    return h('section', { class: 'drop' }, h('p', { class: 'big' }, words.drop), h('p', {}, words.or), this.field(id), h('label', { for: id, class: 'button' }, words.choose));
  }

  private field(id: string): HTMLInputElement {
    const field = h('input', { type: 'file', id, accept: '.zip,application/zip', class: 'sr' });
    field.addEventListener('change', () => {
      const file = field.files?.[0];
      if (file) void this.take(file);
    });
    return field;
  }

  private found(words: Words, state: Extract<State, { kind: 'found' }>): (HTMLElement | null)[] {
    const { bundle, found, file } = state;
    const { findings, published, closing } = found;
    const good = findings.filePassed;
    const id = newId();
    const again = h('p', { class: 'file' }, h('span', {}, file), this.field(id), h('label', { for: id, class: 'button small' }, words.again));
    const verdict = h('p', { class: `verdict ${good ? 'good' : 'bad'}`, role: 'status' }, icon(good ? ICONS.tick : ICONS.cross), h('b', {}, findings.verdict(words)));
    const failed = findings.checks.slice(0, findings.ofFile ?? undefined).filter((one) => !one.passed);
    const wrong = good ? null : h('ul', { class: 'wrong' }, ...failed.map((one) => h('li', {}, one.say(words))));
    const code = published && h('section', { class: 'card' }, h('h2', {}, words.fingerprint), h('p', { class: 'code' }, groups(published.fingerprint)), h('p', { class: 'quiet' }, words.compare));
    const ofFile = findings.checks.slice(0, findings.ofFile ?? findings.checks.length);
    const count = words.checks(ofFile.filter((one) => one.passed).length, ofFile.length);
    const checks = h('section', { class: 'card' }, h('h2', {}, count), list(words, ofFile));
    return [again, verdict, wrong, code, checks, closing && this.receipt(words, state), ...(good ? this.figures(words, bundle, found) : [h('p', { class: 'quiet' }, words.noFigures)])];
  }

  private receipt(words: Words, state: Extract<State, { kind: 'found' }>): HTMLElement {
    const [field, hint] = [newId(), newId()];
    const input = h('input', { id: field, autocomplete: 'off', spellcheck: 'false', 'aria-describedby': hint, value: state.receipt });
    const { findings } = state.found;
    const answer = h('div', { role: 'status' }, findings.ofFile === null ? null : list(words, findings.checks.slice(findings.ofFile)));
    const form = h('form', {}, h('label', { for: field }, words.receiptLabel), h('p', { class: 'row' }, input, h('button', { class: 'button small' }, words.receiptGo)), h('p', { class: 'quiet', id: hint }, words.receiptHint));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      state.receipt = input.value;
      checkReceipt(state.found, input.value);
      this.draw();
      this.root.querySelector<HTMLElement>('.receipt input')?.focus(); // what had the focus was drawn anew
    });
    return h('section', { class: 'card receipt' }, h('h2', {}, words.receiptHeading), form, answer);
  }

  private figures(words: Words, bundle: Bundle, found: Verified): HTMLElement[] {
    const turnout = h('section', { class: 'card' }, h('h2', {}, words.turnoutHeading), turnoutTable(words, found, bundle));
    const { result } = bundle;
    if (result === null) return [turnout, h('p', { class: 'quiet' }, words.notOpened)];
    return [turnout, h('section', { class: 'card' }, h('h2', {}, words.resultHeading), h('p', { class: 'quiet' }, words.resultLead), resultTables(words, found, result))];
  }

  private scope(words: Words): HTMLElement {
    return h('section', { class: 'card scope' }, h('h2', {}, words.scopeHeading), h('ul', {}, ...words.scope.map((one) => h('li', {}, one))));
  }
}

function groups(code: string): string {
  return (code.match(/.{1,4}/g) ?? []).join(' ');
}

function list(words: Words, checks: readonly Check[]): HTMLElement {
  const line = ({ passed, say }: Check): HTMLElement =>
    h('li', { class: passed ? 'good' : 'bad' }, icon(passed ? ICONS.tick : ICONS.cross), h('span', { class: 'sr' }, passed ? words.passedMark : words.failedMark), h('span', { class: 'said' }, say(words)));
  return h('ul', { class: 'checks' }, ...checks.map(line));
}

const root = document.getElementById('app');
if (root) new Page(root);
