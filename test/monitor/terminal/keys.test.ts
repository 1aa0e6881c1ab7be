import assert from 'node:assert/strict';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { hearKeys } from '../../../src/monitor/terminal/keys.ts';

/** What is heard of bytes that come in these pieces. */
function heard(...pieces: readonly string[]): string[] {
  const keys: string[] = [];
  const input = Object.assign(new PassThrough(), { isTTY: true }) as unknown as NodeJS.ReadStream;
  const stop = hearKeys(key => keys.push(key), input);
  for (const piece of pieces) input.emit('data', Buffer.from(piece));
  stop();
  return keys;
}

test('hearKeys() names keys, also those that come in pieces or many at once', () => {
  assert.deepEqual(heard('q?/ 1'), ['q', '?', '/', ' ', '1']);
  assert.deepEqual(heard('\x1b[A\x1bOB\x1b[5~\r\n\x7f'), [
    'up',
    'down',
    'pageup',
    'return',
    'return',
    'backspace',
  ]);
  assert.deepEqual(heard('\x1b', '[', 'B'), ['down']);
  assert.deepEqual(heard('\x03\x1a\x0c\x15'), ['ctrl-c', 'ctrl-z', 'ctrl-l', 'ctrl-u']);
});

test('hearKeys() takes no key of ours for one that it does not know', () => {
  assert.deepEqual(
    heard('\x1b[99~', 'ä').filter(key => key.length === 1),
    [],
  );
});

test('hearKeys() hears nothing where no terminal is', () => {
  const input = new PassThrough() as unknown as NodeJS.ReadStream;
  hearKeys(() => assert.fail(), input);
  input.emit('data', Buffer.from('q'));
});
