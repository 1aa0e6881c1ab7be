import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  statSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { format } from 'date-fns/format';
import { readLog } from '../../../src/follow/read-log.ts';
import { logrotateFile } from '../../../src/jails/pack/names.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { formatSeen } from '../../../src/log/line.ts';
import { shipped } from '../../../src/util/files/shipped.ts';
import { directory } from '../../commands/program.ts';
import { configWith } from '../fixtures.ts';

const day = 86_400_000;
const days = 40;

test('the shipped logrotate file keeps each line of 35 days, and no more, however often logrotate runs', async () => {
  const folder = directory();
  const [log, state, config] = ['x.log', 'state', 'config'].map(name => join(folder, name)) as [
    string,
    string,
    string,
  ];
  const pack = renderPack(configWith(from => ({ ...from, log: { ...from.log, file: log } })));
  writeFileSync(config, pack.get(logrotateFile) ?? assert.fail());
  // Nobody's unit is to be told.
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  writeFileSync(join(programs, 'systemctl'), '#!/bin/sh\n');
  chmodSync(join(programs, 'systemctl'), 0o755);
  const env = { ...process.env, PATH: `${programs}:${process.env['PATH']}` };
  const rotate = () => execFileSync('logrotate', ['-s', state, config], { env });
  const yesterday = format(Date.now() - day, 'yyyy-M-d-0:0:0');
  const siblings = () => readdirSync(folder).filter(name => name.startsWith('x.log.'));
  for (let at = 1; at <= days; at++) {
    writeFileSync(log, `line of day ${at}\n`, { mode: 0o640 });
    const written = (Date.now() - (days - at + 1) * day) / 1000;
    utimesSync(log, written, written);
    // As if it had run yesterday; then it runs again, as hourly.
    writeFileSync(state, `logrotate state -- version 2\n"${log}" ${yesterday}\n`, { mode: 0o600 });
    rotate();
    const before = siblings().length;
    writeFileSync(log, 'x'.repeat(1000));
    rotate();
    assert.equal(siblings().length, before);
    writeFileSync(log, '');
  }
  assert.equal(siblings().length, 35);
  assert.ok(siblings().every(name => (statSync(join(folder, name)).mode & 0o777) === 0o640));
  const lines: string[] = [];
  const { unread } = await readLog(log, { from: 0, onLine: line => lines.push(line) });
  assert.deepEqual(unread, []);
  assert.deepEqual(
    lines,
    Array.from({ length: 35 }, (_, at) => `line of day ${days - 34 + at}`),
  );
});

test('35 days of the worst flood take no more than the shipped logrotate file and the documentation say', () => {
  let seed = 1;
  const word = (): number => (seed = (Math.imul(seed, 1_103_515_245) + 12_345) >>> 0);
  const count = 20_000;
  const text = Array.from({ length: count }, (_, at) => {
    const probe = {
      time: 1_795_334_454_000 + at * 20,
      source: [word(), word(), word(), word()],
      target: [0x20010db8, 1, 2, 3],
      protocol: 'tcp',
      port: word() % 65_536,
      kind: 'syn',
      evidence: 'handshake',
    } as const;
    return `${formatSeen(probe, { hits: word() % 1000, ports: word() % 100 }, 'below-trigger', 12_345)}\n`;
  }).join('');
  // docs/floods.md: 50 lines a second. Today's file and the one before it are not packed.
  const ofDay = (bytes: number): number => (50 * 86_400 * bytes) / count;
  const all = 2 * ofDay(text.length) + 34 * ofDay(gzipSync(text).length);
  const said = [
    readFileSync('docs/log.md', 'utf8'),
    readFileSync(shipped('templates/logrotate.hbs'), 'utf8'),
  ];
  for (const page of said) {
    const size = Number(/less\s+(?:#\s+)?than (\d+) GB/.exec(page)?.[1]) * 1e9;
    assert.ok(all < size && all > size / 2, `${all} of ${size}`);
  }
});
