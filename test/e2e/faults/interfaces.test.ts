import assert from 'node:assert/strict';
import { formatAddress } from '../../../src/net/address.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { withCgroups } from '../hosts/ways.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';
import { connectFrom } from '../trap/stage/trap-stage.ts';

/** Port 23 is watched without being opened, 2323 answers. */
const config = {
  tcp: { mode: 'stealth', ports: '23', decoys: '2323' },
  udp: { mode: 'off' },
  trigger: { packet: 1 },
};

const [interfaces, addresses] = [300, 4_000];
const addressOf = (i: number): string => `10.97.${i >> 8}.${i & 255}`;

/** A command of ip(8) for each number $i, in the shell's words. */
const each = (host: Host, count: number, command: string): string =>
  host.run([
    'sh',
    '-c',
    `i=0; while [ $i -lt ${count} ]; do echo "${command}"; i=$((i + 1)); done | ip -batch -`,
  ]);

/** Ports of this address that were touched, by whom a jail bans for it. */
const portsAt = (stage: Watching, target: string): number[] =>
  stage
    .entries()
    .flatMap(entry => (entry.verb === 'scan' && formatAddress(entry.target) === target ? [entry.port] : []));

/** Both ports of an address are touched until each has one line more. */
async function seen(stage: Watching, target: string): Promise<void> {
  const before = portsAt(stage, target);
  const more = (port: number): boolean =>
    portsAt(stage, target).filter(one => one === port).length > before.filter(one => one === port).length;
  await until(
    () => {
      for (const port of [23, 2323]) if (!more(port)) connectFrom(stage.hosts.attacker, target, port);
      return more(23) && more(2323);
    },
    () => `lines of ${target}: ${stage.sentry.output()}`,
  );
}

e2e('interfaces by the hundred, addresses by the thousand, another name, and none at all: all is seen', () =>
  watching({ config, prefix: withCgroups }, async stage => {
    const { host, attacker } = stage.hosts;
    each(host, interfaces, 'link add many$i up type bridge');
    each(host, addresses, `address add 10.97.$((i / 256)).$((i % 256))/32 dev many$((i % ${interfaces}))`);
    attacker.run(['ip', 'route', 'add', '10.97.0.0/16', 'via', host.ipv4]);
    await seen(stage, addressOf(addresses - 1));
    await seen(stage, host.ipv4);

    // It looks every 5 s. Who claims to come from an address of this host is nobody to ban from then on.
    const owns = async (): Promise<boolean> => {
      await stage.counter('probes');
      const own = /protected +own .* and (\d+) more/.exec(stage.portjail('status'))?.[1];
      return Number(own) >= addresses;
    };
    await until(owns, 'a look at the addresses');
    const forged = addressOf(addresses - 2);
    sendFrames(attacker, macOf(host), [packetBetween(forged, host.ipv4, { port: 23 })]);
    await until(
      () => stage.entries().some(entry => 'source' in entry && formatAddress(entry.source) === forged),
      () => `an observation of ${forged}: ${stage.sentry.output()}`,
    );

    // Before Linux 6.2 it has to be down for that.
    const rename = 'ip link set eth0 name lan0';
    host.run([
      'sh',
      '-c',
      `${rename} 2>&1 || { ip link set eth0 down && ${rename} && ip link set lan0 up; }`,
    ]);
    await seen(stage, host.ipv4);

    host.run(['ip', 'link', 'delete', 'lan0']);
    await stage.counter('probes');
    host.run(['ip', 'link', 'add', 'eth0', 'type', 'veth', 'peer', 'name', 'eth1', 'netns', attacker.name]);
    host.run(['ip', 'address', 'add', '10.96.0.1/24', 'dev', 'eth0']);
    attacker.run(['ip', 'address', 'add', '10.96.0.2/24', 'dev', 'eth1']);
    attacker.run(['ip', 'link', 'set', 'eth1', 'up']);
    host.run(['ip', 'link', 'set', 'eth0', 'up']);
    await seen(stage, '10.96.0.1');
    assert.ok(
      stage.entries().every(entry => entry.verb !== 'scan' || formatAddress(entry.source) !== forged),
    );
    assert.equal((await stage.finish())['lost'], 0);
    assert.doesNotMatch(stage.sentry.output(), /error:/);
  }),
);
