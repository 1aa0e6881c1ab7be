/**
 * Runs every test beside this file, each file in a process of its own. Tests on real hosts run on their own. With CI=true a
 * skipped test is a failure: nobody may take an empty run for a green one.
 */
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname, join } from 'node:path';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const files = readdirSync(here, { recursive: true, encoding: 'utf8' })
  .filter(file => file.endsWith('.test.js') && !/^(browser|e2e|package|systemd)\//.test(file))
  .sort()
  .map(file => join(here, file));

const skipped: string[] = [];
run({ files, concurrency: availableParallelism() })
  .on('test:pass', ({ name, skip }) => {
    if (skip !== undefined) skipped.push(name);
  })
  .on('test:fail', () => {
    process.exitCode = 1;
  })
  .compose(tap)
  .pipe(process.stdout);

process.once('exit', () => {
  if (skipped.length === 0) return;
  process.stderr.write(`SKIPPED ${skipped.length} of the tests: ${skipped.join('; ')}\n`);
  if (process.env['CI'] === 'true') process.exitCode = 1;
});
