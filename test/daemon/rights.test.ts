import assert from 'node:assert/strict';
import { chmodSync, readdirSync, readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { test } from 'node:test';
import { configFile, startRun } from '../commands/program.ts';
import { freePort } from '../commands/touch.ts';
import { withoutTrap } from '../support/trap.ts';

const skip = process.getuid?.() !== 0 && 'is not root';

/** A field of every thread's status, see proc_pid_status(5). */
const ofThreads = (pid: number | undefined, field: string): string[] =>
  readdirSync(`/proc/${pid}/task`).map(thread => {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'latin1');
    return new RegExp(`^${field}:\\s+(\\S+)`, 'm').exec(status)?.[1] ?? '';
  });

/** A set as the kernel writes it, with one capability or none. */
const only = (capability?: number): string =>
  (capability === undefined ? 0n : 1n << BigInt(capability)).toString(16).padStart(16, '0');
const distinct = (words: readonly string[]): string[] => [...new Set(words)];

test('run gives up root for the user of its config, and every right in stealth mode', { skip }, async () => {
  const { file } = configFile({ tcp: { mode: 'stealth', ports: '23' }, user: 'nobody' });
  chmodSync(dirname(file), 0o755);
  const daemon = await startRun(['-c', file]);
  try {
    const { pid } = daemon.child;
    assert.deepEqual(distinct(ofThreads(pid, 'Uid')), ['65534']);
    for (const set of ['CapEff', 'CapPrm', 'CapInh']) {
      assert.deepEqual(distinct(ofThreads(pid, set)), [only()], set);
    }
    assert.deepEqual(distinct(ofThreads(pid, 'NoNewPrivs')), ['1']);
  } finally {
    assert.equal(await daemon.end(), 0);
  }
});

test('run keeps the right to open low ports where it has real sockets, and no other', { skip }, async () => {
  const { file } = configFile({ tcp: { ports: '7' }, user: 'nobody' });
  chmodSync(dirname(file), 0o755);
  const daemon = await startRun(['-c', file], withoutTrap);
  try {
    assert.equal(ofThreads(daemon.child.pid, 'CapEff')[0], only(10), 'the main thread');
    assert.deepEqual(distinct(ofThreads(daemon.child.pid, 'CapEff').slice(1)), [only()], 'the others');
  } finally {
    assert.equal(await daemon.end(), 0);
  }
});

test('run leaves no thread a way to new rights, also when it stays root or never was', {
  skip,
}, async () => {
  const asNobody = ['setpriv', '--reuid=65534', '--regid=65534', '--clear-groups', '--bounding-set=-all'];
  for (const prefix of [[], asNobody]) {
    const { file } = configFile({ tcp: { ports: `${await freePort()}` } });
    for (const path of [dirname(file), file]) chmodSync(path, 0o777);
    const daemon = await startRun(['-c', file], prefix);
    try {
      const found = ofThreads(daemon.child.pid, 'NoNewPrivs');
      assert.ok(found.length > 1);
      assert.deepEqual(distinct(found), ['1'], prefix.join(' '));
    } finally {
      assert.equal(await daemon.end(), 0);
    }
  }
});

test('run says who cannot reach the log, before a rotation shows it', { skip }, async () => {
  const { file, log } = configFile({ tcp: { ports: '7' }, user: 'nobody' });
  await assert.rejects(startRun(['-c', file]), new RegExp(`nobody cannot reach ${log}: .*chmod o\\+x`));
});
