/**
 * The trip of one ballot from the sealed envelope to the receipt: stamp, mix, drop. No page here.
 *
 * Every step can be cut off at any instruction and done again: the job is stored before the first request, the roll
 * answers the same blinded message with the same stamp, the box the same envelope with the same receipt.
 */
import { BadSignature, blind, finalize, publicKey } from './blindrsa';
import { Malformed, equal, fromB64, fromHex, toB64, toHex } from './bytes';
import { isSigned, leafOf, seal, stampMessage } from './envelope';
import { type Electorate, type Manifest } from './manifest';
import { type Job, type Receipt, type Store, ownerOf } from './store';
import { type Mix, type Reply, readText } from './wire';

/** What the trip needs of the world. */
export interface Host {
  readonly store: Store;
  post(path: string, body: Record<string, unknown>, last?: boolean): Promise<Reply>;
  random(length: number): Uint8Array;
  /** Waits before a retry; may end early (the network is back, somebody taps). */
  pause(milliseconds: number): Promise<void>;
  /** Waits among the other envelopes; ends at once when the page is hidden or left. */
  mix(milliseconds: number): Promise<void>;
}

export type Step = 'stamp' | 'mix' | 'drop';

/** Told at every step; `tries` counts failed attempts of the present step. */
export type Progress = (step: Step, tries: number) => void;

export type Outcome =
  | { readonly kind: 'receipt'; readonly receipt: Receipt }
  | { readonly kind: 'refused'; readonly step: Step; readonly error: string; readonly message: string }
  /** Stamp or receipt does not check under the manifest's keys, or an answer makes no sense. */
  | { readonly kind: 'false'; readonly step: Step };

const PAUSES = [1000, 2000, 4000, 8000, 15000, 30000];

/** A whole number from 0 to `most`, uniform enough: 2^32 values over at most 120,001. */
function upTo(most: number, host: Host): number {
  const [a = 0, b = 0, c = 0, d = 0] = host.random(4);
  return (((a << 24) | (b << 16) | (c << 8) | d) >>> 0) % (most + 1);
}

/** Seals a ballot and stores envelope, blinded message and blinding inverse, before any request is made. */
export async function prepare(
  manifest: Manifest,
  electorate: Electorate,
  ballot: Uint8Array,
  code: string,
  mix: Mix,
  host: Host,
): Promise<Job> {
  const envelope = seal(manifest.openingKey, ballot, manifest.hash, electorate.code, host.random(32));
  const message = stampMessage(manifest.hash, electorate.code, envelope);
  const { blinded, inverse } = blind(electorate.key, message, (length) => host.random(length));
  const job: Job = {
    v: 1,
    id: toHex(host.random(8)),
    owner: ownerOf(code),
    name: manifest.name,
    rehearsal: manifest.rehearsal,
    manifest: toHex(manifest.hash),
    electorate: electorate.code,
    n: electorate.key.n.toString(16),
    receiptKey: toB64(manifest.receiptKey),
    envelope: toB64(envelope),
    blinded: toB64(blinded),
    mix,
    code,
    inverse: inverse.toString(16),
    stamp: null,
  };
  host.store.keepJob(job);
  return job;
}

/** Sends until there is an answer that is not mere trouble. */
async function insist(host: Host, step: Step, progress: Progress, send: () => Promise<Reply>): Promise<Reply> {
  for (let tries = 0; ; tries++) {
    progress(step, tries);
    const reply = await send();
    if (reply.kind !== 'trouble') return reply;
    progress(step, tries + 1);
    const pause = PAUSES[Math.min(tries, PAUSES.length - 1)] ?? 0;
    // Spread out, so that a hall of phones does not come back all at once.
    await host.pause(pause / 2 + upTo(pause, host));
  }
}

function stamped(job: Job, data: Readonly<Record<string, unknown>>): Job {
  const envelope = fromB64(job.envelope);
  const key = publicKey(fromHex(job.n), 65537);
  const message = stampMessage(fromHex(job.manifest), job.electorate, envelope);
  const inverse = BigInt(`0x${job.inverse ?? ''}`);
  const stamp = finalize(key, message, fromB64(readText(data, 'signature')), inverse);
  return { ...job, stamp: toB64(stamp), code: null, inverse: null };
}

function received(job: Job, data: Readonly<Record<string, unknown>>): Receipt {
  const manifest = fromHex(job.manifest);
  const leaf = leafOf(manifest, job.electorate, fromB64(job.envelope));
  const signature = fromB64(readText(data, 'receipt'));
  const same = equal(fromHex(readText(data, 'leaf')), leaf);
  if (!same || !isSigned(fromB64(job.receiptKey), signature, 'receipt', manifest, leaf)) throw new BadSignature();
  return { v: 1, name: job.name, rehearsal: job.rehearsal, manifest: job.manifest, leaf: toHex(leaf), signature: toB64(signature) };
}

/** Reads an answer; null when it does not check. Anything else that is thrown is our own mistake and stays one. */
function checked<T>(read: () => T): T | null {
  try {
    return read();
  } catch (error) {
    if (error instanceof BadSignature || error instanceof Malformed) return null;
    throw error;
  }
}

async function getStamp(job: Job, host: Host, progress: Progress): Promise<Job | Outcome> {
  const body = { code: job.code, blinded: job.blinded };
  const reply = await insist(host, 'stamp', progress, () => host.post('/b/stamp', body));
  if (reply.kind === 'refused') return { ...reply, step: 'stamp' };
  const done = reply.kind === 'answered' ? checked(() => stamped(job, reply.data)) : null;
  if (!done) return { kind: 'false', step: 'stamp' };
  host.store.keepJob(done);
  host.store.dropDraft(job.owner); // the marks are in the envelope and nowhere else from here on
  return done;
}

async function getReceipt(job: Job, host: Host, progress: Progress): Promise<Outcome> {
  const { manifest, electorate, envelope, stamp } = job;
  const body = { manifest, electorate, envelope, stamp };
  const reply = await insist(host, 'drop', progress, () => host.post('/b/drop', body, true));
  if (reply.kind === 'refused') return { ...reply, step: 'drop' };
  const receipt = reply.kind === 'answered' ? checked(() => received(job, reply.data)) : null;
  if (!receipt) return { kind: 'false', step: 'drop' };
  host.store.keepReceipt(job.owner, receipt);
  return { kind: 'receipt', receipt };
}

/** Brings one stored job to its end, from wherever it was cut off. */
export async function travel(job: Job, host: Host, progress: Progress): Promise<Outcome> {
  let ready = job;
  if (ready.stamp === null) {
    const next = await getStamp(ready, host, progress);
    if ('kind' in next) return next;
    ready = next;
    // Only now: a job that was stamped on an earlier visit has had its wait, and no code has been sent on this one.
    progress('mix', 0);
    const [least, most] = ready.mix;
    await host.mix(least + upTo(most - least, host));
  }
  return getReceipt(ready, host, progress);
}

/** Refusals after which a job can never be stamped; the others may pass (an extended deadline, a mended server). */
const FINAL = new Set(['already_stamped', 'unknown_ticket', 'void_ticket', 'not_open']);

/** Milliseconds in which another tab's storage has surely become visible in this one. */
const SETTLE = 700;

/**
 * Ends what this phone has under way for one ticket. Where two tabs were quick there are two jobs: the one that the
 * roll did not stamp is told so, thrown away, and the other is tried. Null when there is nothing under way.
 */
export async function finish(owner: string, host: Host, progress: Progress): Promise<Outcome | null> {
  let outcome: Outcome | null = null;
  for (let last = false; ; ) {
    const receipt = host.store.receipt(owner); // another tab may have been faster
    if (receipt) return { kind: 'receipt', receipt };
    const [job] = host.store.jobs(owner);
    if (!job) {
      if (outcome === null || last) return outcome;
      last = true;
      await host.pause(SETTLE);
      continue;
    }
    outcome = await travel(job, host, progress);
    if (outcome.kind !== 'refused' || outcome.step !== 'stamp' || !FINAL.has(outcome.error)) return outcome;
    host.store.dropJob(job);
    if (outcome.error !== 'already_stamped') return outcome;
  }
}
