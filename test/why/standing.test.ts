import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { parsePrefix } from '../../src/net/address.ts';
import { standingOf } from '../../src/why/standing.ts';

const prefix = (text: string) => parsePrefix(text) ?? assert.fail(text);
const now = Date.UTC(2026, 10, 22, 12);

function configured(t: TestContext, ignoreFile: string) {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-why-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const [file, ignore] = [join(folder, 'portjail.json'), join(folder, 'ignore')];
  writeFileSync(ignore, ignoreFile);
  writeFileSync(file, JSON.stringify({ ignore: { addresses: ['198.51.100.0/24'], files: [ignore] } }));
  return { loaded: loadConfig({ file }), ignore };
}

test('standingOf() names each entry that ignores, with its place and its note, and no entry whose time is over', t => {
  const { loaded, ignore } = configured(
    t,
    '# portjail: until=2126-11-22T11:00:00Z note=the backup\n203.0.113.7\n# portjail: until=2026-11-22T11:00:00Z\n203.0.113.0/28\n',
  );
  assert.deepEqual(standingOf(prefix('203.0.113.7'), loaded, undefined, now), {
    ignoredBy: [`${ignore}, line 2: 203.0.113.7 until 2126-11-22T11:00:00.000Z (the backup)`],
    protectedBy: undefined,
    names: [],
    namedBy: [],
  });
  assert.deepEqual(standingOf(prefix('198.51.100.9'), loaded, undefined, now).ignoredBy, [
    'ignore.addresses: 198.51.100.0/24',
  ]);
  assert.deepEqual(standingOf(prefix('203.0.113.9'), loaded, undefined, now).ignoredBy, []);
});

test('standingOf() names the lists of the running sentry that hold an address, or an address of the network', t => {
  const { loaded } = configured(t, '');
  const status = {
    protected: [
      { name: 'gateways', addresses: ['203.0.113.1'], count: 1 },
      { name: 'ssh', addresses: ['203.0.113.7', '2001:db8::7'], count: 2 },
      { name: 'connected', addresses: [], count: 0 },
    ],
  };
  const names = (text: string) => standingOf(prefix(text), loaded, status, now).protectedBy;
  assert.deepEqual(names('203.0.113.7'), ['ssh']);
  assert.deepEqual(names('203.0.113.0/24'), ['gateways', 'ssh']);
  assert.deepEqual(names('203.0.113.9'), []);
});

test('standingOf() names the name that has the address, and tells how every name stands', t => {
  const { loaded, ignore } = configured(t, 'home.example.org/64\nold.example.org\n');
  const answer = { left: 0, emptySince: null, refused: [], outcome: 'answered' } as const;
  const answers = [
    { ...answer, name: 'home.example.org', family: 6, addresses: ['2001:db8:1::7'], answered: now - 12_000 },
  ] as const;
  const { ignoredBy, names, namedBy } = standingOf(prefix('2001:db8:1::99'), loaded, undefined, now, answers);
  const text = 'home.example.org/64 is 2001:db8:1::/64, as of 12 seconds ago';
  assert.deepEqual(ignoredBy, [`${ignore}, line 1: ${text}`]);
  assert.deepEqual(names, [text, 'old.example.org spares nobody: it has not been looked up yet']);
  assert.deepEqual(namedBy, ['home.example.org/64']);
  assert.deepEqual(standingOf(prefix('2001:db8:2::99'), loaded, undefined, now, answers).namedBy, []);
});
