import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { withEntry, withoutEntry } from '../../../src/config/ignore-file/edit.ts';
import { entriesIn, linesIn } from '../../../src/config/ignore-file/entries.ts';
import { subjectText } from '../../../src/config/ignore-file/subject.ts';
import { type Prefix, parsePrefix } from '../../../src/net/address.ts';

const prefix = (text: string): Prefix => parsePrefix(text) ?? assert.fail(text);
const time = '2026-11-22T08:00:00Z';
const end = Date.parse(time);
const now = end - 3_600_000;
const later = end + 3_600_000;

const add = (text: string, name: string, until: number | 'for good' = 'for good', note?: string, at = now) =>
  withEntry(text, { subject: prefix(name), until, note }, at);

test('withEntry() writes what Portsentry reads: a plain line, or one with its comment above', () => {
  assert.equal(add('', '192.0.2.1').text, '192.0.2.1\n');
  assert.equal(add('10.0.0.1', '2001:DB8::/32').text, '10.0.0.1\n2001:db8::/32\n');
  assert.equal(
    add('# mine\n', '192.0.2.1', end, 'für Anna').text,
    `# mine\n# portjail: until=${time} note=${Buffer.from('für Anna').toString('latin1')}\n192.0.2.1\n`,
  );
});

test('withEntry() changes the entry that is there, in its place and with its own comment', () => {
  const text = '10.0.0.1\n# of old\n192.0.2.1/32 # scanner\r\n10.0.0.2\n';
  const noted = add(text, '192.0.2.1', 'for good', 'a').text;
  assert.equal(noted, '10.0.0.1\n# of old\n# portjail: note=a\n192.0.2.1/32 # scanner\r\n10.0.0.2\n');
  const again = add(noted, '192.0.2.1', 'for good', 'b');
  assert.equal(again.text, noted.replace('note=a', 'note=b'));
  assert.deepEqual(
    again.before.map(({ note }) => note),
    ['a'],
  );
  assert.equal(add(noted, '192.0.2.1').text, noted, 'a note that nobody speaks of stays');
  assert.equal(add(noted, '192.0.2.1', 'for good', '').text, text);
});

test('withEntry() never makes for a time what is there for good, and moves the end of the others', () => {
  const good = add('192.0.2.1\n', '192.0.2.1', end, 'x');
  assert.deepEqual(
    [good.text, good.now],
    ['# portjail: note=x\n192.0.2.1\n', { until: undefined, note: 'x' }],
  );
  const timed = add('', '192.0.2.1', end).text;
  assert.match(
    add(timed, '192.0.2.1', later).text,
    /^# portjail: until=2026-11-22T09:00:00Z\n192\.0\.2\.1\n$/,
  );
  assert.equal(add(timed, '192.0.2.1').text, '192.0.2.1\n');
});

test('withEntry() leaves one line of several about the same, and names what each said', () => {
  const text = `# portjail: until=${time} note=a\n192.0.2.1\n10.0.0.1\n# portjail: until=${time} note=b\n::ffff:192.0.2.1\n`;
  const { text: after, before } = add(text, '192.0.2.1', later, 'c');
  assert.equal(after, '# portjail: until=2026-11-22T09:00:00Z note=c\n192.0.2.1\n10.0.0.1\n');
  assert.deepEqual(
    before.map(({ note }) => note),
    ['a', 'b'],
  );
});

test('withEntry() and withoutEntry() take out what is over, at its very moment, with its comment', () => {
  const text = `10.0.0.1\n# portjail: until=${time}\n192.0.2.1\n# portjail: until=2026-11-22T09:00:00Z\n192.0.2.2\n`;
  const kept = '10.0.0.1\n# portjail: until=2026-11-22T09:00:00Z\n192.0.2.2\n';
  const { text: after, over } = add(text, '10.0.0.1', 'for good', undefined, end);
  assert.deepEqual([after, over.map(entry => subjectText(entry.subject))], [kept, ['192.0.2.1']]);
  assert.equal(add(text, '10.0.0.1', 'for good', undefined, end - 1).text, text);
  assert.equal(withoutEntry(text, prefix('10.9.9.9'), end).text, kept);
  assert.equal(
    add(`# portjail: until=${time}\n192.0.2.1`, '10.0.0.1', 'for good', undefined, end).text,
    '10.0.0.1\n',
  );
  const anew = add(text, '192.0.2.1', later, undefined, end);
  assert.ok(anew.text.endsWith('# portjail: until=2026-11-22T09:00:00Z\n192.0.2.1\n'));
  assert.deepEqual(anew.before, []);
});

test('withoutEntry() takes out every line of the prefix, and nothing of what holds it', () => {
  const text = `192.0.2.0/24\n# portjail: note=a\n192.0.2.1\n192.0.2.1 # again\n`;
  const { text: after, before } = withoutEntry(text, prefix('192.0.2.1'), now);
  assert.deepEqual([after, before.length], ['192.0.2.0/24\n', 2]);
  assert.equal(withoutEntry(after, prefix('192.0.2.1'), now).text, after);
});

test('entriesIn() reads behind a byte order mark', () => {
  const text = Buffer.from('\uFEFF192.0.2.1\n').toString('latin1');
  assert.equal(entriesIn(linesIn(text)).length, 1);
});

test('withEntry() and withoutEntry() leave every other byte as it was', () => {
  const line = fc.oneof(
    fc.constantFrom(
      '10.0.0.1',
      '10.0.0.2 # x',
      '# portjail: note=a',
      '# portjail: until=2030-01-01T00:00:00Z',
      '',
    ),
    fc.string({ unit: 'binary' }).map(text => Buffer.from(text).toString('latin1')),
  );
  const file = fc.array(fc.tuple(line, fc.constantFrom('\n', '\r\n', '\r'))).map(all => all.flat().join(''));
  fc.assert(
    fc.property(file, text => {
      const added = add(text, '192.0.2.77', later, 'x').text;
      assert.ok(
        added.startsWith(text) || entriesIn(linesIn(text)).some(({ until }) => (until ?? later) <= now),
      );
      assert.equal(
        withoutEntry(added, prefix('192.0.2.77'), now).text.replace(/\n$/, ''),
        text.replace(/\n$/, ''),
      );
    }),
  );
});

const home = { name: 'home.example.org', wide: false };

test('withEntry() writes a name into a comment, which is all that both Portsentries skip, and changes it there', () => {
  const wish = { subject: home, until: 'for good', note: 'Änna' } as const;
  const { text } = withEntry('10.0.0.1', wish, now);
  assert.equal(
    Buffer.from(text, 'latin1').toString(),
    '10.0.0.1\n# portjail: name=home.example.org note=Änna\n',
  );
  const again = withEntry(text, { ...wish, note: undefined, private: true }, now);
  assert.equal(
    Buffer.from(again.text, 'latin1').toString(),
    '10.0.0.1\n# portjail: name=home.example.org private note=Änna\n',
  );
  assert.equal(withEntry(again.text, { ...wish, note: 'b' }, now).now.private, true);
  assert.equal(withoutEntry(again.text, { ...home, wide: true }, now).text, again.text);
  assert.equal(withoutEntry(again.text, home, now).text, '10.0.0.1\n');
});

test('withEntry() leaves a name where somebody wrote it as a line of its own', () => {
  const text = 'home.example.org # Anna\n';
  const { text: after } = withEntry(text, { subject: home, until: 'for good', note: 'x' }, now);
  assert.equal(after, `# portjail: note=x\n${text}`);
  assert.equal(withoutEntry(after, home, now).text, '');
});

test('withoutEntry() leaves no note behind that would then belong to the next entry', () => {
  const over = '# portjail: until=2020-11-22T08:00:00Z note=nobody\n';
  const entries = {
    'an address': '# portjail: note=a\n192.0.2.1\n',
    'a name': '# portjail: name=home.example.org\n',
  };
  for (const [what, entry] of Object.entries(entries)) {
    const subject = what === 'a name' ? { name: 'home.example.org', wide: false } : prefix('192.0.2.1');
    const { text } = withoutEntry(`10.0.0.1\n${over}${entry}10.0.0.2\n`, subject, now);
    assert.equal(text, '10.0.0.1\n10.0.0.2\n', what);
  }
});

test('withEntry() leaves no note behind where what is over was, nor above what it adds', () => {
  const over = '# portjail: until=2020-11-22T08:00:00Z note=nobody\n';
  const gone = '# portjail: name=home.example.org until=2020-11-22T08:00:00Z\n';
  assert.equal(add(`${over}${gone}10.0.0.2\n`, '192.0.2.1').text, '10.0.0.2\n192.0.2.1\n');
  assert.equal(add(`10.0.0.2\n${over}`, '192.0.2.1').text, '10.0.0.2\n192.0.2.1\n');
  assert.equal(add(`\u00ef\u00bb\u00bf${over}`, '192.0.2.1').text, '192.0.2.1\n');
});

test('withoutEntry() finds what the sentry reads: a blank of UTF-8 ends an address, too', () => {
  const text = `192.0.2.1${Buffer.from('\u00a0# from a web page').toString('latin1')}\n10.0.0.2\n`;
  assert.equal(withoutEntry(text, prefix('192.0.2.1'), now).text, '10.0.0.2\n');
});
