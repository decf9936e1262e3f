// Fails the build when what a page loads first outgrows its budget.
import { readdirSync, readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';

const dist = new URL('../dist/', import.meta.url);
const page = readFileSync(new URL('index.html', dist), 'utf8');
if (/<style|<script(?![^>]*\bsrc=)|\sstyle=|\son[a-z]+=/.test(page)) {
  throw new Error('index.html: expected no inline script or style, found one; the page policy refuses it');
}

const kilo = (bytes) => Math.round(bytes / 100) / 10;
const files = readdirSync(new URL('assets/', dist)).map((name) => [name, readFileSync(new URL(`assets/${name}`, dist))]);
const total = (kept, measure) => kilo(files.filter(([name]) => kept(name)).reduce((sum, [, file]) => sum + measure(file), 0));
// Every page's code counts as if it were loaded first; of the languages only English is.
const script = (name) => name.endsWith('.js') && !/^(de|fr)-/.test(name);

const sizes = [
  ['JavaScript, gzipped', total(script, (file) => gzipSync(file).length), 180],
  ['CSS, as it is', total((name) => name.endsWith('.css'), (file) => file.length), 15],
];
for (const [name, size, limit] of sizes) console.log(`${name}: ${size} kB of ${limit}`);
const over = sizes.filter(([, size, limit]) => size > limit);
if (over.length > 0) throw new Error(`over budget: ${over.map(([name]) => name).join(', ')}`);
