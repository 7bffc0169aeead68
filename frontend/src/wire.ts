/** Requests to roll and box, and their answers read strictly (docs/wire.md, "HTTP, voter's side"). */
import { Malformed } from './bytes';

/** A refusal in the server's words: trying the same again will not help. */
export interface Refused {
  readonly kind: 'refused';
  readonly error: string;
  readonly message: string;
}

/** No answer, a busy server, or something in between that speaks HTML: trying again may help. */
export interface Trouble {
  readonly kind: 'trouble';
}

export interface Answered {
  readonly kind: 'answered';
  readonly data: Readonly<Record<string, unknown>>;
}

export type Reply = Answered | Refused | Trouble;

export interface SheetAnswer {
  readonly manifest: string;
  readonly electorate: string;
  readonly ticket: 'unused' | 'stamped' | 'void';
  readonly phase: 'waiting' | 'open' | 'closed';
  /** Bounds of the wait between stamp and drop that this phone uses, in milliseconds; both 0: there is none. */
  readonly mix: Mix;
}

export type Mix = readonly [number, number];

const TIMEOUT = 25_000;
/** Milliseconds. evalsite/core/mixing.py is the same rule. */
const STANDARD_MIX: Mix = [2000, 8000];
const LEAST_SPREAD = 3000;
const LONGEST_MIX = 120_000;
/** Bytes of a body that browsers still send while the page goes away (fetch standard, keepalive). */
const KEEPALIVE_MOST = 60_000;

const RETRY = new Set([408, 425, 429, 500, 502, 503, 504]);

/** What the server's words for a refusal say, as far as the answer is one of ours. */
function refusal(status: number, data: Record<string, unknown>): Refused | Trouble {
  const { error, message } = data;
  if (typeof error !== 'string' || typeof message !== 'string') return { kind: 'trouble' };
  // 425 is ours when it says not_open; a proxy's own 425 has no such body and has been sorted out above.
  if (RETRY.has(status) && error !== 'not_open') return { kind: 'trouble' };
  return { kind: 'refused', error, message };
}

/**
 * Sends one JSON request. Cookies are never sent, whatever this browser holds for the site; nothing is taken from or
 * put into a cache. `last` lets the request outlive the page.
 */
export async function post(path: string, body: Record<string, unknown>, last = false): Promise<Reply> {
  const text = JSON.stringify(body);
  const stop = new AbortController();
  const timer = setTimeout(() => stop.abort(), TIMEOUT);
  try {
    const response = await fetch(path, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: text,
      credentials: 'omit',
      cache: 'no-store',
      redirect: 'error',
      referrerPolicy: 'no-referrer',
      keepalive: last && text.length < KEEPALIVE_MOST,
      signal: stop.signal,
    });
    const data: unknown = await response.json();
    if (typeof data !== 'object' || data === null) return { kind: 'trouble' };
    const fields = data as Record<string, unknown>;
    return response.ok ? { kind: 'answered', data: fields } : refusal(response.status, fields);
  } catch {
    return { kind: 'trouble' };
  } finally {
    clearTimeout(timer);
  }
}

/**
 * The bounds this phone obeys: those of the server when they hide something or are openly off, else the standard ones.
 * A roll that works against the voters would send an exact delay of his own to each, and know his envelope by it.
 */
export function acceptedMix(value: unknown): Mix {
  if (!Array.isArray(value) || value.length !== 2 || !value.every(Number.isInteger)) return STANDARD_MIX;
  const [low, high] = value as [number, number];
  const off = low === 0 && high === 0;
  return off || (low >= 0 && high <= LONGEST_MIX && high - low >= LEAST_SPREAD) ? [low, high] : STANDARD_MIX;
}

/** The answer to `/b/sheet`. Malformed unless each field is as described; a wait that is not is replaced. */
export function readSheet(data: Answered['data']): SheetAnswer {
  const { manifest, electorate, ticket, phase, mix } = data;
  if (typeof manifest !== 'string' || typeof electorate !== 'string') throw new Malformed('sheet');
  if (ticket !== 'unused' && ticket !== 'stamped' && ticket !== 'void') throw new Malformed('ticket');
  if (phase !== 'waiting' && phase !== 'open' && phase !== 'closed') throw new Malformed('phase');
  return { manifest, electorate, ticket, phase, mix: acceptedMix(mix) };
}

/** A text field of an answer. Malformed when it is missing. */
export function readText(data: Answered['data'], field: string): string {
  const value = data[field];
  if (typeof value !== 'string') throw new Malformed(field);
  return value;
}
