/** Notices of extension (docs/wire.md, "Extension"): the deadline as it is now, checked on the phone itself. */
import { fromB64, utf8 } from './bytes';
import { sha256 } from './crypto/sha2';
import { isSigned } from './envelope';
import { type Manifest } from './manifest';

export interface Deadline {
  /** ISO times of the deadline and of the one before it; without a reason it is the manifest's own. */
  readonly closes: string | null;
  readonly before?: string;
  readonly reason: string;
}

/**
 * The deadline by the last notice that holds, of those that were served: from where one does not fit nothing is believed.
 * The key signs for this one campaign, later deadlines alone (`evalsite verify` asks), and nothing else of this form.
 */
export function deadlineOf(manifest: Manifest, notices: unknown): Deadline {
  let last: Deadline = { closes: manifest.closes, reason: '' };
  try {
    for (const { statement, signature } of notices as { statement: string; signature: string }[]) {
      const said = JSON.parse(statement) as Deadline;
      if (said.before !== last.closes || !isSigned(manifest.receiptKey, fromB64(signature), 'extension', sha256(utf8(statement)))) break;
      last = said;
    }
  } catch {
    // what is no notice ends them
  }
  return last;
}
