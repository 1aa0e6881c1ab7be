import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { diag, diagBlock } from '../../src/util/diag.ts';
import { oneLine, print, printable } from '../../src/util/print.ts';

/** What no terminal and no reader of lines may be given raw: C0, DEL, C1, bidi, separators, and whatever else is no letter. */
const hostile = /[\p{C}\p{Zl}\p{Zp}]/u;
const samples = [0x1b, 0x7f, 0x9b, 0xad, 0x202e, 0x2066, 0x2028, 0x2029, 0xfeff, 0xd800, 0xe000, 0xe0001];

test('printable() shows each hostile character by its number', () => {
  assert.equal(
    printable('\u001b[2J \u007f \u009b2J \u202eX \u2028'),
    String.raw`\u001b[2J \u007f \u009b2J \u202eX \u2028`,
  );
  assert.equal(printable(String.fromCodePoint(0xe0001)), String.raw`\udb40\udc01`);
  for (const point of samples) assert.doesNotMatch(printable(`a${String.fromCodePoint(point)}b`), hostile);
});

test('printable() leaves what people write, and the ends of lines', () => {
  const text = 'one\n"Grüße", 世界 🎉 ~\n';
  assert.equal(printable(text), text);
});

test('printable() leaves JSON what it is', () => {
  const odd = fc.string({ unit: 'binary' });
  fc.assert(
    fc.property(fc.dictionary(odd, odd), value => {
      const text = printable(JSON.stringify(value, null, 2));
      assert.doesNotMatch(text.replaceAll('\n', ''), hostile);
      assert.deepEqual({ ...JSON.parse(text) }, { ...value });
    }),
  );
});

test('oneLine() keeps the words of others from beginning a line of ours', () => {
  assert.equal(oneLine('bad\r\nok      config: fine\n\n x'), 'bad ok      config: fine x');
});

test('print(), diag() and diagBlock() give a terminal nothing to obey', t => {
  const shown: string[] = [];
  for (const stream of [process.stdout, process.stderr])
    t.mock.method(stream, 'write', (text: string) => shown.push(text) > 0);
  const text = `two\nlines${String.fromCodePoint(...samples)}\n`;
  print(text);
  diag('warning', text);
  diagBlock('error', text);
  t.mock.restoreAll();
  assert.equal(shown.length, 3);
  for (const one of shown) assert.match(one, /^(?:portjail: \w+: )?two\n.*lines\\u001b/);
  for (const one of shown) assert.doesNotMatch(one.replaceAll('\n', ''), hostile);
});

/** These write lines of addresses, numbers and words of ours, or are no part of the program. */
const others = [
  'log/journal.ts',
  'commands/replay.ts',
  'config/schema/generate.ts',
  'util/print.ts',
  'util/diag.ts',
  'util/progress-line.ts',
];

test('print() and diag() are the only way to people', () => {
  const files = readdirSync('src', { recursive: true, encoding: 'utf8' }).filter(file =>
    file.endsWith('.ts'),
  );
  const raw = files.filter(file =>
    /process\.std(?:out|err)\.write|console\.|writeSync\([12],/.test(readFileSync(join('src', file), 'utf8')),
  );
  assert.deepEqual(raw.sort(), others.sort());
});
