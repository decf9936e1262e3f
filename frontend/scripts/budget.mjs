// Fails the build when what a page loads first outgrows its budget.
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');
if (/<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=/.test(page)) {
  throw new Error('index.html: expected no inline script or style, found one; the page policy refuses it');
}

const kilo = (bytes) => Math.round(bytes / 100) / 10;
function total(pattern, measure) {
  const names = [...new Set([...page.matchAll(pattern)].map(([, name]) => name))];
  return kilo(names.reduce((sum, name) => sum + measure(readFileSync(new URL(name, dist))), 0));
}

const sizes = [
  ['JavaScript at first, gzipped', total(/(?:src|href)="\/(assets\/[^"]+\.js)"/g, (file) => gzipSync(file).length), 180],
  ['CSS, as it is', total(/href="\/(assets\/[^"]+\.css)"/g, (file) => file.length), 15],
];
for (const [name, size, limit] of sizes) console.log(`${name}: ${size} kB of ${limit}`);
const over = sizes.filter(([, size, limit]) => size > limit);
if (over.length > 0) throw new Error(`over budget: ${over.map(([name]) => name).join(', ')}`);
