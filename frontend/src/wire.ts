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
  readonly mix: readonly [number, number];
}

const TIMEOUT = 25_000;
/** Milliseconds: no setting makes a voter wait longer than this. */
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

function isMix(value: unknown): value is [number, number] {
  return (
    Array.isArray(value) &&
    value.length === 2 &&
    value.every((one) => Number.isInteger(one) && one >= 0 && one <= LONGEST_MIX) &&
    value[0] <= value[1]
  );
}

/** The answer to `/b/sheet`. Malformed unless each field is as described. */
export function readSheet(data: Answered['data']): SheetAnswer {
  const { manifest, electorate, ticket, phase, mix } = data;
  if (typeof manifest !== 'string' || typeof electorate !== 'string' || !isMix(mix)) throw new Malformed('sheet');
  if (ticket !== 'unused' && ticket !== 'stamped' && ticket !== 'void') throw new Malformed('ticket');
  if (phase !== 'waiting' && phase !== 'open' && phase !== 'closed') throw new Malformed('phase');
  return { manifest, electorate, ticket, phase, mix };
}

/** A text field of an answer. Malformed when it is missing. */
export function readText(data: Answered['data'], field: string): string {
  const value = data[field];
  if (typeof value !== 'string') throw new Malformed(field);
  return value;
}
