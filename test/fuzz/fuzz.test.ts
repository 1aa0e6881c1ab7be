import assert from 'node:assert/strict';
import { availableParallelism } from 'node:os';
import { test } from 'node:test';
import { described, fuzz, reached } from './engine/fuzz.ts';
import { targets } from './targets/index.ts';

const seed = 18;
const count = 10_000;

/** To look for what was planted takes as long again: `make test-long` does so for every parser, with a million inputs. */
const planted = new Set(['packets', 'log-lines']);

test('every parser takes hostile input', { concurrency: availableParallelism() }, async t => {
  await Promise.all(
    Object.keys(targets).map(name =>
      t.test(`${name} takes ${count} inputs, which reach 95 % of its branches`, async () => {
        const options = { seed, from: 0, count, isPlanted: planted.has(name) };
        const result = await fuzz(name, options);
        const text = described(result, options);
        t.diagnostic(text);
        assert.deepEqual(result.faults, [], text);
        assert.ok(reached(result.branches) >= 95, text);
        assert.equal(result.planted?.isFound, planted.has(name) ? true : undefined, text);
      }),
    ),
  );
});
