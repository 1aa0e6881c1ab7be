import assert from 'node:assert/strict';
import { test } from 'node:test';
import * as checks from '../../../src/doctor/checks/server.ts';
import type { ServerFacts } from '../../../src/doctor/facts.ts';
import { healthy, names } from '../facts.ts';

const having = (differs: Partial<ServerFacts>) => ({ ...healthy, server: { ...healthy.server, ...differs } });

test('notInstalled() and serverDown() tell a missing Fail2ban from one that is down', () => {
  const missing = having({ version: undefined, state: 'down' });
  assert.deepEqual(
    [...names(checks.notInstalled, missing), ...names(checks.serverDown, missing)],
    ['fail2ban-missing'],
  );
  assert.deepEqual(names(checks.serverDown, having({ state: 'down' })), ['server-down']);
});

test('serverDown() has nobody restart a server that is only slow', () => {
  const [slow] = checks.serverDown(having({ state: 'silent' }));
  assert.equal(slow?.name, 'server-down');
  assert.doesNotMatch(`${slow?.what} ${slow?.mend}`, /restart|start fail2ban|nobody is banned/);
});

test('socketForbidden() is not taken for a server that is down', () => {
  const closed = having({ state: 'forbidden' });
  assert.deepEqual(
    [...names(checks.socketForbidden, closed), ...names(checks.serverDown, closed)],
    ['socket-forbidden'],
  );
});

test('configRefused() names the jail without a log, with a fix of its own for sshd', () => {
  const mendFor = (jail: string) =>
    checks.configRefused(having({ refused: { jail, words: '' } }))[0]?.mend ?? '';
  assert.match(mendFor('sshd'), /--mend/);
  assert.match(mendFor('exim'), /\[exim\]/);
  const own = having({ refused: { jail: 'portsentry', words: '' } });
  assert.deepEqual(names(checks.configRefused, own), ['jail-without-log']);
  assert.deepEqual(names(checks.configRefused, { ...own, log: { ...healthy.log, found: undefined } }), []);
  const other = having({ refused: { jail: undefined, words: 'bad %' } });
  assert.deepEqual(names(checks.configRefused, other), ['config-refused']);
  const blind = having({ refused: { jail: 'cron', words: 'no journal', lacks: 'python3-systemd' } });
  const [said] = checks.configRefused(blind);
  assert.match(`${said?.name} ${said?.what} ${said?.mend}`, /^config-refused .*no journal .*apt install/);
});

test('jailSkipped() warns of a jail that Fail2ban passes over, and says where it stands', () => {
  const skipped = [{ jail: 'ssh-ddos', why: 'Unable to read the filter' }];
  const setting = {
    file: '/etc/fail2ban/jail.local',
    line: 6,
    section: 'ssh-ddos',
    name: 'enabled',
    value: 'true',
  };
  const facts = { ...having({ skipped }), pack: { ...healthy.pack, settings: [setting] } };
  const [finding] = checks.jailSkipped(facts);
  assert.equal(finding?.level, 'warning');
  assert.match(finding?.mend ?? '', /jail\.local, line 6/);
  assert.deepEqual(names(checks.jailSkipped, healthy), []);
});
