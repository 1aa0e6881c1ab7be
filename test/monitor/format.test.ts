import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import fc from 'fast-check';
import { reasons, whys } from '../../src/log/line.ts';
import type { Told } from '../../src/log/once.ts';
import { formatJson, formatSharedJson, formatSharedText, formatText } from '../../src/monitor/format.ts';
import { parseAddress } from '../../src/net/address.ts';
import { kinds } from '../../src/probe.ts';

const address = (text: string) => parseAddress(text) ?? assert.fail(text);
const services = (port: number): string | undefined => (port === 23 ? 'telnet' : undefined);
const scan: Told = {
  verb: 'scan',
  pid: 321,
  time: new Date(2026, 10, 22, 9, 0, 54, 123).getTime(),
  source: address('203.0.113.7'),
  target: address('192.0.2.10'),
  protocol: 'tcp',
  port: 23,
  kind: 'connect',
  evidence: 'handshake',
  hits: 1,
  ports: 1,
};
const held: Told = {
  verb: 'held',
  pid: 321,
  time: scan.time,
  reason: 'flood',
  lines: 120,
  sources: 1,
  since: scan.time - 1000,
};

test('formatText() shows a scan in columns, in local time', () => {
  assert.equal(
    formatText(scan, services),
    '2026-11-22 09:00:54  203.0.113.7      23/tcp telnet          connect  handshake  scan                 1 hit on 1 port',
  );
});

test('formatText() and formatJson() show a network as the log names it', () => {
  const network: Told = { ...scan, source: address('2001:db8:1:2::'), prefix: 64 };
  assert.match(formatText(network, services), / 2001:db8:1:2::\/64 {2}23\/tcp telnet /);
  assert.match(formatJson(network, services), /"source":"2001:db8:1:2::\/64"/);
});

test('formatText() says why a touch was only seen', () => {
  const seen: Told = { ...scan, verb: 'seen', why: 'below-trigger', port: 7, hits: 3, ports: 2 };
  assert.match(
    formatText(seen, services),
    / 7\/tcp {18}connect .* seen, below-trigger {2}3 hits on 2 ports$/,
  );
});

test('formatText() says how much was held back and why', () => {
  assert.equal(
    formatText(held, services),
    '2026-11-22 09:00:54  held back: 120 lines of 1 source since 2026-11-22 09:00:53 (too many sources at once)',
  );
});

test('formatJson() gives the whole entry with addresses as text', () => {
  assert.deepEqual(JSON.parse(formatJson({ ...scan, source: address('2001:db8::7') }, services)), {
    time: new Date(scan.time).toISOString(),
    verb: 'scan',
    source: '2001:db8::7',
    target: '192.0.2.10',
    protocol: 'tcp',
    port: 23,
    service: 'telnet',
    kind: 'connect',
    evidence: 'handshake',
    hits: 1,
    ports: 1,
    pid: 321,
  });
  assert.equal(JSON.parse(formatJson({ ...scan, verb: 'seen', why: 'ignored' }, services)).why, 'ignored');
  assert.equal(JSON.parse(formatJson({ ...scan, port: 7 }, services)).service, null);
  assert.deepEqual(JSON.parse(formatJson(held, services)), {
    time: new Date(held.time).toISOString(),
    verb: 'held',
    reason: 'flood',
    lines: 120,
    sources: 1,
    since: new Date(held.since).toISOString(),
    pid: 321,
  });
});

const word = fc.integer({ min: 0, max: 0xffffffff });
const anyTouch = fc.record({
  pid: fc.nat(),
  time: fc.integer({ min: 0, max: 4102444800000 }),
  source: fc.tuple(word, word, word, word),
  target: fc.tuple(word, word, word, word),
  protocol: fc.constantFrom('tcp' as const, 'udp' as const),
  port: fc.integer({ min: 0, max: 65535 }),
  kind: fc.constantFrom(...kinds),
  evidence: fc.constantFrom('handshake' as const, 'packet' as const),
  hits: fc.nat(),
  ports: fc.nat(),
});
const anyEntry: fc.Arbitrary<Told> = fc.oneof(
  anyTouch.map((touch): Told => ({ ...touch, verb: 'scan' })),
  fc.tuple(anyTouch, fc.constantFrom(...whys)).map(([touch, why]): Told => ({ ...touch, verb: 'seen', why })),
  fc.constantFrom(...reasons).map((reason): Told => ({ ...held, reason })),
);

test('formatText() and formatJson() give one line of plain characters for every entry', () => {
  fc.assert(
    fc.property(anyEntry, entry => {
      for (const line of [formatText(entry, services), formatJson(entry, services)])
        assert.match(line, /^[ -~]+$/);
    }),
  );
});

test('docs/commands.md has every field of formatJson(), and its words', () => {
  const text = readFileSync('docs/commands.md', 'utf8');
  const told: Told[] = [scan, { ...scan, verb: 'seen', why: 'told', origin: 'web1' }, held];
  const fields = told.flatMap(one => Object.keys(JSON.parse(formatJson(one, services))));
  const rows = /^\| field \| \|\n(?:\|.*\n)+/m.exec(text)?.[0] ?? '';
  const named = [...rows.matchAll(/^\| (.*?) \|/gm)].flatMap(
    ([, cell = '']) => cell.match(/(?<=`)[a-z]+(?=`)/g) ?? [],
  );
  assert.deepEqual([...new Set(fields)].sort(), named.sort());
  for (const word of whys) assert.ok(rows.includes(`\`${word}\``), word);
  assert.ok(
    text.includes(`    ${formatJson({ ...scan, time: Date.parse('2026-11-22T08:00:54.123Z') }, services)}\n`),
  );
});

test('formatSharedText() and formatSharedJson() mark what other hosts have named as theirs', () => {
  const source = parseAddress('203.0.113.7') ?? assert.fail();
  const named = {
    verb: 'fleet',
    pid: 7,
    time: 1_795_334_454_123,
    source,
    port: 23,
    origin: 'web2',
    hosts: 2,
  } as const;
  const services = () => 'telnet';
  assert.match(
    formatSharedText(named, services),
    /^2026-11-22 \d\d:\d\d:54 {2}203\.0\.113\.7 {6}23\/tcp telnet {10}fleet: named by web2, 2 hosts in all, to be banned$/,
  );
  assert.match(formatSharedText({ ...named, verb: 'told', hosts: 1 }, services), /named by web2, no ban$/);
  assert.deepEqual(JSON.parse(formatSharedJson(named, services)), {
    time: '2026-11-22T08:00:54.123Z',
    verb: 'fleet',
    source: '203.0.113.7',
    protocol: 'tcp',
    port: 23,
    service: 'telnet',
    evidence: 'handshake',
    origin: 'web2',
    hosts: 2,
    pid: 7,
  });
});
