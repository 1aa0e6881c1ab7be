import assert from 'node:assert/strict';
import { test } from 'node:test';
import { undoing } from '../../../src/config/portsentry/conf-block.ts';
import { load, mistakes } from '../tree.ts';

const conf = (text: string) => load({ 'portsentry.conf': `TCP_PORTS="23"\nUDP_PORTS="7"\n${text}` });
const jailsOf = (text: string) => conf(text).config.jails;
const unblocked = jailsOf('');

test('readBlocks() leaves the jails as configured where BLOCK_* is 0', () => {
  const kill = 'KILL_ROUTE="route add $TARGET$"\nKILL_HOSTS_DENY="ALL: $TARGET$"\nKILL_RUN_CMD="x"\n';
  assert.deepEqual(jailsOf(`BLOCK_TCP="0"\nBLOCK_UDP="0"\n${kill}KILL_RUN_CMD_FIRST="1"\n`), unblocked);
});

test('readBlocks() takes BLOCK_TCP 1 for a ban for good, by what proves its source', () => {
  const jails = jailsOf(
    'BLOCK_TCP="1"\nKILL_ROUTE="/sbin/route add -host $TARGET$ reject"\nKILL_HOSTS_DENY="ALL: $TARGET$ : DENY"\n',
  );
  assert.equal(jails.portsentry.bantime, '-1');
  assert.equal(jails.portsentry.increment, false);
  assert.equal(jails.recidive.enabled, false);
  assert.deepEqual(jails.unverified, unblocked.unverified);
  assert.deepEqual(jails.run, {
    command: '',
    protocols: ['tcp', 'udp'],
    first: false,
    route: '/sbin/route add -host $TARGET$ reject',
    unroute: '/sbin/route del -host $TARGET$ reject',
    hostsDeny: 'ALL: $TARGET$ : DENY',
  });
});

test('readBlocks() never bans for good by datagrams', () => {
  const { config, warnings } = conf('BLOCK_UDP="1"\nKILL_ROUTE="route add $TARGET$"\n');
  assert.equal(config.jails.unverified.enabled, true);
  assert.equal(config.jails.unverified.bantime, '10m');
  assert.deepEqual(config.jails.portsentry, unblocked.portsentry);
  assert.equal(config.jails.run.route, '');
  assert.ok(warnings.some(text => /BLOCK_UDP: .*nobody is banned for good/.test(text)));
});

test('readBlocks() has the command run for the protocols that ask for it', () => {
  for (const [blocks, protocols] of [
    ['BLOCK_TCP="2"', ['tcp']],
    ['BLOCK_UDP="2"', ['udp']],
    ['BLOCK_TCP="1"\nBLOCK_UDP="2"', ['tcp', 'udp']],
  ] as const) {
    const { run } = jailsOf(`${blocks}\nKILL_RUN_CMD="/bin/x '$TARGET$' $PORT$"\nKILL_RUN_CMD_FIRST="1"\n`);
    assert.equal(run.command, "/bin/x '$TARGET$' $PORT$");
    assert.deepEqual(run.protocols, protocols);
    assert.equal(run.first, true);
  }
  assert.deepEqual(jailsOf('BLOCK_TCP="2"\nKILL_RUN_CMD="x"\n').portsentry, unblocked.portsentry);
});

test('readBlocks() says where $MODE$ has other words than in 1.2', () => {
  const text = 'BLOCK_TCP="2"\nKILL_RUN_CMD="x $MODE$"\n';
  assert.ok(conf(`ADVANCED_PORTS_TCP="1024"\n${text}`).warnings.some(one => /\$MODE\$ is connect/.test(one)));
  assert.ok(!conf(text).warnings.some(one => /\$MODE\$/.test(one)));
});

test('readBlocks() leaves out what cannot be taken back when a ban ends', () => {
  for (const line of ['KILL_HOSTS_DENY="ALL: $TARGET$ # $PORT$"', 'KILL_ROUTE="route add 1.2.3.4"']) {
    const { config, warnings } = conf(`BLOCK_TCP="1"\n${line}\n`);
    assert.equal(config.jails.run.hostsDeny + config.jails.run.route, '');
    assert.ok(warnings.some(text => /KILL_\w+: not used: it needs \$TARGET\$ and nothing else/.test(text)));
  }
});

test("a command with Fail2ban's tags or half a quote is refused with file and line", () => {
  for (const [command, message] of [
    [
      'x <ip>',
      /^portsentry\.conf:4: \/jails\/run\/command: expected a command without Fail2ban's tags; found <ip>/,
    ],
    ["echo '$TARGET$", /^portsentry\.conf:4: \/jails\/run\/command: expected quotes, .* in pairs/],
  ] as const) {
    const [found = ''] = mistakes({
      'portsentry.conf': `TCP_PORTS="23"\nUDP_PORTS=""\nBLOCK_TCP="2"\nKILL_RUN_CMD="${command}"\n`,
    });
    assert.match(found, message);
  }
});

test('undoing() knows how the usual commands are taken back, and does not guess', () => {
  for (const [adds, takes] of [
    ['/sbin/route add -host $TARGET$ reject', '/sbin/route del -host $TARGET$ reject'],
    ['route add $TARGET$ 127.0.0.1', 'route del $TARGET$ 127.0.0.1'],
    ['route -A inet6 add $TARGET$ lo', 'route -A inet6 del $TARGET$ lo'],
    ['ip -6 route add blackhole $TARGET$', 'ip -6 route del blackhole $TARGET$'],
    ['/usr/sbin/ip route replace unreachable $TARGET$', '/usr/sbin/ip route del unreachable $TARGET$'],
    ['/sbin/iptables -I INPUT -s $TARGET$ -j DROP', '/sbin/iptables -D INPUT -s $TARGET$ -j DROP'],
    ['iptables -w -I INPUT 1 -s $TARGET$ -j DROP', 'iptables -w -D INPUT -s $TARGET$ -j DROP'],
    [
      'ip6tables -t raw -A PREROUTING -s $TARGET$ -j DROP',
      'ip6tables -t raw -D PREROUTING -s $TARGET$ -j DROP',
    ],
  ] as const)
    assert.equal(undoing(adds), takes);
  for (const other of [
    'ipfw add deny all from $TARGET$ to any',
    '/usr/local/bin/block add $TARGET$',
    'route add $TARGET$ lo; mail root',
    'iptables -I INPUT -s $TARGET$ -j DROP && iptables -I FORWARD -s $TARGET$ -j DROP',
  ])
    assert.equal(undoing(other), undefined, other);
});
