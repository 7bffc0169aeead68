import assert from 'node:assert/strict';
import { sign } from 'node:crypto';
import { test } from 'node:test';

import { concat, fromB64, fromHex, toB64, toHex, utf8 } from '../src/bytes';
import { leafOf } from '../src/envelope';
import { electorateOf, parseManifest } from '../src/manifest';
import { type Area, type Job, Memory, Store, ownerOf } from '../src/store';
import { type Host, type Outcome, type Progress, finish, prepare } from '../src/trip';
import { type Reply } from '../src/wire';
import { ISSUER, OTHER_ISSUER, manifestText, receiptKeyOf } from './fixtures';

const manifest = parseManifest(manifestText());
const electorate = electorateOf(manifest, 'p');
const CODE = '0123456789ABCDEFGHJKMNPQ';
const OWNER = ownerOf(CODE);
const BALLOT = new Uint8Array(1024).fill(1);
const silent: Progress = () => undefined;

type Body = Record<string, unknown>;

/** Roll and box, as docs/wire.md has them answer one ticket. */
class Server {
  stampedMessage: string | null = null;
  readonly box = new Set<string>();
  requests: string[] = [];
  issuer = ISSUER;
  receiptKey = receiptKeyOf(7);

  answer(path: string, body: Body): Reply {
    this.requests.push(path);
    return path === '/b/stamp' ? this.stamp(String(body['blinded'])) : this.drop(body);
  }

  private stamp(blinded: string): Reply {
    if (this.stampedMessage !== null && this.stampedMessage !== blinded) {
      return { kind: 'refused', error: 'already_stamped', message: '' };
    }
    this.stampedMessage = blinded;
    return { kind: 'answered', data: { signature: this.issuer.sign(blinded) } };
  }

  private drop(body: Body): Reply {
    const envelope = fromB64(String(body['envelope']));
    const hash = fromHex(String(body['manifest']));
    const leaf = leafOf(hash, String(body['electorate']), envelope);
    this.box.add(toHex(leaf));
    const signature = sign(null, concat(utf8('evalsite-receipt-v1\0'), hash, leaf), this.receiptKey.key);
    return { kind: 'answered', data: { leaf: toHex(leaf), receipt: toB64(signature) } };
  }
}

/** The phone is switched off: whatever the page would do next does not happen. */
class PowerCut extends Error {}

type Fault = 'none' | 'lost request' | 'lost answer' | 'cut before' | 'cut after';

function phone(server: Server, area: Area, faults: Partial<Record<string, Fault[]>> = {}): Host {
  return {
    store: new Store(area),
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    pause: () => Promise.resolve(),
    mix: () => Promise.resolve(),
    post: (path, body) => {
      const fault = faults[path]?.shift() ?? 'none';
      if (fault === 'cut before') return Promise.reject(new PowerCut());
      if (fault === 'lost request') return Promise.resolve({ kind: 'trouble' });
      const reply = server.answer(path, body);
      if (fault === 'cut after') return Promise.reject(new PowerCut());
      return Promise.resolve(fault === 'lost answer' ? { kind: 'trouble' } : reply);
    },
  };
}

async function submit(host: Host): Promise<Outcome | null> {
  await prepare(manifest, electorate, BALLOT, CODE, [0, 0], host);
  return finish(OWNER, host, silent);
}

async function kindOf(run: Promise<Outcome | null>): Promise<string> {
  const outcome = await run;
  return outcome?.kind === 'refused' ? outcome.error : (outcome?.kind ?? 'nothing');
}

test('a ballot travels to its receipt and leaves nothing but the receipt on the phone', async () => {
  const [server, area] = [new Server(), new Memory()];
  const steps: string[] = [];
  const host = phone(server, area);
  host.store.keepDraft(OWNER, 'marks');
  await prepare(manifest, electorate, BALLOT, CODE, [0, 0], host);
  const outcome = await finish(OWNER, host, (step) => steps.push(step));
  assert.equal(outcome?.kind, 'receipt');
  assert.deepEqual(steps, ['stamp', 'mix', 'drop']);
  assert.deepEqual(server.requests, ['/b/stamp', '/b/drop']);
  assert.equal(area.length, 1);
  assert.deepEqual(Array.from(server.box), [host.store.receipt(OWNER)?.leaf]);
});

test('envelope and blinding are stored before the first request, the code and marks go with the stamp', async () => {
  const [server, area] = [new Server(), new Memory()];
  const host = phone(server, area, { '/b/stamp': ['cut before'], '/b/drop': ['cut before'] });
  host.store.keepDraft(OWNER, 'marks');
  await assert.rejects(submit(host), PowerCut);
  const [before] = host.store.jobs(OWNER);
  assert.ok(before?.inverse && before.code === CODE && before.stamp === null);
  await assert.rejects(finish(OWNER, host, silent), PowerCut);
  const [after] = host.store.jobs(OWNER);
  assert.ok(after?.stamp && after.code === null && after.inverse === null);
  assert.equal(host.store.draft(OWNER), null);
});

const FAULTS: Fault[] = ['lost request', 'lost answer', 'cut before', 'cut after'];

for (const path of ['/b/stamp', '/b/drop']) {
  for (const fault of FAULTS) {
    test(`${fault} at ${path}: the ballot still ends in the box, once`, async () => {
      const [server, area] = [new Server(), new Memory()];
      const cut = fault.startsWith('cut');
      const first = submit(phone(server, area, { [path]: [fault] }));
      if (cut) await assert.rejects(first, PowerCut);
      else assert.equal(await kindOf(first), 'receipt');
      const host = phone(server, area);
      assert.equal(await kindOf(finish(OWNER, host, silent)), 'receipt');
      assert.equal(server.box.size, 1);
    });
  }
}

test('an envelope stamped on an earlier visit is dropped without sending the code again', async () => {
  const [server, area] = [new Server(), new Memory()];
  await assert.rejects(submit(phone(server, area, { '/b/drop': ['cut before'] })), PowerCut);
  server.requests = [];
  await finish(OWNER, phone(server, area), silent);
  assert.deepEqual(server.requests, ['/b/drop']);
});

test('of two tabs that submit at once one is stamped and both end with its receipt', async () => {
  const [server, area] = [new Server(), new Memory()];
  const [one, two] = [phone(server, area), phone(server, area)];
  await prepare(manifest, electorate, BALLOT, CODE, [0, 0], one);
  await prepare(manifest, electorate, BALLOT, CODE, [0, 0], two);
  const ends = await Promise.all([finish(OWNER, one, silent), finish(OWNER, two, silent)]);
  assert.deepEqual(ends.map((end) => end?.kind), ['receipt', 'receipt']);
  assert.equal(server.box.size, 1);
  assert.equal(area.length, 1);
});

test('a tab whose own envelope is refused ends with the one that the other tab had stamped', async () => {
  const [server, area] = [new Server(), new Memory()];
  const host = phone(server, area, { '/b/drop': ['cut before'] });
  await assert.rejects(submit(host), PowerCut);
  const [stamped] = host.store.jobs(OWNER) as [Job];
  host.store.dropJob(stamped);
  const late = phone(server, area);
  await prepare(manifest, electorate, BALLOT, CODE, [0, 0], late);
  // The other tab's storage shows up only while this one is being refused.
  const post = late.post.bind(late);
  const slow: Host = {
    ...late,
    post: (path, body) => {
      host.store.keepJob(stamped);
      return post(path, body);
    },
  };
  assert.equal(await kindOf(finish(OWNER, slow, silent)), 'receipt');
  assert.equal(server.box.size, 1);
});

test('of two phones one is stamped, the other is told so and keeps nothing under way', async () => {
  const server = new Server();
  const [first, second] = [phone(server, new Memory()), phone(server, new Memory())];
  assert.equal(await kindOf(submit(first)), 'receipt');
  assert.equal(await kindOf(submit(second)), 'already_stamped');
  assert.equal(second.store.jobs(OWNER).length, 0);
  assert.equal(server.box.size, 1);
});

test('a stamp made with a key that is not in the manifest never reaches the box', async () => {
  const server = new Server();
  server.issuer = OTHER_ISSUER;
  const host = phone(server, new Memory());
  assert.equal(await kindOf(submit(host)), 'false');
  assert.deepEqual(server.requests, ['/b/stamp']);
  assert.equal(host.store.jobs(OWNER).length, 1);
});

test('a receipt signed with another key is not shown as one', async () => {
  const server = new Server();
  server.receiptKey = receiptKeyOf(8);
  const host = phone(server, new Memory());
  assert.equal(await kindOf(submit(host)), 'false');
  assert.equal(host.store.receipt(OWNER), null);
});

test('a refusal at the deadline keeps the job: the deadline may be extended', async () => {
  const [server, area] = [new Server(), new Memory()];
  const host = phone(server, area);
  const closed: Host = {
    ...host,
    post: () => Promise.resolve({ kind: 'refused', error: 'closed', message: '' } as const),
  };
  assert.equal(await kindOf(submit(closed)), 'closed');
  assert.equal(await kindOf(finish(OWNER, host, silent)), 'receipt');
});

test('the wait among the other envelopes lies within the setting', async () => {
  const waits: number[] = [];
  const host: Host = {
    ...phone(new Server(), new Memory()),
    mix: (wait) => {
      waits.push(wait);
      return Promise.resolve();
    },
  };
  await prepare(manifest, electorate, BALLOT, CODE, [2000, 2003], host);
  await finish(OWNER, host, silent);
  assert.equal(waits.length, 1);
  assert.ok(waits.every((wait) => wait >= 2000 && wait <= 2003));
});

test('a full or missing storage loses nothing of the visit and says so', () => {
  let losses = 0;
  const full = new Memory();
  full.setItem('evalsite:draft:x', 'kept');
  full.setItem = () => {
    throw new Error('QuotaExceededError');
  };
  const store = new Store(full, () => losses++);
  store.keepDraft('y', 'new');
  assert.equal(store.draft('x'), 'kept');
  assert.equal(store.draft('y'), 'new');
  assert.equal(losses, 1);
  const none = new Store(null, () => losses++);
  none.keepDraft('z', 'here');
  assert.equal(none.draft('z'), 'here');
  assert.equal(losses, 2);
});

test('damaged entries of the storage are passed over', () => {
  const area = new Memory();
  area.setItem(`evalsite:job:${OWNER}:1`, '{');
  area.setItem(`evalsite:receipt:${OWNER}`, '{"v":2}');
  const store = new Store(area);
  assert.deepEqual(store.jobs(OWNER), []);
  assert.equal(store.receipt(OWNER), null);
});
