import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';
import { test } from 'node:test';
import { type Entry, parseLine } from '../../src/log/line.ts';
import { configFile, startRun } from './program.ts';
import { freePort } from './touch.ts';

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
  const count = 4_000;
  try {
    const start = performance.now();
    for (let i = 0; i < count; i += 100)
      await Promise.all(Array.from({ length: 100 }, (_, j) => touch(port, i + j)));
    const seconds = Math.ceil((performance.now() - start) / 1000);
    assert.equal(await daemon.end(), 0);
    const entries: Entry[] = readFileSync(log, 'utf8')
      .trimEnd()
      .split('\n')
      .map(line => parseLine(line) ?? assert.fail(line));
    const scans = entries.filter(({ verb }) => verb === 'scan').length;
    assert.ok(scans >= 30 && scans <= 30 * (seconds + 1), `${scans} lines in ${seconds} s`);
    const [held, ...more] = entries.flatMap(entry => (entry.verb === 'held' ? [entry] : []));
    assert.deepEqual([held?.reason, held?.lines, held?.sources], ['flood', count - scans, count - scans]);
    assert.deepEqual(more, []);
    const counters = `probes=${count} scan=${scans} seen=0 repeat=0 flood=${count - scans} quiet=0 waiting=0`;
    assert.ok(daemon.stderr().includes(counters), daemon.stderr());
  } finally {
    await daemon.end('SIGKILL');
  }
});
