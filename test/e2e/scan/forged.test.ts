import assert from 'node:assert/strict';
import { formatAddress } from '../../../src/net/address.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';

const ports = [11, 15, 79, 111, 135];
const stealth = { tcp: { mode: 'stealth' }, udp: { mode: 'off' } };

/** Gives the host an interface with networks of its own; `how` is what `ip link add` makes of it. */
function addInterface(host: Host, name: string, how: string, ...networks: string[]): void {
  host.run(['ip', 'link', 'add', name, ...how.split(' ')]);
  for (const network of networks) {
    const family = network.includes(':') ? ['nodad'] : [];
    host.run(['ip', 'address', 'add', network, 'dev', name, ...family]);
  }
  host.run(['ip', 'link', 'set', name, 'up']);
  // The other end, or the network behind it would be without a carrier.
  if (how.includes('peer')) host.run(['ip', 'link', 'set', `${name}x`, 'up']);
}
const veth = (name: string): string => `type veth peer name ${name}x`;

/** A SYN to each port from each of these sources, by way of eth0 whatever they say. */
function send({ host, attacker }: Watching['hosts'], ...sources: string[]): void {
  const packets = sources.flatMap(source =>
    ports.map(port => packetBetween(source, source.includes(':') ? host.ipv6 : host.ipv4, { port })),
  );
  sendFrames(attacker, macOf(host), packets);
}

/** Every line in short, once the attacker, whose word counts, is named behind all that was sent before. */
async function linesUntilNamed(stage: Watching): Promise<string[]> {
  const { attacker } = stage.hosts;
  send(stage.hosts, attacker.ipv4);
  const lines = (): string[] =>
    stage.entries().flatMap(entry => {
      if (entry.verb === 'held') return [];
      return `${entry.verb} ${formatAddress(entry.source)} hits=${entry.hits} ports=${entry.ports}`;
    });
  const last = `scan ${attacker.ipv4} `;
  await until(
    () => lines().some(line => line.startsWith(last)),
    () => `${last} in ${lines().join()}`,
  );
  return lines().filter(line => !line.includes(`${attacker.ipv4} `));
}

e2e('who is inside is not named for what somebody outside has forged, nor held to account for it later', () =>
  watching(
    {
      config: stealth,
      prepare: ({ hosts: { host } }) =>
        addInterface(host, 'lan0', veth('lan0'), '192.168.77.1/24', 'fd77::1/64'),
    },
    async stage => {
      send(stage.hosts, '192.168.77.50', 'fd77::50');
      assert.deepEqual(await linesUntilNamed(stage), [
        'seen 192.168.77.50 hits=1 ports=1',
        'seen fd77::50 hits=1 ports=1',
      ]);
      assert.equal(await stage.counter('probes'), 3 * ports.length);
    },
  ),
);

e2e('the longest network counts: a bridge with 10.0.0.0/8 beside a LAN of 10.99.0.0/24', () =>
  watching(
    {
      config: stealth,
      prepare: ({ hosts: { host } }) => addInterface(host, 'br9', 'type bridge', '10.0.0.1/8'),
    },
    async stage => {
      send(stage.hosts, '10.55.0.1');
      assert.deepEqual(await linesUntilNamed(stage), ['seen 10.55.0.1 hits=1 ports=1']);
    },
  ),
);

e2e('two interfaces in one network, and a macvlan of the interface: who is there is named', () =>
  watching(
    {
      config: stealth,
      prepare: ({ hosts: { host } }) => {
        addInterface(host, 'lan0', veth('lan0'), '10.99.0.9/24');
        addInterface(host, 'mac0', 'link eth0 type macvlan mode bridge', '10.50.0.1/16');
      },
    },
    async stage => {
      send(stage.hosts, '10.50.0.7');
      const lines = await linesUntilNamed(stage);
      const verdicts = lines.map(line => line.split(' ').slice(0, 2).join(' '));
      assert.deepEqual(verdicts, ['seen 10.50.0.7', 'scan 10.50.0.7']);
    },
  ),
);

e2e('connect mode asks by which interface a datagram came', () =>
  watching(
    {
      config: { tcp: { mode: 'off' }, udp: { ports: '7,9' }, trigger: { packet: 1 } },
      prepare: ({ hosts: { host } }) => {
        addInterface(host, 'lan0', veth('lan0'), '192.168.77.1/24');
        for (const name of ['all', 'eth0']) host.run(['sysctl', '-qw', `net.ipv4.conf.${name}.rp_filter=0`]);
      },
    },
    async stage => {
      const { host, attacker } = stage.hosts;
      const shape = { protocol: 17, port: 7, payload: [1, 2, 3] };
      const sources = ['192.168.77.50', attacker.ipv4];
      const packets = sources.map(source => packetBetween(source, host.ipv4, shape));
      sendFrames(attacker, macOf(host), packets);
      const lines = (): string[] =>
        stage
          .entries()
          .map(entry => `${entry.verb} ${entry.verb === 'held' ? '' : formatAddress(entry.source)}`);
      await until(() => lines().length >= 2, 'two lines');
      assert.deepEqual(lines(), ['seen 192.168.77.50', `scan ${attacker.ipv4}`]);
    },
  ),
);

e2e('what is nobody is no probe', () =>
  watching({ config: { ...stealth, ignore: { addresses: [] } } }, async stage => {
    send(stage.hosts, '240.0.0.1', '0.1.2.3', '127.0.0.1', '255.255.255.255', '::2', '::1');
    assert.deepEqual(await linesUntilNamed(stage), []);
    assert.equal(await stage.counter('probes'), ports.length);
  }),
);
