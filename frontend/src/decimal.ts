/** Exact decimals: scores and steps such as 0.5 are never rounded through floating point. */
import { Malformed } from './bytes';

/** `units` tenths, hundredths, … : the value is units / 10^places. */
export interface Decimal {
  readonly units: bigint;
  readonly places: number;
}

/** Malformed unless `text` is digits with at most one point between digits, and at most 12 places. */
export function decimal(text: string): Decimal {
  const match = /^(-?)([0-9]+)(?:\.([0-9]{1,12}))?$/.exec(text);
  if (!match) throw new Malformed('not a decimal');
  const [, sign, whole = '', fraction = ''] = match;
  const units = BigInt(whole + fraction);
  return { units: sign ? -units : units, places: fraction.length };
}

/** The number of units of a value once it has that many places (at least as many as it has now). */
function unitsAt(value: Decimal, places: number): bigint {
  return value.units * 10n ** BigInt(places - value.places);
}

/** The shortest spelling: no trailing zeros, no bare point. */
export function decimalText(value: Decimal): string {
  const digits = (value.units < 0n ? -value.units : value.units).toString().padStart(value.places + 1, '0');
  const whole = digits.slice(0, digits.length - value.places);
  const fraction = digits.slice(digits.length - value.places).replace(/0+$/, '');
  return (value.units < 0n ? '-' : '') + whole + (fraction && `.${fraction}`);
}

/** How many values lie in low, low + step, …, not above high. */
export function stepCount(low: number, high: number, step: Decimal): number {
  return Number((BigInt(high - low) * 10n ** BigInt(step.places)) / step.units) + 1;
}

/** low + index * step. */
export function valueAt(low: number, step: Decimal, index: number): Decimal {
  return { units: BigInt(low) * 10n ** BigInt(step.places) + BigInt(index) * step.units, places: step.places };
}

/** The index of a value among low, low + step, …; null when it is not one of them (the upper end is the caller's). */
export function indexOf(low: number, step: Decimal, value: Decimal): number | null {
  const places = Math.max(step.places, value.places);
  const distance = unitsAt(value, places) - BigInt(low) * 10n ** BigInt(places);
  const width = unitsAt(step, places);
  return distance >= 0n && distance % width === 0n ? Number(distance / width) : null;
}

/** An exact fraction of whole numbers, `under` above 0. */
export interface Ratio {
  readonly over: bigint;
  readonly under: bigint;
}

/** Malformed unless `text` is a whole number, or two with a slash between them and the second above 0. */
export function ratio(text: string): Ratio {
  const match = /^([0-9]+)(?:\/([0-9]+))?$/.exec(text);
  const under = BigInt(match?.[2] ?? 1);
  if (!match || under === 0n) throw new Malformed('not a fraction');
  return { over: BigInt(match[1] ?? 0), under };
}

/** A decimal, divided by a whole number, as a fraction. */
export function ratioBy(value: Decimal, by: bigint): Ratio {
  return { over: value.units, under: by * 10n ** BigInt(value.places) };
}

/** share * count, rounded down, or with `up` rounded up. */
export function ratioOf(count: number, share: Ratio, up: boolean): number {
  return Number((BigInt(count) * share.over + (up ? share.under - 1n : 0n)) / share.under);
}

/** Below 0, 0 or above 0, as the value is less than, equal to or more than the fraction. */
export function compareAt(value: Decimal, { over, under }: Ratio): number {
  const [one, other] = [value.units * under, over * 10n ** BigInt(value.places)];
  return one === other ? 0 : one > other ? 1 : -1;
}

/** A fraction as people read it: a decimal where it has a finite one, else as it is. */
export function ratioText({ over, under }: Ratio): string {
  for (let places = 0; places <= 6; places++) {
    const units = over * 10n ** BigInt(places);
    if (units % under === 0n) return decimalText({ units: units / under, places });
  }
  return `${over}/${under}`;
}

/** A share in percent where that has a finite decimal form, else as the fraction that it is. */
export function shareText({ over, under }: Ratio): string {
  const percent = ratioText({ over: over * 100n, under });
  return percent.includes('/') ? `${over}/${under}` : `${percent}%`;
}
