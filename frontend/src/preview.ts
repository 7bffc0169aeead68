/**
 * The phone page of a draft as voters would see it: the same sheet and the same review, over a manifest that the desk
 * put into the page. Nothing is kept, sealed or sent, and no request is made.
 */
import { type Card, Form } from './form';
import { electorateOf, parseManifest } from './manifest';
import { Frame, timeInWords } from './page/frame';
import { showNotice } from './page/notice';
import { showReview } from './page/review';
import { showSheet } from './page/sheet';
import { sheetFor } from './sheet';
import { Store } from './store';
import { language, speak, words } from './words';
import { PREVIEW } from './words/preview';

function begin(root: HTMLElement): void {
  const manifest = parseManifest(root.dataset['manifest'] ?? '');
  const electorate = electorateOf(manifest, root.dataset['electorate'] ?? '');
  speak(root.dataset['language'] === 'en' ? 'en' : 'zh');
  const frame = new Frame(root, new Store(null));
  const say = (): (typeof PREVIEW)['zh'] => PREVIEW[language];
  const details = (): string => {
    const closes = manifest.closes ? words.top.closes(timeInWords(manifest.closes)) : '';
    return [words.top.electorate(electorate.name, electorate.tickets), closes].filter(Boolean).join(' · ');
  };
  frame.setHead({ organiser: manifest.organiser, title: manifest.name, details, rehearsal: manifest.rehearsal });
  frame.warn(() => say().warning);
  const mixed = root.dataset['mixed'] === 'yes';
  const start = (form: Form, at: Card | null): void =>
    showSheet(frame, { form, restored: false, mixed, at, changed: () => undefined, review: () => review(form) });
  const review = (form: Form): void =>
    showReview(frame, {
      form,
      edit: (card) => start(form, card ?? form.cards[0] ?? null),
      confirm: () => showNotice(frame, () => ({ ...say(), todo: '', tone: 'done', actions: [{ text: say().again, act: fresh }] })),
    });
  const fresh = (): void => start(new Form(manifest, sheetFor(manifest, electorate)), null);
  fresh();
}

const root = document.getElementById('app');
// Links lead to pages that may not stand in a frame.
document.addEventListener('click', (event) => {
  if (event.target instanceof Element && event.target.closest('a[href^="/"]')) event.preventDefault();
});
if (root) begin(root);
