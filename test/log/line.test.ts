import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import {
  failRegex,
  formatAgain,
  formatHeld,
  formatScan,
  formatSeen,
  formatSource,
  formatTold,
  parseLine,
  reasons,
  whys,
} from '../../src/log/line.ts';
import { formatPrefix, maskAddress, parseAddress } from '../../src/net/address.ts';
import { kinds, type Probe } from '../../src/probe.ts';

const address = (text: string) => parseAddress(text) ?? assert.fail(text);
const probe: Probe = {
  time: 1795334454123,
  source: address('203.0.113.7'),
  target: address('192.0.2.10'),
  protocol: 'tcp',
  port: 23,
  kind: 'connect',
  evidence: 'handshake',
};

test('formatScan() writes the line of the contract', () => {
  assert.equal(
    formatScan(probe, { hits: 1, ports: 1 }, 321),
    '2026-11-22T08:00:54.123Z 1795334454.123 portsentry[321]: scan src=203.0.113.7 evidence=handshake kind=connect ' +
      'proto=tcp dport=23 dst=192.0.2.10 hits=1 ports=1',
  );
});

test('formatSeen() and formatHeld() say why and how much', () => {
  assert.match(
    formatSeen(probe, { hits: 2, ports: 1 }, 'ignored', 1),
    /: seen src=\S+ .* hits=2 ports=1 why=ignored$/,
  );
  assert.match(
    formatHeld(probe.time, { reason: 'repeat', lines: 3, sources: 2, since: 1795334454001 }, 1),
    /: held reason=repeat lines=3 sources=2 since=1795334454\.001$/,
  );
});

test('formatAgain() says how many lines follow', () => {
  assert.equal(
    formatAgain(probe.time, 3, 321),
    '2026-11-22T08:00:54.123Z 1795334454.123 portsentry[321]: again lines=3',
  );
});

const word = fc.integer({ min: 0, max: 0xffffffff });
const anyAddress = fc.oneof(
  fc.tuple(word, word, word, word),
  fc.tuple(fc.constant(0), fc.constant(0), fc.constant(0xffff), word),
);
const anyProbe = fc.record({
  time: fc.integer({ min: 0, max: 4102444800000 }),
  source: anyAddress,
  target: anyAddress,
  protocol: fc.constantFrom('tcp' as const, 'udp' as const),
  port: fc.integer({ min: 0, max: 65535 }),
  kind: fc.constantFrom(...kinds),
  evidence: fc.constantFrom('handshake' as const, 'packet' as const),
});
const anyTally = fc.record({ hits: fc.nat(), ports: fc.integer({ min: 1, max: 131072 }) });

test('parseLine() reads back every line that is written', () => {
  fc.assert(
    fc.property(anyProbe, anyTally, fc.nat(), fc.constantFrom(...whys), (some, tally, pid, why) => {
      assert.deepEqual(parseLine(formatScan(some, tally, pid)), { verb: 'scan', pid, ...some, ...tally });
      assert.deepEqual(parseLine(formatSeen(some, tally, why, pid)), {
        verb: 'seen',
        pid,
        ...some,
        ...tally,
        why,
      });
    }),
  );
  fc.assert(
    fc.property(fc.nat(), fc.constantFrom(...reasons), fc.nat(), fc.nat(), (time, reason, lines, since) => {
      const held = { reason, lines, sources: 1, since };
      assert.deepEqual(parseLine(formatHeld(time, held, 7)), { verb: 'held', pid: 7, time, ...held });
      assert.deepEqual(parseLine(formatAgain(time, lines, 7)), { verb: 'again', pid: 7, time, lines });
    }),
  );
});

const anyNetwork = fc.tuple(anyProbe, fc.integer({ min: 1, max: 127 })).map(([some, prefix]) => ({
  ...some,
  source: maskAddress(some.source, prefix),
  prefix,
}));

test('parseLine() reads back every network that is written', () => {
  fc.assert(
    fc.property(anyNetwork, anyTally, (some, tally) => {
      const line = formatScan(some, tally, 7);
      assert.ok(line.includes(` src=${formatPrefix({ address: some.source, length: some.prefix })} `), line);
      assert.deepEqual(parseLine(line), { verb: 'scan', pid: 7, ...some, ...tally });
    }),
  );
});

test('formatSource() writes a network without the host that is in it', () => {
  const source = address('2001:db8:1:2:3:4:5:6');
  assert.equal(formatSource({ source, prefix: 64 }), '2001:db8:1:2::/64');
  assert.equal(formatSource({ source: address('203.0.113.7'), prefix: 120 }), '203.0.113.0/24');
  assert.equal(formatSource({ source }), '2001:db8:1:2:3:4:5:6');
});

test('parseLine() takes no network that is not written so', () => {
  const line = formatScan(
    { ...probe, source: address('2001:db8::'), prefix: 64 },
    { hits: 1, ports: 1 },
    321,
  );
  assert.notEqual(parseLine(line), undefined);
  for (const other of [
    '2001:db8::1/64',
    '2001:db8::/064',
    '2001:db8::/129',
    '2001:db8::/128',
    '2001:DB8::/64',
  ])
    assert.equal(parseLine(line.replace('2001:db8::/64', other)), undefined, other);
  assert.equal(parseLine(line.replace('2001:db8::/64', '203.0.113.7/33')), undefined);
});

test('parseLine() answers undefined for anything else and never throws', () => {
  const line = formatScan(probe, { hits: 1, ports: 1 }, 321);
  for (const other of [
    '',
    `${line} `,
    ` ${line}`,
    `${line} why=ignored`,
    line.replace('dport=23', 'dport=70000'),
  ])
    assert.equal(parseLine(other), undefined, other);
  assert.equal(parseLine(line.replace('203.0.113.7', '999.0.113.7')), undefined);
  fc.assert(fc.property(fc.string({ unit: 'binary' }), text => parseLine(text) === undefined));
});

/** What the shipped filters match, as a regular expression of JavaScript's, with a stamp before it. */
const shippedShape = new RegExp(
  (['handshake', 'packet'] as const)
    .map(evidence => failRegex(evidence).replace('<ADDR>', '[0-9a-f:.]{2,45}(?:/\\d{1,3})?'))
    .map(
      shape =>
        `^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z \\d{1,11}\\.\\d{3} ${shape.replaceAll(/<.?F-\w+>/g, '')}`,
    )
    .join('|'),
);

test('parseLine() takes a line that was changed exactly where the shipped filters do, but for what is no address or port', () => {
  const change = fc.record({
    at: fc.nat({ max: 260 }),
    cut: fc.integer({ min: 0, max: 3 }),
    put: fc.string({ unit: fc.constantFrom(...Array.from('0159afAFz .:=/[]Z-\t\u0660')), maxLength: 3 }),
  });
  let [same, other] = [0, 0];
  fc.assert(
    fc.property(anyProbe, anyTally, fc.nat(), change, (some, tally, pid, { at, cut, put }) => {
      const line = formatScan(some, tally, pid);
      const place = at % (line.length + 1);
      const changed = line.slice(0, place) + put + line.slice(place + cut);
      const entry = parseLine(changed);
      if (entry !== undefined) {
        assert.match(changed, shippedShape);
        assert.equal(entry.verb, 'scan');
        same++;
      } else if (shippedShape.test(changed)) {
        other++;
        const [, source = '', port = '', target = ''] =
          /src=(\S+) .*dport=(\d+) dst=(\S+) /.exec(changed) ?? [];
        const isWhole = [source, target].every(text => parseAddress(text) !== undefined);
        assert.ok(!isWhole || Number(port) > 65_535, changed);
      }
    }),
    { numRuns: 5000 },
  );
  assert.ok(same > 100 && other > 10, `${same} ${other}`);
});

test('parseLine() tells addresses apart of which one begins like the other', () => {
  for (const target of ['192.0.2.1', '192.0.2.10', '192.0.2.1', '2001:db8::1', '2001:db8::10']) {
    const entry = parseLine(formatScan({ ...probe, target: address(target) }, { hits: 1, ports: 1 }, 1));
    assert.deepEqual(entry?.verb === 'scan' && entry.target, address(target));
  }
});

test('formatTold() says who has seen it, behind an observation', () => {
  const line = formatTold(probe, { hits: 3, ports: 2 }, 'web1', 1);
  assert.match(line, /: seen src=203\.0\.113\.7 .* hits=3 ports=2 why=told origin=web1$/);
  assert.deepEqual(parseLine(line), {
    ...probe,
    verb: 'seen',
    pid: 1,
    hits: 3,
    ports: 2,
    why: 'told',
    origin: 'web1',
  });
  for (const other of [line.replace('told', 'lan'), `${line}.`, `${line} `])
    assert.equal(parseLine(other), undefined, other);
  for (const origin of ['', 'Web', 'a b', 'a'.repeat(33)])
    assert.throws(() => formatTold(probe, { hits: 1, ports: 1 }, origin, 1), RangeError);
});
