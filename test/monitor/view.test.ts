import assert from 'node:assert/strict';
import { test } from 'node:test';
import { markedLine } from '../../src/doctor/marked-line.ts';
import { formatAgain } from '../../src/log/line.ts';
import { randomMarked } from '../../src/log/marked.ts';
import { view } from '../../src/monitor/view.ts';
import { parseAddress } from '../../src/net/address.ts';

test('view() leaves the lines of the doctor out, and counts them as nothing unknown', () => {
  const shown: string[] = [];
  const { onLine, unknown } = view(
    0,
    entry => entry.verb,
    text => shown.push(text),
  );
  onLine(markedLine(randomMarked(4), 'handshake', 'portjail'));
  onLine(markedLine(parseAddress('203.0.113.7') ?? assert.fail(), 'handshake', 'portjail'));
  assert.deepEqual(shown, ['scan\n']);
  assert.equal(unknown(), 0);
});

test('view() shows a line once that a rotation had written twice', () => {
  const shown: string[] = [];
  const { onLine, unknown } = view(
    0,
    entry => entry.verb,
    text => shown.push(text),
  );
  const line = markedLine(parseAddress('203.0.113.7') ?? assert.fail(), 'handshake', 'portjail');
  const pid = Number(/\[(\d+)\]/.exec(line)?.[1]);
  for (const one of [line, formatAgain(Date.now(), 1, pid), line]) onLine(one);
  assert.deepEqual(shown, ['scan\n']);
  assert.equal(unknown(), 0);
});
