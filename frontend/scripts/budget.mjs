// Fails the build when what a page loads before it shows anything outgrows its budget.
import { readFileSync, rmSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');
if (/<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=/.test(page)) {
  throw new Error('index.html: expected no inline script or style, found one; the page policy refuses it');
}

const LIMITS = { script: 180, style: 15 };
const manifest = JSON.parse(readFileSync(new URL('.vite/manifest.json', dist), 'utf8'));
const kilo = (bytes) => Math.round(bytes / 100) / 10;
const packed = (file) => gzipSync(readFileSync(new URL(file, dist))).length;
const plain = (file) => readFileSync(new URL(file, dist)).length;

/** A chunk with all that it imports at once. */
function closure(name, found = new Set()) {
  if (found.has(name)) return found;
  found.add(name);
  for (const next of manifest[name].imports ?? []) closure(next, found);
  return found;
}

function weigh(names) {
  const chunks = [...names].map((name) => manifest[name]);
  const styles = new Set(chunks.flatMap(({ css = [] }) => css));
  return {
    script: kilo(chunks.reduce((sum, { file }) => sum + packed(file), 0)),
    style: kilo([...styles].reduce((sum, file) => sum + plain(file), 0)),
  };
}

const entry = 'index.html';
const pages = (manifest[entry].dynamicImports ?? []).filter((name) => name.startsWith('src/routes/'));
if (pages.length === 0) throw new Error('manifest: expected the pages among what the entry imports later, found none');
// A page's first load is the shell and its own code; English stands in the shell, other languages come after it.
const sizes = pages.map((name) => [name, weigh(new Set([...closure(entry), ...closure(name)]))]);
for (const [name, { script, style }] of sizes) {
  console.log(`${name}: JavaScript ${script} kB gzipped of ${LIMITS.script}, CSS ${style} kB of ${LIMITS.style}`);
}
rmSync(new URL('.vite/', dist), { recursive: true });
const over = sizes.filter(([, size]) => Object.entries(LIMITS).some(([kind, limit]) => size[kind] > limit));
if (over.length > 0) throw new Error(`over budget: ${over.map(([name]) => name).join(', ')}`);
