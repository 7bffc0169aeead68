/** What a check of an audit file found (evalsite/audit/findings.py): questions and answers, told in either language. */
import { type Words } from './words';

export type Say = (words: Words) => string;

export interface Check {
  readonly passed: boolean;
  readonly say: Say;
}

/** The first `ofFile` questions are about the file, the rest about a receipt. */
export class Findings {
  readonly checks: Check[] = [];
  ofFile: number | null = null;

  /** A question with a fixed answer for either case. */
  ask(passed: boolean, question: keyof Words['asked']): boolean {
    return this.put(passed, (words) => words.asked[question][passed ? 0 : 1]);
  }

  put(passed: boolean, say: Say): boolean {
    this.checks.push({ passed, say });
    return passed;
  }

  tell(say: Say): void {
    this.put(true, say);
  }

  accuse(say: Say): void {
    this.put(false, say);
  }

  get passed(): boolean {
    return this.checks.length > 0 && this.checks.every((one) => one.passed);
  }

  /** Whether the file itself passed, whatever became of a receipt. */
  get filePassed(): boolean {
    const own = this.checks.slice(0, this.ofFile ?? this.checks.length);
    return own.length > 0 && own.every((one) => one.passed);
  }

  verdict(words: Words): string {
    if (this.passed) return words.verdict.passed;
    return this.filePassed ? words.verdict.receipt : words.verdict.failed;
  }
}
