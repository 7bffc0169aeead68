/**
 * What this phone keeps, and for how long.
 *
 * The draft until the envelope is stamped; the job (envelope, blinded message, and until the stamp is there the code and
 * the blinding inverse) until it is in the box; the receipt until the voter has it removed. Each under a hash of the code, so that nobody who
 * looks into the storage reads a code there once the ballot is on its way.
 */
import { toBase32 } from './codes';
import { phoneName } from './envelope';

/** The part of the browser's Storage that is used. */
export interface Area {
  readonly length: number;
  key(index: number): string | null;
  getItem(key: string): string | null;
  setItem(key: string, value: string): void;
  removeItem(key: string): void;
}

/** One ballot on its way. Bytes are base64url, hashes hex, `inverse` a decimal number. */
export interface Job {
  readonly v: 1;
  readonly id: string;
  readonly owner: string;
  readonly name: string;
  readonly rehearsal: boolean;
  readonly manifest: string;
  readonly electorate: string;
  readonly n: string;
  readonly receiptKey: string;
  readonly envelope: string;
  readonly blinded: string;
  readonly mix: readonly [number, number];
  /** Both are null once the stamp is there: from then on nothing ties the envelope to the ticket but this phone. */
  readonly code: string | null;
  readonly inverse: string | null;
  readonly stamp: string | null;
}

export interface Receipt {
  readonly v: 1;
  readonly name: string;
  readonly rehearsal: boolean;
  readonly manifest: string;
  readonly leaf: string;
  readonly signature: string;
}

const PREFIX = 'evalsite:';

/** Storage that lasts as long as the page, where the browser offers none. */
export class Memory implements Area {
  private readonly values = new Map<string, string>();

  get length(): number {
    return this.values.size;
  }

  key(index: number): string | null {
    return Array.from(this.values.keys())[index] ?? null;
  }

  getItem(key: string): string | null {
    return this.values.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.values.set(key, value);
  }

  removeItem(key: string): void {
    this.values.delete(key);
  }
}

/** The first area that can be written to. Browsers may throw already on reading `window.localStorage`. */
export function usable(...areas: (() => Area)[]): Area | null {
  for (const area of areas) {
    try {
      const found = area();
      found.setItem(`${PREFIX}probe`, '1');
      found.removeItem(`${PREFIX}probe`);
      return found;
    } catch {
      continue;
    }
  }
  return null;
}

/** The name under which a ticket's things are kept. */
export function ownerOf(code: string): string {
  return toBase32(phoneName(code), 130);
}

export class Store {
  private area: Area;

  constructor(
    area: Area | null,
    /** Called when something could not be kept beyond this page. */
    private readonly onLoss: () => void = () => undefined,
  ) {
    this.area = area ?? new Memory();
    if (!area) onLoss();
  }

  private put(key: string, value: string): void {
    try {
      this.area.setItem(PREFIX + key, value);
    } catch {
      // Full: go on in memory with all that could be read, so that this visit at least can end well.
      const memory = new Memory();
      for (const each of this.keys('')) memory.setItem(PREFIX + each, this.get(each) ?? '');
      memory.setItem(PREFIX + key, value);
      this.area = memory;
      this.onLoss();
    }
  }

  private get(key: string): string | null {
    return this.area.getItem(PREFIX + key);
  }

  private keys(start: string): string[] {
    const keys: string[] = [];
    for (let i = 0; i < this.area.length; i++) {
      const key = this.area.key(i);
      if (key?.startsWith(PREFIX + start)) keys.push(key.slice(PREFIX.length));
    }
    return keys.sort();
  }

  private read<T extends { v: 1 }>(key: string): T | null {
    try {
      const value = JSON.parse(this.get(key) ?? 'null') as T | null;
      return value?.v === 1 ? value : null;
    } catch {
      return null;
    }
  }

  draft(owner: string): string | null {
    return this.get(`draft:${owner}`);
  }

  keepDraft(owner: string, draft: string): void {
    this.put(`draft:${owner}`, draft);
  }

  dropDraft(owner: string): void {
    this.area.removeItem(`${PREFIX}draft:${owner}`);
  }

  /** Jobs of one ticket, or of all. There can be several of one ticket when two tabs were quick; one at most is stamped. */
  jobs(owner = ''): Job[] {
    return this.keys(`job:${owner}`).flatMap((key) => this.read<Job>(key) ?? []);
  }

  keepJob(job: Job): void {
    this.put(`job:${job.owner}:${job.id}`, JSON.stringify(job));
  }

  dropJob(job: Job): void {
    this.area.removeItem(`${PREFIX}job:${job.owner}:${job.id}`);
  }

  receipt(owner: string): Receipt | null {
    return this.read<Receipt>(`receipt:${owner}`);
  }

  /** Keeps the receipt and wipes all else of the ticket: marks, envelopes, blinding. */
  keepReceipt(owner: string, receipt: Receipt): void {
    this.put(`receipt:${owner}`, JSON.stringify(receipt));
    this.dropDraft(owner);
    for (const job of this.jobs(owner)) this.dropJob(job);
  }

  /** Removes all that is kept of a ticket; with the last one also what is no ticket's, so that nothing is left. */
  forget(owner: string): void {
    this.dropDraft(owner);
    for (const job of this.jobs(owner)) this.dropJob(job);
    this.area.removeItem(`${PREFIX}receipt:${owner}`);
    if (this.keys('').every((key) => !key.includes(':'))) for (const key of this.keys('')) this.area.removeItem(PREFIX + key);
  }

  /** How this phone shows the page: large type, English. Of no ticket, and never sent. */
  likes(what: 'large' | 'english'): boolean {
    return this.get(what) === '1';
  }

  like(what: 'large' | 'english', on: boolean): void {
    if (on) this.put(what, '1');
    else this.area.removeItem(PREFIX + what);
  }
}
