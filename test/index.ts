/**
 * Runs every test beside this file, the files of a folder in one process, or the FILES that are named (end-to-end tests, on
 * hosts of their own), in that order. The failed ones are told once more at the end, where somebody who sees only the end
 * finds them. With CI=true a skipped test is a failure: nobody may take an empty run for a green one.
 */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { dirname, join, relative } from 'node:path';
import { run } from 'node:test';
import { tap } from 'node:test/reporters';
import { fileURLToPath } from 'node:url';
import { inspect } from 'node:util';
import { groupsOf } from './support/groups.ts';

const here = dirname(fileURLToPath(import.meta.url));
const named = process.argv.slice(2);
const folder = mkdtempSync(join(tmpdir(), 'portjail-tests-'));

function found(): string[] {
  const tests = readdirSync(here, { recursive: true, encoding: 'utf8' })
    .filter(file => file.endsWith('.test.js') && !/^(browser|e2e|package|systemd)\//.test(file))
    .sort();
  return groupsOf(here, tests).map(({ name, text }) => {
    const file = join(folder, `${name}.mjs`);
    writeFileSync(file, text);
    return file;
  });
}

const skipped: string[] = [];
const failed: string[] = [];
// Hosts mostly wait, for each other's processors too: none of their tests asks how fast anything was.
run(
  named.length > 0
    ? { files: named, concurrency: 4 }
    : { files: found(), concurrency: availableParallelism() },
)
  .on('test:pass', ({ name, skip }) => {
    if (skip !== undefined) skipped.push(name);
  })
  .on('test:fail', ({ name, file, details }) => {
    const said = inspect(details.error.cause ?? details.error).replaceAll(/\s+/g, ' ');
    failed.push(`${relative(here, file ?? '?')}: ${name}: ${said.slice(0, 200)}`);
    process.exitCode = 1;
  })
  .compose(tap)
  .pipe(process.stdout);

process.once('exit', () => {
  rmSync(folder, { recursive: true });
  if (failed.length > 0)
    process.stderr.write(`FAILED ${failed.length} of the tests:\n${failed.join('\n')}\n`);
  if (skipped.length === 0) return;
  process.stderr.write(`SKIPPED ${skipped.length} of the tests: ${skipped.join('; ')}\n`);
  if (process.env['CI'] === 'true') process.exitCode = 1;
});
