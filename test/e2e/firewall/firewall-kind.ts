import assert from 'node:assert/strict';
import { until } from '../../support/until.ts';
import { address, type PrivateHost } from '../hosts/private-host.ts';
import { e2e } from '../hosts/require.ts';
import { scan } from '../jails/jails.ts';
import {
  admin,
  answered,
  errors,
  hears,
  hostWithout,
  install,
  kernel,
  lacking,
  must,
  ports,
  type Tool,
  traces,
} from './firewalls.ts';

const families = [
  { own: address.host, scanner: address.peer, bystander: admin.ipv4 },
  { own: address.host6, scanner: address.peer6, bystander: admin.ipv6 },
] as const;
type Family = (typeof families)[number];

/** Tries what `install` chooses where some tools are hidden, on a host without containers and on one with. */
export function firewallKind(name: string, hidden: readonly Tool[], why: RegExp): void {
  for (const container of [false, true])
    e2e(
      `firewall: ${name} bans${container ? ' from a container too' : ''}, and lets go without a trace`,
      () => bansAndLetsGo(hidden, why, container),
      lacking,
    );
}

async function bansAndLetsGo(hidden: readonly Tool[], why: RegExp, container: boolean): Promise<void> {
  const host = await hostWithout(hidden, container);
  const said = install(host);
  assert.match(said, why);
  assert.equal(/forwarded traffic too/.test(said), container, said);
  assert.doesNotMatch(said, /warning: (?!only packets|anyone who was served)/);
  const reachable = [ports.own, ...(container ? [ports.container] : [])];
  for (const family of families) await unverifiedBan(host, family, reachable);
  for (const family of families) await verifiedBan(host, family, reachable);
  if (!container) await manyBans(host);
  assert.equal(errors(host), '');
  if (!container) for (const family of families) await comesBack(host, family);
  must(host, 'fail2ban-client stop');
  assert.equal(traces(host), '');
}

/** New connections from the source are dropped; ours to it, old and new, go on. */
async function unverifiedBan(host: PrivateHost, family: Family, reachable: number[]): Promise<void> {
  const { own, scanner, bystander } = family;
  for (const port of reachable) await until(() => answered(host, scanner, own, port), 'the services answer');
  const heard = hears(host, scanner);
  await until(() => heard() > 0, 'our connection is open');
  scan(host, scanner, 'packet');
  await until(() => !answered(host, scanner, own), `${scanner} is kept out`);
  for (const port of reachable)
    for (const protocol of ['tcp', 'udp']) {
      assert.ok(!answered(host, scanner, own, port, protocol), `${scanner} reaches ${port}/${protocol}`);
      assert.ok(answered(host, bystander, own, port, protocol), `${bystander} lost ${port}/${protocol}`);
    }
  const before = heard();
  await until(() => heard() > before + 3, 'our old connection goes on');
  for (const protocol of ['tcp', 'udp'])
    assert.ok(answered(host, own, scanner, ports.own, protocol), `we cannot reach ${scanner} by ${protocol}`);
  must(host, `fail2ban-client set portsentry-unverified unbanip ${scanner}`);
  await until(() => answered(host, scanner, own), 'the unban');
}

/** Everything from the source is dropped, whatever the protocol and whoever began. */
async function verifiedBan(host: PrivateHost, family: Family, reachable: number[]): Promise<void> {
  const { own, scanner, bystander } = family;
  const ping = (from: string): string => `ping -c 1 -W 100 -I ${from} ${own}`;
  must(host, ping(scanner), 'peer');
  scan(host, scanner);
  await until(() => !answered(host, scanner, own), `${scanner} is kept out`);
  for (const port of reachable)
    for (const protocol of ['tcp', 'udp']) {
      assert.ok(!answered(host, scanner, own, port, protocol), `${scanner} reaches ${port}/${protocol}`);
      assert.ok(answered(host, bystander, own, port, protocol), `${bystander} lost ${port}/${protocol}`);
    }
  // When the bystander has been answered the scanner, who asked first, still waits.
  must(host, `${ping(scanner)} & scanner=$!; ${ping(bystander)} && kill $scanner`, 'peer');
  assert.doesNotMatch(kernel(host), /reject/i, 'an answer tells a scanner what it found');
}

/** A ban that somebody has flushed is carried out again when the source is still active. */
async function comesBack(host: PrivateHost, { own, scanner }: Family): Promise<void> {
  host.sh('nft flush ruleset; for i in iptables ip6tables; do $i -F; $i -X; done');
  assert.ok(answered(host, scanner, own), 'the ban is gone');
  // As the sentry does while it is touched: Fail2ban looks after its rules every three seconds at most.
  await until(() => {
    scan(host, scanner);
    return !answered(host, scanner, own);
  }, `${scanner} is kept out again`);
}

/** 100 of either family: each is in the kernel, and none of them is an error. */
async function manyBans(host: PrivateHost): Promise<void> {
  const list = (prefix: string): string[] => Array.from({ length: 100 }, (_, n) => `${prefix}${n + 1}`);
  const many = [...list('198.51.100.'), ...list('2001:db8:1::')].map(text =>
    text.replace(/::(\d+)$/, '::a$1'),
  );
  must(host, `fail2ban-client set portsentry banip ${many.join(' ')}`);
  const addresses = /198\.51\.100\.\d+|2001:db8:1::a\d+/g;
  const banned = (): number => new Set(kernel(host).match(addresses)).size;
  await until(() => banned() === many.length, '200 bans in the kernel');
}
