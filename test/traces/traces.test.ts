import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { configFile, directory, portjail, program } from '../commands/program.ts';
import { fileOf, names, replayed } from './replayed.ts';

for (const name of names())
  test(`replay says of ${name}.pcap what stands in ${name}.log`, () => {
    const { code, stdout } = replayed(name);
    assert.equal(code, 0);
    assert.equal(stdout, readFileSync(fileOf(`${name}.log`), 'utf8'));
  });

test('there are traces', () => assert.ok(names().length >= 10));

test('replay reads a truncated trace up to where it ends, and says so', () => {
  const file = join(directory(), 'cut.pcap');
  writeFileSync(file, readFileSync(fileOf('syn.pcap')).subarray(0, -5));
  const { code, stdout, stderr } = replayed('cut', file);
  assert.equal(code, 0);
  assert.match(stderr, /warning: .*cut\.pcap ends within a packet, which is left out/);
  assert.ok(
    readFileSync(fileOf('syn.log'), 'utf8').startsWith(stdout) && stdout.split('\n').length > 2,
    stdout,
  );
});

test('replay says the same of both byte orders, but for the fraction of the time', () => {
  const withoutTime = (name: string): string => replayed(name).stdout.replaceAll(/^\S+ \S+ /gm, '');
  assert.equal(withoutTime('nanosecond-big-endian'), withoutTime('syn'));
});

test('replay writes no log: it refuses when standard output is the one that the config names', () => {
  const stealth = { mode: 'stealth' };
  const { file, log } = configFile({ tcp: stealth });
  const shell = `mkdir -p "$(dirname "${log}")" && "${process.execPath}" "${program}" replay "${fileOf('syn.pcap')}" -c "${file}" >> "${log}"`;
  const { status, stderr } = spawnSync('sh', ['-c', shell], { encoding: 'utf8' });
  assert.equal(status, 2, stderr);
  assert.match(stderr, /standard output is .*, which a jail may read: write to another file/);
  assert.equal(readFileSync(log, 'utf8'), '');
});

test('replay ends with 2 on wrong usage and with 1 on a file that cannot be read', () => {
  const stealth = ['--defaults', '--tcp-mode', 'stealth'];
  assert.equal(portjail('replay', ...stealth).code, 2);
  assert.equal(portjail('replay', fileOf('syn.pcap'), fileOf('udp.pcap'), ...stealth).code, 2);
  assert.match(portjail('replay', fileOf('syn.pcap'), '--defaults').stderr, /needs stealth or advanced mode/);
  assert.equal(portjail('replay', fileOf('syn.pcap'), '--defaults').code, 2);
  assert.equal(portjail('replay', fileOf('none.pcap'), ...stealth).code, 1);
  const text = portjail('replay', fileOf('syn.log'), ...stealth);
  assert.equal(text.code, 1);
  assert.match(text.stderr, /is no pcap file/);
  assert.equal(text.stdout, '');
});
