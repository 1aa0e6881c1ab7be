import assert from 'node:assert/strict';
import { test } from 'node:test';
import { heed, Interrupted, interruptible } from '../../src/util/interruptible.ts';

const send = (signal: NodeJS.Signals): boolean => process.kill(process.pid, signal);
const listeners = (): number =>
  ['SIGINT', 'SIGTERM', 'SIGHUP'].reduce((sum, name) => sum + process.listenerCount(name), 0);

test('interruptible() tells work of a signal, waits until it has put things back, and lets signals be afterwards', async () => {
  const before = listeners();
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) {
    const steps: string[] = [];
    const work = interruptible(async ended => {
      try {
        send(signal);
        // As work does that waits for nothing: only now can the signal be heard.
        await heed(ended);
        steps.push('went on');
      } finally {
        send('SIGTERM');
        await heed(new AbortController().signal);
        steps.push('put back');
      }
    });
    await assert.rejects(work, (error: unknown) => error instanceof Interrupted && error.signal === signal);
    assert.deepEqual(steps, ['put back']);
  }
  assert.equal(listeners(), before);
});

test('interruptible() gives what undisturbed work gives, and throws what it throws', async () => {
  assert.equal(await interruptible(async () => 7), 7);
  await assert.rejects(
    interruptible(async () => {
      throw new Error('planted');
    }),
    /planted/,
  );
});
