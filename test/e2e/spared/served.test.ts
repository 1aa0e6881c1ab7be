import assert from 'node:assert/strict';
import { formatSource } from '../../../src/log/line.ts';
import { until } from '../../support/until.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { canReach, startService } from '../hosts/service.ts';
import { type Setting, type Watching, watching } from '../hosts/watching.ts';

const [open, long] = [80, 81];
const off = { mode: 'off' };
const ports = [11, 15, 79, 111, 119];
const stealth = { tcp: { mode: 'stealth', ports: ports.join(',') }, udp: off };
type Family = 'ipv4' | 'ipv6';

/** What the lines say of a source, without its evidence. */
const verdicts = (stage: Watching, source: string): string[] =>
  stage.entries().flatMap(entry => {
    if (entry.verb === 'held' || formatSource(entry) !== source) return [];
    return entry.verb === 'seen' ? [`seen ${entry.why}`] : [entry.verb];
  });

/** Waits until it was decided about a source: named, or spared. */
const verdict = (stage: Watching, source: string): Promise<string> =>
  until(
    () => verdicts(stage, source).find(word => word === 'scan' || word === 'seen protected') ?? false,
    `a verdict about ${source}: ${verdicts(stage, source).join()}`,
  );

/** Packets that another host forges in the name of a client. */
function forge(stage: Watching, source: string, how: readonly string[] = ['-S']): void {
  for (const port of ports) {
    const command = ['hping3', '-q', '-c', '1', ...how, '-a', source, '-p', String(port)] as const;
    stage.hosts.inner.run([...command, stage.hosts.host.ipv4], 'any');
  }
}

const stranger = '10.99.0.77';
async function sparesOnly(stage: Watching, client: string, how?: readonly string[]): Promise<void> {
  for (const source of [stranger, client]) forge(stage, source, how);
  assert.deepEqual(
    [await verdict(stage, stranger), await verdict(stage, client)],
    ['scan', 'seen protected'],
  );
}

/**
 * Waits until a handshake made now, and all before it, are more than five seconds old, by the timer that the kernel gives
 * what is left of them: whoever closes first has it, for 60 seconds (ss(8)).
 */
async function grownOld(from: Host, to: Host, port: number): Promise<void> {
  assert.ok(canReach(from, to.ipv4, port));
  const timers = (host: Host): number[] => {
    const said = host.run(['ss', '-Htno', 'state', 'time-wait', `( sport = :${port} or dport = :${port} )`]);
    return [...said.matchAll(/timewait,(?:(\d+)min)?(?:([\d.]+)(?:sec|ms))?/g)].map(
      ([text, min = '0', rest = '0']) => (text.endsWith('ms') ? 0 : Number(min) * 60 + Number(rest)),
    );
  };
  const left = (): number[] => [...timers(from), ...timers(to)];
  await until(() => left().length > 0 && left().every(seconds => seconds < 54), 'old TIME_WAITs');
}

/** A service that waits for its client to close, and one that is asked every moment until it is stopped. */
const waitingService = (host: Host) =>
  host.start([
    process.execPath,
    '-e',
    `require('node:net').createServer(socket => socket.on('error', () => {}).on('data', () => socket.write('hello')))
      .listen({ port: ${long}, host: '::' }, () => console.log('open'))`,
  ]);
const visiting = (from: Host, target: string, port: number, end: string) =>
  from.start([
    process.execPath,
    '-e',
    `setInterval(() => {
       const socket = require('node:net').connect(${port}, '${target}', () => socket.write('?'));
       socket.on('error', () => {}).once('data', () => socket.${end}());
       socket.once('close', () => console.log('served'));
     }, 300)`,
  ]);

const prepare: Setting['prepare'] = async ({ hosts: { host } }) => {
  await startService(host, open);
  await waitingService(host).waitFor('open');
};

e2e('whoever is served by short connections is shielded, whoever of the two closes first and how', () =>
  watching({ config: stealth, prepare }, async stage => {
    const { host, attacker } = stage.hosts;
    const ways = [
      ['10.99.0.50', open, 'end'],
      ['10.99.0.51', long, 'end'],
      ['10.99.0.52', long, 'resetAndDestroy'],
    ] as const;
    for (const [address, port, end] of ways) {
      attacker.run(['ip', 'address', 'replace', `${address}/24`, 'dev', 'eth0']);
      attacker.run(['ip', 'route', 'replace', `${host.ipv4}/32`, 'dev', 'eth0', 'src', address]);
      const visits = visiting(attacker, host.ipv4, port, end);
      await visits.waitFor('served');
      await visits.stop();
      await grownOld(stage.hosts.inner, host, open);
      forge(stage, address);
      assert.equal(await verdict(stage, address), 'seen protected', `${end} at port ${port}`);
    }
    forge(stage, stranger);
    assert.equal(await verdict(stage, stranger), 'scan');
    assert.match(stage.portjail('status'), /^warning: anyone who was served .*tcp\.decoys ends this/m);
    assert.match(stage.portjail('check'), /^warning: anyone who was served .*tcp\.decoys ends this/m);
    assert.match(
      stage.portjail('doctor', '--no-ban'),
      /served-first: anyone who was served .*tcp\.decoys ends this/,
    );
  }),
);

e2e('anyone who was served before the sentry started is shielded too, over IPv6 as well', () =>
  watching({ config: stealth, prepare }, async stage => {
    const { host, attacker } = stage.hosts;
    await stage.restart(async () => {
      assert.ok(canReach(attacker, host.ipv6, open));
      await grownOld(attacker, host, open);
    });
    await sparesOnly(stage, attacker.ipv4);
    // Nothing forges IPv6 here: the client's own packets are judged alike.
    attacker.run(['nmap', '-6', '-Pn', '-n', '-sS', '-p', ports.join(','), host.ipv6]);
    assert.equal(await verdict(stage, attacker.ipv6), 'seen protected');
  }),
);

e2e('in connect mode forged datagrams name nobody who was served', () =>
  watching(
    {
      config: { tcp: { mode: 'connect', ports: '23' }, udp: { mode: 'connect', ports: ports.join(',') } },
      prepare,
    },
    async stage => {
      const { host, attacker } = stage.hosts;
      await grownOld(attacker, host, open);
      await sparesOnly(stage, attacker.ipv4, ['--udp']);
    },
  ),
);

e2e('a touch of a decoy is no service: it shields from nothing', () =>
  watching(
    { config: { ...stealth, tcp: { ...stealth.tcp, decoys: '90' }, trigger: { handshake: 2 } }, prepare },
    async stage => {
      const { host, attacker, inner } = stage.hosts;
      attacker.run(['nmap', '-Pn', '-n', '-sT', '-p', '90', host.ipv4]);
      await grownOld(inner, host, open);
      forge(stage, attacker.ipv4);
      assert.equal(await verdict(stage, attacker.ipv4), 'scan');
      assert.doesNotMatch(stage.portjail('status'), /^warning: anyone who was served/m);
    },
  ),
);

for (const mode of ['stealth', 'advanced'])
  e2e(
    `nmap -sT of a host with open 22 and 80 is named in ${mode} mode: its own handshakes spare it nothing`,
    () =>
      watching(
        {
          config: { tcp: { mode, ports: '1-60' }, udp: off },
          prepare: async ({ hosts: { host } }) => {
            for (const port of [22, 80]) await startService(host, port);
          },
        },
        async stage => {
          const { host, attacker, inner } = stage.hosts;
          const said: string[] = [];
          // A connection of the scan that is established at the very moment when it is asked for spares it, as any does.
          for (const from of [attacker, inner])
            for (const family of ['ipv4', 'ipv6'] as Family[]) {
              if (said.includes('scan')) return;
              const six = family === 'ipv6' ? ['-6'] : [];
              from.run(['nmap', ...six, '-Pn', '-n', '-sT', '-p', '1-60,80', host[family]]);
              said.push(await verdict(stage, from[family]));
            }
          assert.ok(said.includes('scan'), said.join());
        },
      ),
  );
