import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { directory, portjail } from './program.ts';

/** A Portsentry directory with these options and an ignore file. */
function portsentry(conf = 'TCP_PORTS="23"\nADVANCED_PORTS_TCP="512"\nBLOCKED_FILE="/x"\n'): string {
  const home = directory();
  writeFileSync(join(home, 'portsentry.conf'), `${conf}IGNORE_FILE="${home}/portsentry.ignore"\n`);
  writeFileSync(join(home, 'portsentry.ignore'), '192.0.2.7 # backup\n');
  writeFileSync(join(home, 'default'), 'TCP_MODE="tcp"\nUDP_MODE=""\n');
  return home;
}

test('import prints a config that check accepts, and says what changed', () => {
  const home = portsentry();
  const { code, stdout, stderr } = portjail('import', home);
  assert.equal(code, 0, stderr);
  assert.match(stderr, /warning: .*portsentry\.conf:3: BLOCKED_FILE: no effect/);
  assert.match(stderr, /1 entry carried over from .*portsentry\.ignore/);
  writeFileSync(join(home, 'new.json'), stdout);
  const checked = portjail('check', '--json', '-c', join(home, 'new.json'));
  assert.equal(checked.code, 0, checked.stderr);
  const original = portjail('check', '--json', '-c', join(home, 'portsentry.conf'));
  assert.deepEqual(JSON.parse(checked.stdout).ignored, JSON.parse(original.stdout).ignored);
  assert.deepEqual(JSON.parse(checked.stdout).config.tcp, JSON.parse(original.stdout).config.tcp);
});

test('import -o writes a new file for its owner and group, and never over another one', () => {
  const home = portsentry();
  const file = join(home, 'portjail.json');
  const printed = portjail('import', home).stdout;
  const { code, stdout, stderr } = portjail('import', home, '-o', file);
  assert.equal(code, 0, stderr);
  assert.equal(stdout, '');
  assert.equal(readFileSync(file, 'utf8'), printed);
  assert.equal(statSync(file).mode & 0o777, 0o640);
  writeFileSync(file, 'mine');
  const again = portjail('import', home, '-o', file);
  assert.equal(again.code, 1);
  assert.match(again.stderr, /portjail\.json: exists already and is left as it is/);
  assert.equal(readFileSync(file, 'utf8'), 'mine');
  assert.deepEqual(readdirSync(home).sort(), [
    'default',
    'portjail.json',
    'portsentry.conf',
    'portsentry.ignore',
  ]);
  const nowhere = portjail('import', home, '-o', join(home, 'none/portjail.json'));
  assert.equal(nowhere.code, 1);
  assert.match(nowhere.stderr, /none\/portjail\.json: cannot be written: ENOENT/);
});

test('import exits with 2 for wrong usage and for mistakes in the files', () => {
  for (const args of [[], ['/etc', '/var'], [directory()], ['/nonexistent'], [portsentry(), '--no-such']])
    assert.equal(portjail('import', ...args).code, 2, args.join(' '));
  const relative = portjail('import', portsentry('HISTORY_FILE="here"\n'));
  assert.equal(relative.code, 2);
  assert.match(relative.stderr, /portsentry\.conf:1: \/log\/history: expected an absolute path/);
  assert.match(portjail('import', '--help').stdout, /^portjail import DIR \[-o FILE\]/);
  assert.equal(portjail('import', '--help').code, 0);
});
