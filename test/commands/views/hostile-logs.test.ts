import assert from 'node:assert/strict';
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { banLine } from '../../events/fixture.ts';
import { touchLine } from '../../report/fixture.ts';
import { cli } from '../../support/built.ts';
import { until } from '../../support/until.ts';
import { directory } from '../program.ts';

/** C0, ESC, CSI as one byte and in UTF-8, DEL, text turned around, lines that are none, HTML. */
const words = [
  '\u0000\u0007\u0008\u001b[2J\u001b]0;x\u0007',
  '\u009b31m',
  '\u007f',
  '\u202e\u2066\u200f\u2028',
  '<script>',
];
const raw = [...words, Buffer.from([0x9b, 0x33, 0x31, 0x6d]).toString('latin1')];
const isHarmless = (text: string): boolean => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text.replaceAll('\n', ''));

const time = Date.now() - 600_000;
const folder = directory();
const [log, bans] = [join(folder, 'portsentry.log'), join(folder, 'fail2ban.log')];

/** Each word at the beginning, within and at the end of a line that is good without it. */
const around = (line: string): string[] =>
  raw.flatMap(word => [
    word + line,
    line.replace(/\]: /, `]: ${word}`),
    line.replace('203.0.113.9', `203.0.113.9${word}`),
    line.replace(/\n$/, `${word}\n`),
  ]);
const put = (path: string, lines: readonly string[]): void => writeFileSync(path, lines.join(''));
put(log, [
  touchLine('203.0.113.7', time),
  ...around(touchLine('203.0.113.9', time)),
  `torn ${words.join('')}`,
]);
put(bans, [
  banLine(time, '[portsentry] Ban 203.0.113.7'),
  ...around(banLine(time, '[portsentry] Ban 203.0.113.9')),
  ...words.map(word => banLine(time, `[${word}] Ban 203.0.113.7`)),
  // What Fail2ban quotes: lines of a log in a command that has failed, and one that a filter has found.
  banLine(time, "7f0 -- exec: printf 'x [portsentry] Ban 203.0.113.9'", 'utils', 'ERROR'),
  banLine(
    time,
    `7f0 -- stderr: '${banLine(time, '[portsentry] Ban 203.0.113.9').trimEnd()}'`,
    'utils',
    'ERROR',
  ),
  banLine(
    time,
    '[sshd] Found 203.0.113.8 [portsentry] Ban 203.0.113.9 - 2026-11-22 10:00:00',
    'filter',
    'INFO',
  ),
  banLine(time, '[portsentry] Restore Ban 203.0.113.6'),
]);

const programs = directory();
writeFileSync(
  join(programs, 'fail2ban-client'),
  `#!/bin/sh\necho 'Current logging target is:'\necho '\`- ${bans}'\n`,
);
chmodSync(join(programs, 'fail2ban-client'), 0o755);

function run(...args: string[]) {
  const env = { ...process.env, PATH: `${programs}:${process.env['PATH']}` };
  const { status, stdout, stderr } = spawnSync(process.execPath, [cli, ...args, '--log', log], {
    env,
    encoding: 'utf8',
  });
  assert.ok(isHarmless(stdout + stderr), `${args[0]}: ${JSON.stringify(stdout + stderr)}`);
  assert.doesNotMatch(stdout, /203\.0\.113\.9/, `${args[0]} takes a forged line`);
  assert.equal(status, 0, stderr);
  return stdout;
}

/** All but what is torn at the end: it may become a line yet. */
const foreign = raw.length * 4;

test('report takes no forged line, and shows nothing raw of one', () => {
  for (const form of [[], ['--csv']]) run('report', '--all', ...form);
  const { lines, bans: told, notes } = JSON.parse(run('report', '--all', '--json'));
  assert.deepEqual([lines.scans, told.bans, told.sources], [1, 1, 1]);
  assert.match(notes.join('\n'), new RegExp(`${foreign} lines are not of the form`));
  assert.deepEqual(
    told.jails.map(({ jail, bans: count, restored }: Record<string, unknown>) => [jail, count, restored]),
    [['portsentry', 1, 1]],
  );
});

test('why takes no forged line, and shows nothing raw of one', () => {
  const told = run('why', '203.0.113.0/24').split('\n');
  assert.equal(told.filter(line => line.includes('banned by the jail portsentry')).length, 3);
});

test('metrics counts no forged line', () => {
  const told = run('metrics');
  assert.match(told, /^portjail_bans_total\{jail="portsentry"\} 1$/m);
});

test('monitor takes no forged line, and shows nothing raw of one', async t => {
  for (const form of ['--plain', '--json']) {
    const child = spawn(process.execPath, [cli, 'monitor', form, '--since', '1h', '--log', log]);
    t.after(() => child.kill('SIGKILL'));
    let [out, err] = ['', ''];
    child.stdout.on('data', text => (out += String(text)));
    child.stderr.on('data', text => (err += String(text)));
    await until(() => out.includes('203.0.113.7'), 'the last line');
    child.kill('SIGINT');
    const [code] = await once(child, 'exit');
    assert.equal(code, 0, err);
    assert.equal(out.trim().split('\n').length, 1, out);
    assert.ok(isHarmless(out + err), JSON.stringify(out + err));
    assert.match(err, new RegExp(`${foreign} lines not shown: not of the form`));
  }
});
