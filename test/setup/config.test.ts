import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { unitConfig, writeConfig } from '../../src/setup/config.ts';
import { readRecord } from '../../src/setup/record.ts';
import { temporaryFolder } from '../jails/fixtures.ts';

test('writeConfig() writes one that anybody may read, and notes it with its folder', () => {
  const root = temporaryFolder();
  const [path, record] = [join(root, 'etc/portjail.json'), join(root, 'setup.json')];
  const umask = process.umask(0o077);
  assert.match(writeConfig({ file: undefined }, path, record), /portjail\.json written/);
  process.umask(umask);
  assert.deepEqual([statSync(dirname(path)).mode & 0o777, statSync(path).mode & 0o777], [0o755, 0o644]);
  assert.deepEqual(loadConfig({ file: path }).config.tcp, loadConfig({ defaults: true }).config.tcp);
  assert.deepEqual(readRecord(record).folders, [dirname(path)]);
  assert.deepEqual(Object.keys(readRecord(record).files), [path]);
});

test('writeConfig() leaves a host alone that has one', () => {
  const root = temporaryFolder();
  const [path, record] = [join(root, 'portjail.json'), join(root, 'setup.json')];
  assert.equal(
    writeConfig({ file: '/etc/portsentry/portsentry.conf' }, path, record),
    '/etc/portsentry/portsentry.conf, as it is',
  );
  assert.deepEqual([existsSync(path), existsSync(record)], [false, false]);
});

test('unitConfig() takes the config that the service reads, and refuses another', () => {
  assert.deepEqual(unitConfig({}, { config: '/etc/a.json' }), { file: '/etc/a.json' });
  assert.deepEqual(unitConfig({ file: '/etc/../etc/a.json' }, { config: '/etc/a.json' }), {
    file: '/etc/a.json',
  });
  assert.throws(
    () => unitConfig({ file: '/b.json' }, { config: '/etc/a.json' }),
    /-c names \/b\.json, and portjail\.service reads \/etc\/a\.json/,
  );
  assert.deepEqual(unitConfig({ file: '/b.json' }, undefined), { file: '/b.json' }, 'no service');
  assert.match(readFileSync('templates/portjail.service', 'utf8'), /^ExecStart=.* run --user portjail$/m);
});
