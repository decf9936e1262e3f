const ALPHABET = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ*';

/** Check character K of a DIN (13 characters) or CoI (15): ISO/IEC 7064 MOD 37-2, ICCBBA ST-001. */
export function checkCharacter(body: string): string {
  let total = 0;
  for (const character of body) total = ((total + ALPHABET.indexOf(character)) * 2) % 37;
  return ALPHABET.charAt((38 - total) % 37);
}

/** `CHA999126K7M2QD` as a person compares it by eye: `CH A9991 26 K7M2QD check N`. */
export function spokenIdentifier(value: string): string {
  const parts = /^(CH)?([A-NP-Z1-9][A-NP-Z0-9]{2}\d{2})(\d{2})([A-Z0-9]{6})$/.exec(value);
  if (!parts) return value;
  return [...parts.slice(1).filter(Boolean), 'check', checkCharacter(value)].join(' ');
}

/** A record number in groups of four, read from its start. */
export function grouped(value: string): string {
  return /^\d{5,}$/.test(value) ? value.replace(/(\d{4})(?=\d)/g, '$1 ') : value;
}

const COI = /^CH[A-NP-Z1-9][A-NP-Z0-9]{2}\d{2}\d{2}[A-Z0-9]{6}$/;
export type Key = { coi: string } | { vendorOrderNumber: string };

/**
 * What somebody typed or scanned into a look-up: a chain of identity in one of its three forms
 * (DOMAIN, Identifiers), else a manufacturer's order number as it is. Null: nothing to look for.
 */
export function keyOf(text: string): Key | 'CHECK_CHARACTER' | null {
  const scanned = text.startsWith('&/') ? text.slice(2) : null;
  if (scanned !== null && COI.test(scanned)) return { coi: scanned };
  const typed = text.replaceAll(' ', '').toUpperCase();
  const body = typed.slice(0, 15);
  if (COI.test(typed)) return { coi: typed };
  if (typed.length === 16 && COI.test(body)) return checkCharacter(body) === typed.charAt(15) ? { coi: body } : 'CHECK_CHARACTER';
  const number = text.trim();
  return number === '' ? null : { vendorOrderNumber: number };
}
