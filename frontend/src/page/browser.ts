/** The browser as the trip sees it: storage, randomness, waits that end early, and which slip this tab is about. */
import { type Slip, readFragment } from '../codes';
import { type Area, type Store, usable } from '../store';
import { type Host } from '../trip';
import { post } from '../wire';

/** The first storage of this browser that works: this phone's, else this tab's, else none. */
export function phoneArea(): { area: Area | null; durable: boolean } {
  const local = usable(() => window.localStorage);
  if (local) return { area: local, durable: true };
  return { area: usable(() => window.sessionStorage), durable: false };
}

const TICKET = 'evalsite:ticket';

/** Remembers the slip for reloads of this tab and takes it out of the address, where screenshots and histories see it. */
export class Ticket {
  private readonly area = usable(() => window.sessionStorage);
  private slip: Slip | null = null;

  /** The slip in the address, if any: `bad` when there is a fragment that is no slip. */
  fromAddress(): Slip | 'bad' | null {
    const { hash, pathname, search } = window.location;
    if (hash.length < 2) return null;
    const slip = readFragment(hash);
    // Without storage a reload would forget the slip: then the address keeps it.
    if (slip) this.keep(slip);
    if (this.area || !slip) window.history.replaceState(null, '', pathname + search);
    return slip ?? 'bad';
  }

  remembered(): Slip | null {
    const text = this.area?.getItem(TICKET);
    return text ? readFragment(text) : this.slip;
  }

  keep(slip: Slip): void {
    this.slip = slip;
    this.area?.setItem(TICKET, slip.fingerprint ? `${slip.code}.${slip.fingerprint}` : slip.code);
  }

  forget(): void {
    this.slip = null;
    this.area?.removeItem(TICKET);
  }
}

/** Something to wait for that can be ended early. */
class Waits {
  private readonly open = new Set<() => void>();

  wait(milliseconds: number): Promise<void> {
    return new Promise((resolve) => {
      const end = (): void => {
        clearTimeout(timer);
        this.open.delete(end);
        resolve();
      };
      const timer = setTimeout(end, milliseconds);
      this.open.add(end);
    });
  }

  end(): void {
    for (const end of Array.from(this.open)) end();
  }
}

export interface PhoneHost extends Host {
  /** Ends the pause before a retry. */
  retryNow(): void;
}

export function browserHost(store: Store): PhoneHost {
  const pauses = new Waits();
  const mixes = new Waits();
  const leave = (): void => mixes.end();
  // The page is hidden or goes away: the envelope is dropped at once, in a request that outlives the page.
  document.addEventListener('visibilitychange', () => (document.visibilityState === 'hidden' ? leave() : pauses.end()));
  window.addEventListener('pagehide', leave);
  window.addEventListener('online', () => pauses.end());
  return {
    store,
    post,
    random: (length) => crypto.getRandomValues(new Uint8Array(length)),
    pause: (milliseconds) => pauses.wait(milliseconds),
    mix: (milliseconds) => (document.visibilityState === 'hidden' ? Promise.resolve() : mixes.wait(milliseconds)),
    retryNow: () => pauses.end(),
  };
}
