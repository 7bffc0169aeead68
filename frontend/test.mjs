// Bundles the tests (they are TypeScript) into a temporary folder and runs them under node's own test runner.
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { build } from 'esbuild';

const here = dirname(fileURLToPath(import.meta.url));
const wanted = process.argv.slice(2);
const files = readdirSync(join(here, 'test')).filter(
  (name) => name.endsWith('.test.ts') && (wanted.length === 0 || wanted.some((part) => name.includes(part))),
);
const folder = mkdtempSync(join(tmpdir(), 'ballot-tests-'));
await build({
  absWorkingDir: here,
  entryPoints: files.map((name) => join('test', name)),
  outdir: folder,
  outExtension: { '.js': '.mjs' },
  bundle: true,
  platform: 'node',
  format: 'esm',
  target: 'node20',
  logLevel: 'warning',
});
const tests = files.map((name) => join(folder, name.replace(/\.ts$/, '.mjs')));
const run = spawnSync(process.execPath, ['--test', '--test-reporter=spec', ...tests], { stdio: 'inherit', cwd: here });
rmSync(folder, { recursive: true });
process.exit(run.status ?? 1);
