/** The tables of a file that passed: ballots by electorate, and the signed figures. */
import { append, fill, h, newId } from '../dom';
import { type Bundle } from './bundle';
import { type Verified } from './checks';
import { type Fields, type Json, get, objects, string, whole } from './json';
import { type Words } from './words';

/** Names behind codes, as the manifest has them; a code without a name stands for itself. */
class Names {
  constructor(private readonly manifest: Fields) {}

  of(list: string, code: string): string {
    const found = objects(get(this.manifest, list)).find((one) => one['code'] === code);
    return string(found?.['name']) || code;
  }

  field(list: string, code: string, key: string): string {
    return string(objects(get(this.manifest, list)).find((one) => one['code'] === code)?.[key]);
  }
}

type Cell = string | number | null;

/** The first `words` columns are text, the others numbers. */
function table(caption: string, head: readonly string[], rows: readonly (readonly Cell[])[], words: number): HTMLElement {
  const side = (at: number): Record<string, string> => (at < words ? {} : { class: 'n' });
  const line = (row: readonly Cell[]): HTMLElement =>
    h(
      'tr',
      {},
      ...row.map((cell, at) =>
        at === 0 ? h('th', { scope: 'row' }, String(cell ?? '')) : h('td', side(at), cell === null ? '—' : String(cell)),
      ),
    );
  const top = h('tr', {}, ...head.map((cell, at) => h('th', { scope: 'col', ...side(at) }, cell)));
  return h(
    'div',
    { class: 'scroll', tabindex: '0', role: 'region', 'aria-label': caption },
    h('table', {}, h('caption', { class: 'sr' }, caption), h('thead', {}, top), h('tbody', {}, ...rows.map(line))),
  );
}

/** 发出, 签章, 投入 as they were signed at the closing; 有效 and 废票 of the result; paper ballots where there are any. */
export function turnoutTable(words: Words, { published, closing, paper }: Verified, bundle: Bundle): HTMLElement {
  const names = new Names(published?.data ?? {});
  const told = new Map(objects(get(bundle.result ?? {}, 'turnout')).map((one) => [string(one['electorate']), one]));
  const opened = bundle.result !== null;
  const rows = objects(closing?.['counts']).map((one): Cell[] => {
    const code = string(one['electorate']);
    const line = told.get(code);
    const valid = opened ? ['valid', 'void'].map((key) => numberOf(line?.[key])) : [];
    const counted = ['issued', 'returned', 'valid', 'void'].map((key) => numberOf(paper.get(code)?.[key]));
    return [names.of('electorates', code), ...['issued', 'stamped', 'dropped'].map((key) => numberOf(one[key])), ...valid, ...(paper.size > 0 ? counted : [])];
  });
  const head = [words.electorate, ...words.turnout.slice(0, opened ? 5 : 3), ...(paper.size > 0 ? words.paperTurnout : [])];
  const sums = head.slice(1).map((_, at) => rows.reduce((sum, row) => sum + whole(row[at + 1] ?? 0), 0));
  return table(words.turnoutHeading, head, rows.length > 1 ? [...rows, [words.sum, ...sums]] : rows, 1);
}

function numberOf(value: Json | undefined): number | null {
  return typeof value === 'number' ? value : null;
}

/** A choice of tables, one shown at a time: the totals, then one for each indicator that was counted. */
export function resultTables(words: Words, { published }: Verified, result: Fields): HTMLElement {
  const names = new Names(published?.data ?? {});
  const withheld = new Set(objects(result['withheld']).map((one) => string(one['path'])));
  const shown = new Shown(words, names, result, withheld);
  const place = h('div', { 'aria-live': 'polite' });
  const indicators = unique(objects(result['counts']).map((one) => string(one['indicator'])));
  const electorates = unique(objects(result['counts']).map((one) => string(one['electorate'])));
  const what = select(words.show, [['', words.standings], ...indicators.map((code): [string, string] => [code, names.of('indicators', code)])]);
  const all = (code: string): string => (code === '*' ? words.sum : names.of('electorates', code));
  const ordered = electorates.includes('*') ? ['*', ...electorates.filter((code) => code !== '*')] : electorates;
  const whose = select(words.whose, ordered.map((code): [string, string] => [code, all(code)]));
  const draw = (): void => {
    const indicator = what.field.value;
    whose.box.hidden = indicator === '';
    fill(place, indicator === '' ? shown.standings() : shown.votes(indicator, whose.field.value));
  };
  what.field.addEventListener('change', draw);
  whose.field.addEventListener('change', draw);
  draw();
  return h('div', {}, h('div', { class: 'choices' }, what.box, whose.box), place);
}

function unique(codes: string[]): string[] {
  return Array.from(new Set(codes));
}

function select(label: string, options: readonly [string, string][]): { box: HTMLElement; field: HTMLSelectElement } {
  const id = newId();
  const field = h('select', { id });
  append(field, options.map(([value, text]) => h('option', { value }, text)));
  return { box: h('p', {}, h('label', { for: id }, label), field), field };
}

class Shown {
  constructor(
    private readonly words: Words,
    private readonly names: Names,
    private readonly result: Fields,
    private readonly withheld: ReadonlySet<string>,
  ) {}

  private figure(one: Fields, path: string, key: string): Cell {
    const value = one[key];
    if (typeof value === 'string' || typeof value === 'number') return value;
    return this.withheld.has(`${path}/${key}`) ? this.words.withheld : null;
  }

  /** The total of every subject, with place and verdict. */
  standings(): HTMLElement {
    const { words, names } = this;
    const lines = objects(this.result['scores'])
      .map((one, at) => ({ one, path: `/scores/${at}` }))
      .filter(({ one }) => one['electorate'] === null && one['indicator'] === null);
    const verdicts = lines.some(({ one, path }) => this.figure(one, path, 'verdict') !== null);
    const head = [words.subject, words.group, words.score, words.rank, ...(verdicts ? [words.verdictOf] : [])];
    const rows = lines.map(({ one, path }): Cell[] => {
      const code = string(one['subject']);
      const cells = ['score', 'rank', ...(verdicts ? ['verdict'] : [])].map((key) => this.figure(one, path, key));
      return [names.of('subjects', code), names.field('subjects', code, 'group'), ...cells];
    });
    return table(words.standings, head, rows, 2);
  }

  /** Votes with their rates, a line for each subject and a column for each grade. */
  votes(indicator: string, electorate: string): HTMLElement {
    const { words, names } = this;
    const lines = objects(this.result['counts'])
      .map((one, at) => ({ one, path: `/counts/${at}` }))
      .filter(({ one }) => one['indicator'] === indicator && one['electorate'] === electorate);
    const grades = unique(lines.map(({ one }) => string(one['grade'])));
    const rows = new Map<string, Map<string, Cell>>();
    for (const { one, path } of lines) {
      const [votes, rate] = [this.figure(one, path, 'votes'), one['rate']];
      const subject = string(one['subject']);
      const row = rows.get(subject) ?? new Map<string, Cell>();
      row.set(string(one['grade']), typeof rate === 'string' ? `${votes}（${rate}%）` : votes);
      rows.set(subject, row);
    }
    const cells = Array.from(rows).map(([subject, row]) => [names.of('subjects', subject), ...grades.map((grade) => row.get(grade) ?? null)]);
    return table(names.of('indicators', indicator), [words.subject, ...grades], cells, 1);
  }
}
