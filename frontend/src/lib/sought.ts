import { checkCharacter } from './identifiers';

const COI = /^CH[A-NP-Z1-9][A-NP-Z0-9]{2}\d{2}\d{2}[A-Z0-9]{6}$/;
const DIN = /^[A-NP-Z1-9][A-NP-Z0-9]{2}\d{2}\d{2}\d{6}$/;
const SCANNED_DIN = /^=(.{13})[0-9A-HJ-NPR-Y]{2}$/;
const DAY = /(?:^|[\s,;])(?:(\d{4})-(\d{1,2})-(\d{1,2})|(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}))(?=$|[\s,;])/;
const OTHER_DAY = /(?:^|[\s,;])\d{1,4}[/.-]\d{1,2}[/.-]\d{1,4}(?=$|[\s,;])/;
const LETTER = /\p{L}/u;

/**
 * What is looked for: an order by its chain of identity; by a number, which may be an order's, a
 * patient's record number, or (without what a scanner adds) a donation's; or a patient.
 */
export type Sought = { coi: string } | { number: string; din: string } | { name: string; birthDate: string };
export type Flaw = 'CHECK_CHARACTER' | 'BIRTH_DATE';

/** What somebody typed or scanned into the look-up (DOMAIN, Identifiers). Null: nothing to look for. */
export function soughtOf(text: string): Sought | Flaw | null {
  const scanned = text.startsWith('&/') ? text.slice(2) : null;
  if (scanned !== null && COI.test(scanned)) return { coi: scanned };
  const [, donation = null] = SCANNED_DIN.exec(text) ?? [];
  if (donation !== null && DIN.test(donation)) return { number: donation, din: donation };
  const person = personOf(text);
  if (person !== null) return person;
  const typed = text.replaceAll(' ', '').toUpperCase();
  if (COI.test(typed)) return { coi: typed };
  const body = typed.slice(0, -1);
  const checked = checkCharacter(body) === typed.at(-1);
  if (typed.length === 16 && COI.test(body)) return checked ? { coi: body } : 'CHECK_CHARACTER';
  const number = text.trim();
  if (number === '') return null;
  return { number, din: typed.length === 14 && DIN.test(body) && checked ? body : number };
}

/** A name with a day, in any order: the day as 1961-04-03 or 3.4.1961. */
function personOf(text: string): Sought | Flaw | null {
  const found = DAY.exec(text);
  if (found === null) return OTHER_DAY.test(text) && LETTER.test(text) ? 'BIRTH_DATE' : null;
  const name = text.replace(found[0], ' ').replaceAll(/[,;]/g, ' ').replaceAll(/\s+/g, ' ').trim();
  if (!LETTER.test(name)) return null;
  const [year = '', month = '', day = ''] = found[1] === undefined ? [found[6], found[5], found[4]] : found.slice(1, 4);
  const birthDate = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
  const at = new Date(`${birthDate}T00:00:00Z`);
  return Number.isNaN(at.valueOf()) || at.toISOString().slice(0, 10) !== birthDate ? 'BIRTH_DATE' : { name, birthDate };
}
