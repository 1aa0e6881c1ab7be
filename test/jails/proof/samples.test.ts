import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { Config } from '../../../src/config/schema/schema.ts';
import { fail2banVersion } from '../../../src/fail2ban/client.ts';
import { findHosts } from '../../../src/fail2ban/regex.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { parseSamples } from '../../../src/jails/proof/samples.ts';
import { formatScan } from '../../../src/log/line.ts';
import { formatScanFrom } from '../../../src/log/scan-from.ts';
import { type Address, formatAddress, parseAddress } from '../../../src/net/address.ts';
import { type Evidence, kinds } from '../../../src/probe.ts';
import { shipped } from '../../../src/util/files/shipped.ts';
import { runProgram } from '../../../src/util/program.ts';
import { configWith, stockWith, temporaryFolder } from '../fixtures.ts';

const skip = fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false;
type Format = Config['log']['format'];

/** One stock configuration with a pack for each form of the line. */
const stocks = new Map<Format, string>();
function stockFor(format: Format): string {
  const folder =
    stocks.get(format) ??
    stockWith(renderPack(configWith(config => ({ ...config, log: { ...config.log, format } }))));
  stocks.set(format, folder);
  return folder;
}

const cases: readonly [Format, string, string][] = [
  ['portjail', 'portjail', 'portjail'],
  ['portsentry-2', 'portjail.portsentry-2', 'portjail'],
  ['portjail', 'portjail-recidive', 'portjail-recidive'],
  ['portjail', 'portjail-fleet', 'portjail-fleet'],
  ['portsentry-2', 'portjail-fleet', 'portjail-fleet'],
];

for (const [format, file, filter] of cases) {
  const text = readFileSync(shipped(`fail2ban/samples/${file}`), 'utf8');

  test(`samples: ${file} (${format}) passes Fail2ban's own test engine`, { skip }, () => {
    const { code, err } = runEngine(format, text, filter);
    assert.equal(code, 0, err);
  });

  test(`samples: ${file} (${format}) with one match denied fails it`, { skip }, () => {
    assert.notEqual(runEngine(format, text.replace('"match": true', '"match": false'), filter).code, 0);
  });

  test(`samples: fail2ban-regex finds exactly the hosts of ${file} (${format})`, { skip }, () => {
    const log = join(temporaryFolder(), 'log');
    for (const { options, lines, hosts } of parseSamples(text)) {
      writeFileSync(log, `${lines.join('\n')}\n`);
      assert.deepEqual(findHosts(stockFor(format), log, filter + options), hosts, options);
      assert.ok(hosts.length > 0 && hosts.length < lines.length);
    }
  });
}

function runEngine(format: Format, text: string, filter: string): ReturnType<typeof runProgram> {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'logs'));
  writeFileSync(join(folder, 'logs', filter), text);
  const runner = shipped('test/jails/run-samples.py');
  return runProgram('/usr/bin/python3', [runner, stockFor(format), folder, filter]);
}

const word = fc.integer({ min: 0, max: 0xffffffff });
const address: fc.Arbitrary<Address> = fc.oneof(
  fc.tuple(word, word, word, word),
  fc.tuple(fc.constant(0), fc.constant(0), fc.constant(0xffff), word),
);
const probe = fc.record({
  time: fc.integer({ min: 1_000_000_000_000, max: 4_102_444_800_000 }),
  source: address,
  target: address,
  protocol: fc.constantFrom('tcp' as const, 'udp' as const),
  port: fc.integer({ min: 0, max: 65535 }),
  kind: fc.constantFrom(...kinds),
  evidence: fc.constantFrom('handshake' as const, 'packet' as const),
});
const lineOf = (format: Format) =>
  probe.map(one => (format === 'portjail' ? formatScan(one, { hits: 1, ports: 1 }, 7) : formatScanFrom(one)));

/** A line of ours with foreign text, another line, or a piece of one put somewhere into it. */
const hostile = (format: Format): fc.Arbitrary<string> =>
  fc
    .tuple(
      lineOf(format),
      lineOf(format),
      fc.nat(),
      fc.nat(),
      fc.nat(40),
      fc.string({ unit: 'binary' }),
      fc.nat(4),
    )
    .map(([line, other, at, from, cut, junk, how]) => {
      const place = at % (line.length + 1);
      const piece = [
        junk,
        other,
        other.slice(from % other.length),
        ` ${other.slice(from % other.length, 90)}`,
        '',
      ];
      return line.slice(0, place) + (piece[how] ?? '') + line.slice(place + (how > 2 ? cut : 0));
    })
    .filter(line => !/\p{Cc}/u.test(line) && !line.startsWith('#'));

/** What a line may be matched to: what stands behind the verb. A digit of any script is one to Python's `\d`. */
const sourceIn = (line: string): string | undefined =>
  /^[\p{Nd}:.TZ+\s-]*(?:portsentry\[\p{Nd}+\]: scan src=\[?|Scan from: \[{1,2})([\p{Nd}a-fA-F:.]+)/u.exec(
    line,
  )?.[1];

for (const format of ['portjail', 'portsentry-2'] as const)
  test(`filters: no mutated ${format} line is matched to a host that it is not about`, { skip }, () => {
    const lines = fc.sample(hostile(format), 20_000).map(line => line.replaceAll('|', '/'));
    const log = join(temporaryFolder(), 'log');
    writeFileSync(log, `${lines.join('\n')}\n`);
    let matched = 0;
    for (const evidence of ['handshake', 'packet'] as Evidence[]) {
      const filter = `portjail[evidence=${evidence}]`;
      const { out } = runProgram('fail2ban-regex', [
        '-c',
        stockFor(format),
        '-o',
        '<ip>|<matches>',
        log,
        filter,
      ]);
      for (const row of out.split('\n').filter(text => text.includes('|'))) {
        const [host = '', line = ''] = row.split('|');
        assert.equal(plain(host), plain(sourceIn(line)), line);
        matched += 1;
      }
    }
    assert.ok(matched > 50, `only ${matched} lines matched: the test says little`);
  });

/** Our form: Python prints ::160a:d5 as ::22.10.0.213, which is the same host; what is no address stays as it is. */
function plain(text = ''): string {
  const address = parseAddress(text);
  return address === undefined ? text : formatAddress(address);
}

test('formatAddress() and the filter agree on what an address is', { skip }, () => {
  const probes = fc.sample(probe, 2_000).map(one => ({ ...one, evidence: 'handshake' as const }));
  const log = join(temporaryFolder(), 'log');
  writeFileSync(log, probes.map(one => `${formatScan(one, { hits: 1, ports: 1 }, 7)}\n`).join(''));
  assert.deepEqual(
    findHosts(stockFor('portjail'), log, 'portjail[evidence=handshake]').map(plain),
    probes.map(one => formatAddress(one.source)),
  );
});
