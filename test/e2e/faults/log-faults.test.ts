import assert from 'node:assert/strict';
import { chmodSync, mkdirSync, renameSync, rmdirSync, rmSync, statSync, symlinkSync } from 'node:fs';
import { until } from '../../support/until.ts';
import { e2e } from '../hosts/require.ts';
import { type Setting, watching } from '../hosts/watching.ts';
import { withCgroups } from '../hosts/ways.ts';
import { crowdAddress, prepareCrowd } from '../packets/crowd.ts';
import { type Disk, fill, hasLoop, makeDisk, run } from './disk.ts';
import { told, touch } from './strangers.ts';

/** What happens to the log of a running sentry. */
interface Fault {
  readonly name: string;
  /** What the sentry says of it, in its own words. */
  readonly says: RegExp;
  /** What a tmpfs cannot do. */
  readonly needsLoop?: true;
  /** It keeps the status from being written too. */
  readonly hidesStatus?: true;
  readonly plant: (at: Place) => unknown;
  readonly heal: (at: Place) => unknown;
}

interface Place {
  readonly log: string;
  readonly pid: number;
  readonly disk: Disk;
  /** Another disk to mount in its place. */
  readonly replace: () => void;
}

/** As its own user: root of a container may not, without CAP_SYS_RESOURCE. */
const limit = (pid: number, size: number | 'unlimited'): unknown =>
  run(
    'setpriv',
    '--reuid=nobody',
    '--regid=nogroup',
    '--clear-groups',
    'prlimit',
    '--pid',
    `${pid}`,
    `--fsize=${size}:`,
  );

const faults: readonly Fault[] = [
  {
    name: 'the log is made immutable',
    says: /EPERM \("lsattr"/,
    needsLoop: true,
    plant: ({ log }) => run('chattr', '+i', log),
    heal: ({ log }) => run('chattr', '-i', log),
  },
  {
    name: 'the log is as large as it may be',
    says: /EFBIG/,
    hidesStatus: true,
    plant: ({ log, pid }) => limit(pid, statSync(log).size + 7),
    heal: ({ pid }) => limit(pid, 'unlimited'),
  },
  {
    name: 'a directory stands in its place',
    says: /is a directory/,
    plant: ({ log }) => {
      renameSync(log, `${log}.1`);
      mkdirSync(log);
    },
    heal: ({ log }) => {
      rmdirSync(log);
      renameSync(`${log}.1`, log);
    },
  },
  {
    name: 'a link stands in its place',
    says: /is a link/,
    plant: ({ log }) => {
      renameSync(log, `${log}.1`);
      symlinkSync('portsentry.log.1', log);
    },
    heal: ({ log }) => {
      rmSync(log);
      renameSync(`${log}.1`, log);
    },
  },
  {
    name: 'the disk is full',
    says: /ENOSPC \(the disk is full: make room\)/,
    plant: ({ disk }) => fill(disk),
    heal: ({ disk }) => rmSync(`${disk.folder}/big`),
  },
  {
    name: 'the disk is gone with its folder',
    says: /EACCES|ENOENT/,
    plant: ({ disk }) => {
      disk.detach();
      rmdirSync(disk.folder);
    },
    heal: ({ disk }) => disk.mount(),
  },
  {
    name: 'the kernel has made the disk read-only after an error',
    says: /EROFS/,
    needsLoop: true,
    // "Simulate the effects of calling ext4_abort()": ext4(5).
    plant: ({ disk }) => run('mount', '-o', 'remount,abort', disk.folder),
    heal: ({ replace }) => replace(),
  },
];

const possible = faults.filter(({ needsLoop }) => hasLoop || needsLoop === undefined);
for (const { name } of faults.filter(fault => !possible.includes(fault)))
  console.log(`# left out, for want of a loop device: ${name}`);

const config = { tcp: { ports: '23' }, udp: { mode: 'off' }, user: 'nobody' };

const unwritten = /cannot write \S*portsentry\.log: /;
const again = /portsentry\.log is written again; 0 lines were lost/;
const count = (text: string, pattern: RegExp): number => text.split(pattern).length - 1;

e2e(
  'whatever becomes of the log, the sentry lives, says it once, and writes each line when it can',
  async context => {
    let [disk, replace]: [Disk | undefined, () => void] = [undefined, () => {}];
    const prepare: Setting['prepare'] = (net, folder) => {
      chmodSync(folder, 0o755);
      prepareCrowd(net.hosts.attacker, net.hosts.host);
      disk = makeDisk(net, `${folder}/image`, `${folder}/log`);
      replace = () => void makeDisk(net, `${folder}/image2`, `${folder}/log`);
    };
    await watching({ config, prepare, prefix: withCgroups }, async stage => {
      const { sentry, log } = stage;
      assert.ok(disk !== undefined);
      const at: Place = { log, pid: sentry.pid, disk, replace };
      let strangers = 0;
      for (const { name, says, hidesStatus, plant, heal } of possible)
        await context.test(name, async () => {
          const from = sentry.output().length;
          const said = (): string => sentry.output().slice(from);
          const first = strangers;
          plant(at);
          // Of a disk that is full some lines still find room in its last block.
          await until(
            () => {
              touch(stage, strangers++);
              return unwritten.test(said());
            },
            () => `what is wrong: ${said()}`,
          );
          assert.match(said(), says);
          await stage.counter('probes');
          if (hidesStatus === undefined)
            assert.match(stage.portjail('status'), /^problem: cannot write .*portsentry\.log: .*, since /m);
          else assert.match(said(), /cannot write .*status\.json \(E/);
          touch(stage, strangers++);
          heal(at);
          // The first is healed unasked, within 5 s.
          if (first > 0) process.kill(sentry.pid, 'SIGHUP');
          await until(() => again.test(said()), said);
          const own = Array.from({ length: strangers - first }, (_, i) => crowdAddress(first + i));
          assert.deepEqual(
            told(stage).filter(source => own.includes(source)),
            own,
            'each once, in their order',
          );
          assert.equal(count(said(), unwritten), 1, said());
          assert.equal(count(said(), again), 1, said());
          await stage.counter('probes');
          if (hidesStatus !== undefined) assert.match(said(), /status\.json is written again/);
          assert.doesNotMatch(stage.portjail('status'), /cannot write/);
        });
      assert.equal((await stage.finish())['lost'], 0);
    });
  },
);
