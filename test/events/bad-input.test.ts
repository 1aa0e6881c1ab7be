import assert from 'node:assert/strict';
import { symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { isUnknown, notesOf } from '../../src/events/account.ts';
import { readEvents } from '../../src/events/read.ts';
import { banLine, line, logs } from './fixture.ts';

const hour = 3_600_000;
/** The files are made now. */
const now = Math.floor(Date.now() / 1000) * 1000 - 48 * hour;
const span = { since: now - 10 * hour, until: now };

test('readEvents() knows what a log tells whose first lines tell no time, and that was copied here today', async t => {
  const { log, bans, put, places } = logs(t);
  put(log, `torn\n\n${line('203.0.113.1', now - 2 * hour)}`, now);
  put(
    bans,
    `\n  File "x", line 1\nTraceback\n${banLine(now - 3 * hour, '[portsentry] Ban 203.0.113.1')}`,
    now,
  );
  const accounts = await readEvents({ places, span }, {});
  assert.deepEqual(
    [accounts.log.gaps[0]?.until, accounts.bans.gaps[0]?.until],
    [now - 2 * hour, now - 3 * hour],
  );
  assert.deepEqual([accounts.log.counts.events, accounts.bans.counts.events], [1, 1]);
  assert.equal(accounts.log.counts.foreign, 2);
});

test('readEvents() says that lines are of a time to come', async t => {
  const { log, put, places } = logs(t);
  const late = Date.now() + 30 * hour;
  put(log, line('203.0.113.1', now - hour) + line('203.0.113.2', late) + line('203.0.113.3', late), late);
  const { log: ours } = await readEvents({ places, span }, {});
  assert.deepEqual([ours.counts.ahead, ours.counts.events], [2, 1]);
  assert.match(notesOf(ours).join('\n'), /2 lines are of a time that is still to come/);
  const asked = await readEvents({ places, span: { since: 0, until: late } }, {});
  assert.deepEqual([asked.log.counts.ahead, asked.log.counts.events], [0, 3]);
});

test('readEvents() knows what it has read of a file that is damaged', async t => {
  const { log, put, places } = logs(t);
  const lines = Array.from({ length: 3000 }, (_, at) => line('203.0.113.1', now - 8 * hour + at * 1000));
  const packed = gzipSync(lines.join(''), { level: 0 });
  put(`${log}.1.gz`, packed.subarray(0, packed.length / 2), now - 4 * hour);
  put(log, line('203.0.113.1', now - hour), now);
  const { log: ours } = await readEvents({ places, span }, {});
  assert.ok(ours.counts.events > 100);
  const [begins, damaged] = ours.gaps;
  assert.equal(begins?.until, now - 8 * hour);
  assert.equal(damaged?.since, now - 8 * hour + (ours.counts.events - 2) * 1000);
  assert.equal(damaged?.until, now - 4 * hour);
  assert.match(damaged?.why ?? '', /\.1\.gz: it is damaged/);
});

test('readEvents() follows no link to a log or to a rotated file', async t => {
  const { log, bans, put, places } = logs(t);
  const elsewhere = join(log, '..', 'elsewhere');
  writeFileSync(elsewhere, line('203.0.113.1', now - 2 * hour));
  symlinkSync(elsewhere, bans);
  symlinkSync(elsewhere, `${log}.1`);
  put(log, line('203.0.113.2', now - hour), now);
  const told: number[] = [];
  const accounts = await readEvents(
    { places, span: { since: 0, until: Date.now() } },
    { onTouch: ({ source }) => told.push(source[3] & 255) },
  );
  assert.deepEqual(told, [2]);
  assert.ok(isUnknown(accounts.bans, span));
  for (const account of [accounts.log, accounts.bans])
    assert.match(notesOf(account).join('\n'), /is a link, which is not followed here: remove it/);
});
