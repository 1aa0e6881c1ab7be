import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { bansPlace, isBlank, logPlace, placeText } from '../../src/events/places.ts';
import { UsageError } from '../../src/util/errors.ts';

const { config } = loadConfig({ defaults: true });
const log = (changed: object) => ({ log: { ...config.log, ...changed } });

test('logPlace() follows the config, and refuses lines of another form', () => {
  assert.deepEqual(logPlace(log({ file: '/x/y.log' })), { kind: 'file', path: '/x/y.log' });
  assert.equal(placeText(logPlace(log({ target: 'journal' }))), 'the journal (portjail.service)');
  assert.throws(
    () => logPlace(log({ format: 'portsentry-2' })),
    (error: unknown) =>
      error instanceof UsageError && /^log\.format is portsentry-2, .*"portjail"$/.test(error.message),
  );
});

test('bansPlace() asks the server, else the configuration', () => {
  const client =
    (server: string | undefined, configured: string) =>
    (...[verb]: readonly string[]) =>
      verb === 'get'
        ? {
            code: server === undefined ? 255 : 0,
            out: `Current logging target is:\n\`- ${server}\n`,
            err: '',
          }
        : { code: 0, out: `['set', 'logtarget', '${configured}']\n`, err: '' };
  assert.deepEqual(bansPlace(client('/a.log', '/b.log')), { kind: 'file', path: '/a.log' });
  assert.deepEqual(bansPlace(client(undefined, '/b.log[datetime=on]')), { kind: 'file', path: '/b.log' });
  for (const target of ['SYSLOG', 'SYSTEMD-JOURNAL', 'STDOUT'])
    assert.equal(placeText(bansPlace(client(target, ''))), 'the journal (fail2ban.service)', target);
});

test('isBlank() takes a log for blank that has no line, nor an older file beside it', async t => {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'x.log');
  const place = { kind: 'file', path } as const;
  assert.equal(await isBlank(place), true, 'there is none');
  writeFileSync(path, '');
  assert.equal(await isBlank(place), true);
  writeFileSync(`${path}.1`, 'a line\n');
  assert.equal(await isBlank(place), false, 'the older lines');
  rmSync(`${path}.1`);
  writeFileSync(path, 'a line\n');
  assert.equal(await isBlank(place), false);
  assert.equal(await isBlank({ kind: 'journal', unit: '', matches: [] }), false, 'nobody knows');
});
