/** What only the preview on the desk says. */
import { type Language } from '../words';

const zh = {
  warning: '这是预览：填什么都不会保存，也投不出去。',
  heading: '预览到这里为止',
  text: '正式投票时，选票会在这一步加密、签章、投入票箱，然后显示回执。',
  again: '从头再看',
};

const en: typeof zh = {
  warning: 'This is a preview: nothing you fill in is kept, and nothing can be cast.',
  heading: 'The preview ends here',
  text: 'In the real vote the ballot is now sealed, stamped and dropped into the box, and the receipt is shown.',
  again: 'Start again',
};

export const PREVIEW: Record<Language, typeof zh> = { zh, en };
