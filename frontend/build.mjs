// Builds the shipped files into evalsite/static/ballot and the tests' bundle into tests/browser/built.
//   node build.mjs           writes them
//   node build.mjs --check   builds into a temporary folder and compares, file by file
import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gzipSync } from 'node:zlib';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const root = dirname(here);
const SHIPPED = join(root, 'evalsite/static/ballot');
const TESTS = join(root, 'tests/browser/built');
const PHONES = {
  target: ['chrome86', 'safari14'],
  // What Safari before 14.1 gets wrong is `...rest` in an array pattern (compat-table #2008); test/bundle.test.ts sees
  // to it that the shipped file has none.
  supported: { destructuring: true },
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

/** The voter's page runs nobody else's code: what is there can be read in src/ (docs/decisions/phone-script.md). */
function ownOnly(metafile) {
  const foreign = Object.keys(metafile.inputs).filter((input) => !input.startsWith('src/'));
  if (foreign.length > 0) throw new Error(`not our own: ${foreign.join(', ')}`);
}

async function make(shipped, tests) {
  const page = { entryPoints: { ballot: 'src/main.ts', preview: 'src/preview.ts' }, outdir: shipped, metafile: true };
  const { metafile } = await build({ ...common, ...page, ...PHONES });
  ownOnly(metafile);
  await build({ ...common, entryPoints: { ballot: 'src/css/ballot.css' }, outdir: shipped, ...PHONES });
  // Must run where the bundle above cannot even be parsed.
  await build({ ...common, entryPoints: { old: 'src/old.js', pages: 'src/pages.js' }, outdir: shipped, target: 'es5' });
  await build({ ...common, entryPoints: { selftest: 'src/selftest.ts' }, outdir: tests, ...PHONES });
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
  const [shipped, tests] = [join(folder, 'shipped'), join(folder, 'tests')];
  clean(shipped);
  clean(tests);
  await make(shipped, tests);
  const wrong = [...differences(shipped, SHIPPED), ...differences(tests, TESTS)];
  rmSync(folder, { recursive: true });
  if (wrong.length > 0) {
    console.error(`not what the sources make: ${wrong.join(', ')}; run "npm run build" in frontend/`);
    process.exit(1);
  }
} else {
  clean(SHIPPED);
  clean(TESTS);
  await make(SHIPPED, TESTS);
  for (const name of readdirSync(SHIPPED)) {
    const data = readFileSync(join(SHIPPED, name));
    console.log(`${name}: ${data.length} bytes, ${gzipSync(data, { level: 9 }).length} gzip`);
  }
}
