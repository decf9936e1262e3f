// What docs/audit.md says of the chain, computed here: nothing of it is taken on the gateway's word.
export type Proof = {
  /** The event as it was hashed: JSON, keys sorted, no blanks. */
  text: string;
  writer: string;
  sequence: number;
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
type Checkpoint = { first: number; last: number; writer: string; root: string; key: string; number: number; at: string };

const LEAF = 0;
const NODE = 1;
const utf8 = new TextEncoder();

/** The browser has no Ed25519: nothing was proven, and nothing disproven. */
export class NoEd25519 extends Error {}

export function bytesOf(hex: string): Uint8Array<ArrayBuffer> {
  if (!/^([0-9a-f]{2})*$/.test(hex)) throw new TypeError('expected bytes in hexadecimal');
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

/** Every step from the event's text to a signature by one of the `keys` we know, each with whether it holds. */
export async function verify(proof: Proof, keys: ReadonlySet<string>): Promise<Checked[]> {
  const said = JSON.parse(proof.text) as { writer?: unknown; sequence?: unknown };
  const over = JSON.parse(proof.checkpoint) as Checkpoint;
  const leaf = await leafOf(proof.text);
  const [index, size] = [proof.sequence - over.first, over.last - over.first + 1];
  const root = await rootByPath(leaf, index, size, proof.path.map(bytesOf));
  const key = await idOf(proof.publicKey);
  const byKey = key === over.key && keys.has(key) && (await signed(proof.checkpoint, proof.signature, proof.publicKey));
  return [
    { step: 'event', holds: said.writer === proof.writer && said.sequence === proof.sequence, shown: hexOf(leaf) },
    { step: 'place', holds: over.writer === proof.writer && index >= 0 && index < size, shown: `${index + 1} / ${size}` },
    { step: 'path', holds: root !== null && hexOf(root) === over.root, shown: over.root },
    { step: 'signature', holds: byKey, shown: key },
  ];
}
