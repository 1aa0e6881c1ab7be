import assert from 'node:assert/strict';
import { formatAddress } from '../../../src/net/address.ts';
import { dnsMessage, ntpMessage, record, toQuestion } from '../../capture/answer/messages.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';

const ports = [7, 9, 69, 111, 161, 513];
const servers = { name: '198.51.100.53', time: '198.51.100.123', long: '198.51.100.54' };
const nobody = '198.51.100.1';

/** Longer than what is captured of it, and than a frame: of such answers the attacks with a forged source are made. */
const long = dnsMessage({
  counts: [1, 40, 0, 0],
  records: Array.from({ length: 40 }, () => record(toQuestion, new Array<number>(88).fill(120), 16)),
});

/** From the port of the server to each of ours, as if this host had asked. */
function answers(
  host: Host,
  source: string,
  sourcePort: number,
  payload: readonly number[],
  fragment = 0,
): Uint8Array[] {
  const udp = { protocol: 17, sourcePort, payload, fragment };
  return ports.map(port => packetBetween(source, host.ipv4, { ...udp, port }));
}

/** The first fragments alone: the other ones have no ports. */
const firstFragments = (host: Host): Uint8Array[] =>
  answers(host, servers.long, 53, long.slice(0, 1472), 0x2000).map(packet => {
    new DataView(packet.buffer).setUint16(24, long.length + 8);
    return packet;
  });

function send({ host, attacker }: Watching['hosts'], packets: readonly Uint8Array[]): void {
  // Answers that anybody may have asked for, then what only says that it is one: a header, and no port of a server.
  const header = dnsMessage({ counts: [0, 0, 0, 0], question: [], records: [] });
  sendFrames(attacker, macOf(host), [
    ...answers(host, servers.name, 53, dnsMessage()),
    ...answers(host, servers.time, 123, ntpMessage()),
    ...packets,
    ...answers(host, '203.0.113.1', 53, header),
    ...answers(host, '203.0.113.2', 5353, dnsMessage()),
    ...answers(host, '203.0.113.3', 123, ntpMessage().slice(0, 47)),
  ]);
}

/** The sources with a line of the verb, once the last one of them is there. */
async function sourcesOf(stage: Watching, verb: 'scan' | 'seen', last: string): Promise<string[]> {
  const found = (): string[] =>
    stage.entries().flatMap(entry => (entry.verb === verb ? formatAddress(entry.source) : []));
  await until(() => found().includes(last), `${verb} ${last} in ${found().join()}`);
  return [...new Set(found())];
}

const scanners = ['203.0.113.1', '203.0.113.2', '203.0.113.3'];

e2e('servers are not named for answers that nobody here asked for, but who scans from their ports is', () =>
  watching({ config: { tcp: { mode: 'off' }, udp: { mode: 'stealth' } } }, async stage => {
    const { host, attacker } = stage.hosts;
    send(stage.hosts, firstFragments(host));
    assert.deepEqual(await sourcesOf(stage, 'scan', '203.0.113.3'), scanners);
    // Who waits together is written in the order of their ports; on a busy machine not all do.
    for (const server of Object.values(servers)) await sourcesOf(stage, 'seen', server);
    const seen = await sourcesOf(stage, 'seen', servers.long);
    assert.deepEqual(seen.sort(), [...scanners, ...Object.values(servers)].sort());
    for (const [i, options] of [
      ['-g', '53'],
      ['-g', '123', '--data', `1b${'00'.repeat(47)}`],
    ].entries()) {
      const address = `10.99.0.${i + 20}`;
      attacker.run(['ip', 'address', 'add', `${address}/24`, 'dev', 'eth0']);
      const list = ports.join();
      attacker.run([
        'nmap',
        '-n',
        '-Pn',
        '-sU',
        '-S',
        address,
        '-e',
        'eth0',
        ...options,
        '-p',
        list,
        host.ipv4,
      ]);
      await sourcesOf(stage, 'scan', address);
    }
  }),
);

e2e('connect mode tells answers of servers from probes too', () =>
  watching(
    {
      config: { tcp: { mode: 'off' }, udp: { mode: 'connect', ports: ports.join() }, trigger: { packet: 2 } },
      prepare: ({ hosts: { host, attacker } }) => {
        // The kernel takes no packet from whom it could not answer, nor the first fragment without the rest.
        for (const net of ['198.51.100.0/24', '203.0.113.0/24'])
          host.run(['ip', 'route', 'add', net, 'via', attacker.ipv4]);
      },
    },
    async stage => {
      const { host } = stage.hosts;
      // Cut by its sender, and not by us: its records are not all there.
      send(stage.hosts, answers(host, nobody, 53, long.slice(0, 400)));
      assert.deepEqual(await sourcesOf(stage, 'scan', '203.0.113.3'), [nobody, ...scanners]);
      const seen = await sourcesOf(stage, 'seen', '203.0.113.3');
      assert.deepEqual(seen.sort(), [servers.name, servers.time, nobody, ...scanners].sort());
    },
  ),
);
