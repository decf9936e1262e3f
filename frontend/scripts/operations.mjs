// Writes operations.json, the documents that the gateway trusts, from what the code generator found.
import { createHash } from 'node:crypto';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';

const found = new URL('../src/gql/persisted-documents.json', import.meta.url);
const documents = Object.entries(JSON.parse(readFileSync(found, 'utf8')));
const trusted = {};
for (const [hash, text] of documents.toSorted(([, a], [, b]) => (a < b ? -1 : 1))) {
  const own = `sha256:${createHash('sha256').update(text).digest('hex')}`;
  if (own !== hash) throw new Error(`expected ${own} of the document text, the generator wrote ${hash}`);
  trusted[hash] = text;
}
writeFileSync(new URL('../operations.json', import.meta.url), `${JSON.stringify(trusted, null, 2)}\n`);
rmSync(found);
console.log(`operations.json: ${documents.length} documents`);
