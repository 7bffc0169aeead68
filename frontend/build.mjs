// Builds the shipped files into evalsite/static/ballot, the checker at home (one page) into evalsite/static/verify, and
// the tests' bundle into tests/browser/built.
//   node build.mjs           writes them
//   node build.mjs --check   builds into a temporary folder and compares, file by file
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { gzipAsync } from '@gfx/zopfli';
import { build } from 'esbuild';
import { minify } from 'terser';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const SHIPPED = join(root, 'evalsite/static/ballot');
const VERIFY = join(root, 'evalsite/static/verify');
const TESTS = join(root, 'tests/browser/built');
const PHONES = {
  target: ['chrome86', 'safari14'],
  // What Safari before 14.1 gets wrong is `...rest` in an array pattern (compat-table #2008), and Chrome before 91 a spread
  // argument behind `?.`; test/bundle.test.ts sees to it that the shipped file has neither.
  supported: { destructuring: true, 'optional-chain': true },
};

const common = {
  absWorkingDir: here,
  bundle: true,
  minify: true,
  charset: 'utf8',
  format: 'iife',
  logLevel: 'warning',
  sourcemap: false,
};

/** What a second look at the whole script still finds to shorten: about 3 % once it is compressed. */
async function shorten(file) {
  const { code } = await minify(readFileSync(file, 'utf8'), {
    ecma: 2020,
    compress: { passes: 3, collapse_vars: false }, // values moved to where they are used repeat less, and compress worse
    format: { comments: false },
  });
  writeFileSync(file, `${code}\n`);
}

/** Beside a file what is sent of it: zopfli looks longer than a server could and finds 5 % that gzip does not. */
async function pack(file) {
  writeFileSync(`${file}.gz`, await gzipAsync(readFileSync(file), { numiterations: 50 }));
}

/** The voter's page runs nobody else's code: what is there can be read in src/ (docs/decisions/phone-script.md). */
function ownOnly(metafile) {
  const foreign = Object.keys(metafile.inputs).filter((input) => !input.startsWith('src/'));
  if (foreign.length > 0) throw new Error(`not our own: ${foreign.join(', ')}`);
}

/** The licences of the packages whose code is in a bundle: they ask to be handed on with it. */
function licences(metafile) {
  const packages = new Set();
  for (const input of Object.keys(metafile.inputs)) {
    const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) packages.add(found[1]);
  }
  const texts = [...packages].sort().map((name) => {
    const folder = join(here, 'node_modules', name);
    const { version } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
    const file = readdirSync(folder).find((each) => /^licen[cs]e/i.test(each));
    return `${name} ${version}\n\n${readFileSync(join(folder, file), 'utf8').trim()}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}

/** The checker's hashes are @noble's: the phone's own do not judge themselves there. */
const nobleHashes = {
  name: 'noble-hashes',
  setup(building) {
    building.onResolve({ filter: /\/crypto\/sha2$/ }, () => ({ path: join(here, 'src/verify/sha2.ts') }));
  },
};

/** One page with everything in it. Its policy lets this script and this style run, and nothing be fetched or sent. */
async function makeVerifier(folder) {
  const one = async (entry) => {
    const page = { entryPoints: [entry], plugins: [nobleHashes], legalComments: 'none', metafile: true, write: false };
    const { outputFiles, metafile } = await build({ ...common, ...PHONES, ...page });
    return { text: outputFiles[0].text.trim(), metafile };
  };
  const [script, style] = [await one('src/verify/main.ts'), await one('src/css/verify.css')];
  const hash = (text) => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;
  const values = {
    policy: `default-src 'none'; script-src ${hash(script.text)}; style-src ${hash(style.text)}; base-uri 'none'; form-action 'none'`,
    style: style.text,
    script: script.text,
    licences: licences(script.metafile),
  };
  if (/<\/(?:script|style)|<!--/i.test(script.text + style.text) || values.licences.includes('--' + '>')) {
    throw new Error('the page would end in the middle');
  }
  const page = readFileSync(join(here, 'src/verify/page.html'), 'utf8');
  const whole = page.replace(/\{\{(\w+)\}\}/g, (_, name) => values[name]);
  writeFileSync(join(folder, 'evalsite-verify.html'), whole);
}

async function make(shipped, verify, tests) {
  const page = { entryPoints: { ballot: 'src/main.ts', preview: 'src/preview.ts' }, outdir: shipped, metafile: true };
  const { metafile } = await build({ ...common, ...page, ...PHONES });
  ownOnly(metafile);
  for (const name of ['ballot.js', 'preview.js']) await shorten(join(shipped, name));
  await build({ ...common, entryPoints: { ballot: 'src/css/ballot.css', pages: 'src/css/pages.css' }, outdir: shipped, ...PHONES });
  // Must run where the bundle above cannot even be parsed.
  await build({ ...common, entryPoints: { old: 'src/old.js', pages: 'src/pages.js' }, outdir: shipped, target: 'es5' });
  await build({ ...common, entryPoints: { selftest: 'src/selftest.ts' }, outdir: tests, ...PHONES });
  await makeVerifier(verify);
  for (const name of ['ballot.js', 'ballot.css', 'old.js']) await pack(join(shipped, name));
  const names = readdirSync(shipped).filter((name) => name !== 'SHA256SUMS').sort();
  const sums = names.map((name) => {
    const digest = createHash('sha256').update(readFileSync(join(shipped, name))).digest('hex');
    return `${digest}  ${name}\n`;
  });
  writeFileSync(join(shipped, 'SHA256SUMS'), sums.join(''));
}

function clean(folder) {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true });
}

function differences(made, kept) {
  const names = new Set([...readdirSync(made), ...readdirSync(kept)]);
  const read = (folder, name) => {
    try {
      return readFileSync(join(folder, name));
    } catch {
      return null;
    }
  };
  return [...names].filter((name) => {
    const [a, b] = [read(made, name), read(kept, name)];
    return a === null || b === null || !a.equals(b);
  });
}

if (process.argv.includes('--check')) {
  const folder = mkdtempSync(join(tmpdir(), 'ballot-'));
  const [shipped, verify, tests] = ['shipped', 'verify', 'tests'].map((name) => join(folder, name));
  [shipped, verify, tests].forEach(clean);
  await make(shipped, verify, tests);
  const wrong = [...differences(shipped, SHIPPED), ...differences(verify, VERIFY), ...differences(tests, TESTS)];
  rmSync(folder, { recursive: true });
  if (wrong.length > 0) {
    console.error(`not what the sources make: ${wrong.join(', ')}; run "npm run build" in frontend/`);
    process.exit(1);
  }
} else {
  [SHIPPED, VERIFY, TESTS].forEach(clean);
  await make(SHIPPED, VERIFY, TESTS);
  for (const folder of [SHIPPED, VERIFY]) {
    for (const name of readdirSync(folder)) {
      const data = readFileSync(join(folder, name));
      console.log(`${name}: ${data.length} bytes`);
    }
  }
}
