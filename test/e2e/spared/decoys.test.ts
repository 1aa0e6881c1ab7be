import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { formatAddress } from '../../../src/net/address.ts';
import { withoutTrap } from '../../support/trap.ts';
import { forEver, until } from '../../support/until.ts';
import { countArrivals } from '../hosts/arrivals.ts';
import type { Host } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { startService } from '../hosts/service.ts';
import { type Watching, watching } from '../hosts/watching.ts';
import { macOf, packetBetween, sendFrames } from '../packets/frames.ts';

const trigger = { packet: 1, handshake: 1 };
const execute = promisify(execFile);
const on = (host: Host, command: string): Promise<unknown> =>
  execute('ip', ['netns', 'exec', host.name, ...command.split(' ')], { timeout: forEver }).catch(() => {});
const nmap = ({ hosts }: Watching, from: 'attacker' | 'inner', options: string): Promise<unknown> =>
  on(hosts[from], `nmap -Pn -n --max-retries 0 ${options} ${hosts.host.ipv4}`);

/** The lines of the log as evidence, kind, port and count. */
const seen = (stage: Watching): string[] =>
  stage.entries().map(entry => {
    if (entry.verb === 'held') return 'held';
    return `${entry.evidence} ${entry.kind} ${entry.protocol} ${entry.port} hits=${entry.hits}`;
  });

/** Waits until the log holds as many lines, and compares them, sorted. */
async function linesAre(stage: Watching, ...expected: string[]): Promise<void> {
  await until(
    () => seen(stage).length >= expected.length,
    () => `${expected.length} lines: ${seen(stage).join('\n')}`,
  );
  assert.deepEqual(seen(stage).sort(), expected);
}

e2e('a touch of a decoy is one probe with a finished handshake; its SYN is no second one', () =>
  watching(
    {
      config: {
        tcp: { mode: 'stealth', ports: '1-200', decoys: '23,2323' },
        udp: { mode: 'stealth', ports: '1-200' },
        trigger,
      },
    },
    async stage => {
      await nmap(stage, 'attacker', '-sT -p 23');
      await stage.counted(1);
      await linesAre(stage, 'handshake connect tcp 23 hits=1');
      await nmap(stage, 'attacker', '-sU -p 7');
      await stage.counted(2);
      await nmap(stage, 'inner', '-sS -p 24');
      await stage.counted(3);
      await linesAre(
        stage,
        'handshake connect tcp 23 hits=1',
        'packet syn tcp 24 hits=1',
        'packet udp udp 7 hits=2',
      );
      assert.equal((await stage.finish())['probes'], 3);
    },
  ),
);

const decoys = '23,2323,3389,5900,6379';
const count = 5;
/** Beside decoys that no list of capture holds. */
const beside = { tcp: { mode: 'stealth', ports: '11', decoys }, udp: { mode: 'off' } };

/** What was written of a source: verb and evidence, each pair once. */
const saidOf = (stage: Watching, host: 'attacker' | 'inner'): string[] => {
  const lines = stage.entries().flatMap(entry => (entry.verb === 'held' ? [] : entry));
  const own = lines.filter(({ source }) => formatAddress(source) === stage.hosts[host].ipv4);
  return [...new Set(own.map(({ verb, evidence, kind }) => `${verb} ${evidence} ${kind}`))].sort();
};

/** Ends the sentry: each probe came to something, and to one thing. */
async function addsUpTo(stage: Watching, all: number): Promise<void> {
  const { probes, waiting, dropped, lost, ...parts } = await stage.finish();
  assert.deepEqual([probes, waiting, lost, dropped], [all, 0, 0, 0]);
  assert.equal(
    Object.values(parts).reduce((sum, part) => sum + part, 0),
    all,
  );
}

e2e('a half-open scan of decoys alone is named for packets, and again though they have answered', () =>
  watching({ config: beside }, async stage => {
    for (const [i, host] of (['attacker', 'inner'] as const).entries()) {
      await nmap(stage, host, `-sS -p ${decoys}`);
      await stage.counted(count * (i + 1));
      await until(
        () => saidOf(stage, host).includes('scan packet syn'),
        () => `the scan of ${host}: ${seen(stage).join('\n')}`,
      );
      assert.deepEqual(
        saidOf(stage, host).filter(text => !text.startsWith('seen packet syn')),
        ['scan packet syn'],
      );
    }
    await addsUpTo(stage, 2 * count);
  }),
);

e2e('a connect scan of decoys is named by its handshakes alone, one probe a touch', () =>
  watching({ config: beside }, async stage => {
    await nmap(stage, 'attacker', `-sT -p ${decoys}`);
    await stage.counted(count);
    // Behind them in the ring, and in the list of those that wait.
    await nmap(stage, 'inner', `-sS -p ${decoys},11`);
    await stage.counted(2 * count + 1);
    await until(() => saidOf(stage, 'inner').includes('scan packet syn'), 'the scan of inner');
    assert.deepEqual(saidOf(stage, 'attacker'), ['scan handshake connect']);
    await addsUpTo(stage, 2 * count + 1);
  }),
);

/** A kernel of whose network the first answer is lost: it comes again after a second. */
const loseFirstAnswer = ({ hosts }: Watching): unknown =>
  hosts.attacker.run([
    'nft',
    'add table ip lossy; add chain ip lossy in { type filter hook input priority 0; };' +
      'add rule ip lossy in tcp flags & (syn | ack) == (syn | ack) limit rate 1/hour burst 1 packets counter drop',
  ]);

e2e('a handshake whose first answer was lost takes the place of its SYN all the same', () =>
  watching({ config: { ...beside, trigger } }, async stage => {
    loseFirstAnswer(stage);
    const { attacker, host } = stage.hosts;
    // Fails when it is never connected.
    const program = `require('node:net').connect(23, '${host.ipv4}').on('connect', () => process.exit())`;
    attacker.run([process.execPath, '-e', program]);
    assert.match(attacker.run(['nft', 'list', 'ruleset']), /counter packets [1-9]/, 'an answer was lost');
    await stage.counted(1);
    await nmap(stage, 'inner', '-sS -p 2323');
    await stage.counted(2);
    await linesAre(stage, 'handshake connect tcp 23 hits=1', 'packet syn tcp 2323 hits=1');
    await addsUpTo(stage, 2);
  }),
);

e2e('TCP by packets and UDP by sockets, and the other way round after a reload', () =>
  watching(
    {
      config: { tcp: { mode: 'stealth', ports: '23' }, udp: { mode: 'connect', ports: '7' }, trigger },
      prefix: withoutTrap,
    },
    async stage => {
      const { host } = stage.hosts;
      assert.match(host.run(['ss', '-lun']), /:7\b/);
      await nmap(stage, 'attacker', '-sS -p 23');
      await nmap(stage, 'inner', '-sU -p 7');
      await stage.counted(2);
      await linesAre(stage, 'packet syn tcp 23 hits=1', 'packet udp udp 7 hits=1');
      await stage.reload({
        tcp: { mode: 'connect', ports: '23' },
        udp: { mode: 'stealth', ports: '7' },
        trigger,
      });
      assert.doesNotMatch(host.run(['ss', '-lun']), /:7\b/);
      await nmap(stage, 'attacker', '-sT -p 23');
      await nmap(stage, 'inner', '-sU -p 7');
      await stage.counted(4);
      await linesAre(
        stage,
        'handshake connect tcp 23 hits=2',
        'packet syn tcp 23 hits=1',
        'packet udp udp 7 hits=1',
        'packet udp udp 7 hits=2',
      );
      assert.equal((await stage.finish())['probes'], 4);
    },
  ),
);

e2e('no SYN-ACK ever leaves a watched port, however fast the SYNs come', () =>
  watching(
    { config: { tcp: { mode: 'stealth', ports: '1-200' }, udp: { mode: 'off' }, trigger } },
    async stage => {
      const { host, attacker } = stage.hosts;
      const answers = attacker.start(['tcpdump', '-lni', 'eth0', 'tcp[13] & 0x12 == 0x12']);
      await answers.waitFor('listening on');
      const arrived = countArrivals((...command) => host.run(command), 23);
      const syn = packetBetween(attacker.ipv4, host.ipv4, { port: 23 });
      sendFrames(attacker, macOf(host), new Array<Uint8Array>(9_000).fill(syn));
      assert.ok(arrived() > 0);
      await stage.accountedFor(arrived);
      assert.doesNotMatch(answers.output(), /Flags \[S\.\]/);
      // The witness is awake.
      await startService(host, 8000);
      await nmap(stage, 'attacker', '-sS -p 8000');
      await answers.waitFor(/8000 > .*Flags \[S\.\]/);
    },
  ),
);
