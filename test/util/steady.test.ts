import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { createComplaint, steady } from '../../src/util/steady.ts';

function said(t: import('node:test').TestContext): string[] {
  const lines: string[] = [];
  t.mock.method(process.stderr, 'write', (text: string) => lines.push(text) > 0);
  return lines;
}

test('steady() never throws, and says what its work threw', t => {
  const lines = said(t);
  steady('working', () => assert.fail('EMFILE'))();
  assert.deepEqual(lines, ['portjail: error: working: EMFILE; going on\n']);
});

test('createComplaint() says each message once a minute, and tells no more than some apart', t => {
  const lines = said(t);
  let now = 0;
  const complain = createComplaint('working', () => now);
  for (const message of ['a', 'b', 'a', 'b']) complain(new Error(message));
  assert.equal(lines.length, 2);
  now = 60_000;
  complain(new Error('a'));
  assert.equal(lines.length, 3);
  for (let i = 0; i < 1000; i++) complain(new Error(`${i}`));
  assert.equal(lines.length, 33);
});

/**
 * Files whose timers run only in a command that ends by itself, or catch what their work throws by other means. The live view
 * gives its terminal back and ends: what is said upon a full screen is seen by nobody.
 */
const others = [
  'src/detect/spare/endings-follower.ts',
  'src/detect/spare/logins/sshd-journal.ts',
  'src/fleet/link/within.ts',
  'src/follow/tail.ts',
  'src/monitor/live.ts',
  'src/monitor/pace.ts',
  'src/monitor/server.ts',
  'src/util/every.ts',
  'src/util/program.ts',
  'src/util/steady.ts',
];

test('timers: none is set but by every() and later(), which outlive what their work throws', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).map(file => join('src', file));
  const bare = files
    .filter(file => file.endsWith('.ts'))
    .filter(file => /(?<!\.)\bset(?:Interval|Timeout)\(/.test(readFileSync(file, 'utf8')));
  assert.deepEqual(bare.sort(), others);
});
