import assert from 'node:assert/strict';
import { appendFileSync } from 'node:fs';
import { test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { isUnknown, notesOf } from '../../src/events/account.ts';
import type { Hearer } from '../../src/events/event.ts';
import { readBans, readEvents } from '../../src/events/read.ts';
import { mergeByTime, readStory, type StoryEvent } from '../../src/events/story.ts';
import { formatAgain, formatSource } from '../../src/log/line.ts';
import { randomMarked } from '../../src/log/marked.ts';
import { formatAddress, parsePrefix } from '../../src/net/address.ts';
import { banLine, line, logs } from './fixture.ts';

const now = Date.UTC(2026, 10, 22, 12);
const hour = 3_600_000;
const span = { since: now - 10 * hour, until: now };

/** Everything that is told, each in a word or two. */
function hearing() {
  const told: string[] = [];
  const hearer: Hearer = {
    onTouch: touch => told.push(`${touch.verb === 'seen' ? touch.why : 'scan'} ${formatSource(touch)}`),
    onHeld: held => told.push(`held ${held.lines}`),
    onBan: ban => told.push(`${ban.kind} ${ban.jail} ${formatSource(ban)}`),
    onFound: found => told.push(`found ${formatSource(found)} ${found.of - now}`),
  };
  return { told, hearer };
}

test('readEvents() tells each event of the span once, bans first, and leaves the doctor out', async t => {
  const { log, bans, put, places } = logs(t);
  const marked = formatAddress(randomMarked(4));
  const scan = line('203.0.113.1', now - 2 * hour);
  put(
    `${log}.2.gz`,
    gzipSync(line('203.0.113.9', now - 11 * hour) + line('203.0.113.8', now - 9 * hour)),
    now - 8 * hour,
  );
  put(`${log}.1`, scan, now - 2 * hour);
  put(
    log,
    `${formatAgain(now - hour, 1, 1)}\n${scan}${line('192.0.2.200', now - hour, 'ignored')}${line('203.0.113.2', now + 1)}`,
    now,
  );
  put(
    bans,
    banLine(now - 11 * hour, '[portsentry] Ban 203.0.113.9') +
      banLine(now - 2 * hour, '[portsentry] Found 203.0.113.1 - 2026-11-22 10:00:00', 'filter', 'INFO') +
      banLine(now - 2 * hour, '[portsentry] Ban 203.0.113.1') +
      banLine(now - 2 * hour, '[sshd] Ban 203.0.113.1') +
      banLine(now - 2 * hour, `[portsentry] Ban ${marked}`),
    now,
  );
  const { told, hearer } = hearing();
  const { log: ours, bans: theirs } = await readEvents({ places, span }, hearer);
  const found = new Date(2026, 10, 22, 10).getTime() - now;
  assert.deepEqual(told, [
    `found 203.0.113.1 ${found}`,
    'ban portsentry 203.0.113.1',
    'scan 203.0.113.8',
    'scan 203.0.113.1',
    'ignored 192.0.2.200',
  ]);
  assert.deepEqual([ours.gaps, theirs.gaps, notesOf(ours), notesOf(theirs)], [[], [], [], []]);
});

test('readEvents() says what it does not know, and never that it was quiet', async t => {
  const { log, put, places } = logs(t);
  put(`${log}.2.xz`, 'packed', now - 6 * hour);
  put(`${log}.1`, line('203.0.113.1', now - 5 * hour), now - 4 * hour);
  put(log, `forged\n${line('203.0.113.1', now - 3 * hour)}${line('203.0.113.1', now - 3.5 * hour)}`, now);
  const { log: ours, bans } = await readEvents({ places, span }, {});
  assert.deepEqual(
    ours.gaps.map(({ since, until }) => [since, until]),
    [[span.since, now - 6 * hour]],
  );
  assert.match(ours.gaps[0]?.why ?? '', /\.2\.xz: only plain files and \.gz are read/);
  assert.equal(isUnknown(ours, span), false);
  assert.deepEqual(ours.counts, { foreign: 1, backwards: 1, ahead: 0, events: 3 });
  assert.equal(notesOf(ours).length, 3);
  assert.equal(isUnknown(bans, span), true);
  assert.match(notesOf(bans)[0] ?? '', /not known from .*: there is no such file/);
});

test('readEvents() says since when a log is kept', async t => {
  const { log, put, places } = logs(t);
  put(log, line('203.0.113.1', now - 3 * hour), now);
  const { log: ours } = await readEvents({ places, span }, {});
  assert.deepEqual([ours.gaps[0]?.since, ours.gaps[0]?.until], [span.since, now - 3 * hour]);
  assert.match(ours.gaps[0]?.why ?? '', /the logs that are kept begin at 2026-11-22/);
  put(`${log}.1`, line('203.0.113.1', now - 20 * hour), now - 19 * hour);
  assert.deepEqual((await readEvents({ places, span }, {})).log.gaps, []);
});

test('readEvents() goes on where the last reading ended', async t => {
  const { log, bans, put, places } = logs(t);
  put(log, line('203.0.113.1', now - hour), now);
  put(bans, banLine(now - hour, '[portsentry] Ban 203.0.113.1'), now);
  const first = await readEvents({ places, span }, {});
  const from = JSON.parse(JSON.stringify({ log: first.log.position, bans: first.bans.position }));
  appendFileSync(log, line('203.0.113.2', now - 1));
  appendFileSync(bans, banLine(now - 1, '[portsentry] Unban 203.0.113.1'));
  const { told, hearer } = hearing();
  await readEvents({ places, span, from }, hearer);
  assert.deepEqual(told, ['unban portsentry 203.0.113.1', 'scan 203.0.113.2']);
});

test('readStory() tells of one address by time, with the networks that hold it and every jail', async t => {
  const { log, bans, put, places } = logs(t);
  put(
    log,
    [
      line('2001:db8:1:2::5', now - 5 * hour),
      line('2001:db8:1:2::/64', now - 3 * hour),
      line('2001:db8:1:3::5', now - 2 * hour),
      line('203.0.113.70', now - 2 * hour),
      line('203.0.113.7', now - hour),
    ].join(''),
    now,
  );
  put(
    bans,
    [
      banLine(now - 4 * hour, '[sshd] Ban 2001:db8:1:2::5'),
      banLine(now - 2 * hour, '[portsentry-prefix] Ban 2001:db8:1:2::/64'),
      banLine(now - hour, '[portsentry] Ban 203.0.113.70'),
    ].join(''),
    now,
  );
  const story = async (only: string) => {
    const { events } = await readStory({ places, span, only: parsePrefix(only) ?? assert.fail() });
    return events.map(
      (event: StoryEvent) => `${event.what} ${formatSource(event)} ${(now - event.time) / hour}`,
    );
  };
  assert.deepEqual(await story('2001:db8:1:2::5'), [
    'touch 2001:db8:1:2::5 5',
    'ban 2001:db8:1:2::5 4',
    'touch 2001:db8:1:2::/64 3',
    'ban 2001:db8:1:2::/64 2',
  ]);
  assert.deepEqual(await story('203.0.113.7'), ['touch 203.0.113.7 1']);
  assert.deepEqual(await story('203.0.113.0/25'), [
    'touch 203.0.113.70 2',
    'touch 203.0.113.7 1',
    'ban 203.0.113.70 1',
  ]);
});

test('readBans() reads the log of Fail2ban alone, of every jail when asked', async t => {
  const { bans, put, places } = logs(t);
  put(bans, banLine(now - hour, '[sshd] Ban 203.0.113.1'), now);
  const { told, hearer } = hearing();
  await readBans({ places, span }, hearer);
  assert.deepEqual(told, []);
  await readBans({ places, span, jails: 'all' }, hearer);
  assert.deepEqual(told, ['ban sshd 203.0.113.1']);
});

test('mergeByTime() keeps the order of each list, and a line before its ban', () => {
  const at = (time: number, name: string) => ({ time, name });
  const merged = mergeByTime([at(1, 'a'), at(5, 'b'), at(4, 'c')], [at(1, 'd'), at(4, 'e'), at(9, 'f')]);
  assert.equal(merged.map(({ name }) => name).join(''), 'adebcf');
});
