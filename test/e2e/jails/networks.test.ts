import assert from 'node:assert/strict';
import { until } from '../../support/until.ts';
import { address, freshHost, type PrivateHost, program, soon } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { talk } from '../hosts/talking.ts';
import { fail2banLog, reaches, restartServer, serveEcho, startSentry, startServer } from './jails.ts';

const jail = 'portsentry-prefix';
const network = '2001:db8:9:1::/64';
const configFile = '/run/portjail.json';

/** The peer speaks for networks of its own; `::99` of the scanner's is a friend, where it is ignored. */
const at = (end: string, net = '2001:db8:9:1'): string => `${net}::${end}`;
const outside = at('5', '2001:db8:9:2');

const must = (host: PrivateHost, script: string, where: 'host' | 'peer' = 'host'): string => {
  const { code, out, err } = host.sh(script, where);
  assert.equal(code, 0, `${script}: ${err}`);
  return out;
};

const noAddresses: readonly string[] = [];

/** A host whose sentry listens on 2323 and whose peer has many addresses of two networks. */
async function stage({ banaction = 'auto', ignored = noAddresses, prepare = 'true' }): Promise<PrivateHost> {
  const host = await freshHost();
  const config = {
    tcp: { ports: '2323' },
    udp: { mode: 'off' },
    trigger: { ipv6Prefix: 64 },
    ignore: { addresses: ['127.0.0.0/8', '::1', ...ignored] },
    jails: { banaction },
  };
  must(host, `: > /var/log/auth.log; echo '${JSON.stringify(config)}' > ${configFile}`);
  must(host, prepare);
  must(host, `ip -6 route add 2001:db8:9::/48 via ${address.peer6}`);
  const addresses = ['1', '2', '3', '4', '5', '6', '7', '77', '99'].map(end => at(end));
  must(host, [...addresses, outside].map(one => `ip addr add ${one}/128 dev lo nodad`).join(' && '), 'peer');
  await startServer(host);
  must(host, `${program} install --no-ban -c ${configFile}`);
  await startSentry(host, configFile);
  serveEcho(host, 'host');
  return host;
}

/** From that very address of the peer, a finished handshake with the sentry's port. */
const touchFrom = (host: PrivateHost, source: string): void =>
  void host.sh(`${talk} ask tcp ${source} ${address.host6} 2323`, 'peer');
const reachesFrom = (host: PrivateHost, source: string): boolean =>
  reaches(host, address.host6, 'peer', source);

const bannedIn = (host: PrivateHost, name: string): string[] =>
  must(host, `fail2ban-client get ${name} banip`).split(/\s+/).filter(Boolean);

const withContainers = 'ip link add docker0 type bridge';

for (const [firewall, banaction, listing, prepare] of [
  ['nftables', 'auto', `nft list set inet f2b-table addr6-set-${jail}`, 'true'],
  ['nftables before DNAT', 'auto', `nft list set inet f2b-portjail addr6-set-${jail}`, withContainers],
  ['iptables', 'iptables[type=allports]', `ip6tables -S f2b-${jail}`, 'true'],
] as const)
  e2e(`networks: a scanner that rotates its address loses the whole /64, by ${firewall}`, async () => {
    const host = await stage({ banaction, prepare });
    for (const source of [at('77'), outside]) assert.ok(await soon(() => reachesFrom(host, source)), source);
    for (const end of ['1', '2', '3', '4', '5', '6']) touchFrom(host, at(end));
    assert.ok(await soon(() => bannedIn(host, jail).includes(network)), fail2banLog(host));
    const inKernel = (): boolean => host.sh(listing).out.includes(network);
    assert.ok(await soon(inKernel), fail2banLog(host));
    assert.ok(await soon(() => !reachesFrom(host, at('77'))), 'a neighbour that has not scanned is kept out');
    assert.ok(reachesFrom(host, outside), 'the next network still reaches the service');
    assert.ok(reaches(host, address.host, 'peer'), 'and so does IPv4');
    assert.deepEqual(bannedIn(host, jail), [network]);
    // A jail of its own, which may come to its bans later than this one.
    const single = (): string => bannedIn(host, 'portsentry').sort().join();
    assert.ok(await soon(() => single() === ['1', '2', '3'].map(end => at(end)).join()), single());
    assert.match(
      must(host, `${program} status -c ${configFile}; true`),
      new RegExp(`${jail} has banned 1 .*${network}`),
    );

    must(host, `fail2ban-client set ${jail} unbanip ${network}`);
    assert.ok(!inKernel());
    assert.ok(reachesFrom(host, at('77')), 'the neighbour is back');
    // A handshake is told again once its last line is more than three seconds old.
    await until(() => {
      touchFrom(host, at('7'));
      return !reachesFrom(host, at('77'));
    }, 'the ban that a further handshake brings');
    assert.equal(fail2banLog(host).split(`[${jail}] Ban ${network}`).length - 1, 2);

    await restartServer(host);
    assert.ok(await soon(inKernel), 'the ban outlives a restart of Fail2ban');
  });

e2e('networks: none is banned around an ignored host, its other addresses are, one by one', async () => {
  const host = await stage({ ignored: [at('99')] });
  const scanners = ['1', '2', '3', '4', '5', '6'].map(end => at(end));
  for (const source of [at('99'), ...scanners]) touchFrom(host, source);
  const listed = (): string => must(host, 'nft list ruleset');
  assert.ok(await soon(() => scanners.every(source => listed().includes(source))), fail2banLog(host));
  assert.deepEqual(bannedIn(host, 'portsentry').sort(), scanners);
  assert.doesNotMatch(must(host, 'cat /var/log/portjail/portsentry.log'), /src=\S+\/64/);
  assert.deepEqual(bannedIn(host, jail), []);
  for (const source of [at('99'), at('77')]) assert.ok(reachesFrom(host, source), source);
});

e2e('networks: install refuses them where nothing can ban one', async () => {
  const host = await freshHost();
  must(host, ': > /var/log/auth.log');
  must(host, `echo '{"trigger": {"ipv6Prefix": 64}, "jails": {"banaction": "route"}}' > ${configFile}`);
  // Neither tool is there any more, on this host alone.
  must(
    host,
    'for tool in nft iptables; do mount --bind /bin/false "$(readlink -f "$(command -v $tool)")"; done',
  );
  const { code, err } = host.sh(`${program} install --no-ban -c ${configFile}`);
  assert.equal(code, 1);
  assert.match(err, /whole networks banned, which takes nftables or iptables, .*apt install nftables/);
});
