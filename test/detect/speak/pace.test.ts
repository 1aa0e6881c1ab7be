import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { createPace, createSteadyClock } from '../../../src/detect/speak/pace.ts';

test('createPace() allows so many in any period, and one more when the first is a period old', () => {
  const pace = createPace(3, 1000);
  for (const now of [0, 400, 999]) {
    assert.equal(pace.allows(now), true);
    pace.take(now);
  }
  assert.deepEqual(
    [999, 1000, 1399].map(now => pace.allows(now)),
    [false, true, true],
  );
  pace.take(1000);
  assert.deepEqual(
    [1000, 1399, 1400].map(now => pace.allows(now)),
    [false, false, true],
  );
});

test('createPace() is freed by a clock that was set back', () => {
  const pace = createPace(1, 1000);
  pace.take(50_000);
  assert.equal(pace.allows(49_999), true);
});

test('createPace() agrees with a count of all times, whatever has to stay free', () => {
  const step = fc.record({ gap: fc.nat(400), kept: fc.nat(4) });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 80 }), steps => {
      const pace = createPace(5, 1000);
      const taken: number[] = [];
      let now = 0;
      for (const { gap, kept } of steps) {
        now += gap;
        const used = taken.filter(time => now - time < 1000).length;
        assert.equal(pace.allows(now, kept), 5 - used > kept, `${used} used, ${kept} kept`);
        if (!pace.allows(now, kept)) continue;
        pace.take(now);
        taken.push(now);
      }
    }),
  );
});

test('createSteadyClock() does not go back for readers that are out of step, only for a clock set back', () => {
  const clock = createSteadyClock();
  const steady = (time: number): number => {
    clock.hear({ time });
    return clock.now;
  };
  assert.deepEqual(
    [20_000, 10_500, 20_001, 10_000, 10_500].map(steady),
    [20_000, 20_000, 20_001, 10_000, 10_500],
  );
});
