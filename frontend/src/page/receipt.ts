/** The receipt: proof that an envelope is in the box, and nothing about what it says. */
import { announce, fill, h, icon, ICONS } from '../dom';
import { fromHex } from '../bytes';
import { receiptCode } from '../codes';
import { type Receipt } from '../store';
import { WHY, words } from '../words';
import { type Frame, largeButton } from './frame';

/** Copies text also where the clipboard interface is missing, as it is on plain http. */
async function copy(text: string): Promise<boolean> {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    const area = h('textarea', { readonly: true, class: 'sr', 'aria-hidden': 'true', tabindex: -1 });
    area.value = text;
    document.body.appendChild(area);
    area.select();
    area.setSelectionRange(0, text.length); // iOS selects nothing otherwise
    let done = false;
    try {
      done = document.execCommand('copy');
    } catch {
      done = false;
    }
    area.remove();
    return done;
  }
}

const FONT = '"PingFang SC", "Microsoft YaHei", "Noto Sans CJK SC", sans-serif';

/** Breaks a name into lines of at most `most` characters; the last one ends in … when there is more. */
function lines(text: string, most: number, limit: number): string[] {
  const chars = Array.from(text);
  const out: string[] = [];
  for (let i = 0; i < chars.length && out.length < limit; i += most) out.push(chars.slice(i, i + most).join(''));
  if (chars.length > most * limit) out[limit - 1] = `${chars.slice(most * (limit - 1), most * limit - 1).join('')}…`;
  return out;
}

/** The receipt as a picture: in-app browsers cannot download, but every phone can save a picture it is shown. */
function picture(receipt: Receipt, code: string): string | null {
  const canvas = document.createElement('canvas');
  const [width, height] = [720, 520];
  canvas.width = width;
  canvas.height = height;
  const pen = canvas.getContext('2d');
  if (!pen) return null;
  const write = (text: string, y: number, size: number, colour: string, weight = 'normal'): void => {
    pen.font = `${weight} ${size}px ${FONT}`;
    pen.fillStyle = colour;
    pen.fillText(text, width / 2, y);
  };
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, height);
  pen.fillStyle = '#14589c';
  pen.fillRect(0, 0, width, 12);
  pen.textAlign = 'center';
  const names = lines(receipt.rehearsal ? words.named(words.trial, receipt.name) : receipt.name, 20, 2);
  names.forEach((line, i) => write(line, 84 + 44 * i, 32, '#1a2330', 'bold'));
  write(words.receipt.heading, 220, 30, '#166853', 'bold');
  write(words.receipt.code, 290, 24, '#55606d');
  write(code, 366, 60, '#14589c', 'bold');
  write(words.receipt.pictureFoot, 450, 24, '#55606d');
  return canvas.toDataURL('image/png');
}

function details(receipt: Receipt): HTMLElement {
  const row = (name: string, value: string): HTMLElement => h('div', {}, h('dt', {}, name), h('dd', {}, value));
  return h('details', {},
    h('summary', {}, words.receipt.details),
    h('p', { class: 'note' }, words.receipt.detailsLead),
    h('dl', { class: 'proof' },
      row(words.receipt.leaf, receipt.leaf),
      row(words.receipt.signature, receipt.signature),
      row(words.receipt.manifest, receipt.manifest),
    ),
  );
}

export interface ReceiptActions {
  /** Begins with another slip. */
  readonly another: () => void;
  /** Removes what this phone keeps of this one. */
  readonly clear: () => void;
}

/** A button that asks once more, in place, before it does what cannot be undone. */
function clearing(clear: () => void): HTMLElement {
  const no = h('button', { type: 'button', class: 'plain-button', onclick: () => ask(false) }, words.receipt.clearNo);
  const yes = h('button', { type: 'button', class: 'plain-button strong', onclick: clear }, words.receipt.clearYes);
  const title = h('h2', { tabindex: -1 }, words.receipt.clearAsk);
  const panel = h('div', { class: 'panel ask', hidden: true }, title, h('p', {}, words.receipt.clearText), h('div', { class: 'pair' }, no, yes));
  const go = h('button', { type: 'button', class: 'link', onclick: () => ask(true) }, words.receipt.clear);
  const place = h('p', { class: 'foot' }, go);
  function ask(open: boolean): void {
    panel.hidden = !open;
    place.hidden = open;
    (open ? title : go).focus();
  }
  return h('div', {}, place, panel);
}

/** `note` says what came before (another tab was faster). */
export function showReceipt(frame: Frame, receipt: Receipt, note: (() => string) | null, actions: ReceiptActions): void {
  const { name, rehearsal } = receipt;
  frame.setHead({ organiser: '', title: name, details: () => '', rehearsal });
  frame.show('receipt', () => [page(frame, receipt, note ? note() : rehearsal ? words.receipt.leadTrial : words.receipt.lead, actions)]);
}

function page(frame: Frame, receipt: Receipt, lead: string, { another, clear }: ReceiptActions): HTMLElement {
  const code = receiptCode(fromHex(receipt.leaf));
  const said = h('p', { class: 'note', role: 'status' });
  const copyCode = (): void => {
    void copy(code).then((done) => (said.textContent = done ? words.receipt.copied : words.receipt.copyFailed));
  };
  const place = h('div', { class: 'picture' });
  const save = (): void => {
    const url = picture(receipt, code);
    if (!url) return;
    fill(place, h('img', { src: url, alt: words.receipt.pictureAlt(code) }), h('p', { class: 'note' }, words.receipt.pictureHint));
    announce(words.receipt.pictureHint);
  };
  return h('div', { class: 'page receipt' },
    h('div', { class: 'badge' }, icon(ICONS.tick)),
    h('h1', {}, words.receipt.heading),
    h('p', { class: 'lead' }, lead),
    h('div', { class: 'panel' }, h('p', { class: 'note' }, words.receipt.code), h('p', { class: 'receipt-code' }, code),
      h('div', { class: 'pair' },
        h('button', { type: 'button', class: 'plain-button', onclick: copyCode }, words.receipt.copy),
        h('button', { type: 'button', class: 'plain-button', onclick: save }, words.receipt.picture),
      ), said),
    place,
    h('p', {}, words.receipt.meaning, ' ', h('a', { href: `/b/box/${receipt.manifest}` }, words.receipt.list)),
    h('p', {}, h('b', {}, words.receipt.secret), words.receipt.secretWhy),
    h('p', {}, words.receipt.wiped),
    h('p', {}, words.receipt.close),
    details(receipt),
    clearing(clear),
    h('p', { class: 'foot' }, h('a', { href: WHY }, words.why), ' ', h('button', { type: 'button', class: 'link', onclick: another }, words.otherSlip)),
    h('p', { class: 'foot' }, largeButton(frame)),
  );
}
