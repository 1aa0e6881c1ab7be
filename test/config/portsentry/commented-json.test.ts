import assert from 'node:assert/strict';
import { test } from 'node:test';
import { commentedJson } from '../../../src/config/portsentry/commented-json.ts';

test('commentedJson() keeps a comment on one line and free of control characters, whatever it holds', () => {
  const comments = ['a\n"b": 1', 'c\r\u001b[31md\u2028e\u0085', 'x'.repeat(400)];
  const value = { kind: 'plain', value: 'text\n' } as const;
  assert.equal(
    commentedJson(comments, [{ key: 'k', comments: ['why\n'], value }]),
    `{\n  // a "b": 1\n  // c [31md e\n  // ${'x'.repeat(300)}...\n  // why\n  "k": "text\\n"\n}\n`,
  );
});

test('commentedJson() indents objects and lists, with commas between', () => {
  const plain = (value: unknown) => ({ kind: 'plain', value }) as const;
  const text = commentedJson(
    [],
    [
      {
        key: 'a',
        comments: [],
        value: { kind: 'object', members: [{ key: 'b', comments: [], value: plain(1) }] },
      },
      {
        key: 'c',
        comments: [],
        value: {
          kind: 'list',
          items: [
            { text: 'd', comments: ['first'] },
            { text: 'e', comments: [] },
          ],
        },
      },
    ],
  );
  assert.equal(text, '{\n  "a": {\n    "b": 1\n  },\n  "c": [\n    // first\n    "d",\n    "e"\n  ]\n}\n');
});
