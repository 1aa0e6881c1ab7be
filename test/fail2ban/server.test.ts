import assert from 'node:assert/strict';
import { chmodSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import {
  answersTo,
  jailList,
  parseBanned,
  serverState,
  stateIn,
  withServer,
} from '../../src/fail2ban/server.ts';
import { directory } from '../commands/program.ts';
import { until } from '../support/until.ts';

/** As Fail2ban 1.0.2 puts it. */
const stamp = '2026-11-29 03:19:12,130 fail2ban                [18766]: ERROR   ';

test('stateIn() tells a server that is down from one that does not know the jail', () => {
  const said = (err: string, code = 255) => stateIn({ code, out: '', err });
  assert.equal(said('', 0), 'up');
  assert.equal(said("ERROR NOK: ('portsentry',)\nSorry but the jail 'portsentry' does not exist"), 'up');
  assert.equal(said(`${stamp}Failed to access socket path: /var/run/f.sock. Is fail2ban running?`), 'down');
  assert.equal(
    said(`${stamp}[[Errno 111] Connection refused] Unable to contact server. Is it running?`),
    'down',
    'killed: its socket is left',
  );
  assert.equal(said(`${stamp}Permission denied to socket: /var/run/f.sock, (you must be root)`), 'forbidden');
  assert.equal(said('', 127), 'not installed');
  assert.equal(said('', 124), 'silent');
});

test('jailList() reads the jails that run, and knows no other answer', () => {
  assert.deepEqual(jailList('Status\n|- Number of jail:\t2\n`- Jail list:\tportsentry, sshd\n'), [
    'portsentry',
    'sshd',
  ]);
  assert.deepEqual(jailList('Status\n|- Number of jail:\t0\n`- Jail list:\t\n'), []);
  assert.equal(jailList('Sorry'), undefined);
});

test('parseBanned() reads the bans of every jail', () => {
  assert.deepEqual(
    [...parseBanned("[{'sshd': []}, {'portsentry': ['192.0.2.9', '2001:db8::1']}]\n")],
    [
      ['sshd', []],
      ['portsentry', ['192.0.2.9', '2001:db8::1']],
    ],
  );
  assert.equal(parseBanned('').size, 0);
});

/** A fail2ban-client of this text is the first in the PATH until the test is over. */
function clientIs(t: TestContext, text: string): void {
  const folder = join(directory(), 'bin');
  mkdirSync(folder);
  writeFileSync(join(folder, 'fail2ban-client'), `#!/bin/sh\n${text}\n`);
  chmodSync(join(folder, 'fail2ban-client'), 0o755);
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder}:${before}`;
  t.after(() => {
    process.env['PATH'] = before;
  });
}

test('withServer() says that a client which never returns is silent, and ends it', async t => {
  clientIs(t, 'exec sleep infinity');
  assert.equal(await withServer(async ({ state }) => state, { limit: 100 }), 'silent');
});

test('withServer() asks a client once that was ended before it said anything', async t => {
  const calls = join(directory(), 'calls');
  clientIs(t, `echo "$*" >> ${calls}; kill -KILL $$`);
  assert.equal(await withServer(async ({ state }) => state), 'silent');
  assert.equal(readFileSync(calls, 'utf8'), '-i\n');
});

test('withServer() asks one by one where the client holds no session', async t => {
  clientIs(
    t,
    '[ "$1" = -i ] && { echo "Readline not available" >&2; exit 255; }\n' +
      'case "$*" in status) echo "\\`- Jail list:\ta, b";; *) echo "asked $*";; esac',
  );
  const answer = await withServer(async server => {
    const answers = await answersTo(server, ['get a logpath']);
    return [server.state, server.running, answers('get a logpath'), answers('get b logpath')];
  });
  assert.deepEqual(answer, ['up', ['a', 'b'], 'asked get a logpath\n', '']);
});

test('withServer() names the configuration whose server is asked, in a session and without one', async t => {
  const calls = join(directory(), 'calls');
  clientIs(t, `echo "$*" >> ${calls}; [ "$3" = -i ] && exit 255; echo "Jail list: a"`);
  assert.equal(await withServer(({ ask }) => ask('get a logpath'), { folder: '/x' }), 'Jail list: a\n');
  assert.equal(readFileSync(calls, 'utf8'), '-c /x -i\n-c /x status\n-c /x get a logpath\n');
});

test('withServer() asks nobody any more once it is told to end', async t => {
  const calls = join(directory(), 'calls');
  const end = new AbortController();
  clientIs(t, `echo "$*" >> ${calls}; exec sleep infinity`);
  const asked = withServer(async ({ state }) => state, { ended: end.signal });
  await until(() => existsSync(calls) && readFileSync(calls, 'utf8').includes('-i'), 'the session');
  end.abort(new Error('enough'));
  await assert.rejects(asked, /enough/);
  assert.equal(readFileSync(calls, 'utf8'), '-i\n');
});

test('serverState() knows that Fail2ban is not installed', () => {
  assert.equal(
    serverState(() => ({ code: 127, out: '', err: '' })),
    'not installed',
  );
});
