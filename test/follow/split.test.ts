import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { maxLine, splitter } from '../../src/follow/split.ts';

/** The text as the bytes of a file, cut into pieces, one character a byte. */
function split(bytes: Buffer, cuts: readonly number[], limit?: number): { lines: string[]; dropped: number } {
  const lines: string[] = [];
  const subject = splitter(line => lines.push(line), limit);
  const text = bytes.toString('latin1');
  const edges = [0, ...cuts.map(cut => cut % (text.length + 1)).sort((a, b) => a - b), text.length];
  for (const [i, edge] of edges.entries()) subject.push(text.slice(edge, edges[i + 1] ?? edge));
  return { lines, dropped: subject.dropped() };
}

test('splitter() gives the same lines wherever the pieces are cut', () => {
  const word = fc.stringMatching(/^[a-zé世🎉 ]{0,12}$/u);
  fc.assert(
    fc.property(fc.array(word), word, fc.array(fc.nat(), { maxLength: 8 }), (lines, rest, cuts) => {
      const bytes = Buffer.from(lines.map(line => `${line}\n`).join('') + rest);
      assert.deepEqual(split(bytes, cuts), { lines, dropped: 0 });
    }),
  );
});

test('splitter() drops a line beyond the limit, counts it once and takes the next', () => {
  const lengths = fc.array(fc.integer({ min: 0, max: 30 }), { maxLength: 8 });
  fc.assert(
    fc.property(lengths, fc.array(fc.nat(), { maxLength: 12 }), (sizes, cuts) => {
      const lines = sizes.map((size, i) => String(i % 10).repeat(size));
      const kept = lines.filter(line => line.length <= 10);
      const bytes = Buffer.from(lines.map(line => `${line}\n`).join(''));
      assert.deepEqual(split(bytes, cuts, 10), { lines: kept, dropped: lines.length - kept.length });
    }),
  );
});

test('splitter() takes a line of the limit and no longer one', () => {
  const longest = 'x'.repeat(maxLine);
  assert.deepEqual(split(Buffer.from(`${longest}\nx${longest}\n`), []), { lines: [longest], dropped: 1 });
});

test('reset() forgets an unfinished line, too long or not', () => {
  const lines: string[] = [];
  const subject = splitter(line => lines.push(line), 4);
  subject.push('un');
  subject.reset();
  subject.push('a\nfar too long');
  subject.reset();
  subject.push('b\n');
  assert.deepEqual(lines, ['a', 'b']);
});
