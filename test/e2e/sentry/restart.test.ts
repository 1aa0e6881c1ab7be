import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { backwards, blockKinds } from '../../../src/detect/kept/blocks.ts';
import { readSource } from '../../../src/detect/kept/source-record.ts';
import { formatAddress } from '../../../src/net/address.ts';
import { readState } from '../../../src/state/file.ts';
import { until } from '../../support/until.ts';
import { lackOfClock, ownClock } from '../faults/clock.ts';
import { e2e } from '../hosts/require.ts';
import { startService } from '../hosts/service.ts';
import { type Watching, watching } from '../hosts/watching.ts';

/** Datagrams to ports that answer: each has the time of the sentry's own clock, and each may be forged. */
const ports = [7, 9, 69, 161, 1900] as const;
const config = { tcp: { mode: 'off' }, udp: { mode: 'connect', ports: ports.join(',') } };

/** Sends one, again and again until it has been counted: a datagram may be lost. */
async function touch(stage: Watching, port: number): Promise<void> {
  const { attacker, host } = stage.hosts;
  const before = await stage.counter('probes');
  await until(async () => {
    attacker.run(['bash', '--norc', '-c', `echo x > /dev/udp/${host.ipv4}/${port}`]);
    return (await stage.counter('probes')) > before;
  }, `a probe of ${port}`);
}

/** The ports of the lines that name the attacker. */
const named = (stage: Watching): number[] =>
  stage
    .entries()
    .flatMap(entry =>
      entry.verb === 'scan' && formatAddress(entry.source) === stage.hosts.attacker.ipv4 ? [entry.port] : [],
    );
/** Lines of packets wait a second for an answer. */
const isNamed = (stage: Watching, port: number): Promise<unknown> =>
  until(() => named(stage).includes(port), `a line for ${port}`);

const stateOf = ({ log }: Watching): string => `${log}.state`;
/** How many ports of the one source that there is the file has. */
function keptPorts(stage: Watching): number {
  const found = readState(stateOf(stage));
  const tracker = found !== undefined && 'remembered' in found ? found.remembered.tracker : undefined;
  return [...backwards(tracker?.blocks ?? [], blockKinds.sources, readSource)][0]?.ports.length ?? 0;
}

/** Kills it where it stands, once what it knew is in the file, and starts it again. */
async function killed(stage: Watching, ports: number): Promise<void> {
  const before = stage.entries().length;
  // A port more is saved at once.
  const service = await startService(stage.hosts.host, 8_000 + before);
  await until(() => keptPorts(stage) === ports, 'a save');
  await service.stop();
  process.kill(stage.sentry.pid, 'SIGKILL');
  await stage.restart(() => assert.equal(stage.entries().length, before, 'every line is there'));
}

/** The clock of a sentry, of which alone it is another one. */
function sentryClock() {
  const folder = mkdtempSync(join(tmpdir(), 'portjail-clock-'));
  const { prefix, set } = ownClock(join(folder, 'offset'), false);
  return {
    prefix,
    set: (seconds: number): void => set(`${seconds < 0 ? '' : '+'}${seconds}s`),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

e2e(
  'a scanner of one port in 20 minutes is named by its fourth, over restarts and a kill',
  async () => {
    const clock = sentryClock();
    try {
      await watching({ config, prefix: clock.prefix }, async stage => {
        const between = [(): Promise<void> => stage.restart(), () => killed(stage, 2), () => stage.restart()];
        for (const [i, port] of ports.slice(0, 4).entries()) {
          await touch(stage, port);
          assert.deepEqual(i < 3 ? named(stage) : [], []);
          await between[i]?.();
          clock.set((i + 1) * 1_200);
        }
        await isNamed(stage, 161);
      });
    } finally {
      clock.remove();
    }
  },
  lackOfClock,
);

e2e(
  'a clock that was set back by a day takes no port away',
  async () => {
    const clock = sentryClock();
    try {
      clock.set(86_400);
      await watching({ config, prefix: clock.prefix }, async stage => {
        for (const port of ports.slice(0, 3)) await touch(stage, port);
        await stage.restart(() => clock.set(0));
        await touch(stage, 161);
        await isNamed(stage, 161);
      });
    } finally {
      clock.remove();
    }
  },
  lackOfClock,
);

e2e('who was named is not named again for a restart, and the last alerts stay', () =>
  watching({ config }, async stage => {
    for (const port of ports.slice(0, 4)) await touch(stage, port);
    // Its line still waits for an answer of the port: it is written at the very end.
    await stage.restart();
    const before = named(stage);
    assert.deepEqual(before, [161]);
    const told = () => JSON.parse(stage.portjail('status', '--json'));
    assert.equal(told().alerts[0]?.port, 161, JSON.stringify(told()));
    assert.equal((await until(() => told().state ?? false, 'a save')).file, stateOf(stage));
    const held = await stage.counter('repeat');
    await touch(stage, 1900);
    await until(async () => (await stage.counter('waiting')) === 0, 'no line that waits');
    assert.deepEqual(named(stage), before);
    assert.ok((await stage.counter('repeat')) > held);
  }),
);

e2e('a state that was cut is set aside whole, and the sentry begins anew', () =>
  watching({ config }, async stage => {
    for (const port of ports.slice(0, 3)) await touch(stage, port);
    let cut = Buffer.alloc(0);
    await stage.restart(() => {
      assert.equal(keptPorts(stage), 3);
      cut = readFileSync(stateOf(stage)).subarray(0, -10);
      writeFileSync(stateOf(stage), cut);
    });
    const notices = stage.sentry.output().match(/^.*\.state is damaged: it is set aside.*$/gm) ?? [];
    assert.equal(notices.length, 1, stage.sentry.output());
    assert.deepEqual(readFileSync(`${stateOf(stage)}.aside`), cut);
    await touch(stage, 161);
    await until(async () => (await stage.counter('waiting')) === 0, 'no line that waits');
    assert.deepEqual(named(stage), []);
    assert.equal(await stage.sentry.stop(), 0);
    assert.equal(keptPorts(stage), 1);
  }),
);
