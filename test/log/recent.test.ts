import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createRecent, unreadFor } from '../../src/log/recent.ts';

test('createRecent() has the lines since a moment, and forgets those that must have been read', () => {
  const recent = createRecent();
  recent.add('old', 1_000);
  recent.add('read', 2_000);
  recent.add('unread', 2_001);
  assert.deepEqual(recent.after(2_001), ['unread']);
  assert.deepEqual(recent.after(0), ['old', 'read', 'unread']);
  recent.add('new', 2_001 + unreadFor);
  assert.deepEqual(recent.after(0), ['unread', 'new']);
});

test('createRecent() keeps a thousand lines at the most, the newest', () => {
  const recent = createRecent();
  for (let i = 0; i < 1_500; i++) recent.add(`${i}`, 1);
  const kept = recent.after(0);
  assert.deepEqual([kept.length, kept[0], kept.at(-1)], [1_000, '500', '1499']);
});
