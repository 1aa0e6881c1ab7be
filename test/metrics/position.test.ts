import assert from 'node:assert/strict';
import { test } from 'node:test';
import { positionLine, readPositions } from '../../src/metrics/position.ts';

const mark = { length: 12, hash: '66a58036e2ab10ebaa0d4a0f4ceeb717' };
const log = { offset: 100, head: mark, tail: mark, written: 1795949408304.862 };
const bans = { cursor: 's=0639153d3dcc4a1f;i=e53f1;b=17;m=8a3;t=6442f;x=9c' };

test('readPositions() reads back what positionLine() wrote, among other lines', () => {
  assert.deepEqual(readPositions(`portjail_up 1\n${positionLine({ log, bans })}`), { log, bans });
  assert.deepEqual(readPositions(positionLine({})), { log: undefined, bans: undefined });
});

test('readPositions() takes no position that was not written by it', () => {
  assert.equal(readPositions('portjail_up 1\n'), undefined);
  assert.equal(readPositions('# portjail-position {"log":\n'), undefined);
  for (const wrong of [
    { ...log, offset: 0 },
    { ...log, offset: -5 },
    { ...log, offset: '100' },
    { ...log, head: { ...mark, length: 1e9 } },
    { ...log, tail: { ...mark, length: 101 } },
    { ...log, tail: { ...mark, hash: '../../etc/passwd' } },
    { ...log, written: null },
    { cursor: '--help' },
    { cursor: 'a b' },
    7,
  ])
    assert.equal(readPositions(`# portjail-position ${JSON.stringify({ log: wrong })}`)?.log, undefined);
});
