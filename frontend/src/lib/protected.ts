import { graphql, readFragment, type FragmentType } from '../gql';
import type { ShownTextFragment } from '../gql/graphql';

// Protected values travel as masked fragments: their type has no readable member, so that a value
// can only be drawn by `ui/Masked`, which opens them here together with the reason for a mask.
export const ShownText = graphql(`
  fragment ShownText on ProtectedString {
    value
    visibility
    reason
  }
`);
export const ShownNumber = graphql(`
  fragment ShownNumber on ProtectedFloat {
    value
    visibility
    reason
  }
`);

export type Text = FragmentType<typeof ShownText>;
export type Quantity = FragmentType<typeof ShownNumber>;
export type Sign = Pick<ShownTextFragment, 'visibility' | 'reason'>;

export type Opened = Sign & { text: string | null };

/** The text of a protected value with its sign; `text` is null for WITHHELD, absent and not known. */
export function openText(value: Text): Opened {
  const { value: text, visibility, reason } = readFragment(ShownText, value);
  return { text: text ?? null, visibility, reason: reason ?? null };
}

export function openNumber(value: Quantity, language: string): Opened {
  const { value: number, visibility, reason } = readFragment(ShownNumber, value);
  const text = number == null ? null : new Intl.NumberFormat(language).format(number);
  return { text, visibility, reason: reason ?? null };
}

/** The instant of a value in clear; null where it is masked, absent or not known. */
export function openInstant(value: Text): Date | null {
  const { text, visibility } = openText(value);
  if (text === null || visibility !== 'CLEAR') return null;
  const instant = new Date(text);
  return Number.isNaN(instant.getTime()) ? null : instant;
}

/** Whether a value is not in clear: then it is drawn as a mask, whatever else it would tell. */
export const masked = (value: Text): boolean => openText(value).visibility !== 'CLEAR';

/** Whether a column hides everything: a list of at least one value, all withheld. */
export function allWithheld(values: readonly Text[]): boolean {
  return values.length > 0 && values.every((value) => openText(value).visibility === 'WITHHELD');
}
