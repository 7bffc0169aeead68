/** The zip around an audit file: what may stand in it is looked at before anything is unpacked, checksums afterwards. */
import { unzipSync } from 'fflate';

const STORED = 0;
const DEFLATED = 8;
const END = 0x06054b50;
const ENTRY = 0x02014b50;

/** No zip, or a damaged or encrypted one. */
export class Damaged extends Error {
  constructor() {
    super('damaged');
    this.name = 'Damaged';
  }
}

export interface Entry {
  readonly name: string;
  /** Bytes, packed and unpacked, as the directory has them. */
  readonly packed: number;
  readonly size: number;
  readonly known: boolean;
  readonly sum: number;
}

/** The directory of a zip: fflate keeps its checksums to itself. Damaged where there is none, or something is encrypted. */
export function entries(data: Uint8Array): Entry[] {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  try {
    let end = data.length - 22;
    while (view.getUint32(end, true) !== END) end -= 1;
    let at = view.getUint32(end + 16, true);
    const found: Entry[] = [];
    for (let left = view.getUint16(end + 10, true); left > 0; left--) {
      if (view.getUint32(at, true) !== ENTRY || view.getUint16(at + 8, true) & 1) throw new Damaged();
      const length = view.getUint16(at + 28, true);
      found.push({
        name: decode(data.subarray(at + 46, at + 46 + length)),
        packed: view.getUint32(at + 20, true),
        size: view.getUint32(at + 24, true),
        known: [STORED, DEFLATED].includes(view.getUint16(at + 10, true)),
        sum: view.getUint32(at + 16, true),
      });
      at += 46 + length + view.getUint16(at + 30, true) + view.getUint16(at + 32, true);
    }
    return found;
  } catch {
    throw new Damaged();
  }
}

/** The files of a zip by name, every one with its checksum checked. Damaged when one does not match. */
export function unpack(data: Uint8Array, listed: readonly Entry[]): Map<string, Uint8Array> {
  let files: Record<string, Uint8Array>;
  try {
    files = unzipSync(data);
  } catch {
    throw new Damaged();
  }
  const found = new Map<string, Uint8Array>();
  for (const { name, size, sum } of listed) {
    const file = files[name];
    if (file?.length !== size || crc32(file) !== sum) throw new Damaged();
    found.set(name, file);
  }
  return found;
}

/** UTF-8 as it is; Damaged for bytes that are none. */
export function decode(data: Uint8Array): string {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(data);
  } catch {
    throw new Damaged();
  }
}

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb88320 : value >>> 1;
  return value;
});

/** CRC-32 as zip has it. */
export function crc32(data: Uint8Array): number {
  let value = 0xffffffff;
  for (const byte of data) value = (value >>> 8) ^ (TABLE[(value ^ byte) & 0xff] ?? 0);
  return (value ^ 0xffffffff) >>> 0;
}
