import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Account } from '../../../src/events/account.ts';
import type { Story, StoryEvent } from '../../../src/events/story.ts';
import { createBans } from '../../../src/monitor/model/bans.ts';
import { createMemory } from '../../../src/monitor/model/memory.ts';
import type { Look } from '../../../src/monitor/screen/look.ts';
import { storyPage, type Teller } from '../../../src/monitor/screen/story-page.ts';
import { banOf, touchOf } from '../touches.ts';

const now = new Date(2026, 10, 22, 9, 0, 54).getTime();
const source = '203.0.113.7';
const look: Look = {
  size: { columns: 80, rows: 12 },
  now,
  isUtf8: false,
  hasKeys: true,
  memory: createMemory(60_000),
  bans: createBans(),
  bansUnknown: undefined,
  services: () => undefined,
  place: 'log',
  notes: [],
  paused: undefined,
  marked: source,
  typed: undefined,
  word: undefined,
};
const account = (gaps: Account['gaps'] = []): Account => ({
  place: '/var/log/x',
  gaps,
  counts: { foreign: 0, backwards: 0, ahead: 0, events: 0 },
  position: undefined,
  isResumed: true,
});
const storyOf = (events: StoryEvent[], gaps: Account['gaps'] = []): Story => ({
  events,
  leftOut: 0,
  accounts: { log: account(gaps), bans: account() },
  isKnown: { log: true, bans: true },
});
const teller: Teller = {
  words: event => ('jail' in event ? `${event.what} by ${event.jail}` : `scan: ${event.port}/tcp`),
  commands: all => [`unban ${source}, of ${all.length}`, `ignore ${source}`],
};
const rowsOf = (story: Story | undefined, back = 0, trouble?: string, words = teller.words): string[] =>
  storyPage(look, { source, teller: { ...teller, words }, story, trouble, back }).map(line =>
    line.map(({ text }) => text).join(''),
  );

const touch = (time: number, port: number): StoryEvent => ({
  what: 'touch',
  ...touchOf(source, { time, port }),
});

test('storyPage() tells events in order of time, and how to unban or ignore', () => {
  const rows = rowsOf(
    storyOf([
      touch(now - 5_000, 23),
      { what: 'found', jail: 'portsentry', source: [0, 0, 0xffff, 1], time: now - 4_000, of: now - 5_000 },
      { what: 'ban', ...banOf('ban', source, now - 3_000) },
    ]),
  );
  assert.deepEqual(rows.slice(1, 3), [`unban ${source}, of 3`, `ignore ${source}`]);
  assert.deepEqual(rows.slice(4), [
    '09:00:49    scan: 23/tcp',
    '09:00:50    found by portsentry',
    '09:00:51    ban by portsentry',
  ]);
});

test('storyPage() shows the newest events, and older ones when it is moved back, up to the first', () => {
  const story = storyOf(Array.from({ length: 30 }, (_, i) => touch(now - 60_000 + i * 1_000, 100 + i)));
  const ports = (back: number): string[] =>
    rowsOf(story, back)
      .slice(4)
      .map(row => /\d+(?=\/tcp)/.exec(row)?.[0] ?? '');
  assert.deepEqual([ports(0)[0], ports(0).at(-1), ports(0).length], ['122', '129', 8]);
  assert.equal(ports(3).at(-1), '126');
  assert.deepEqual([ports(999)[0], ports(999).at(-1)], ['100', '107']);
});

test('storyPage() wraps what an event means, and every row of it can be reached', () => {
  const story = storyOf(Array.from({ length: 9 }, (_, i) => touch(now - 60_000 + i * 1_000, 100 + i)));
  const words: Teller['words'] = event =>
    `scan: ${event.what === 'touch' ? event.port : ''}/tcp ${'word '.repeat(20)}end`;
  const rows = (back: number): string[] => rowsOf(story, back, undefined, words).slice(4);
  assert.match(rows(0)[0] ?? '', /^08:59:59 {4}scan: 105/);
  assert.match(rows(0).at(-1) ?? '', /^ {12}word .*end$/);
  assert.match(rows(2).at(-2) ?? '', /scan: 106/);
  for (const back of [8, 999]) assert.match(rows(back)[0] ?? '', /scan: 100/, `${back}`);
  assert.equal(rows(999).length, 8);
});

test('storyPage() says what is not known, in whole words, and what went wrong', () => {
  const why = 'this user may not read it: ask as root (sudo), or as a member of its group';
  const rows = rowsOf(storyOf([], [{ since: now - 1_000, until: now, why }]));
  assert.ok(rows.every(row => row.length <= 80));
  assert.match(rows.join(' '), /not known from 2026-11-22 09:00:53 to .*member of its group/);
  assert.match(rowsOf(undefined)[1] ?? '', /^reading the logs/);
  assert.equal(rowsOf(undefined, 0, 'cannot be read: EIO')[1], 'cannot be read: EIO');
});

test('storyPage() cuts no command, and leaves room for events, on a small screen', () => {
  const why = 'this user may not read it: ask as root (sudo), or as a member of its group';
  const story = storyOf([touch(now - 5_000, 23)], [{ since: now - 1_000, until: now, why }]);
  const small = { ...look, size: { columns: 40, rows: 10 } };
  const commands = (): string[] => [`to never ban it:  portjail ignore ${source}`];
  const opened = { source, teller: { ...teller, commands }, story, trouble: undefined, back: 0 };
  const rows = storyPage(small, opened).map(line => line.map(({ text }) => text).join(''));
  assert.deepEqual(rows.slice(1, 3), ['to never ban it:  portjail ignore', source]);
  assert.deepEqual(rows.slice(5), [
    '... (portjail why has the rest)',
    '1 event in 7 days; up and down move',
    '09:00:49    scan: 23/tcp',
  ]);
});
