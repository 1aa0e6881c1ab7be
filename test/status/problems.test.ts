import assert from 'node:assert/strict';
import { renameSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { ServerState } from '../../src/fail2ban/server.ts';
import { jailNames } from '../../src/jails/pack/names.ts';
import {
  jailProblems,
  livingStatus,
  nameProblems,
  networkProblems,
  sentryProblems,
  sentryWarnings,
} from '../../src/status/problems.ts';
import type { Written } from '../../src/status/read.ts';
import type { Status } from '../../src/status/shape.ts';
import type { JailStanding } from '../../src/status/standing.ts';
import { directory } from '../commands/program.ts';
import { ownUser, pretender } from '../sys/pretender.ts';
import { sample } from './sample.ts';

const now = sample.time + 3_000;

/** A status of a process that looks like a sentry, with a log that is there. */
async function living(t: TestContext, change: Partial<Status> = {}): Promise<Written> {
  const file = join(directory(), 'log');
  writeFileSync(file, '');
  const { dev: device, ino: inode } = statSync(file);
  const status = { ...sample, ...(await pretender(t)), log: { file, device, inode }, ...change };
  return { status, owner: ownUser, stamp: '' };
}

const problems = (found: Written): string => sentryProblems(found, '/run/s', now).join('\n');

test('sentryProblems() has none for a sentry that lives and writes', async t => {
  const found = await living(t);
  assert.equal(problems(found), '');
  assert.ok(livingStatus(found) !== undefined);
});

test('sentryProblems() names a sentry that died, one that is silent, and none at all', async t => {
  assert.match(
    problems(await living(t, { processStart: 1 })),
    /process \d+ ended without a word, 3 seconds ago/,
  );
  assert.match(
    problems(await living(t, { time: now - 31_000 })),
    /lives but last wrote \/run\/s 31 seconds ago/,
  );
  const fault = (name: 'absent' | 'forbidden' | 'no file' | 'unreadable') =>
    sentryProblems({ fault: name, why: 'EIO' }, '/run/s', now).join('\n');
  assert.match(fault('absent'), /^no sentry runs, .*"systemctl start portjail"/);
  assert.match(fault('forbidden'), /ask as root$/);
  assert.match(fault('unreadable'), /cannot read \/run\/s: EIO/);
  assert.match(fault('no file'), /cannot read \/run\/s: it EIO; remove it/);
});

test('sentryProblems() says why lines wait, and sentryWarnings() that they are written slowly', async t => {
  const trouble = { file: '/l', what: 'cannot write /l: ENOSPC', fix: 'make room', since: now - 60_000 };
  const stopped = await living(t, { troubles: [{ ...trouble, stopped: true }] });
  assert.equal(problems(stopped), 'cannot write /l: ENOSPC, since 1 minute ago: make room');
  assert.ok(!sentryWarnings(stopped.status).join().includes('ENOSPC'));
  const slow = { ...stopped.status, time: now, troubles: [{ ...trouble, stopped: false }] };
  assert.equal(problems({ ...stopped, status: slow }), '');
  assert.match(sentryWarnings(slow).join(), /cannot write \/l: ENOSPC, since 1 minute ago: make room/);
});

test('sentryProblems() takes a time ahead that was waited for in vain for silence', async t => {
  const found = await living(t, { time: 8.64e15 });
  assert.match(
    problems(found),
    /lives but has not written \/run\/s for 10 s, .* lies ahead of the clock, in 273\d{3} years/,
  );
  assert.equal(problems({ ...found, status: { ...found.status, time: now + 30_000 } }), '', 'clocks differ');
});

test('sentryProblems() believes no process that is not the sentry of the user that wrote the file', async t => {
  const found = await living(t);
  const told = problems({ ...found, owner: ownUser + 1 });
  assert.match(
    told,
    /\/run\/s names process \d+, which is no sentry of the user that it belongs to; remove it/,
  );
  assert.doesNotMatch(told, /kill|SIGHUP/);
  assert.equal(livingStatus({ ...found, owner: ownUser + 1 }), undefined);
});

test('sentryProblems() names a log that was renamed away for longer than the sentry needs to notice', async t => {
  const found = await living(t);
  const { status } = found;
  const file = status.log?.file ?? '';
  renameSync(file, `${file}.1`);
  assert.match(problems(found), /log is gone, .*SIGHUP/);
  writeFileSync(file, '');
  utimesSync(file, 0, 0);
  const born = statSync(file).birthtimeMs;
  const told = (after: number): string =>
    sentryProblems({ ...found, status: { ...status, time: born + after } }, '/run/s', born + after).join(
      '\n',
    );
  assert.equal(told(5_000), '', 'just rotated');
  assert.match(told(11_000), /log is not the file that the sentry writes/);
});

const standing = (server: ServerState, ...states: Exclude<JailStanding['state'], 'up'>[]) => ({
  server,
  jails: states.map((state, index): JailStanding => ({ name: jailNames[index] ?? 'portsentry', state })),
});

test('jailProblems() asks for nothing where no jail is wanted', () => {
  for (const server of ['down', 'not installed', 'forbidden'] as const)
    assert.deepEqual(jailProblems(standing(server, 'off', 'not installed'), '/a', '/b'), []);
});

test('jailProblems() says what keeps a jail that is switched on from banning', () => {
  const told = (server: ServerState, state: 'missing' | 'unknown'): string =>
    jailProblems(standing(server, state)).join('\n');
  assert.match(told('down', 'unknown'), /^Fail2ban does not run.*systemctl start fail2ban/);
  assert.match(told('forbidden', 'unknown'), /ask as root/);
  assert.match(told('silent', 'unknown'), /does not answer in time: .*ask again/);
  assert.doesNotMatch(told('silent', 'unknown'), /restart|start fail2ban/);
  assert.match(told('not installed', 'unknown'), /apt install fail2ban/);
  assert.match(told('up', 'missing'), /^the jail portsentry is switched on and .*reload/);
});

test('jailProblems() notices when the jails read another log', () => {
  const up: JailStanding = { name: 'portsentry', state: 'up', currently: 0, total: 0, banned: [] };
  const told = (log: string | undefined) => jailProblems({ server: 'up', jails: [up] }, log, '/b');
  assert.match(told('/a').join('\n'), /another log than the sentry writes, \/a/);
  assert.deepEqual(told('/b'), []);
  assert.deepEqual(told(undefined), []);
});

test('networkProblems() tells of a network that is named and that no jail bans', () => {
  const { alerts } = sample;
  const named = alerts.map(alert => ({ ...alert, source: '2001:db8:1:2::/64' }));
  const jails = (
    prefix: 'off' | 'not installed' | 'unknown',
    other: 'unknown' | 'not installed' = 'unknown',
  ) =>
    jailNames.map((name): JailStanding => ({ name, state: name === 'portsentry-prefix' ? prefix : other }));
  for (const state of ['off', 'not installed'] as const)
    assert.match(
      networkProblems(jails(state), named).join(),
      /^the network 2001:db8:1:2::\/64 .*portjail install/,
    );
  assert.deepEqual(networkProblems(jails('unknown'), named), []);
  assert.deepEqual(networkProblems(jails('off'), alerts), []);
  assert.deepEqual(networkProblems(jails('not installed', 'not installed'), named), [], 'no jail is wanted');
});

test('sentryWarnings() says that nobody knows who has logged in over SSH, or where ports are redirected', async t => {
  assert.deepEqual(sentryWarnings(undefined), []);
  const known = { loginGap: null, rulesUnread: false };
  assert.deepEqual(sentryWarnings((await living(t, known)).status), []);
  assert.match(
    sentryWarnings((await living(t, { ...known, rulesUnread: true })).status).join(),
    /^a port that the firewall redirects .* not again; start as root/,
  );
  assert.match(
    sentryWarnings((await living(t, { loginGap: 'no-journal' })).status).join(),
    /logs in over SSH is not protected/,
  );
});

test('nameProblems() tells of names that nobody looks up, and sentryWarnings() of one that spares nobody', () => {
  assert.match(
    nameProblems(sample, 'none')[0] ?? '',
    /^the ignore files have home\.example\.org\/64, and "portjail names"/,
  );
  assert.match(nameProblems(sample, 'silent')[0] ?? '', /has written nothing for three minutes/);
  assert.deepEqual(nameProblems(sample, 'runs'), []);
  assert.deepEqual(nameProblems({ ...sample, names: [] }, 'none'), []);
  assert.deepEqual(nameProblems(undefined, 'none'), []);
  const names = sample.names.map(name => ({ ...name, addresses: [], answered: null, until: null }));
  const warnings = sentryWarnings({ ...sample, names: names.map(name => ({ ...name, outcome: 'failed' })) });
  assert.ok(
    warnings.includes('the name home.example.org/64 spares nobody: it cannot be looked up'),
    warnings.join(),
  );
  assert.ok(!sentryWarnings(sample).some(text => text.includes('home')));
});
