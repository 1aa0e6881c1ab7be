import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { maxPages } from '../../../src/detect/track/ports/port-sets.ts';
import { createTraces, noTraces } from '../../../src/detect/track/traces.ts';
import { createTracker } from '../../../src/detect/track/tracker.ts';

// Alone in its file, and so in its process: what other tests leave would be freed while it measures.
test('createTracker() takes at most 212 bytes a source, all in', () => {
  setFlagsFromString('--expose-gc');
  const collectGarbage: () => void = runInNewContext('gc');
  const buffers = (): number => {
    // V8 frees buffers on another thread: the second collection waits for what the first has begun.
    collectGarbage();
    collectGarbage();
    return process.memoryUsage().arrayBuffers;
  };
  const trackers: ReturnType<typeof createTracker>[] = [];
  const bytesOf = (capacity: number, pages: number): number => {
    const before = buffers();
    trackers.push(createTracker(capacity, pages, undefined, noTraces));
    return buffers() - before;
  };
  const [none, many, paged] = [bytesOf(4, 1), bytesOf(500_000, 1), bytesOf(4, maxPages)];
  // Whole bytes: now and then 16 kB of the test runner's own are counted, too.
  const each = Math.round((many - none) / 500_000);
  assert.ok(each > 84 && each <= 212, `${each}`);
  assert.ok(none < 4e6, `${none} for the last touches of all`);
  assert.ok(paged - none <= 8.4 * 2 ** 20, `${paged - none} for the ports of those that scan`);
  assert.equal(trackers.length, 3, 'all are held to the end');
  const before = buffers();
  const traces = createTraces();
  const taken = buffers() - before;
  assert.ok(taken <= 10.1 * 2 ** 20, `${taken} for what is left of the forgotten`);
  assert.equal(traces.key, 0, 'it is held to here');
});
