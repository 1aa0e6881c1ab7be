import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { isLong } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import { type Child, startChild } from '../hosts/child.ts';
import { e2e } from '../hosts/require.ts';
import { type Setting, watching } from '../hosts/watching.ts';
import { withCgroups } from '../hosts/ways.ts';
import { crowdAddress, prepareCrowd } from '../packets/crowd.ts';
import { onEnd, run } from './disk.ts';
import { told, touch } from './strangers.ts';

const program = 'test/e2e/faults/slow-disk.py';
/** What `make tools` has unpacked; fusepy asks ldconfig for its library, which knows nothing of that. */
const unpacked = 'var/faults';
const isFuse = (path: string): boolean => path.endsWith('/libfuse.so.2');
const library = existsSync(unpacked)
  ? readdirSync(unpacked, { recursive: true, encoding: 'utf8' }).find(isFuse)
  : undefined;
const python: readonly [string, ...string[]] = [
  'env',
  ...(library === undefined ? [] : [`FUSE_LIBRARY_PATH=${join(unpacked, library)}`]),
  `PYTHONPATH=${unpacked}/usr/lib/python3/dist-packages`,
  '/usr/bin/python3',
];

const lacking =
  spawnSync(python[0], [...python.slice(1), '-c', 'import fusepy, os; os.open("/dev/fuse", os.O_RDWR)'])
    .status === 0
    ? undefined
    : 'needs /dev/fuse and python3-fusepy (make tools)';

const config = { tcp: { ports: '23' }, udp: { mode: 'off' } };
const count = (text: string, pattern: RegExp): number => text.split(pattern).length - 1;

e2e(
  'a disk that is slow, or hangs for a while, costs no line, and is said once',
  async () => {
    let [disk, folder]: [Child | undefined, string] = [undefined, ''];
    const slow = (delay: string): void => writeFileSync(join(folder, 'delay'), delay);
    const prepare: Setting['prepare'] = async (net, place) => {
      folder = place;
      prepareCrowd(net.hosts.attacker, net.hosts.host);
      for (const name of ['real', 'log']) mkdirSync(join(folder, name));
      slow('0');
      disk = startChild([
        ...python,
        program,
        join(folder, 'real'),
        join(folder, 'log'),
        join(folder, 'delay'),
      ]);
      onEnd(net, () => {
        slow('0');
        run('umount', '-l', join(folder, 'log'));
      });
      await disk.waitFor('mounted');
    };
    await watching({ config, prepare, prefix: withCgroups }, async stage => {
      const { sentry } = stage;
      const has = (strangers: number): Promise<unknown> =>
        until(
          () => told(stage).length >= strangers,
          () => `${strangers} lines: ${sentry.output()}`,
        );
      touch(stage, 0);
      await has(1);
      assert.doesNotMatch(sentry.output(), /is slow/);
      for (const stranger of [1, 2]) {
        slow('1.2');
        touch(stage, stranger);
        await has(stranger + 1);
        slow('0');
        await stage.counter('probes');
      }
      assert.equal(
        count(sentry.output(), /warning: writing \S*portsentry\.log is slow: one line took \d/),
        1,
      );
      assert.match(stage.portjail('status'), /^warning: writing \S*portsentry\.log is slow: .*, since /m);

      slow('hang');
      touch(stage, 3);
      await until(() => count(disk?.output() ?? '', /holds/) >= 3, 'a write that hangs');
      for (const stranger of [4, 5]) touch(stage, stranger);
      slow('0');
      await has(6);
      assert.deepEqual(told(stage), [0, 1, 2, 3, 4, 5].map(crowdAddress));
      if (isLong) await sentry.waitFor(/portsentry\.log is written quickly again/);
      assert.equal((await stage.finish())['lost'], 0);
    });
  },
  lacking,
);
