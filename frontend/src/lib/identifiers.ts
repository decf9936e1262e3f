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
