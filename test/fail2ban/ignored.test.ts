import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { fail2banVersion } from '../../src/fail2ban/client.ts';
import { parseDump } from '../../src/fail2ban/dump.ts';
import { ignoredIn, startIgnoring } from '../../src/fail2ban/ignored.ts';
import { type Ran, startProgram } from '../../src/util/program.ts';
import { stockWith } from '../jails/fixtures.ts';
import { until } from '../support/until.ts';

const skip = fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false;
const said = (...hosts: string[]): Ran => ({
  code: 0,
  out: `['add', 'portsentry', 'auto']\n['set', 'portsentry', 'addignoreip', ${hosts.map(host => `'${host}'`).join(', ')}]\n`,
  err: '',
});

test('startIgnoring() has Fail2ban resolve what the files say, and follows a change', { skip }, async () => {
  const jail = '[sshd]\nenabled = true\nbackend = polling\nlogpath = /dev/null\n';
  const local = (hosts: string): string => `[DEFAULT]\nmine = ${hosts}\nignoreip = %(mine)s ::1\n${jail}`;
  const folder = stockWith(new Map([['jail.local', local('192.0.2.1')]]));
  const ask = (): Promise<Ran> => startProgram('fail2ban-client', ['-c', folder, '-d'], 60_000);
  const { words } = await startIgnoring(true, ['portsentry'], assert.fail, ask);
  const file = {};
  assert.deepEqual(words([file]), ['192.0.2.1', '::1']);
  writeFileSync(join(folder, 'jail.local'), local('192.0.2.0/24'));
  assert.deepEqual(words([file]), ['192.0.2.1', '::1'], 'no file is another one');
  const changed = {};
  await until(() => words([changed])[0] === '192.0.2.0/24', 'the change');
});

test('startIgnoring() keeps what was told before, and says once why nothing is told, and that it is again', async () => {
  const unread = `ERROR   Could not read config files: /etc/fail2ban/jail.local\n`;
  const answers: Ran[] = [
    said('192.0.2.1'),
    { ...said('::1'), err: unread },
    { ...said('::1'), err: unread },
  ];
  const reasons: string[] = [];
  let asked = 0;
  const { words } = await startIgnoring(
    true,
    ['portsentry'],
    why => void reasons.push(why),
    async () => answers[asked++] ?? said('192.0.2.9'),
  );
  for (const times of [1, 2, 3]) {
    assert.deepEqual(words([{}]), ['192.0.2.1']);
    await until(() => asked === times, 'a question');
  }
  await until(() => words([{}])[0] === '192.0.2.9', 'what can be told again');
  assert.deepEqual(reasons, ['Could not read config files: /etc/fail2ban/jail.local', '']);
});

test('startIgnoring() has no word about a Fail2ban that is not there, and asks none where nobody wants it', async () => {
  const none = { code: 127, out: '', err: '' };
  const { words } = await startIgnoring(true, [], assert.fail, async () => none);
  assert.deepEqual(words([]), []);
  await startIgnoring(false, [], assert.fail, () => assert.fail('asked'));
});

test('ignoredIn() takes our jails where they are, else all', () => {
  const dump = parseDump(
    "['add', 'a', 'auto']\n['set', 'a', 'addignoreip', '::1']\n['add', 'b', 'auto']\n['set', 'b', 'addignoreip', '::2', '::1']",
  );
  assert.deepEqual(ignoredIn(dump, ['b']), ['::2', '::1']);
  assert.deepEqual(ignoredIn(dump, ['c']), ['::1', '::2']);
});
