import assert from 'node:assert/strict';
import { parseAccepted } from '../../../../src/detect/spare/logins/accepted.ts';
import { parseEntry as parseSshd } from '../../../../src/detect/spare/logins/sshd-journal.ts';
import { parseEntry } from '../../../../src/follow/journal.ts';
import { splitter } from '../../../../src/follow/split.ts';
import { corpusOf, linesOf, type Target, wordsOf } from '../../engine/target.ts';

/** What journalctl prints, of Fail2ban and of sshd. */
export const journal: Target = {
  sources: [
    'follow/journal.ts#parseEntry',
    'follow/split.ts',
    'detect/spare/logins/sshd-journal.ts#parseEntry,fieldsOf',
    'detect/spare/logins/accepted.ts',
    'detect/spare/hosts/words.ts#addressOf',
  ],
  corpus: [...corpusOf('journal'), ...linesOf('journal/sshd.jsonl'), ...linesOf('journal/entries.jsonl')],
  words: wordsOf('journal.txt'),
  take: input => {
    const text = input.toString('latin1');
    const whole = linesIn([text], 400);
    assert.deepEqual(linesIn(text.match(/[\s\S]{1,7}/g) ?? [], 400), whole, 'in pieces it is another text');
    linesIn([text], 400, ['Accepted ', '"x"']);
    for (const line of whole) {
      const entry = parseEntry(line);
      if (entry !== undefined) assert.equal(typeof entry.message, 'string');
      const login = parseAccepted(parseSshd(line) ?? line);
      if (login !== undefined) assert.ok(login.port > 0 && login.port < 65_536);
    }
  },
};

function linesIn(pieces: readonly string[], limit: number, wanted: readonly string[] = []): string[] {
  const lines: string[] = [];
  const split = splitter(line => lines.push(line), limit, wanted);
  for (const piece of pieces) split.push(piece);
  split.push('\n');
  split.reset();
  lines.push(`dropped: ${split.dropped()}`);
  return lines;
}
