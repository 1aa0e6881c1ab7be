import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { folder } from '../config/tree.ts';
import { touchLine } from '../report/fixture.ts';
import { configFile, portjail } from './program.ts';

function check(...args: string[]): { status: number | null; stdout: string; stderr: string } {
  const env = { ...process.env, JOURNAL_STREAM: undefined };
  return spawnSync(process.execPath, ['build/src/cli.js', 'check', ...args], { encoding: 'utf8', env });
}

test('check prints the effective config and every warning', () => {
  const { status, stdout, stderr } = check('--defaults');
  assert.equal(stderr, '');
  assert.equal(status, 0);
  assert.match(stdout, /^config +built-in defaults\ntcp +connect, \d+ ports: 1,11/);
  assert.match(stdout, /\nwarning: connect mode sees finished handshakes only/);
  assert.match(stdout, /\nwarning: UDP probes are written but not banned/);
});

test('check says that the config alone makes it print a jail for packets as on, unless it is told to be', () => {
  const jailOf = (jails: object): string => {
    const { file } = configFile({ tcp: { mode: 'stealth', ports: '23' }, jails });
    return /portsentry-unverified (.*?) \d/.exec(check('-c', file).stdout)?.[1] ?? '';
  };
  assert.equal(jailOf({}), 'on by the config, where a ban can spare what this host began:');
  assert.equal(jailOf({ unverified: { enabled: true } }), 'on:');
  assert.equal(jailOf({ unverified: { enabled: false } }), 'off:');
});

test('check --json prints file, config, the way, the TCP ports in effect, warnings and ignored', () => {
  const root = folder({
    'p.json': '{"tcp":{"mode":"stealth"},"ignore":{"addresses":["192.0.2.9/24"],"files":[]}}',
  });
  const { status, stdout } = check('--json', '-c', join(root, 'p.json'), '--log', '/l');
  assert.equal(status, 0);
  const shown: unknown = JSON.parse(stdout);
  assert.ok(
    typeof shown === 'object' &&
      shown !== null &&
      'ignored' in shown &&
      'warnings' in shown &&
      'config' in shown,
  );
  assert.deepEqual(Object.keys(shown), [
    'file',
    'config',
    'way',
    'tcp',
    'warnings',
    'ignored',
    'ignoredForATime',
    'names',
  ]);
  assert.deepEqual(shown.ignored, ['192.0.2.0/24']);
  assert.match(JSON.stringify(shown.warnings), /read as 192\.0\.2\.0\/24.*portsentry stays empty/);
  assert.match(JSON.stringify(shown.config), /"file":"\/l"/);
});

test('check prints the list in effect of "unused", as text and for machines', () => {
  const { file } = configFile({ tcp: { ports: 'unused,3389', below: 20, exclude: '5' } });
  assert.match(check('-c', file).stdout, /^tcp +connect, 19 ports: unused,3389\n +now 1-4,6-19,3389$/m);
  const shown: unknown = JSON.parse(check('--json', '-c', file).stdout);
  assert.ok(typeof shown === 'object' && shown !== null && 'tcp' in shown);
  assert.deepEqual(shown.tcp, { watched: '1-4,6-19,3389', inUse: '', leftOut: '' });
});

test('check names the place of a word that is none, and of one that stands twice', () => {
  const messages = (tcp: string): string => {
    const root = folder({ 'p.json': `{\n "tcp": ${tcp}\n}` });
    return check('-c', join(root, 'p.json')).stderr.replaceAll(root, '');
  };
  assert.match(
    messages('{"ports": "unsued,3389"}'),
    /\/p\.json:2:19: \/tcp\/ports: expected ports .*"unused", joined by commas.*; found "unsued"\n/,
  );
  assert.match(
    messages('{"ports": "unused,1,unused"}'),
    /:2:19: \/tcp\/ports: expected "unused" once; found/,
  );
  assert.match(messages('{"decoys": "unused"}'), /:2:20: \/tcp\/decoys: expected ports .*; found "unused"\n/);
});

test('check ends with 2 and a line for each mistake', () => {
  const file = join(folder({ 'p.json': '{\n "tpc": 1,\n "udp": {"ports": "0"}\n}' }), 'p.json');
  const { status, stdout, stderr } = check('-c', file);
  assert.equal(status, 2);
  assert.equal(stdout, '');
  assert.equal(
    stderr,
    `portjail: error: ${file}:2:2: /: unknown key "tpc"; did you mean "tcp"?\n` +
      `portjail: error: ${file}:3:19: /udp/ports: expected ports from 1 to 65535; found 0\n`,
  );
});

test('check says that portsentry-2 holds no observations', () => {
  const { file } = configFile({ log: { file: '/srv/p.log', format: 'portsentry-2' } });
  assert.match(portjail('check', '-c', file).stdout, /^log +\/srv\/p\.log, form portsentry-2, scans only$/m);
});

test('check says which networks are named, and of what it would never ban', () => {
  const trigger = { ipv6Prefix: 64, ipv4Prefix: 24 };
  const { file } = configFile({ trigger });
  const { stdout } = portjail('check', '-c', file);
  assert.match(stdout, /^networks +IPv6 \/64, IPv4 \/24 \(bans nobody\)$/m);
  assert.match(stdout, /^ +portsentry-prefix on: 1 in 10m bans for 1h$/m);
  const off = configFile({ trigger, jails: { prefix: { enabled: false } } });
  assert.match(portjail('check', '-c', off.file).stdout, /warning: .*nobody bans the networks/);
});

test('check --simulate says whom the jails would have banned in the last 7 days of the log, and what is not known', () => {
  const { file, log } = configFile({});
  mkdirSync(dirname(log));
  writeFileSync(log, touchLine('203.0.113.7', Date.now() - 60_000));
  const { code, stdout } = portjail('check', '-c', file, '--simulate');
  assert.equal(code, 0);
  assert.match(
    stdout,
    /^simulation {2}on the last 7 days of your log these jails would have banned 1 address, 0 of them again, none of them ignored$/m,
  );
  const json = JSON.parse(portjail('check', '-c', file, '--simulate', '--json').stdout);
  assert.match(json.simulation.sentence, /banned 1 address/);
  rmSync(log);
  assert.match(
    portjail('check', '-c', file, '--simulate').stdout,
    /^simulation {2}not known\n.*there is no such file$/m,
  );
});
