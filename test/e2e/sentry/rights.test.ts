import assert from 'node:assert/strict';
import { chmodSync, chownSync, mkdirSync, readdirSync, readFileSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { findUser } from '../../../src/sys/process/rights.ts';
import { withoutTrap } from '../../support/trap.ts';
import { until } from '../../support/until.ts';
import { countArrivals } from '../hosts/arrivals.ts';
import { e2e } from '../hosts/require.ts';
import { cli, type Setting, type Watching, watching } from '../hosts/watching.ts';
import { startStream } from '../packets/stream.ts';

const nobody = findUser('nobody') ?? assert.fail('no user "nobody" here');
const tcp = { mode: 'stealth', ports: '23' };
const udp = { mode: 'off' };
const trigger = { packet: 1 };
const asNobody = [
  'setpriv',
  `--reuid=${nobody.uid}`,
  `--regid=${nobody.gid}`,
  '--clear-groups',
  '--no-new-privs',
];
const withRaw = [
  ...asNobody,
  '--inh-caps=-all,+net_raw',
  '--ambient-caps=-all,+net_raw',
  '--bounding-set=-all,+net_raw',
];

const scan = ({ hosts }: Watching, port: number, from: 'attacker' | 'inner'): string =>
  hosts[from].run(['nmap', '-Pn', '-n', '--max-retries', '0', '-sS', '-p', String(port), hosts.host.ipv4]);

const ports = (stage: Watching): number[] =>
  stage.entries().flatMap(entry => (entry.verb === 'held' ? [] : [entry.port]));

/** Scans a port and waits for its line. */
async function sees(stage: Watching, port: number, from: 'attacker' | 'inner' = 'attacker'): Promise<void> {
  const before = ports(stage).length;
  scan(stage, port, from);
  await until(() => ports(stage).length > before, `the line of port ${port}`);
  assert.deepEqual(ports(stage).slice(before), [port]);
}

/** Fields of proc_pid_status(5) of every thread, each value once. */
const ofThreads = (pid: number, field: string): string[] => {
  const values = readdirSync(`/proc/${pid}/task`).map(
    task =>
      new RegExp(`^${field}:\\s+(.*)$`, 'm').exec(
        readFileSync(`/proc/${pid}/task/${task}/status`, 'utf8'),
      )?.[1],
  );
  return [...new Set(values.map(value => value ?? 'missing'))];
};

/** What every sentry must still be able to do when its rights are gone. */
async function worksOn(stage: Watching, config: object): Promise<void> {
  await sees(stage, 23);
  renameSync(stage.log, `${stage.log}.1`);
  await sees(stage, 23);
  await stage.reload({ ...config, tcp: { ...tcp, ports: '23,2323' } });
  assert.doesNotMatch(stage.sentry.output(), /the old config stays/);
  await sees(stage, 2323, 'inner');
}

const open: Setting['prepare'] = (_, folder) => chmodSync(folder, 0o755);

e2e('started as root with a user: no capability is left in any thread, and all goes on', () => {
  const config = { tcp, udp, trigger, user: 'nobody' };
  return watching({ config, prepare: open }, async stage => {
    const { pid } = stage.sentry;
    for (const field of ['CapInh', 'CapPrm', 'CapEff', 'CapAmb'])
      assert.deepEqual(ofThreads(pid, field), ['0000000000000000'], field);
    assert.deepEqual(ofThreads(pid, 'Uid'), [Array(4).fill(nobody.uid).join('\t')]);
    assert.deepEqual(ofThreads(pid, 'Gid'), [Array(4).fill(nobody.gid).join('\t')]);
    await worksOn(stage, config);
  });
});

e2e('started as root without a user: its main thread keeps nothing but the right to write the log', () =>
  watching({ config: { tcp, udp, trigger } }, async stage => {
    const status = readFileSync(`/proc/${stage.sentry.pid}/status`, 'utf8');
    // CAP_DAC_OVERRIDE.
    assert.match(status, /^CapEff:\s+0000000000000002$/m);
    assert.match(stage.sentry.output(), /helper threads of Node.js could not/);
    await worksOn(stage, { tcp, udp, trigger });
  }),
);

e2e(
  'with decoys that have real sockets it keeps the right to open low ports, and opens another one after a reload',
  () => {
    const config = { tcp: { ...tcp, decoys: '24' }, udp, trigger, user: 'nobody' };
    return watching({ config, prepare: open, prefix: withoutTrap }, async stage => {
      // CAP_NET_BIND_SERVICE, in the thread that opens them.
      assert.deepEqual(ofThreads(stage.sentry.pid, 'CapEff').sort(), [
        '0000000000000000',
        '0000000000000400',
      ]);
      await stage.reload({ ...config, tcp: { ...tcp, decoys: '24,25' } });
      assert.match(stage.hosts.host.run(['ss', '-ltn']), /:25\b/);
      await sees(stage, 23);
    });
  },
);

e2e('what needs a right that is gone stays out of a reload, and the old config goes on', () => {
  const config = { tcp: { mode: 'connect', ports: '2323' }, udp, trigger, user: 'nobody' };
  return watching({ config, prepare: open }, async stage => {
    await stage.reload({ ...config, tcp });
    assert.match(
      stage.sentry.output(),
      /the old config stays:\nportjail: error: Seeing packets needs the right CAP_NET_RAW/,
    );
    stage.hosts.attacker.run(['nmap', '-Pn', '-n', '-sT', '-p', '23,2323', stage.hosts.host.ipv4]);
    await until(() => ports(stage).includes(2323), 'the line of port 2323');
    assert.deepEqual(ports(stage), [2323]);
  });
});

e2e('started by any user with CAP_NET_RAW alone it works the same', () =>
  watching(
    {
      config: { tcp, udp, trigger },
      prefix: withRaw,
      prepare: (_, folder) => {
        chmodSync(folder, 0o755);
        mkdirSync(join(folder, 'log'));
        chownSync(join(folder, 'log'), nobody.uid, nobody.gid);
      },
    },
    stage => worksOn(stage, { tcp, udp, trigger }),
  ),
);

e2e('without CAP_NET_RAW it ends with 1 and says the fix', () =>
  watching({ config: { tcp, udp, trigger }, prepare: open }, async stage => {
    const file = join(stage.log, '../../portjail.json');
    const log = `/tmp/${stage.hosts.host.name}-none.log`;
    const command = [...asNobody, process.execPath, cli, 'run', '-c', file, '--log', log].join(' ');
    const said = stage.hosts.host.run(['sh', '-c', `${command}; echo "exit $?"; rm -f ${log}`]);
    assert.match(said, /CAP_NET_RAW: start as root, or under systemd with AmbientCapabilities=CAP_NET_RAW/);
    assert.match(said, /exit 1$/m);
  }),
);

e2e('SIGHUP under traffic accounts for every packet and keeps the counts; a bad config stays out', () =>
  watching({ config: { tcp, udp, trigger } }, async stage => {
    const { attacker, host } = stage.hosts;
    const arrived = countArrivals((...command) => host.run(command), 23);
    const stream = await startStream(attacker, host, 23);
    for (let i = 0; i < 12; i++)
      await stage.reload({ tcp: { ...tcp, ports: `23,${100 + i}` }, udp, trigger });
    await stage.reload({ tcp: { ...tcp, ports: 'twenty' }, udp, trigger });
    await stream.stop();
    await stage.accountedFor(arrived);
    assert.match(stage.sentry.output(), /the old config stays/);
    const hits = (): number[] => stage.entries().map(entry => (entry.verb === 'held' ? 0 : entry.hits));
    // A line is due each time that the count has doubled, and takes those with it that are due while it waits.
    const probes = await stage.counter('probes');
    await until(() => (hits().at(-1) ?? 0) > probes / 2, 'the last line that was due');
    assert.deepEqual(
      hits(),
      hits().sort((a, b) => a - b),
    );
    // What the stream left to wait may still come before it.
    scan(stage, 111, 'inner');
    await until(() => ports(stage).includes(111), 'the line of the last config');
  }),
);
