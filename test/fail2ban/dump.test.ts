import assert from 'node:assert/strict';
import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Client, clientOf, fail2banVersion } from '../../src/fail2ban/client.ts';
import {
  actingJailsIn,
  configuredJail,
  dumpAndTest,
  dumpOf,
  jailsIn,
  optionTexts,
  parseDump,
  serverSetting,
} from '../../src/fail2ban/dump.ts';
import { stockWith } from '../jails/fixtures.ts';

const dump = String.raw`['set', 'loglevel', 'INFO']
['add', 'portsentry', 'auto']
['set', 'portsentry', 'addfailregex', '^portsentry\\[\\d{1,10}\\]: x$']
['set', 'portsentry', 'datepattern', '^\\d{4} {EPOCH}\\s']
['set', 'portsentry', 'maxretry', 3]
['set', 'portsentry', 'addlogpath', '/var/log/a.log', 'head']
['set', 'portsentry', 'addaction', 'mine']
['multi-set', 'portsentry', 'action', 'mine', [['actionstart', 'nft add table inet f2b-table\nnft add chain inet f2b-table c \\{ type filter hook input priority -1 \\; \\}'], ['actionban', 'nosuch-tool; ipset add'], ['protocol', 'tcp,udp']]]
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
      ignored: [],
      datePattern: '^\\d{4} {EPOCH}\\s',
      maxretry: 3,
      actions: [{ name: 'mine', protocol: 'tcp,udp', tools: ['nft', 'ipset'], hook: 'input' }],
    },
  );
  assert.equal(configuredJail(parseDump(dump), 'sshd'), undefined);
});

test('configuredJail() takes the programs of an action that is known from its row, and no word of a rule for one', () => {
  const toolsOf = (name: string, ban: string): string[] | undefined =>
    configuredJail(
      parseDump(`['add', 'x', 'auto']
['set', 'x', 'addaction', '${name}']
['multi-set', 'x', 'action', '${name}', [['actionban', '${ban}']]]`),
      'x',
    )?.actions.flatMap(({ tools }) => tools);
  assert.deepEqual(toolsOf('nftables-allports', 'true; ipset add'), ['nft']);
  assert.deepEqual(toolsOf('firewallcmd-ipset', ''), ['firewall-cmd', 'ipset']);
  assert.deepEqual(toolsOf('mine', 'nft add rule x { ip saddr <ip> drop }'), ['nft']);
  assert.deepEqual(toolsOf('mine', 'ip -6 route add blackhole <ip>'), ['ip']);
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

const whole = parseDump(`['set', 'syslogsocket', 'auto']
['set', 'loglevel', 'INFO']
['set', 'logtarget', '/var/log/fail2ban.log']
['add', 'sshd', 'auto']
['set', 'sshd', 'usedns', 'warn']
['set', 'sshd', 'ignorecommand', 'nftables[type=allports, addr_options=""] @ ufw']
['set', 'sshd', 'addaction', 'nftables']
['add', 'recidive', 'polling']
['set', 'sshd', 'addignoreip', '127.0.0.1/8', '::1']
['set', 'dbfile', None]
['start', 'sshd']
`);

test('the readers of a dump find jails, actions and settings', () => {
  assert.deepEqual(jailsIn(whole), ['sshd', 'recidive']);
  assert.deepEqual(actingJailsIn(whole), ['sshd']);
  assert.equal(serverSetting(whole, 'logtarget'), '/var/log/fail2ban.log');
  assert.equal(serverSetting(whole, 'none'), undefined);
  assert.equal(serverSetting(whole, 'dbfile'), undefined);
  assert.deepEqual(optionTexts(whole, 'sshd', 'ignorecommand'), [
    'nftables[type=allports, addr_options=""] @ ufw',
  ]);
  assert.deepEqual(optionTexts(whole, 'recidive', 'ignorecommand'), []);
  assert.deepEqual(optionTexts(whole, 'sshd', 'addignoreip'), ['127.0.0.1/8', '::1']);
});

const skip = fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false;

test('configuredJail() takes no action that comes with Fail2ban for one that needs ip, but that of routes', {
  skip,
}, () => {
  const folder = stockWith(new Map());
  const names = readdirSync(join(folder, 'action.d'))
    .filter(name => name.endsWith('.conf') && !/-common|^portjail/.test(name))
    .map(name => name.replace(/\.conf$/, ''));
  const jails = names.map(
    name => `[x-${name}]\nenabled = true\nfilter = sshd\nbackend = systemd\naction = ${name}\n`,
  );
  writeFileSync(join(folder, 'jail.d/zz.local'), jails.join(''));
  const stock = dumpOf(clientOf(folder));
  const needIp = names.filter(name =>
    configuredJail(stock, `x-${name}`)?.actions.some(({ tools }) => tools.includes('ip')),
  );
  assert.deepEqual(needIp, ['route']);
});

test('dumpAndTest() reads what is right once, and says what keeps a server from starting', { skip }, () => {
  const read = (jail: string) => {
    const folder = stockWith(new Map());
    writeFileSync(join(folder, 'jail.d/zz.local'), `[sshd]\nenabled = false\n${jail}`);
    const [client, asked]: [Client, string[]] = [clientOf(folder), []];
    const counted: Client = (...command) => {
      asked.push(command.join(' '));
      return client(...command);
    };
    return { ...dumpAndTest(counted), asked, alone: { dump: dumpOf(client), code: client('-t').code } };
  };
  const right = read('[x]\nenabled = true\nfilter = sshd\nlogpath = /dev/null\n');
  assert.deepEqual(right.asked, ['-dt']);
  assert.deepEqual({ dump: right.dump, code: right.tested.code }, right.alone);
  for (const wrong of ['filter = sshd\nlogpath = /nowhere', 'filter = none', 'filter = sshd\nlogpath = ']) {
    const one = read(`[x]\nenabled = true\n${wrong}\n`);
    assert.deepEqual({ dump: one.dump, code: one.tested.code }, one.alone, wrong);
    assert.notEqual(one.tested.code, 0, wrong);
  }
});
