import assert from 'node:assert/strict';
import { test } from 'node:test';
import { configuredJail, parseDump } from '../../src/fail2ban/dump.ts';

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
