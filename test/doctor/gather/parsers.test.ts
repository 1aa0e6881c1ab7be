import assert from 'node:assert/strict';
import { test } from 'node:test';
import { splitAnswers } from '../../../src/doctor/gather/answers.ts';
import { configuredJail, parseDump } from '../../../src/doctor/gather/dump.ts';
import { copiesAndTruncates } from '../../../src/doctor/gather/log.ts';
import { parseBanned } from '../../../src/doctor/gather/server.ts';
import { socketRows } from '../../../src/doctor/gather/services.ts';
import { settingsIn } from '../../../src/doctor/gather/settings.ts';

const dump = String.raw`['set', 'loglevel', 'INFO']
['add', 'portsentry', 'auto']
['set', 'portsentry', 'addfailregex', '^portsentry\\[\\d{1,10}\\]: x$']
['set', 'portsentry', 'datepattern', '^\\d{4} {EPOCH}\\s']
['set', 'portsentry', 'maxretry', 3]
['set', 'portsentry', 'addlogpath', '/var/log/a.log', 'head']
['set', 'portsentry', 'addaction', 'nftables']
['multi-set', 'portsentry', 'action', 'nftables', [['actionstart', 'nft add table inet f2b-table\nnft add chain inet f2b-table c \\{ type filter hook input priority -1 \\; \\}'], ['actionban', 'nosuch-tool; ipset add'], ['protocol', 'tcp,udp']]]
['start', 'portsentry']`;

test('configuredJail() reads what the server would get', () => {
  const jail = configuredJail(parseDump(dump), 'portsentry');
  assert.deepEqual(
    {
      ...jail,
      actions: jail?.actions.map(({ name, protocol, tools, hook }) => ({ name, protocol, tools, hook })),
    },
    {
      backend: 'auto',
      logPaths: ['/var/log/a.log'],
      regexes: ['^portsentry\\[\\d{1,10}\\]: x$'],
      datePattern: '^\\d{4} {EPOCH}\\s',
      maxretry: 3,
      actions: [{ name: 'nftables', protocol: 'tcp,udp', tools: ['nft', 'ipset'], hook: 'input' }],
    },
  );
  assert.equal(configuredJail(parseDump(dump), 'sshd'), undefined);
});

test('copiesAndTruncates() knows names, quotes, wildcards and comments of logrotate', () => {
  const part = (names: string, options = 'copytruncate') =>
    copiesAndTruncates(`weekly\n${names} {\n  daily\n  ${options}\n}\n`, '/var/log/portjail/portsentry.log');
  assert.ok(part('/var/log/portjail/*.log'));
  assert.ok(part('/var/log/x "/var/log/portjail/portsentry.log"'));
  assert.ok(!part('/var/log/*.log'));
  assert.ok(!part('/var/log/portjail/*.log', '# copytruncate'));
  assert.ok(!part('/var/log/portjail/*.log', 'create 0640'));
});

test('settingsIn() reads the sections that concern us', () => {
  const text =
    '[DEFAULT]\nbackend = systemd ; all\n[sshd]\nenabled = true\n[portsentry]\n# logpath = /x\nlogpath=/y\n';
  assert.deepEqual(
    settingsIn(text, 'f').map(({ section, name, value }) => [section, name, value]),
    [
      ['DEFAULT', 'backend', 'systemd'],
      ['portsentry', 'logpath', '/y'],
    ],
  );
});

test('socketRows() reads port, state and inode', () => {
  const row =
    '   0: 0100007F:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 4321 1 x';
  assert.deepEqual(socketRows(`  sl  local\n${row}\n`), [{ port: 8080, state: '0A', inode: '4321' }]);
});

test('configuredJail() knows where the chains of iptables hook in', () => {
  const hookOf = (chain: string) =>
    configuredJail(
      parseDump(`['add', 'x', 'auto']
['set', 'x', 'addaction', 'a']
['multi-set', 'x', 'action', 'a', [['actionban', '<iptables> -I f2b-x 1'], ['chain', '${chain}'], ['iptables', 'iptables -w']]]`),
      'x',
    )?.actions.map(({ hook, tools }) => `${hook} ${tools.join()}`);
  assert.deepEqual(hookOf('INPUT'), ['input iptables']);
  assert.deepEqual(hookOf('DOCKER-USER'), ['forward iptables']);
});

test('splitAnswers() wants one answer for each question', () => {
  const text = 'Fail2Ban v1.0.2\n\nfail2ban> Status\n`- x\nfail2ban> no\nfail2ban> ';
  assert.deepEqual(splitAnswers(text, 2), ['Status\n`- x\n', 'no\n']);
  assert.equal(splitAnswers(text, 3), undefined);
  assert.equal(splitAnswers('', 1), undefined);
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
