import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { until } from './child.ts';
import type { Host } from './hosts.ts';
import { e2e } from './require.ts';
import { startService } from './service.ts';
import { type Watching, watching } from './watching.ts';

const trigger = { packet: 1, handshake: 1 };
const execute = promisify(execFile);
const on = (host: Host, command: string): Promise<unknown> =>
  execute('ip', ['netns', 'exec', host.name, ...command.split(' ')], { timeout: 30_000 }).catch(() => {});
const nmap = ({ hosts }: Watching, from: 'attacker' | 'inner', options: string): Promise<unknown> =>
  on(hosts[from], `nmap -Pn -n --max-retries 0 ${options} ${hosts.host.ipv4}`);

/** The lines of the log as evidence, kind, port and count. */
const seen = (stage: Watching): string[] =>
  stage.entries().map(entry => {
    if (entry.verb === 'held') return 'held';
    return `${entry.evidence} ${entry.kind} ${entry.protocol} ${entry.port} hits=${entry.hits}`;
  });

/** Lets packets that were seen become lines. */
async function settled(stage: Watching, probes: number): Promise<void> {
  await until(async () => (await stage.counter('probes')) >= probes, 5_000, `${probes} probes`).catch(
    () => {},
  );
  await sleep(200);
  assert.equal(await stage.counter('probes'), probes, seen(stage).join('\n'));
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
      await settled(stage, 1);
      assert.deepEqual(seen(stage), ['handshake connect tcp 23 hits=1']);
      // A half-open scan of a decoy proves nothing and is left to the listener, which never sees it.
      await nmap(stage, 'attacker', '-sS -p 23,2323');
      await nmap(stage, 'attacker', '-sU -p 7');
      await settled(stage, 2);
      await nmap(stage, 'inner', '-sS -p 24');
      await settled(stage, 3);
      assert.deepEqual(seen(stage).slice(1), ['packet udp udp 7 hits=2', 'packet syn tcp 24 hits=1']);
    },
  ),
);

e2e('TCP by packets and UDP by sockets, and the other way round after a reload', () =>
  watching(
    { config: { tcp: { mode: 'stealth', ports: '23' }, udp: { mode: 'connect', ports: '7' }, trigger } },
    async stage => {
      const { host } = stage.hosts;
      assert.match(host.run(['ss', '-lun']), /:7\b/);
      await nmap(stage, 'attacker', '-sS -p 23');
      await nmap(stage, 'inner', '-sU -p 7');
      await settled(stage, 2);
      assert.deepEqual(seen(stage).sort(), ['packet syn tcp 23 hits=1', 'packet udp udp 7 hits=1']);
      await stage.reload({
        tcp: { mode: 'connect', ports: '23' },
        udp: { mode: 'stealth', ports: '7' },
        trigger,
      });
      assert.doesNotMatch(host.run(['ss', '-lun']), /:7\b/);
      await nmap(stage, 'attacker', '-sT -p 23');
      await nmap(stage, 'inner', '-sU -p 7');
      await settled(stage, 4);
      assert.deepEqual(seen(stage).slice(2).sort(), [
        'handshake connect tcp 23 hits=2',
        'packet udp udp 7 hits=2',
      ]);
    },
  ),
);

e2e('no SYN-ACK ever leaves a watched port, at 3,000 SYN a second', () =>
  watching(
    { config: { tcp: { mode: 'stealth', ports: '1-200' }, udp: { mode: 'off' }, trigger } },
    async stage => {
      const { host, attacker } = stage.hosts;
      const answers = attacker.start(['tcpdump', '-lni', 'eth0', 'tcp[13] & 0x12 == 0x12']);
      await answers.waitFor('listening on');
      await Promise.all(
        [23, 80, 199].map(port => on(attacker, `hping3 -q -i u1000 -S -p ${port} -c 3000 ${host.ipv4}`)),
      );
      await settled(stage, 9000);
      assert.equal(await stage.counter('dropped'), 0);
      assert.doesNotMatch(answers.output(), /Flags \[S\.\]/);
      // The witness is awake.
      await startService(host, 8000);
      await nmap(stage, 'attacker', '-sS -p 8000');
      await answers.waitFor(/8000 > .*Flags \[S\.\]/);
    },
  ),
);
