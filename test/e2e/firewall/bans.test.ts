import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { until } from '../../support/until.ts';
import { address, freshHost, type PrivateHost } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { talk } from '../hosts/talking.ts';

const bans = fileURLToPath(new URL('./bans-host.js', import.meta.url));
const { peer } = address;
const table = (rules: string, hook = 'input', family = 'inet'): string =>
  `nft -f - <<'END'\ntable ${family} filter {\n${rules.replace('hook', `type filter hook ${hook} priority 0`)}\n}\nEND`;

/** Rules, and what they are to a host that Fail2ban has banned. They reject, so that nobody waits for a packet in vain. */
const cases: Record<string, readonly [ban: string, rules: string]> = {
  'no rules': ['absent', ''],
  'a set of nft': [
    'in force',
    table(`set s { type ipv4_addr; flags timeout; elements = { ${peer} timeout 1h } }
      chain c { hook; ip saddr @s reject; }`),
  ],
  'a set that no rule asks': [
    'absent',
    table(`set s { type ipv4_addr; elements = { ${peer} } }\nchain c { hook; }`),
  ],
  'a range, before packets are routed': [
    'in force',
    table('chain c { hook; ip saddr 203.0.113.2-203.0.113.9 reject; }', 'prerouting'),
  ],
  'a range beside it': ['absent', table('chain c { hook; ip saddr 203.0.113.8-203.0.113.9 drop; }')],
  'packets that leave': ['absent', table(`chain c { hook; ip saddr ${peer} drop; }`, 'output')],
  'a verdict map': [
    'in force',
    table(`map m { type ipv4_addr : verdict; elements = { ${peer} : jump out } }
      chain out { reject; }
      chain c { hook; ip saddr vmap @m; }`),
  ],
  'a table of nft by a name of iptables, for others': [
    'absent',
    table(
      `set s { type ipv4_addr; elements = { 192.0.2.1 } }\nchain INPUT { hook; ip saddr @s reject; }`,
      'input',
      'ip',
    ),
  ],
  iptables: ['in force', `iptables -A INPUT -s ${peer} -j REJECT`],
  'a chain of iptables': [
    'in force',
    `iptables -N f2b; iptables -A f2b -s ${peer} -j REJECT; iptables -A INPUT -p tcp -m multiport --dports 0:65535 -j f2b`,
  ],
  'a chain that nobody enters': ['absent', `iptables -N f2b; iptables -A f2b -s ${peer} -j REJECT`],
  'a rule behind one that lets in': [
    'late',
    `iptables -A INPUT -p tcp -j ACCEPT; iptables -A INPUT -p udp -j ACCEPT; iptables -A INPUT -s ${peer} -j DROP`,
  ],
  'iptables-legacy': ['in force', `iptables-legacy -A INPUT -s ${peer} -j REJECT`],
  'a set of ipset': [
    'in force',
    `ipset create f2b hash:ip; ipset add f2b ${peer}; iptables -A INPUT -m set --match-set f2b src -j REJECT`,
  ],
  'a set of ipset without it': [
    'absent',
    'ipset create f2b hash:ip; iptables -A INPUT -m set --match-set f2b src -j REJECT',
  ],
};

const flush = `nft flush ruleset; iptables-legacy -F; iptables-legacy -X; ipset destroy`;
const comesIn = (host: PrivateHost): boolean =>
  host.sh(`${talk} ask tcp '' ${address.host} 5432`, 'peer').code === 0;

e2e('bansIn() says of real rules what they do with real packets', async t => {
  const host = await freshHost();
  host.start(process.execPath, [
    '-e',
    "require('node:net').createServer(s => s.end('hello')).listen(5432, '::')",
  ]);
  await until(() => comesIn(host), 'the service');
  for (const [name, [ban, rules]] of Object.entries(cases))
    await t.test(name, () => {
      const { code, err } = host.sh(`${flush}; set -e\n${rules}`);
      assert.equal(code, 0, err);
      const said = host.sh(`${process.execPath} ${bans} ${peer}`);
      assert.equal(said.out, ban, said.err);
      assert.equal(comesIn(host), ban !== 'in force', 'the packet itself');
    });
});
