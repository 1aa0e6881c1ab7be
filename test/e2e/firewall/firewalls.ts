import assert from 'node:assert/strict';
import { address, freshHost, type PrivateHost, program } from '../hosts/private-host.ts';
import { lackOf } from '../hosts/require.ts';
import { serve, talk } from '../hosts/talking.ts';
import { startServer } from '../jails/jails.ts';

/** The second address of the machine at the other end of the wire: somebody who did nothing. */
export const admin = { ipv4: '203.0.113.8', ipv6: '2001:db8::8' };
export const ports = { own: 8080, container: 8081 };
/** Said by the tests that need more firewalls than the others. */
export const lacking = lackOf('iptables', 'ipset', 'ufw', 'ping');

/** The programs of a firewall, which a test hides to see what is chosen without them. */
const programs = {
  nft: ['nft'],
  ipset: ['ipset'],
  iptables: ['xtables-nft-multi', 'xtables-legacy-multi'],
} as const;
export type Tool = keyof typeof programs;

/**
 * A host with Fail2ban, a service on both ends, and without some tools. With `container`, connections to one more port
 * are sent on to a network namespace behind it.
 */
export async function hostWithout(hidden: readonly Tool[], container: boolean): Promise<PrivateHost> {
  const host = await freshHost();
  must(host, `for a in ${admin.ipv4}/24 "${admin.ipv6}/64 nodad"; do ip addr add $a dev v1; done`, 'peer');
  must(host, ': > /var/log/auth.log');
  if (container) addContainer(host);
  for (const name of hidden.flatMap(tool => programs[tool]))
    must(host, `mount --bind /bin/false /usr/sbin/${name}`);
  serve(host, 'host', ports.own);
  serve(host, 'peer', ports.own);
  await startServer(host);
  return host;
}

export function must(host: PrivateHost, script: string, where: 'host' | 'peer' = 'host'): string {
  const { code, out, err } = host.sh(script, where);
  assert.equal(code, 0, `${script}: ${out}${err}`);
  return out;
}

/** As Docker does it: a bridge's end here, destination NAT, and nothing that speaks of it in Fail2ban. */
function addContainer(host: PrivateHost): void {
  must(
    host,
    `set -e; ip netns add inner; ip link add c0 type veth peer name c1 netns inner
    ip addr add 10.77.0.1/24 dev c0; ip addr add fd77::1/64 dev c0 nodad; ip link set c0 up
    in="ip -n inner"; $in addr add 10.77.0.2/24 dev c1; $in addr add fd77::2/64 dev c1 nodad
    $in link set c1 up; $in route add default via 10.77.0.1; $in -6 route add default via fd77::1
    sysctl -qw net.ipv4.ip_forward=1 net.ipv6.conf.all.forwarding=1
    for p in tcp udp; do
      iptables -t nat -A PREROUTING -p $p --dport ${ports.container} -j DNAT --to-destination 10.77.0.2:8080
      ip6tables -t nat -A PREROUTING -p $p --dport ${ports.container} -j DNAT --to-destination [fd77::2]:8080
    done`,
  );
  host.start('ip', ['netns', 'exec', 'inner', 'bash', '--norc', '-c', `exec ${talk} serve ${ports.own}`]);
}

/**
 * Whether an answer comes back, from an address of the one end to one of the other. The peer's first address may be banned:
 * over UDP its second one, which did nothing, is the witness that an answer would have come.
 */
export function answered(
  host: PrivateHost,
  from: string,
  to: string,
  port = ports.own,
  protocol = 'tcp',
): boolean {
  const where = [address.host, address.host6].includes(from) ? 'host' : 'peer';
  const witness = { [address.peer]: admin.ipv4, [address.peer6]: admin.ipv6 }[from] ?? '';
  return host.sh(`${talk} ask ${protocol} ${from} ${to} ${port} ${witness}`, where).code === 0;
}

/** A connection of the host's own on which only the other end speaks; how much it has heard so far. */
export function hears(host: PrivateHost, to: string): () => number {
  const file = `/run/heard-${to}`;
  host.start('bash', ['--norc', '-c', `exec ${talk} hear ${to} ${ports.own} ${file}`]);
  return () => Number(host.sh(`stat -c %s ${file}`).out);
}

export function install(host: PrivateHost, jails: object = {}): string {
  const config = { tcp: { mode: 'stealth' }, jails };
  must(host, `echo '${JSON.stringify(config)}' > /run/config.json`);
  const { code, out, err } = host.sh(`${program} install -c /run/config.json --no-ban`);
  assert.equal(code, 0, out + err);
  return out + err;
}

/** Every rule, set and route of the kernel. Programs that a test has hidden say nothing. */
export const kernel = (host: PrivateHost): string =>
  host.sh('nft list ruleset; iptables-save; ip6tables-save; ipset save; ip route; ip -6 route').out;

/** What bans have left there, and in /etc/hosts.deny. */
export const traces = (host: PrivateHost): string =>
  `${kernel(host)}${host.sh('cat /etc/hosts.deny').out}`
    .split('\n')
    .filter(line => /portsentry|f2b|blackhole|^ALL:/.test(line))
    .join('\n');

export const errors = (host: PrivateHost): string =>
  host.sh('grep -E " (ERROR|CRITICAL) " /var/log/fail2ban.log').out;
