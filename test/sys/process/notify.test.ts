import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { openManager } from '../../../src/sys/process/notify.ts';
import { folderOf } from '../../support/folder-of.ts';
import { hearAt } from '../../support/manager.ts';

const names = {
  'a path': () => join(folderOf({}), 'notify'),
  'an abstract name': () => `@portjail-${process.pid}`,
};

for (const [what, name] of Object.entries(names))
  test(`tell() sends its lines as one datagram to ${what}`, t => {
    const socket = name();
    const heard = hearAt(socket);
    t.after(heard.close);
    openManager({ NOTIFY_SOCKET: socket })?.tell('READY=1', 'STATUS=é');
    assert.deepEqual(heard.all(), ['READY=1\nSTATUS=é']);
  });

test('openManager() leaves nothing in the environment that a child could speak for us with', () => {
  const environment = { NOTIFY_SOCKET: '/none', WATCHDOG_USEC: '1', WATCHDOG_PID: '1', PATH: '/bin' };
  openManager(environment);
  assert.deepEqual(environment, { PATH: '/bin' });
});

test('openManager() is undefined where nobody manages the process', () => {
  assert.equal(openManager({}), undefined);
  assert.equal(openManager({ WATCHDOG_USEC: '1000' }), undefined);
});

test('patience is that of a watchdog that is meant for this process', () => {
  const patience = (usec: string, pid?: string): number | undefined =>
    openManager({ NOTIFY_SOCKET: '/none', WATCHDOG_USEC: usec, WATCHDOG_PID: pid })?.patience;
  assert.equal(patience('60000000', `${process.pid}`), 60_000);
  assert.equal(patience('60000000'), 60_000);
  assert.equal(patience('60000000', '1'), undefined);
  for (const none of ['', '0', '-1', 'x']) assert.equal(patience(none), undefined);
});

test('tell() says what fails and goes on: nobody there, a name that is too long, no socket of this machine', t => {
  const said: string[] = [];
  t.mock.method(process.stderr, 'write', (text: string) => said.push(text) > 0);
  for (const name of ['/none/notify', `/${'x'.repeat(107)}`, 'vsock:2:1234'])
    openManager({ NOTIFY_SOCKET: name })?.tell('READY=1');
  assert.match(said[0] ?? '', /NOTIFY_SOCKET=\/none\/notify\): .*ENOENT; going on/);
  assert.match(said[1] ?? '', /only a path, or @ and a name/);
  assert.match(said[2] ?? '', /vsock:2:1234\): only a path/);
});
