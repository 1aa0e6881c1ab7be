import assert from 'node:assert/strict';
import { chmodSync, lstatSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { formatAddress } from '../../../src/net/address.ts';
import { readState } from '../../../src/state/file.ts';
import type { Parts } from '../../../src/state/format.ts';
import { findUser } from '../../../src/sys/process/rights.ts';
import { stateBytes } from '../../state/bytes.ts';
import { until } from '../../support/until.ts';
import type { Child } from '../hosts/child.ts';
import { nmap } from '../hosts/nmap.ts';
import { e2e } from '../hosts/require.ts';
import { canReach, startService } from '../hosts/service.ts';
import { cli, type Setting, type Watching, watching } from '../hosts/watching.ts';
import { connectFrom } from '../trap/stage/trap-stage.ts';

const off = { mode: 'off' };
/** A port that nobody has, in each mode's list. */
const marker = 23;
const served = { advanced: [143, 465, 587, 993], stealth: [5432, 6379, 9200, 27017] } as const;
const config = (mode: keyof typeof served): object => ({
  tcp: { mode, ports: [marker, ...served[mode]].join(',') },
  udp: off,
  trigger: { packet: 1 },
});

/** Services that are up before the sentry, and can be stopped as at the end of a machine. */
function services(ports: readonly number[]): {
  readonly prepare: NonNullable<Setting['prepare']>;
  readonly stop: () => Promise<void>;
} {
  const running: Child[] = [];
  return {
    prepare: async ({ hosts }) => {
      for (const port of ports) running.push(await startService(hosts.host, port));
    },
    stop: async () => {
      for (const child of running.splice(0)) await child.stop();
    },
  };
}

const retry = ({ hosts: { attacker, host } }: Watching, ports: readonly number[]): void =>
  ports.forEach(port => {
    for (const address of [host.ipv4, host.ipv6]) canReach(attacker, address, port);
  });

/** The ports of all lines, once a probe of a watched port, which comes after all that came before, has its line. */
async function seen(stage: Watching): Promise<number[]> {
  const before = stage.entries().length;
  nmap(stage.hosts.inner, stage.hosts.host.ipv4, '-sS', String(marker));
  const isMarked = (): boolean =>
    stage
      .entries()
      .slice(before)
      .some(entry => entry.verb !== 'held' && formatAddress(entry.source) === stage.hosts.inner.ipv4);
  await until(isMarked, 'the line of the marker');
  return stage
    .entries()
    .flatMap(entry => (entry.verb === 'held' || entry.port === marker ? [] : [entry.port]));
}

const stateOf = ({ log }: Watching): string => `${log}.state`;
function partsOf(stage: Watching): Parts {
  const found = readState(stateOf(stage));
  return found !== undefined && 'parts' in found ? found.parts : assert.fail(JSON.stringify(found));
}
const rewrite = (stage: Watching, change: Parts): void =>
  writeFileSync(stateOf(stage), stateBytes({ ...partsOf(stage), ...change }));

for (const mode of ['advanced', 'stealth'] as const)
  e2e(
    `${mode} mode leaves clients alone whose services are up later than the sentry, after a restart`,
    () => {
      const running = services(served[mode]);
      return watching({ config: config(mode), prepare: running.prepare }, async stage => {
        assert.ok(served[mode].every(port => canReach(stage.hosts.attacker, stage.hosts.host.ipv4, port)));
        await running.stop();
        await stage.restart();
        retry(stage, served[mode]);
        assert.deepEqual(await seen(stage), []);
        assert.match(stage.portjail('status'), /^resting +4 ports whose service has gone: .* until 20\d\d-/m);
        await stage.restart();
        retry(stage, served[mode]);
        assert.deepEqual(await seen(stage), [], 'what was recalled is kept again');
      });
    },
  );

e2e(
  'after a start of the machine the ten minutes begin anew, and only for what was held in the last ones',
  () => {
    const [long, lately, ...rest] = served.advanced;
    const running = services([lately, ...rest]);
    return watching({ config: config('advanced'), prepare: running.prepare }, async stage => {
      await running.stop();
      await stage.restart(() => {
        const { saved } = partsOf(stage) as { saved: number };
        const row = { protocol: 'tcp', inside: false };
        // Another start of the machine, an hour after the last save by the clock, of whose own clock little has gone by.
        rewrite(stage, {
          boot: '00000000-0000-4000-8000-000000000000',
          clock: 0,
          saved: saved - 3_600_000,
          held: [
            { ...row, ports: `${lately},${rest.join(',')}`, last: saved - 3_600_000 - 599_000 },
            { ...row, ports: `${long}`, last: saved - 3_600_000 - 600_000 },
          ],
        });
      });
      retry(stage, served.advanced);
      assert.deepEqual([...new Set(await seen(stage))], [long]);
    });
  },
);

e2e('a state that is of no use is told once and replaced, and a link led nowhere', () =>
  watching({ config: config('stealth') }, async stage => {
    const path = stateOf(stage);
    const victim = `${path}-victim`;
    writeFileSync(victim, 'precious');
    const plants: [RegExp, () => void][] = [
      [/is damaged/, () => writeFileSync(path, readFileSync(path).subarray(0, -3))],
      [
        /is of version 7/,
        () => writeFileSync(path, readFileSync(path, 'latin1').replace('state 2 ', 'state 7 '), 'latin1'),
      ],
      [/is no state/, () => writeFileSync(path, '\0'.repeat(1000))],
      [/is a link/, () => [rmSync(path), symlinkSync(victim, path), symlinkSync(victim, `${path}.last`)]],
    ];
    for (const [words, plant] of plants) {
      await stage.restart(plant);
      const notices = stage.sentry.output().match(/^.*\.state .* set aside.*$/gm) ?? [];
      assert.equal(notices.length, 1, stage.sentry.output());
      assert.match(notices[0] ?? '', words);
      const isOurs = (): boolean =>
        lstatSync(path, { throwIfNoEntry: false })?.isFile() === true && 'parts' in (readState(path) ?? {});
      await until(isOurs, 'a state of ours');
      assert.deepEqual(await seen(stage), []);
    }
    await stage.sentry.stop();
    assert.equal(readFileSync(victim, 'utf8'), 'precious');
    assert.ok('held' in partsOf(stage));
  }),
);

/** Ports of the config that the sentry answers at. */
const answering = ({ hosts: { host, attacker } }: Watching): number[] =>
  [2323, 3389, 8080].filter(port => connectFrom(attacker, host.ipv4, port) === 'open');

e2e('connect mode leaves a port to its service when both start again, the sentry first', () => {
  const [taken, free] = [2323, 3389];
  const running = services([taken, 8080]);
  const connect = (ports: string): object => ({ tcp: { mode: 'connect', ports }, udp: off });
  return watching({ config: connect(`${taken},${free}`), prepare: running.prepare }, async stage => {
    const { host, attacker } = stage.hosts;
    await running.stop();
    await stage.restart();
    assert.deepEqual(answering(stage), [free]);
    assert.match(stage.portjail('status'), /^resting +1 port whose service has gone: /m);
    const again = await startService(host, taken);
    assert.ok(canReach(attacker, host.ipv4, taken));
    await again.stop();
    // What any service held is known, not only what the config named then.
    await stage.reload(connect(`${taken},${free},8080`));
    assert.deepEqual(answering(stage), [free]);
    await stage.restart(() => rewrite(stage, { held: [] }));
    assert.deepEqual(answering(stage), [taken, free, 8080]);
  });
});

const nobody = findUser('nobody') ?? assert.fail('no user "nobody" here');

e2e("the state is the sentry's user's, beside the log, and what it plants there leads root nowhere", () =>
  watching(
    { config: { ...config('stealth'), user: 'nobody' }, prepare: (_, folder) => chmodSync(folder, 0o755) },
    async stage => {
      const path = stateOf(stage);
      await until(() => readState(path) !== undefined, 'the state');
      assert.deepEqual([statSync(path).uid, statSync(path).mode & 0o777], [nobody.uid, 0o640]);
      const victim = `/root/portjail-${process.pid}`;
      await stage.restart(() => {
        rmSync(path);
        symlinkSync(victim, path);
      });
      await stage.sentry.stop();
      assert.throws(() => statSync(victim), /ENOENT/);
      assert.ok(lstatSync(path).isFile());
    },
  ),
);

e2e("the default log's state is in /var/lib/portjail, which is made for the user", () =>
  watching({ config: config('stealth') }, async ({ hosts: { host } }) => {
    const mounts =
      'mount -t tmpfs t /var/lib && mount -t tmpfs t /var/log && mount -t tmpfs t /run && exec "$@"';
    const command = [process.execPath, cli, 'run', '--defaults', '--tcp-mode', 'stealth', '--user', 'nobody'];
    const sentry = host.start(['unshare', '-m', 'sh', '-c', mounts, 'sh', ...command]);
    await sentry.waitFor('portjail is now active and listening.');
    const inside = (...words: [string, ...string[]]): string =>
      host.run(['nsenter', '-t', String(sentry.pid), '-m', ...words], 'any').trim();
    await until(() => inside('ls', '/var/lib/portjail') === 'state', 'the state');
    assert.equal(inside('stat', '-c', '%U %a', '/var/lib/portjail'), 'nobody 750');
    assert.equal(inside('stat', '-c', '%U %a', '/var/lib/portjail/state'), 'nobody 640');
    assert.doesNotMatch(sentry.output(), /cannot keep/);
  }),
);
