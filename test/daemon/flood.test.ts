import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { type Entry, parseLine } from '../../src/log/line.ts';
import { configFile, startRun } from '../commands/program.ts';
import { freePort } from '../commands/touch.ts';

/** A finished handshake with the port from an address of 127/8 of its own. */
async function touch(port: number, i: number): Promise<void> {
  const localAddress = `127.${1 + (i >> 16)}.${(i >> 8) & 255}.${i & 255}`;
  const socket = connect({ port, host: '127.0.0.1', localAddress }).resume();
  // Beyond a hundred a second they are closed by a reset.
  socket.on('error', () => {});
  await new Promise(resolve => socket.once('close', resolve));
}

test('run names thirty proved sources a second in a flood of connections, and counts the others', async () => {
  const port = await freePort();
  const { file, log } = configFile({ tcp: { ports: `${port}` }, ignore: { addresses: [], protect: [] } });
  const daemon = await startRun(['-c', file]);
  let count = 0;
  try {
    const crowd = (): Promise<unknown> =>
      Promise.all(Array.from({ length: 100 }, () => touch(port, count++)));
    // On a machine of any speed: until there were too many for a second.
    for (; !/ flood=[1-9]/.test(daemon.stderr()); daemon.child.kill('SIGUSR1'))
      for (let i = 0; i < 20; i++) await crowd();
    assert.equal(await daemon.end(), 0);
    const entries: Entry[] = readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => parseLine(line) ?? assert.fail(line));
    const times = entries.flatMap(entry => (entry.verb === 'scan' ? [entry.time] : []));
    const scans = times.length;
    assert.ok(scans >= 30, `${scans} lines`);
    const crowded = times.filter((time, i) => (times[i + 30] ?? Number.POSITIVE_INFINITY) - time < 1_000);
    assert.deepEqual(crowded, [], 'more than thirty in a second');
    // One line a minute, should it take that long.
    const held = entries.flatMap(entry => (entry.verb === 'held' ? [entry] : []));
    const sum = (of: 'lines' | 'sources'): number => held.reduce((all, entry) => all + entry[of], 0);
    assert.deepEqual([sum('lines'), sum('sources')], [count - scans, count - scans]);
    assert.deepEqual([...new Set(held.map(({ reason }) => reason))], ['flood']);
    const counters = `probes=${count} scan=${scans} seen=0 repeat=0 flood=${count - scans} quiet=0 waiting=0`;
    assert.ok(daemon.stderr().includes(counters), daemon.stderr());
  } finally {
    await daemon.end('SIGKILL');
  }
});
