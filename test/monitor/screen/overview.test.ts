import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createBans } from '../../../src/monitor/model/bans.ts';
import { createMemory } from '../../../src/monitor/model/memory.ts';
import type { Look } from '../../../src/monitor/screen/look.ts';
import { overview } from '../../../src/monitor/screen/overview.ts';
import { cut } from '../../../src/monitor/screen/text.ts';
import { banOf, touchOf } from '../touches.ts';

const now = new Date(2026, 10, 22, 9, 0, 54).getTime();

function lookOf(more: Partial<Look> = {}): Look {
  return {
    size: { columns: 80, rows: 24 },
    now,
    isUtf8: false,
    hasKeys: true,
    memory: createMemory(60_000),
    bans: createBans(),
    bansUnknown: undefined,
    services: port => (port === 23 ? 'telnet' : undefined),
    place: '/var/log/portjail/portsentry.log',
    notes: [],
    paused: undefined,
    marked: undefined,
    typed: undefined,
    word: undefined,
    ...more,
  };
}

const rowsOf = (look: Look): string[] =>
  overview(look).map(line =>
    cut(line, look.size.columns)
      .map(({ text }) => text)
      .join(''),
  );

test('overview() fills every size exactly, and nothing is wider than it', () => {
  const look = lookOf({ notes: ['x'.repeat(500)] });
  for (let i = 0; i < 400; i++)
    look.memory.add(
      touchOf(`2001:db8:1234:5678:9abc:def0:1234:${i.toString(16)}`, { time: now - i, port: i }),
    );
  for (let columns = 40; columns < 200; columns += 7)
    for (let rows = 10; rows < 60; rows++) {
      const screen = rowsOf({ ...look, size: { columns, rows } });
      assert.equal(screen.length, rows, `${columns}x${rows}`);
      assert.ok(screen.every(row => row.length <= columns));
      assert.match(screen.at(-1) ?? '', /quit$/);
    }
});

test('overview() names the ban of a source, since when, and that nobody may ban it', () => {
  const look = lookOf();
  look.memory.add(touchOf('203.0.113.7', { time: now, hits: 9 }));
  look.memory.add(touchOf('192.0.2.77', { time: now, hits: 8, verb: 'seen', why: 'protected' }));
  look.memory.add(touchOf('192.0.2.78', { time: now, hits: 7, verb: 'seen', why: 'ignored' }));
  look.memory.add(touchOf('192.0.2.79', { time: now, hits: 6, verb: 'seen', why: 'below-trigger' }));
  look.memory.add(touchOf('192.0.2.80', { time: now, hits: 5 }));
  look.bans.hear(banOf('ban', '203.0.113.7', now - 3_600_000));
  look.bans.hear(banOf('ban', '192.0.2.77', now - 3 * 86_400_000, { jail: 'sshd' }));
  const states = (one: Look): string[] =>
    rowsOf(one)
      .slice(5, 10)
      .map(row => row.slice(52).trim());
  assert.deepEqual(states(look), [
    'portsentry 08:00:54',
    'protected! sshd 11-19 09:00',
    'ignored',
    'only seen',
    'not banned',
  ]);
  const unknown = states({ ...look, bansUnknown: 'Fail2ban is not installed' });
  assert.deepEqual(unknown.slice(2), ['ignored', 'ban not known', 'ban not known']);
});

test('overview() shows no half of a time, and the verdict of a line, on a narrow screen too', () => {
  const look = lookOf({ size: { columns: 40, rows: 10 } });
  look.memory.add(touchOf('203.0.113.7', { time: now, hits: 9 }));
  look.memory.add(touchOf('203.0.113.217', { time: now, hits: 8, verb: 'seen', why: 'protected' }));
  look.bans.hear(banOf('ban', '203.0.113.7', now));
  const screen = rowsOf(look);
  assert.equal(screen[5], '  203.0.113.7           9 portsentry');
  assert.equal(screen[8], '09:00 203.0.113.217   23/tcp    protect~');
  for (const [columns, row] of [
    [56, '09:00:54 203.0.113.217   23/tcp    handshake protected'],
    [72, '09:00:54 203.0.113.217   23/tcp telnet    connect handshake protected'],
  ] as const)
    assert.ok(rowsOf({ ...look, size: { columns, rows: 12 } }).includes(row), `${columns}`);
});

test('overview() draws both rates to one height, and the lines of the log', () => {
  const look = lookOf();
  for (let i = 0; i < 8; i++) look.memory.add(touchOf('203.0.113.7', { time: now - 60_000 }));
  look.memory.add(touchOf('203.0.113.8', { time: now, evidence: 'packet', kind: 'syn' }));
  const screen = rowsOf(look);
  assert.match(screen[1] ?? '', /^handshake +@ +8 in 1 min$/);
  assert.match(screen[2] ?? '', /^packet +\. +1 in 1 min$/);
  assert.ok(screen.includes('09:00:54 203.0.113.8     23/tcp telnet    syn     packet    scan'));
});

test('overview() shows the marked source wherever it stands in the list, and what is typed', () => {
  const look = lookOf();
  for (let i = 1; i < 100; i++) look.memory.add(touchOf(`203.0.113.${i}`, { time: now, hits: 200 - i }));
  const screen = rowsOf({ ...look, marked: '203.0.113.50', typed: '203.0.113', word: 'no' });
  assert.ok(screen.some(row => row.startsWith('> 203.0.113.50 ')));
  assert.equal(screen.at(-1), 'filter: 203.0.113_');
  assert.equal(screen[3], 'no');
});

test('overview() says that a pause is on and how much waits, and that bans are not known', () => {
  const screen = rowsOf(lookOf({ paused: 12, bansUnknown: 'x', hasKeys: false }));
  assert.match(screen.at(-1) ?? '', /^PAUSED, 12 more .*Ctrl-C ends it$/);
  assert.match(screen[0] ?? '', /0 sources, bans not known {2}09:00:54$/);
});
