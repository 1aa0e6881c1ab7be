import assert from 'node:assert/strict';
import { type Wish, withEntry, withoutEntry } from '../../../../src/config/ignore-file/edit.ts';
import { entriesIn, linesIn } from '../../../../src/config/ignore-file/entries.ts';
import { isHostName, type Subject, subjectText } from '../../../../src/config/ignore-file/subject.ts';
import { type Into, parseIgnoreFile } from '../../../../src/config/read/ignore-file.ts';
import { nameList } from '../../../../src/config/read/names.ts';
import { formatPrefix, parsePrefix } from '../../../../src/net/address.ts';
import { prefixList } from '../../../../src/net/prefix-list.ts';
import { atOnce } from '../../../../src/util/steps.ts';
import { corpusOf, type Target, wordsOf } from '../../engine/target.ts';

const now = Date.UTC(2026, 10, 22);
const file = '/etc/portjail/ignore';

/** An ignore file as the sentry reads it, and as `portjail ignore` changes it. */
export const ignore: Target = {
  sources: [
    'config/read/ignore-file.ts',
    'config/read/names.ts',
    'config/read/prefix-text.ts',
    'config/ignore-file/terms.ts',
    'config/ignore-file/entries.ts',
    'config/ignore-file/edit.ts',
    'net/host-name.ts',
  ],
  corpus: corpusOf('ignore'),
  words: wordsOf('ignore.txt'),
  take: input => {
    const text = input.toString('latin1');
    assert.deepEqual(readAs(input.toString('utf8')), entriesOf(text));
    // To change it three times takes longer than to read it.
    const wish = wishes[input.length % (2 * wishes.length)];
    if (wish !== undefined) mustChangeNobodyElse(text, wish);
  },
};

const wishes: readonly Wish[] = [
  { subject: parsePrefix('203.0.113.20') ?? assert.fail(), until: 'for good', note: undefined },
  { subject: parsePrefix('192.0.2.0/24') ?? assert.fail(), until: 'for good', note: 'x' },
  { subject: parsePrefix('203.0.113.22') ?? assert.fail(), until: now + 60_000, note: '' },
  { subject: { name: 'home.example.org', wide: true }, until: now + 60_000, note: 'é', private: true },
];

/** Who is added is ignored, who is taken out is not, and everybody else stays as they were. */
function mustChangeNobodyElse(text: string, wish: Wish): void {
  const { text: added } = withEntry(text, wish, now);
  const { text: without } = withoutEntry(added, wish.subject, now);
  const name = nameOf(wish.subject);
  const others = entriesOf(text).filter(one => one !== name);
  assert.deepEqual(entriesOf(added), [...others, name].sort(), added);
  // NAME and NAME/64 are two entries, and one name.
  const left = entriesOf(without);
  assert.deepEqual(isHostName(wish.subject) ? left.filter(one => one !== name) : left, others, without);
  assert.deepEqual(readAs(Buffer.from(added, 'latin1').toString('utf8')), entriesOf(added));
  assert.equal(withEntry(added, wish, now).text, added, 'to add it again changes nothing');
}

const nameOf = (subject: Subject): string => (isHostName(subject) ? subject.name : subjectText(subject));

/** Whom the sentry ignores by it, each once, in order. */
function readAs(text: string): string[] {
  const into: Into = { list: prefixList(), temporary: [], names: nameList(), now };
  for (const warning of atOnce(parseIgnoreFile(text, file, into)))
    assert.ok(warning.startsWith(`${file}:`), warning);
  const hosts = [...into.list, ...into.temporary.map(({ prefix }) => prefix)].map(formatPrefix);
  return [...new Set([...hosts, ...into.names.entries().map(({ name }) => name)])].sort();
}

/** Whom `portjail ignore` lists, less those whose time is over. */
function entriesOf(text: string): string[] {
  const living = entriesIn(linesIn(text)).filter(({ until }) => until === undefined || until > now);
  return [...new Set(living.map(({ subject }) => nameOf(subject)))].sort();
}
