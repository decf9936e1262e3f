// What docs/audit.md says of the chain, computed here: nothing of it is taken on the gateway's word.
export type Proof = {
  /** The event as it was hashed: JSON, keys sorted, no blanks. */
  text: string;
  writer: string;
  sequence: number;
  /** What the page shows of the event, by its names in the text; `body` likewise in the text's body, its grants by their ids. */
  shown: Readonly<Record<string, unknown>>;
  body?: Readonly<Record<string, unknown>>;
  /** Siblings from the leaf up to the root, in hexadecimal. */
  path: readonly string[];
  /** The signed text, and what signed it, both in hexadecimal but for the text. */
  checkpoint: string;
  signature: string;
  publicKey: string;
};

/** A key that signs checkpoints or did; the first needs no introduction. */
export type SigningKey = { id: string; public: string; after?: string | null; introduction?: string | null };
export type Step = 'event' | 'place' | 'path' | 'signature';
export type Checked = { step: Step; holds: boolean; shown: string };

const HEX = /^([0-9a-f]{2})*$/;
const LEAF = 0;
const NODE = 1;
const utf8 = new TextEncoder();

/** The browser has no Ed25519: nothing was proven, and nothing disproven. */
export class NoEd25519 extends Error {}

export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  if (!HEX.test(hex)) throw new TypeError('expected bytes in hexadecimal');
  return Uint8Array.from(hex.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

export const hexOf = (bytes: Uint8Array): string => Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');

async function sha256(...parts: readonly Uint8Array[]): Promise<Uint8Array<ArrayBuffer>> {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return new Uint8Array(await crypto.subtle.digest('SHA-256', whole));
}

const node = async (left: Uint8Array, right: Uint8Array): Promise<Uint8Array<ArrayBuffer>> => sha256(Uint8Array.of(NODE), left, right);

export const leafOf = async (text: string): Promise<Uint8Array<ArrayBuffer>> => sha256(Uint8Array.of(LEAF), utf8.encode(text));

/** The root that a path leads to (RFC 9162, 2.1.3.2); null for a path that does not fit the place. */
export async function rootByPath(leaf: Uint8Array, index: number, size: number, path: readonly Uint8Array[]): Promise<Uint8Array | null> {
  if (index < 0 || index >= size) return null;
  let [place, last, found] = [index, size - 1, leaf];
  for (const sibling of path) {
    if (last === 0) return null;
    if (place % 2 === 1 || place === last) {
      found = await node(sibling, found);
      while (place % 2 === 0 && place > 0) [place, last] = [place / 2, Math.floor(last / 2)];
    } else {
      found = await node(found, sibling);
    }
    [place, last] = [Math.floor(place / 2), Math.floor(last / 2)];
  }
  return last === 0 ? found : null;
}

async function signed(text: string, signature: string, publicKey: string): Promise<boolean> {
  let key: CryptoKey;
  try {
    key = await crypto.subtle.importKey('raw', bytesOf(publicKey), 'Ed25519', false, ['verify']);
  } catch (fault) {
    throw new NoEd25519('this browser can’t check Ed25519 signatures', { cause: fault });
  }
  return crypto.subtle.verify('Ed25519', key, bytesOf(signature), utf8.encode(text));
}

const idOf = async (publicKey: string): Promise<string> => hexOf(await sha256(bytesOf(publicKey))).slice(0, 16);

/** The ids of the keys that follow from the first one: each introduced, signed, by one before it. */
export async function trusted(keys: readonly SigningKey[]): Promise<ReadonlySet<string>> {
  const found = new Map<string, string>();
  for (const [number, { id, public: key, after, introduction }] of keys.entries()) {
    const before = found.get(after ?? '');
    // The text of an introduction, its names sorted, as docs/audit.md gives it.
    const text = JSON.stringify({ after, key: id, public: key, v: 'cgt-audit-key-1' });
    const known = number === 0 || (before !== undefined && introduction != null && (await signed(text, introduction, before)));
    if (known && (await idOf(key)) === id) found.set(id, key);
  }
  return new Set(found.keys());
}

/** The object that a text is; what is none has no members, so that nothing of it holds. */
function parsed(text: unknown): Record<string, unknown> {
  try {
    const found: unknown = JSON.parse(String(text));
    return typeof found === 'object' && found !== null ? { ...found } : {};
  } catch {
    return {};
  }
}

/** Whether a text says what the page shows: what it doesn't name is shown as null or as no words. */
const says = (text: Record<string, unknown>, shown: Readonly<Record<string, unknown>>): boolean =>
  Object.entries(shown).every(([name, value]) => JSON.stringify(text[name] ?? (Array.isArray(value) ? [] : null)) === JSON.stringify(value ?? null));

/** The ids of the grants that a text's body names, each beside the patient whom it opened. */
const grantsOf = (body: Record<string, unknown>): unknown => (Array.isArray(body['grants']) ? body['grants'].map((one: { id?: unknown } | null) => one?.id) : null);

/** Every step from the event's text to a signature by one of the `keys` we know, each with whether it holds. */
export async function verify(proof: Proof, keys: ReadonlySet<string>): Promise<Checked[]> {
  const [said, over] = [parsed(proof.text), parsed(proof.checkpoint)];
  const [first, last] = [Number(over['first']), Number(over['last'])];
  const leaf = await leafOf(proof.text);
  const [index, size] = [proof.sequence - first, last - first + 1];
  const root = proof.path.every((sibling) => HEX.test(sibling)) ? await rootByPath(leaf, index, size, proof.path.map(bytesOf)) : null;
  const key = HEX.test(proof.publicKey) ? await idOf(proof.publicKey) : '';
  const byKey = key === over['key'] && keys.has(key) && HEX.test(proof.signature) && (await signed(proof.checkpoint, proof.signature, proof.publicKey));
  const body: Record<string, unknown> = { ...(said['body'] as object | null) };
  const asShown = says(said, { ...proof.shown, writer: proof.writer, sequence: proof.sequence }) && says({ ...body, grants: grantsOf(body) }, proof.body ?? {});
  return [
    { step: 'event', holds: asShown, shown: hexOf(leaf) },
    { step: 'place', holds: over['writer'] === proof.writer && index >= 0 && index < size, shown: `${index + 1} / ${size}` },
    { step: 'path', holds: root !== null && hexOf(root) === over['root'], shown: String(over['root'] ?? '') },
    { step: 'signature', holds: byKey, shown: key },
  ];
}
