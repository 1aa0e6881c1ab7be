import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseIgnoreFile } from '../../../src/config/read/ignore-file.ts';
import { nameList } from '../../../src/config/read/names.ts';
import { formatPrefix } from '../../../src/net/address.ts';
import type { Lapsing } from '../../../src/net/lapsing-set.ts';
import { type PrefixList, prefixList } from '../../../src/net/prefix-list.ts';
import { atOnce } from '../../../src/util/steps.ts';

const read = (
  text: string,
  now = 0,
): { prefixes: string[]; temporary: Record<string, number>; warnings: string[] } => {
  const [list, temporary]: [PrefixList, Lapsing[]] = [prefixList(), []];
  const warnings = atOnce(parseIgnoreFile(text, 'f', { list, temporary, names: nameList(), now }));
  const ends = temporary.map(({ prefix, end }) => [formatPrefix(prefix), end]);
  return { prefixes: Array.from(list, formatPrefix), temporary: Object.fromEntries(ends), warnings };
};

test('parseIgnoreFile() reads what both Portsentries and people write', () => {
  for (const [text, prefixes] of [
    ['', []],
    ['# only words\n\n   \n', []],
    ['192.0.2.1', ['192.0.2.1']],
    ['192.0.2.1\r\n10.0.0.0/8\r\n', ['192.0.2.1', '10.0.0.0/8']],
    ['  192.0.2.1\t# mine\n', ['192.0.2.1']],
    ['FD99::2/64#x', ['fd99::/64']],
    ['\uFEFF::1', ['::1']],
    ['127.0.0.1/32\n0.0.0.0\n', ['127.0.0.1', '0.0.0.0']],
  ] as const)
    assert.deepEqual(read(text).prefixes, prefixes, JSON.stringify(text));
});

test('parseIgnoreFile() warns of what it read otherwise than it stands', () => {
  assert.deepEqual(read('10.99.0.77/24\n::/0\nfe80::1%eth0\n1.2.3.4 the office\n'), {
    prefixes: ['10.99.0.0/24', '::/0', 'fe80::1', '1.2.3.4'],
    temporary: {},
    warnings: [
      'f:1: "10.99.0.77/24" has bits set beyond its length: read as 10.99.0.0/24',
      'f:2: "::/0" ignores every host: nothing of that family is ever banned',
      'f:3: "fe80::1%eth0": the zone does not count, read as fe80::1',
      'f:4: only the first address of a line counts; not read: "the office"',
    ],
  });
});

test('parseIgnoreFile() skips a bad line and keeps the rest', () => {
  for (const bad of [
    '10.0.0.0/33',
    '10.0.0.0/255.255.255.0',
    '10.99/16',
    'localhost',
    '10.0.0.1-10.0.0.9',
    '1.2.3',
    '%',
    '/',
  ]) {
    const { prefixes, warnings } = read(`::1\n${bad}\n10.0.0.1\n`);
    assert.deepEqual(prefixes, ['::1', '10.0.0.1'], bad);
    assert.match(warnings.join('|'), /^f:2: expected an address or a network[^|]*skipped$/, bad);
  }
});

const time = '2026-11-22T08:00:00Z';
const end = Date.parse(time);

test('parseIgnoreFile() takes the time of an entry from the line above it, and leaves out what is over', () => {
  const text = `# portjail: until=${time} note=a # b\n192.0.2.1\n# portjail: note=c\n192.0.2.2\n192.0.2.3\n`;
  assert.deepEqual(read(text, end - 1), {
    prefixes: ['192.0.2.2', '192.0.2.3'],
    temporary: { '192.0.2.1': end },
    warnings: [],
  });
  assert.deepEqual(read(text.replaceAll('\n', '\r\n'), end), {
    prefixes: ['192.0.2.2', '192.0.2.3'],
    temporary: {},
    warnings: [],
  });
});

test('parseIgnoreFile() says which time or note stands above no entry, above another, or is none', () => {
  for (const [text, warning, prefixes] of [
    [
      `# portjail: until=${time}\n\n192.0.2.1`,
      'f:1: a time or a note belongs to the entry right below it',
      1,
    ],
    [`# portjail: until=${time}\n# mine\n192.0.2.1`, 'f:1: a time or a note belongs to', 1],
    [`192.0.2.1\n# portjail: note=x`, 'f:2: a time or a note belongs to', 1],
    [`# portjail: note=a\n# portjail: note=b\n192.0.2.1`, 'f:1: another time or note stands right below', 1],
    [`# portjail: until=${time}\n# portjail: note=b\n192.0.2.1`, 'f:1: another time or note', 1],
    ['# portjail: until=tomorrow\n192.0.2.1', 'f:1: expected "# portjail: until=', 1],
    ['# portjail: until=2026-02-31T00:00:00Z\n192.0.2.1', 'f:1: expected "# portjail: until=', 1],
    ['# portjail: until=2026-02-31T00:00:00Z note=x\n192.0.2.1', 'f:1: expected "# portjail: until=', 1],
  ] as const) {
    const found = read(text, end - 1);
    assert.ok(found.warnings[0]?.startsWith(warning), `${text}: ${found.warnings[0]}`);
    assert.deepEqual([found.prefixes.length, found.temporary], [prefixes, {}], text);
  }
  assert.deepEqual(read('# portjail ignores these\n# portjail\n').warnings, []);
});

test('parseIgnoreFile() does not warn without end', () => {
  const { warnings } = read('x\n'.repeat(1000));
  assert.equal(warnings.length, 21);
  assert.equal(warnings.at(-1), 'f: 980 more lines like these');
});

test('parseIgnoreFile() never throws', () => {
  fc.assert(fc.property(fc.string({ unit: 'binary' }), text => void read(text)));
});

function namesIn(text: string, now = 0) {
  const names = nameList();
  const into = { list: prefixList(), temporary: [], names, now };
  const warnings = atOnce(parseIgnoreFile(text, 'f', into));
  return { names: names.entries(), warnings, prefixes: Array.from(into.list, formatPrefix) };
}

const over = Date.parse('2026-11-22T08:00:00Z');
const entry = { until: undefined, allowsPrivate: false, wide: false, file: 'f' };

test('parseIgnoreFile() reads names, as a line of their own or in a comment, with what is noted of them', () => {
  const text = [
    'home.Example.org.',
    '# portjail: until=2026-11-22T08:00:00Z private note=Anna',
    'nas.example.org/64 # hers',
    '# portjail: name=two.example.org/64 until=2026-11-22T08:00:00Z private note=a name=b.example.org',
    '192.0.2.1',
  ].join('\n');
  assert.deepEqual(namesIn(text), {
    names: [
      { ...entry, name: 'home.example.org', line: 1 },
      { ...entry, name: 'nas.example.org', wide: true, until: over, allowsPrivate: true, line: 3 },
      { ...entry, name: 'two.example.org', wide: true, until: over, allowsPrivate: true, line: 4 },
    ],
    warnings: [],
    prefixes: ['192.0.2.1'],
  });
  assert.deepEqual(
    namesIn(text, over).names.map(({ name }) => name),
    ['home.example.org'],
  );
});

test('parseIgnoreFile() takes no mistyped address for a name, and skips a name in a comment that is none', () => {
  const { names, warnings } = namesIn(
    '10.0.0.1o\n192.168.1\n2001:db8:::1\n# portjail: name=10.0.0.1o\nhost\n',
  );
  assert.deepEqual(names, []);
  assert.equal(warnings.length, 5);
  assert.match(
    warnings[3] ?? '',
    /^f:4: expected "# portjail: name=home\.example\.org .*; the line is skipped$/,
  );
});

test('parseIgnoreFile() keeps one of several entries of a name, with the most that any of them gives', () => {
  const text =
    'a.example.org\n# portjail: until=2026-11-22T08:00:00Z private\na.example.org/64\n# portjail: until=2026-11-22T08:00:00Z\nb.example.org\n';
  const { names } = namesIn(text);
  assert.deepEqual(names, [
    { ...entry, name: 'a.example.org', wide: true, allowsPrivate: true, line: 1 },
    { ...entry, name: 'b.example.org', until: over, line: 5 },
  ]);
});

test('parseIgnoreFile() counts the names that are too many', () => {
  const names = nameList();
  const text = Array.from({ length: 103 }, (_, at) => `n${at}.example.org`).join('\n');
  atOnce(
    parseIgnoreFile(`${text}\nn1.example.org`, 'f', { list: prefixList(), temporary: [], names, now: 0 }),
  );
  assert.deepEqual([names.entries().length, names.left], [100, 3]);
});
