import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatHeld } from '../../src/log/line.ts';
import { view } from '../../src/monitor/view.ts';

const held = (time: number): string =>
  formatHeld(time, { reason: 'repeat', lines: 1, sources: 1, since: time }, 7);

test('view() prints what is as young as asked for, and counts what it does not know', () => {
  const printed: string[] = [];
  const { onLine, unknown } = view(
    2000,
    entry => String(entry.time),
    text => printed.push(text),
  );
  for (const line of [held(1999), held(2000), 'garbage', ` ${held(2000)}`, held(2001)]) onLine(line);
  assert.deepEqual(printed, ['2000\n', '2001\n']);
  assert.equal(unknown(), 2);
});
