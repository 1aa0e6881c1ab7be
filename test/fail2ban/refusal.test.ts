import assert from 'node:assert/strict';
import { test } from 'node:test';
import { lastWords } from '../../src/fail2ban/client.ts';
import { parseDump } from '../../src/fail2ban/dump.ts';
import { explainRefusal, journalRefusal, refusalOf, skippedIn } from '../../src/fail2ban/refusal.ts';

const stamp = '2026-11-22 19:46:15,100 fail2ban                [5545]: ';
const noLog = (jail: string) => ({
  code: 255,
  out: '',
  err: `${stamp}WARNING 'allowipv6' not defined\n${stamp}ERROR   Failed during configuration: Have not found any log file for ${jail} jail\n${stamp}ERROR   ERROR: test configuration failed\n`,
});

test('refusalOf() finds the jail without a log, and lastWords() what was complained about', () => {
  assert.equal(refusalOf({ code: 0, out: 'OK', err: '' }), undefined);
  assert.equal(refusalOf(noLog('sshd'))?.jail, 'sshd');
  assert.equal(
    lastWords(noLog('sshd').err),
    'Failed during configuration: Have not found any log file for sshd jail',
  );
  assert.equal(lastWords('something else\n'), 'something else');
});

test('explainRefusal() says whose fault it is and how to fix it', () => {
  const explain = (jail: string) => explainRefusal(refusalOf(noLog(jail)) ?? assert.fail());
  assert.match(explain('sshd'), /with or without portjail.*--mend/);
  assert.match(explain('nginx'), /jail nginx has no log file/);
  assert.doesNotMatch(explain('nginx'), /MEND/);
});

test('journalRefusal() finds the jail for whose journal python3-systemd is missing', () => {
  const dump = parseDump("['add', 'cron', 'auto']\n['add', 'mail', 'systemd[journalflags=1]']\n");
  assert.equal(
    journalRefusal(dump, () => true),
    undefined,
  );
  assert.equal(
    journalRefusal(dump.slice(0, 1), () => false),
    undefined,
  );
  const refusal = journalRefusal(dump, () => false) ?? assert.fail();
  assert.equal(refusal.jail, 'mail');
  assert.match(
    explainRefusal(refusal),
    /with or without portjail: its jail mail .*apt install python3-systemd/,
  );
  assert.doesNotMatch(explainRefusal(refusal), /no log file/);
});

const stale = (jail: string, ...more: string[]) => ({
  code: 255,
  out: '',
  err: [
    `${stamp}WARNING 'allowipv6' not defined`,
    `${stamp}ERROR   Found no accessible config files for 'filter.d/${jail}' under /etc/fail2ban`,
    `${stamp}ERROR   Unable to read the filter '${jail}'`,
    `${stamp}ERROR   Errors in jail '${jail}'.`,
    ...more,
    `${stamp}ERROR   ERROR: test configuration failed`,
  ].join('\n'),
});

test('refusalOf() minds no jail that Fail2ban itself passes over, and skippedIn() names it', () => {
  assert.equal(refusalOf(stale('ssh-ddos')), undefined);
  assert.deepEqual(skippedIn(stale('ssh-ddos')), [
    {
      jail: 'ssh-ddos',
      why: "Found no accessible config files for 'filter.d/ssh-ddos' under /etc/fail2ban; Unable to read the filter 'ssh-ddos'",
    },
  ]);
  assert.deepEqual(skippedIn({ code: 0, out: 'OK', err: '' }), []);
  assert.deepEqual(skippedIn(noLog('sshd')), []);
});

test('refusalOf() still finds what is wrong beside such a jail, and one that is needed', () => {
  const noFile = `${stamp}ERROR   Failed during configuration: Have not found any log file for sshd jail`;
  assert.deepEqual(refusalOf(stale('ssh-ddos', noFile)), {
    jail: 'sshd',
    words: 'Failed during configuration: Have not found any log file for sshd jail',
  });
  const needed = refusalOf(stale('portsentry'), jail => jail === 'portsentry');
  assert.match(needed?.words ?? '', /^jail portsentry: .*Unable to read the filter 'portsentry'$/);
  assert.match(refusalOf({ code: 255, out: '', err: '' })?.words ?? 'none', /^$/);
});
