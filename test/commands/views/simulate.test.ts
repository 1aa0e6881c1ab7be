import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { touchLine } from '../../report/fixture.ts';
import { cli } from '../../support/built.ts';
import { configFile, directory, portjail } from '../program.ts';

const old = Date.now() - 90 * 86_400_000;
const hostile = '=cmd|forged \u001b[2J\u202e\u2028 src=203.0.113.9\n';

function logWith(...lines: string[]): string {
  const log = join(directory(), 'portsentry.log');
  writeFileSync(log, lines.join(''));
  return log;
}

test('simulate prints text, JSON and a table of the bans on a log that is named, and nothing of what was forged', () => {
  const log = logWith(hostile, touchLine('203.0.113.7', old), touchLine('203.0.113.8', old + 1000));
  const text = portjail('simulate', '--defaults', log);
  assert.equal(text.code, 0, text.stderr);
  assert.match(text.stdout, /^ {2}2 sources, 0 of them again; 2 bans, in force for 0\.0 h of this time$/m);
  assert.match(text.stdout, /1 line is not of the form/);
  assert.doesNotMatch(text.stdout, /cmd|203\.0\.113\.9/);
  assert.ok(text.stdout.split('\n').every(line => line.length <= 78 || line.includes(log)));
  const json = JSON.parse(portjail('simulate', '--defaults', '--json', log).stdout);
  assert.equal(json.settings[0].sources, 2);
  assert.equal(json.settings[0].banned[0].firstBan, new Date(old).toISOString());
  const csv = portjail('simulate', '--defaults', '--csv', '--until', '1d', log);
  assert.match(
    csv.stdout,
    /^config,source,.*\nthe built-in defaults,203\.0\.113\.7,portsentry,[^\n]*,3600,1,1,0,no\n/,
  );
  assert.match(csv.stderr, /1 line is not of the form/);
});

test('simulate reads a rotated log, several files, and standard input, each scan once', () => {
  const log = logWith(touchLine('203.0.113.3', old + 2000));
  writeFileSync(`${log}.1`, touchLine('203.0.113.2', old + 1000));
  writeFileSync(`${log}.2.gz`, gzipSync(touchLine('203.0.113.1', old)));
  const scansOf = (args: string[], input = ''): number => {
    const { stdout } = spawnSync(process.execPath, [cli, 'simulate', '--defaults', '--json', ...args], {
      input,
      encoding: 'utf8',
    });
    return JSON.parse(stdout).scans;
  };
  assert.equal(scansOf([log]), 3);
  assert.equal(scansOf([log, `${log}.2.gz`]), 2);
  assert.equal(scansOf(['-'], touchLine('203.0.113.1', old)), 1);
});

test("simulate reads this host's log by the config, of the last 7 days, and Fail2ban's", () => {
  const log = logWith(touchLine('203.0.113.1', old), touchLine('203.0.113.2', Date.now() - 60_000));
  const { code, stdout, stderr } = portjail('simulate', '--json', '--defaults', '--log', log);
  assert.equal(code, 0, stderr);
  const { scans, logs } = JSON.parse(stdout);
  assert.deepEqual([scans, logs], [1, [log]]);
});

test('simulate compares two configs, and refuses another trigger with the way by replay', () => {
  const log = logWith(touchLine('203.0.113.1', old));
  const one = configFile({ jails: { portsentry: { maxretry: 2 } }, tcp: { mode: 'stealth' } }).file;
  const other = configFile({ trigger: { packet: 3 } }).file;
  const { code, stdout, stderr } = portjail('simulate', '--defaults', '--compare', one, log);
  assert.equal(code, 0, stderr);
  assert.match(stdout, /^ {2}sources banned +1 +0$/m);
  assert.match(stdout.replaceAll(/\s+/g, ' '), /watch other things \(tcp, udp\)/);
  const refused = portjail('simulate', '--defaults', '--compare', other, log);
  assert.equal(refused.code, 2);
  assert.match(refused.stderr, /differ in trigger \(packet\).*portjail replay CAPTURE -c/);
});

test('simulate says who of a known good list would have been banned', () => {
  const log = logWith(touchLine('203.0.113.1', old), touchLine('203.0.113.2', old));
  const list = join(directory(), 'known');
  writeFileSync(list, '203.0.113.2 # a customer\n192.0.2.0/24\nhome.example.org\n');
  const { stdout, stderr } = portjail('simulate', '--defaults', '--known-good', list, log);
  assert.match(stderr, /known: names are not looked up here/);
  assert.match(stdout, /^Of the known good list\n {2}1 source would have been banned: 203\.0\.113\.2$/m);
});

test('simulate ends with 1 for a log that is not there or none of ours, and with 2 for what it does not understand', () => {
  const log = logWith(touchLine('203.0.113.1', old));
  for (const [code, args, message] of [
    [1, [join(directory(), 'none.log')], /none\.log: there is no such file/],
    [1, [logWith(hostile, hostile)], /none of 2 lines is one that portjail writes/],
    [1, ['--log', join(directory(), 'none.log')], /^$/],
    [2, ['--json', '--csv', log], /--json and --csv: give one of these/],
    [2, ['-', log], /"-" is standard input/],
    [2, ['--since', 'yesterday', log], /--since: expected a span/],
    [2, ['--known-good', '/none', log], /--known-good \/none: there is no such file/],
  ] as const) {
    const { code: ended, stderr } = portjail('simulate', '--defaults', ...args);
    assert.equal(ended, code, args.join(' '));
    assert.match(stderr, message);
  }
});
