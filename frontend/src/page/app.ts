/** Which screen comes when: from the slip to the receipt, with every way that ends before it. */
import { BallotError, compose, encode, judge } from '../ballot';
import { Malformed } from '../bytes';
import { type Slip } from '../codes';
import { sheetDigest } from '../envelope';
import { deadlineOf } from '../extensions';
import { type Card, Form } from '../form';
import { type Electorate, type Manifest, electorateOf, parseManifest } from '../manifest';
import { sheetFor } from '../sheet';
import { type Receipt, Store, ownerOf } from '../store';
import { type Outcome, type Step, finish, prepare } from '../trip';
import { type Mix, type SheetAnswer, readSheet } from '../wire';
import { words } from '../words';
import { type PhoneHost, Ticket, browserHost, phoneArea } from './browser';
import { showCompare, showEnter } from './enter';
import { Frame, timeInWords } from './frame';
import { type Action, type Notice, showNotice } from './notice';
import { showReceipt } from './receipt';
import { showReview } from './review';
import { type Sending, showSending } from './sending';
import { showSheet } from './sheet';
import { h, setText } from '../dom';

/** A sheet that is open: what was served and checked, and the form over it. */
interface Open {
  readonly slip: Slip;
  readonly manifest: Manifest;
  readonly electorate: Electorate;
  readonly mix: Mix;
  readonly form: Form;
}

export class App {
  private readonly frame: Frame;
  private readonly store: Store;
  private readonly host: PhoneHost;
  private readonly ticket = new Ticket();
  private readonly durable: boolean;
  private owner: string | null = null;
  /** Grows with every new start; what an earlier start was waiting for no longer matters then. */
  private turn = 0;
  /** The screen to return to when the browser's back button leaves the review. */
  private back: (() => void) | null = null;

  constructor(root: Element) {
    const { area, durable } = phoneArea();
    let lossy = !durable;
    this.store = new Store(area, () => {
      lossy = true;
      this.frame?.warn(() => words.noStorage);
    });
    this.durable = durable;
    this.frame = new Frame(root, this.store);
    if (lossy) this.frame.warn(() => words.noStorage);
    this.host = browserHost(this.store);
    window.addEventListener('hashchange', () => this.start());
    window.addEventListener('popstate', () => this.back?.());
    window.addEventListener('storage', () => this.lookForReceipt());
    window.addEventListener('pageshow', (event) => event.persisted && this.lookForReceipt());
  }

  /** Begins with the slip in the address, else the one this tab had, else a ballot left under way, else the entry form. */
  start(): void {
    this.turn++;
    this.back = null;
    const scanned = this.ticket.fromAddress();
    if (scanned === 'bad') {
      this.ticket.forget();
      this.enter(() => words.enter.badScan);
      return;
    }
    const slip = scanned ?? this.ticket.remembered();
    if (slip) this.open(slip);
    else if (!this.resumeAny()) this.enter(null);
    this.sweep();
  }

  /** An error of our own while nothing but the loading screen is there: better a plain word than a wheel that turns for ever. */
  broken(): void {
    if (document.documentElement.getAttribute('data-screen') === 'loading') {
      this.notice(() => ({ ...words.notice.broken, actions: [this.again()] }));
    }
  }

  private enter(problem: (() => string) | null, typed = ''): void {
    this.owner = null;
    this.frame.setHead(null);
    showEnter(this.frame, problem, (code) => {
      const slip = { code, fingerprint: null };
      this.ticket.keep(slip);
      this.turn++;
      this.open(slip);
    }, typed);
  }

  private readonly another = (): void => {
    this.ticket.forget();
    this.turn++;
    this.enter(null);
  };

  /** Goes on with a ballot that an earlier visit left under way, when no slip says which. */
  private resumeAny(): boolean {
    const [job] = this.store.jobs();
    if (!job) return false;
    this.owner = job.owner;
    this.frame.setHead({ organiser: '', title: job.name, details: () => '', rehearsal: job.rehearsal });
    void this.send(job.owner, true);
    return true;
  }

  /** Ballots of other slips that this phone left under way are ended quietly in the background. */
  private sweep(): void {
    const owners = new Set(this.store.jobs().map((job) => job.owner));
    if (this.owner) owners.delete(this.owner);
    for (const owner of Array.from(owners)) void finish(owner, this.host, () => undefined).catch(() => undefined);
  }

  private open(slip: Slip): void {
    this.owner = ownerOf(slip.code);
    const receipt = this.store.receipt(this.owner);
    const [job] = this.store.jobs(this.owner);
    if (receipt) {
      this.receipt(receipt, null);
    } else if (job) {
      this.frame.setHead({ organiser: '', title: job.name, details: () => '', rehearsal: job.rehearsal });
      void this.send(this.owner, true);
    } else {
      void this.fetchSheet(slip);
    }
  }

  private lookForReceipt(): void {
    if (!this.owner) return;
    const receipt = this.store.receipt(this.owner);
    const shown = document.documentElement.getAttribute('data-screen') === 'receipt';
    if (receipt && !shown) this.receipt(receipt, () => words.receipt.otherTab);
    if (!receipt && shown) this.clear(); // another tab was asked to
  }

  private receipt(receipt: Receipt, note: (() => string) | null): void {
    this.turn++;
    this.back = null;
    showReceipt(this.frame, receipt, note, { another: this.another, clear: () => this.clear() });
  }

  /** Removes what this phone keeps of the slip that is shown; of other slips' ballots nothing is touched. */
  private clear(): void {
    if (this.owner) this.store.forget(this.owner);
    this.ticket.forget();
    this.owner = null;
    this.turn++;
    this.frame.setHead(null);
    this.notice(() => ({ ...words.notice.cleared, tone: 'done' }));
  }

  private notice(make: () => Notice): void {
    this.back = null;
    showNotice(this.frame, make);
  }

  private readonly again = (): Action => ({ text: words.retry, act: () => this.start() });
  private readonly look = (): Action => ({ text: words.refresh, act: () => this.start() });
  private readonly other = (): Action => ({ text: words.otherSlip, act: this.another });

  private async fetchSheet(slip: Slip): Promise<void> {
    const turn = ++this.turn;
    let failed = false;
    const status = h('h1', { class: 'lead' });
    const say = (): void => setText(status, failed ? words.loadingTrouble : words.loading);
    this.frame.show('loading', () => {
      say();
      return [h('div', { class: 'page loading', role: 'status' }, h('div', { class: 'spinner', 'aria-hidden': 'true' }), status)];
    });
    for (let tries = 0; ; tries++) {
      const reply = await this.host.post('/b/sheet', { code: slip.code });
      if (turn !== this.turn) return;
      if (reply.kind === 'refused' && reply.error === 'unknown_ticket' && slip.fingerprint === null) {
        this.ticket.forget();
        this.enter(() => words.enter.unknown, slip.code); // typed by hand: one wrong character must not cost the other 23
        return;
      }
      if (reply.kind === 'refused') {
        this.refused(reply.error, reply.message);
        return;
      }
      if (reply.kind === 'answered') {
        this.served(slip, reply.data);
        return;
      }
      failed = true;
      say();
      await this.host.pause(Math.min(15000, 1000 * 2 ** tries));
      if (turn !== this.turn) return;
    }
  }

  private served(slip: Slip, data: Readonly<Record<string, unknown>>): void {
    let answer: SheetAnswer;
    let manifest: Manifest;
    let electorate: Electorate;
    try {
      answer = readSheet(data);
      manifest = parseManifest(answer.manifest);
      electorate = electorateOf(manifest, answer.electorate);
    } catch (error) {
      if (!(error instanceof Malformed)) throw error;
      this.notice(() => ({ ...words.notice.badManifest, actions: [this.again()] }));
      return;
    }
    if (slip.fingerprint !== null && slip.fingerprint !== manifest.fingerprint) {
      this.mismatch(slip.fingerprint, manifest.fingerprint);
      return;
    }
    const { closes, reason } = deadlineOf(manifest, data['extensions']);
    const details = (): string => [
      words.top.electorate(electorate.name, electorate.tickets),
      closes ? words.top.closes(timeInWords(closes)) : '',
      reason && words.top.extended + reason,
    ].filter(Boolean).join(' · ');
    this.frame.setHead({ organiser: manifest.organiser, title: manifest.name, details, rehearsal: manifest.rehearsal });
    const stop = this.stateNotice(answer, manifest);
    if (stop) this.notice(stop);
    else this.check({ slip, manifest, electorate, mix: answer.mix, form: new Form(manifest, sheetFor(manifest, electorate)) });
  }

  private mismatch(slip: string | null, served: string): void {
    this.notice(() => ({ ...words.notice.mismatch, tone: 'stop', fingerprints: { slip, served } }));
  }

  /** Why a sheet that was served cannot be filled in now; null when it can. */
  private stateNotice({ ticket, phase }: SheetAnswer, manifest: Manifest): (() => Notice) | null {
    if (ticket === 'void') return () => ({ ...words.notice.void_ticket, actions: [this.other()] });
    if (ticket === 'stamped') return () => ({ ...words.notice.used, actions: [this.other()] });
    if (phase === 'closed') return () => ({ ...words.notice.closed, tone: 'wait', actions: [this.look()] });
    if (phase === 'open') return null;
    return () => {
      const { heading, text, todo } = words.notice.waiting;
      return { heading, text: text(manifest.opens && timeInWords(manifest.opens)), todo, tone: 'wait', actions: [this.look()] };
    };
  }

  private check(open: Open): void {
    if (open.slip.fingerprint !== null) {
      this.begin(open);
      return;
    }
    const { fingerprint } = open.manifest;
    const same = (): void => {
      this.ticket.keep({ code: open.slip.code, fingerprint });
      this.begin(open);
    };
    showCompare(this.frame, open.manifest, same, () => this.mismatch(null, fingerprint));
  }

  private begin(open: Open): void {
    const draft = this.store.draft(ownerOf(open.slip.code));
    this.fill(open, null, draft !== null && open.form.load(draft));
  }

  private fill(open: Open, at: Card | null, restored: boolean): void {
    this.back = null;
    const owner = ownerOf(open.slip.code);
    showSheet(this.frame, {
      form: open.form,
      restored,
      mixed: open.mix[1] > 0,
      at,
      changed: () => this.store.keepDraft(owner, open.form.save()),
      review: () => this.review(open),
    });
  }

  private review(open: Open): void {
    const edit = (card: Card | null): void => this.fill(open, card ?? open.form.cards[0] ?? null, false);
    // A step in the history, so that the phone's back gesture leads to the sheet and not out of the page.
    window.history.pushState(null, '');
    showReview(this.frame, {
      form: open.form,
      edit: (card) => {
        this.back = () => edit(card);
        window.history.back();
      },
      confirm: () => void this.submit(open),
    });
    this.back = () => edit(null);
  }

  private async submit(open: Open): Promise<void> {
    const { slip, manifest, electorate, form } = open;
    const owner = ownerOf(slip.code);
    this.back = null;
    // Another tab of this phone may have handed in this ticket's ballot already: then that one is finished.
    if (this.store.receipt(owner) || this.store.jobs(owner).length > 0) {
      await this.send(owner, true);
      return;
    }
    const sending = this.sending(false, open.mix);
    sending.at('seal', 0);
    await new Promise((resolve) => setTimeout(resolve, 50)); // lets the screen be drawn before the phone computes
    try {
      const ballot = compose(form.sheet, form.answers());
      judge(manifest, form.sheet, ballot);
      const digest = sheetDigest(manifest.hash, electorate.code);
      await prepare(manifest, electorate, encode(form.sheet, digest, manifest.sizes, ballot), slip.code, open.mix, this.host);
    } catch (error) {
      const code = error instanceof BallotError ? error.reason : String((error as Error).name);
      this.notice(() => ({ ...words.notice.broken, code, actions: [this.again()] }));
      return;
    }
    await this.send(owner, false, sending);
  }

  private sending(resumed: boolean, mix: Mix): Sending {
    return showSending(this.frame, resumed, this.durable, mix, () => this.host.retryNow());
  }

  private async send(owner: string, resumed: boolean, shown?: Sending): Promise<void> {
    const turn = ++this.turn;
    const sending = shown ?? this.sending(resumed, this.store.jobs(owner)[0]?.mix ?? [0, 0]);
    let outcome: Outcome | null;
    try {
      outcome = await finish(owner, this.host, (step, tries) => turn === this.turn && sending.at(step, tries));
    } catch {
      if (turn === this.turn) this.notice(() => ({ ...words.notice.broken, actions: [this.again()] }));
      return;
    }
    if (turn !== this.turn) return;
    if (outcome === null) this.start();
    else if (outcome.kind === 'receipt') this.receipt(outcome.receipt, null);
    else if (outcome.kind === 'refused') this.refused(outcome.error, outcome.message, outcome.step);
    else {
      const which = outcome.step === 'stamp' ? 'falseStamp' : 'falseReceipt';
      this.notice(() => ({ ...words.notice[which], tone: 'stop', actions: [this.again()] }));
    }
  }

  private refused(error: string, message: string, step: Step | 'sheet' = 'sheet'): void {
    this.notice(() => {
      const { notice } = words;
      const { other, again } = this;
      if (error === 'unknown_ticket') return { ...notice.unknown_ticket, actions: [other()] };
      if (error === 'void_ticket') return { ...notice.void_ticket, actions: [other()] };
      if (error === 'already_stamped') return { ...notice.used, actions: [other()] };
      if (error === 'closed') return { ...(step === 'drop' ? notice.closedDrop : notice.closedStamp), tone: 'wait', actions: [again()] };
      const text = notice.refused.text(error, message);
      if (error === 'not_open') return { ...notice.waiting, text, tone: 'wait', actions: [again()] };
      return { ...notice.refused, text, code: error, actions: [again(), other()] };
    });
  }
}
