/**
 * The words of the page in the voter's language: Chinese, or English for whoever asks for it.
 *
 * Both lists are in the one script that everybody loads, the choice is kept on the phone, and no request differs by it: a
 * language that the server could see would part the few who read English from the crowd in which they hide.
 */
import { en } from './words/en';
import { zh } from './words/zh';

/** The page that explains how anonymity works. */
export const WHY = '/b/why';

export type Words = typeof zh;
export type Language = 'zh' | 'en';

const LANGUAGES: Record<Language, Words> = { zh, en };

export let language: Language = 'zh';
/** Read it when a text is shown, never before: it changes with the language. */
export let words: Words = zh;

/** From now on `words` are those of another language. */
export function speak(wanted: Language): void {
  language = wanted;
  words = LANGUAGES[wanted];
}
