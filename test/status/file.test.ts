import assert from 'node:assert/strict';
import { chmodSync, existsSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { test } from 'node:test';
import { readStatus } from '../../src/status/read.ts';
import type { Status } from '../../src/status/shape.ts';
import { configFile, type Daemon, directory, portjailIn, startRun } from '../commands/program.ts';
import { freePort, touch } from '../commands/touch.ts';
import { until } from '../support/until.ts';
import { sample } from './sample.ts';

const skip = process.getuid?.() !== 0 && 'is not root';

interface Play {
  readonly daemon: Daemon;
  readonly path: string;
  readonly port: number;
  readonly log: string;
}

/** A sentry with one port and a status of its own. */
async function withStatus(play: (stage: Play) => Promise<void>, config: object = {}): Promise<void> {
  const [port, runtime] = [await freePort(), directory()];
  const { file, log } = configFile({ tcp: { ports: `${port}` }, ...config });
  chmodSync(dirname(file), 0o755);
  const daemon = await startRun(['-c', file], [], runtime);
  try {
    await play({ daemon, path: join(runtime, 'status.json'), port, log });
  } finally {
    await daemon.end('SIGKILL');
  }
}

function statusIn(path: string): Status {
  const found = readStatus(path);
  return 'status' in found ? found.status : assert.fail(found.why);
}

test('run says how it is in status.json, and anew at once on SIGUSR1', () =>
  withStatus(async ({ daemon, path, port, log }) => {
    const { mode, ino } = statSync(path);
    assert.equal(mode & 0o7777, 0o640);
    const before = statusIn(path);
    assert.equal(before.pid, daemon.child.pid);
    assert.equal(before.counters['probes'], 0);
    assert.deepEqual(before.modes, { tcp: 'connect', udp: 'off' });
    assert.equal(before.ports.sockets.tcp, 1);
    const { dev, ino: inode } = statSync(log);
    assert.deepEqual(before.log, { file: log, device: dev, inode });
    assert.deepEqual(before.ignored, ['127.0.0.0/8', '::1']);
    await touch(port);
    daemon.child.kill('SIGUSR1');
    await daemon.until(() => daemon.stderr().includes('probes=1'));
    const after = statusIn(path);
    assert.equal(after.counters['probes'], 1);
    assert.equal(after.tracked, 1);
    assert.ok(after.time >= before.time && after.started === before.started);
    assert.notEqual(statSync(path).ino, ino, 'another file took its place');
    const sum = Object.entries(after.counters).filter(
      ([name]) => !['probes', 'dropped', 'lost'].includes(name),
    );
    assert.equal(
      sum.reduce((total, [, number]) => total + number, 0),
      1,
    );
    assert.equal(await daemon.end(), 0);
    // The lock stays, as a file that nobody holds.
    assert.deepEqual(
      readdirSync(dirname(path)).filter(name => !name.endsWith('.lock')),
      [],
    );
  }));

test('run names the last scans in status.json', () =>
  withStatus(
    async ({ daemon, path, port }) => {
      await touch(port, '127.0.0.1', '127.0.0.9');
      daemon.child.kill('SIGUSR1');
      await daemon.until(() => daemon.stderr().includes('scan=1'));
      const [alert] = statusIn(path).alerts;
      assert.ok(alert?.source === '127.0.0.9' && alert.port === port && alert.evidence === 'handshake');
    },
    { ignore: { addresses: [], protect: [] } },
  ));

test('run never shows half a status', () =>
  withStatus(async ({ daemon, path }) => {
    const times = new Set<number>();
    while (times.size < 100) {
      daemon.child.kill('SIGUSR1');
      for (let look = 0; look < 50; look++) times.add(statusIn(path).time);
      await new Promise(setImmediate);
    }
  }));

test('run writes its status again and again, unasked', () =>
  withStatus(async ({ daemon, path }) => {
    const { time } = statusIn(path);
    await daemon.until(() => statusIn(path).time > time);
  }));

test('run says what a reload has changed as soon as it is in force', () =>
  withStatus(async ({ daemon, path, log }) => {
    const ports = `${await freePort()}`;
    /** How long after the status before it came (milliseconds, by the sentry's own clock). */
    const reload = async (udp: 'connect' | 'off'): Promise<number> => {
      const { config, time } = statusIn(path);
      const tcp = udp === 'off' ? 'connect' : 'off';
      const next = { tcp: { mode: tcp, ports }, udp: { mode: udp, ports }, log: { file: log } };
      writeFileSync(config ?? '', JSON.stringify(next));
      daemon.child.kill('SIGHUP');
      await daemon.until(() => statusIn(path).modes.udp === udp);
      const { ports: open, modes, time: after } = statusIn(path);
      const sockets = udp === 'off' ? { tcp: 1, udp: 0 } : { tcp: 0, udp: 1 };
      assert.deepEqual([open.sockets, modes.tcp], [sockets, tcp]);
      return after - time;
    };
    // One that waited for its turn would come five seconds after the last one, every time.
    await until(
      async () => (await reload('connect')) < 4_000 || (await reload('off')) < 4_000,
      'one at once',
    );
  }));

test('run ends with exit code 1 and the pid of the sentry that is there, and takes over when that one is gone', () =>
  withStatus(async ({ daemon, path }) => {
    const { file } = configFile({ tcp: { ports: `${await freePort()}` } });
    const { code, stderr } = portjailIn(dirname(path), 'run', '-c', file);
    assert.equal(code, 1);
    assert.match(stderr, new RegExp(`another sentry runs .* as process ${daemon.child.pid}: end that one`));
    assert.equal(statusIn(path).pid, daemon.child.pid);
    await daemon.end('SIGKILL');
    const second = await startRun(['-c', file], [], dirname(path));
    assert.equal(statusIn(path).pid, second.child.pid);
    assert.equal(await second.end(), 0);
    assert.ok(!existsSync(path));
  }));

test(
  'run leaves the status of a sentry in another network namespace alone, says so once, and takes over when that one is gone',
  { skip },
  () =>
    withStatus(async ({ daemon, path }) => {
      const { file } = configFile({ tcp: { ports: `${await freePort()}` } });
      const second = await startRun(['-c', file], ['unshare', '--net'], dirname(path));
      try {
        const signal = async (): Promise<void> => {
          const { length } = second.stderr();
          second.child.kill('SIGUSR1');
          await second.until(() => second.stderr().slice(length).includes('probes='));
        };
        await signal();
        assert.equal(statusIn(path).pid, daemon.child.pid);
        const said = second.stderr().match(/another sentry \(process \d+\) writes .*RUNTIME_DIRECTORY/g);
        assert.equal(said?.length, 1, second.stderr());
        await daemon.end('SIGKILL');
        await signal();
        assert.equal(statusIn(path).pid, second.child.pid);
      } finally {
        assert.equal(await second.end(), 0);
      }
      assert.ok(!existsSync(path));
    }),
);

test('run takes the place of a status whose process number somebody else has by now', async () => {
  const runtime = directory();
  writeFileSync(join(runtime, 'status.json'), JSON.stringify({ ...sample, pid: process.pid }));
  const { file } = configFile({ tcp: { ports: `${await freePort()}` } });
  const daemon = await startRun(['-c', file], [], runtime);
  assert.equal(statusIn(join(runtime, 'status.json')).pid, daemon.child.pid);
  assert.equal(await daemon.end(), 0);
});

test('run says once that it can not write its status, and goes on', async () => {
  const inTheWay = join(directory(), 'file');
  writeFileSync(inTheWay, '');
  const { file } = configFile({ tcp: { ports: `${await freePort()}` } });
  const daemon = await startRun(['-c', file], [], join(inTheWay, 'folder'));
  daemon.child.kill('SIGUSR1');
  await daemon.until(() => daemon.stderr().includes('probes=0'));
  assert.equal(await daemon.end(), 0);
  const said = daemon.stderr().match(/cannot write .*status\.json \(ENOTDIR\).*RUNTIME_DIRECTORY/g);
  assert.equal(said?.length, 1, daemon.stderr());
});

test('run goes on writing its status as the user that it became', { skip }, () =>
  withStatus(
    async ({ daemon, path }) => {
      daemon.child.kill('SIGUSR1');
      await daemon.until(() => daemon.stderr().includes('probes=0'));
      const { uid, mode } = statSync(path);
      assert.deepEqual([uid, mode & 0o7777], [65_534, 0o640]);
      const { time } = statusIn(path);
      daemon.child.kill('SIGUSR1');
      await daemon.until(() => statusIn(path).time > time);
      assert.equal(await daemon.end(), 0);
      assert.ok(!existsSync(path));
    },
    { user: 'nobody' },
  ),
);
