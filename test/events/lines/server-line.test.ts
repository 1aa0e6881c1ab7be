import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseServerLine, parseServerMessage } from '../../../src/events/lines/server-line.ts';

const head = '2026-11-22 08:00:54,123 fail2ban.server         [321]: INFO    ';

test('parseServerLine() reads that Fail2ban began to stop, and was started', () => {
  assert.deepEqual(parseServerLine(`${head}Shutdown in progress...`), {
    at: ['2026-11-22 08:00:54', 123],
    kind: 'stopped',
  });
  for (const version of ['1.0.2', '1.1.1.dev1'])
    assert.equal(parseServerLine(`${head}Starting Fail2ban v${version}`)?.kind, 'started');
});

test('parseServerLine() leaves alone what only quotes the words', () => {
  for (const line of [
    `${head}Exiting Fail2ban`,
    `${head.replace('server', 'utils ')}Shutdown in progress...`,
    `${head}x Starting Fail2ban v1.0.2`,
    'Shutdown in progress...',
  ])
    assert.equal(parseServerLine(line), undefined, line);
});

test('parseServerMessage() reads the same in the journal, with and without what stands before it', () => {
  assert.deepEqual(parseServerMessage('Starting Fail2ban v1.0.2'), { at: undefined, kind: 'started' });
  assert.equal(
    parseServerMessage('fail2ban.server         [9]: INFO    Shutdown in progress...')?.kind,
    'stopped',
  );
});
