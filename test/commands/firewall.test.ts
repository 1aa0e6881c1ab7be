import assert from 'node:assert/strict';
import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { test } from 'node:test';
import { configFile, directory, portjail, startRun } from './program.ts';

const firewall = (config: Record<string, unknown>, ...args: string[]) =>
  portjail('firewall', '-c', configFile(config).file, ...args);

test('firewall prints the rules for decoys and connect mode, and why others need none', () => {
  const { code, stdout } = firewall(
    { tcp: { mode: 'stealth', ports: '1-100', decoys: '64023' }, udp: { mode: 'advanced' } },
    '--for',
    'ufw',
  );
  assert.equal(code, 0);
  assert.match(stdout, /^#!\/bin\/sh\nset -e\n/);
  assert.match(
    stdout,
    /^# tcp\.mode is stealth, which needs no rule: capture sees what the firewall drops\.$/m,
  );
  assert.match(stdout, /^# udp\.mode is advanced, which needs no rule/m);
  assert.match(stdout, /^ufw allow proto tcp to any port 64023 comment 'portjail'$/m);
  assert.equal(stdout.match(/^[^#\n]/gm)?.length, 2);
});

test('firewall prints comments alone when nothing is to be opened', () => {
  const { code, stdout } = firewall({ tcp: { mode: 'stealth' } });
  assert.equal(code, 0);
  assert.match(stdout, /^# udp\.mode is off: nothing is opened for it\.$/m);
  assert.match(stdout, /^# No port is to be opened\.$/m);
  assert.deepEqual(stdout.match(/^[^#\n].*/gm), ['set -e']);
});

test('firewall tells the ports of a running sentry from those of another program', async () => {
  const { file } = configFile({ tcp: { ports: '64031,64032' } });
  const sentry = await startRun(['-c', file]);
  const other = createServer().listen(64_033, '::');
  await once(other, 'listening');
  try {
    const all = configFile({ tcp: { ports: '64031-64033' } }).file;
    const { stdout } = portjail('firewall', '-c', all, '--for', 'ufw');
    assert.match(stdout, /^# Left out on tcp, since another program holds them now: 64033$/m);
    assert.match(stdout, /port 64031:64032 comment/);
  } finally {
    other.close();
    await sentry.end();
  }
});

test('firewall keeps what a file name holds out of the commands', () => {
  const home = directory();
  const file = join(home, 'a\nreboot\n.json');
  writeFileSync(file, '{"tcp": {"ports": "64041"}, "udp": {"mode": "off"}}');
  const { code, stdout } = portjail('firewall', '-c', file, '--for', 'iptables');
  assert.equal(code, 0);
  assert.doesNotMatch(stdout, /^reboot/m);
});

test('firewall exits with 2 for wrong usage and a wrong config', () => {
  for (const args of [['--for', 'pf'], ['operand'], ['--no-such'], ['-c', '/nonexistent']])
    assert.equal(portjail('firewall', ...args).code, 2, args.join(' '));
  assert.match(
    portjail('firewall', '--defaults', '--for', 'pf').stderr,
    /expected one of nft, iptables, ufw, firewalld; found "pf"/,
  );
  assert.match(portjail('firewall', '--help').stdout, /^portjail firewall /);
});
