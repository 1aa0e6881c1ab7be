import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

interface Entry {
  readonly integrity?: string;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

const text = readFileSync('package-lock.json', 'utf8');
const { packages }: { packages: Readonly<Record<string, Entry>> } = JSON.parse(text);

/** npm 11's `npm ci` refuses a lock without them; npm 9 and 10 write one on a machine that has no use for them. */
test('package-lock.json holds the optional packages of every platform', () => {
  const named = Object.values(packages).flatMap(one => Object.keys(one.optionalDependencies ?? {}));
  assert.ok(named.length > 80, `${named.length} optional packages`);
  assert.deepEqual(
    named.filter(name => !(`node_modules/${name}` in packages)),
    [],
  );
});

test('package-lock.json says what each package must be, and of no registry', () => {
  const installed = Object.entries(packages).filter(([path]) => path !== '');
  assert.deepEqual(
    installed.filter(([, one]) => !one.integrity?.startsWith('sha512-')).map(([path]) => path),
    [],
  );
  assert.doesNotMatch(text, /"resolved"/);
});
