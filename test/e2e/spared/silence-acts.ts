import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { until } from '../../support/until.ts';
import type { Child } from '../hosts/child.ts';
import type { Network } from '../hosts/hosts.ts';
import * as programs from '../hosts/programs.ts';
import { canReach, startService } from '../hosts/service.ts';
import type { Names, Watching } from '../hosts/watching.ts';
import { macOf, sendFrames } from '../packets/frames.ts';
import { quiets } from './silence-frames.ts';

/** Ports of the services on the host, all of them in the config's list. */
export const service = {
  everywhere: 100,
  inside: 101,
  oneAddress: 102,
  stopping: 103,
  one: 104,
  late: 105,
  redirected: 80,
};
export const [first, second] = ['10.99.0.1', '10.99.0.10'];
const behind = '10.98.0.3';
type Hosts = Watching['hosts'];

let stopping: Child | undefined;

/** The host becomes a router with a host behind it, and has services of every kind. */
export async function prepare({ hosts: { host, attacker, inner } }: Network<Names>): Promise<void> {
  host.run([
    'sysctl',
    '-qw',
    'net.ipv4.ip_forward=1',
    'net.ipv4.conf.all.send_redirects=0',
    'net.ipv4.conf.eth0.send_redirects=0',
  ]);
  for (const address of ['10.98.0.1/24', `${second}/24`])
    host.run(['ip', 'address', 'add', address, 'dev', 'eth0']);
  inner.run(['ip', 'address', 'flush', 'dev', 'eth0', 'scope', 'global']);
  inner.run(['ip', 'address', 'add', `${behind}/24`, 'dev', 'eth0']);
  inner.run(['ip', 'route', 'add', 'default', 'via', '10.98.0.1']);
  attacker.run(['ip', 'route', 'add', '10.98.0.0/24', 'via', first]);
  const rules = `table ip nat { chain pre { type nat hook prerouting priority dstnat;
    tcp dport ${service.redirected} dnat to ${behind}:80; udp dport 53 dnat to ${behind}:53;
    }
  }`;
  execFileSync('ip', ['netns', 'exec', host.name, 'nft', '-f', '-'], { input: rules });
  await startService(inner, 80);
  await startService(host, service.everywhere);
  await programs.serveAt(host, service.inside, '127.0.0.1');
  await programs.serveAt(host, service.oneAddress, first);
  stopping = await startService(host, service.stopping);
}

/** What an honest network does all day, and what only looks like a probe. */
export const acts: readonly [name: string, act: (hosts: Hosts, stage: Watching) => unknown][] = [
  [
    'packets that only look like probes',
    ({ host, attacker }) => {
      for (const mac of new Set(quiets.map(quiet => quiet.mac))) {
        const packets = quiets.filter(quiet => quiet.mac === mac).map(quiet => quiet.packet);
        sendFrames(attacker, mac ?? macOf(host), packets);
      }
    },
  ],
  [
    'a port that is redirected to a live service',
    ({ attacker }) => assert.ok(canReach(attacker, first, service.redirected)),
  ],
  ['a redirected UDP port', ({ attacker }) => nmap(attacker, '-sU', 53)],
  [
    'packets that are forwarded',
    ({ attacker }) => scans(attacker, ['-sS', '-sF', '-sA', '-sU'], '1-60', behind),
  ],
  ['other protocols', ({ attacker }) => nmap(attacker, '-sO', '1,2,47,132')],
  [
    'SCTP and ICMP',
    ({ attacker }) =>
      attacker.run(['nmap', '-n', '-sn', '-PE', '-PP', '-PY80', '--disable-arp-ping', first], 'any'),
  ],
  [
    'clients of a service',
    ({ attacker }) =>
      assert.ok([first, second, 'fd99::1'].every(address => canReach(attacker, address, service.everywhere))),
  ],
  ['clients that are killed', ({ attacker }) => programs.abort(attacker, first, service.everywhere)],
  [
    'scans of a service',
    ({ attacker }) => scans(attacker, ['-sS', '-sF', '-sX', '-sN', '-sA', '-sM'], service.everywhere),
  ],
  [
    'a service on the touched address alone',
    ({ attacker }) => {
      assert.ok(canReach(attacker, first, service.oneAddress));
      nmap(attacker, '-sA', service.oneAddress);
    },
  ],
  [
    'other addresses of a service, in both families',
    ({ attacker }) => {
      scans(attacker, ['-sS', '-sA'], service.oneAddress, second);
      attacker.run(['nmap', '-6', '-n', '-Pn', '-sS', '-p', String(service.oneAddress), 'fd99::1'], 'any');
    },
  ],
  [
    'a service that was stopped',
    async ({ attacker }) => {
      await stopping?.stop();
      scans(attacker, ['-sS', '-sA', '-sM', '-sF'], service.stopping);
    },
  ],
  [
    'a conversation whose listener is gone',
    async ({ host, attacker }) => {
      const one = await programs.serveOne(host, service.one);
      programs.converse(attacker, first, service.one);
      await one.waitFor('done');
      nmap(attacker, '-sA', service.one);
    },
  ],
  [
    'a service that has just started',
    async ({ host, attacker }) => {
      await startService(host, service.late);
      assert.ok(canReach(attacker, first, service.late));
    },
  ],
  ['an answer of DNS that comes late', ({ host, attacker }) => late(host, attacker, 53, () => {})],
  [
    'an answer from a high port that comes late',
    ({ host, attacker }, stage) => late(host, attacker, 8053, () => looked(stage)),
  ],
  [
    'data of FTP in active mode',
    async ({ host, attacker }) => {
      const child = await programs.receiveData(host);
      programs.sendData(attacker, first, Number(/\d+/.exec(child.output())?.[0]));
      await child.waitFor('received');
    },
  ],
  [
    "the host's own connections",
    async ({ host, attacker }) => {
      await startService(attacker, 8000);
      for (const address of [attacker.ipv4, attacker.ipv6]) assert.ok(canReach(host, address, 8000));
      programs.abort(host, attacker.ipv4, 8000);
    },
  ],
];

/** Asks, and has the answer come when the socket of the question is gone. Before that, something else happens. */
async function late(
  host: Hosts['host'],
  attacker: Hosts['attacker'],
  port: number,
  meanwhile: () => unknown,
): Promise<void> {
  const answering = await programs.answerWhenTold(attacker, port);
  const asking = await programs.ask(host, attacker.ipv4, port);
  await answering.waitFor('asked');
  await meanwhile();
  await asking.stop();
  process.kill(answering.pid, 'SIGUSR2');
  await answering.waitFor('answered');
}

/**
 * Waits until the sentry has looked at the sockets of this host. It does so as often as it writes its status, so it has
 * when the status has changed twice, unasked.
 */
async function looked({ log }: Watching): Promise<void> {
  const status = join(dirname(log), '../run/status.json');
  const writtenAt = (): unknown => JSON.parse(readFileSync(status, 'utf8')).time;
  for (let i = 0; i < 2; i++) {
    const before = writtenAt();
    await until(() => writtenAt() !== before, 'another status');
  }
}

export function nmap(from: Hosts['attacker'], how: string, list: number | string, target = first): void {
  from.run(['nmap', '-Pn', '-n', '-T5', '--max-retries', '0', how, '-p', String(list), target], 'any');
}

function scans(
  from: Hosts['attacker'],
  hows: readonly string[],
  list: number | string,
  target = first,
): void {
  for (const how of hows) nmap(from, how, list, target);
}
