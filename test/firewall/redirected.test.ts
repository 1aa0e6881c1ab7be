import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import type { RunAside } from '../../src/firewall/read/here.ts';
import { type Redirected, readRedirected, redirectedBy } from '../../src/firewall/redirected.ts';
import { parsePrefix } from '../../src/net/address.ts';
import type { Protocol } from '../../src/probe.ts';
import { startPieces } from '../../src/util/program.ts';
import { address } from '../detect/helpers.ts';

const sample = (name: string): string => readFileSync(`test/firewall/rulesets/${name}`, 'utf8');
const missing = { code: 127, out: '', err: '' };

/** Programs that print what real ones printed; all others are not installed. */
const printing =
  (texts: Record<string, string>): RunAside =>
  async program => {
    const out = texts[program];
    return out === undefined ? missing : { code: 0, out, err: '' };
  };

/** "tcp 80 of 192.0.2.1" as has() wants it. */
const hit = (redirected: Redirected, protocol: Protocol, port: number, target = '192.0.2.1'): boolean =>
  redirected.has(protocol, address(target), port);

const tcpPorts = (redirected: Redirected, target: string): number[] =>
  Array.from({ length: 10_000 }, (_, port) => port).filter(port => hit(redirected, 'tcp', port, target));

test('readRedirected() reads redirections of nft: ports, ranges, sets, maps, jumps', async () => {
  const redirected = await readRedirected(printing({ nft: sample('nft.json') }));
  const ranges = Array.from({ length: 11 }, (_, i) => 8000 + i);
  assert.deepEqual(tcpPorts(redirected, '192.0.2.1'), [
    ...[11, 12, 25, 53, 81, 587, 2222, 2223, 3000, 3001, 3128, 7001, ...ranges, 8080, 9000],
  ]);
  assert.deepEqual(redirected.blind, ['a rule in chain ip nat prerouting names neither port nor address']);
});

test('readRedirected() keeps to the addresses and families of the rules', async () => {
  const redirected = await readRedirected(printing({ nft: sample('nft.json') }));
  assert.deepEqual([hit(redirected, 'tcp', 80, '192.0.2.10'), hit(redirected, 'tcp', 80)], [true, false]);
  assert.deepEqual(
    [hit(redirected, 'tcp', 7, '192.0.2.77'), hit(redirected, 'udp', 7, '192.0.2.77')],
    [true, true],
  );
  assert.deepEqual(
    [22, 23].map(port => hit(redirected, 'tcp', port, '192.0.2.33')),
    [false, true],
  );
  assert.deepEqual([hit(redirected, 'tcp', 90, '192.0.2.102'), hit(redirected, 'tcp', 90)], [true, false]);
  const ipv6 = ['2001:db8::10', '2001:db8:7::10'].map(target => hit(redirected, 'tcp', 8443, target));
  assert.deepEqual(ipv6, [true, false]);
  assert.deepEqual(tcpPorts(redirected, '2001:db8:7::10'), [3128], 'what the IPv4 table says is IPv4 only');
});

test('readRedirected() keeps protocols apart', async () => {
  const redirected = await readRedirected(printing({ nft: sample('nft.json') }));
  assert.deepEqual([hit(redirected, 'udp', 5005), hit(redirected, 'tcp', 5005)], [true, false]);
  assert.deepEqual([hit(redirected, 'udp', 53), hit(redirected, 'udp', 8080)], [true, false]);
  assert.deepEqual([hit(redirected, 'udp', 69, '::1'), hit(redirected, 'udp', 69)], [true, false]);
});

test('readRedirected() reads iptables-save, chains of Docker included', async () => {
  const run = printing({
    nft: sample('nft-of-iptables.json'),
    'iptables-nft-save': sample('iptables-save.txt'),
    'ip6tables-nft-save': sample('ip6tables-save.txt'),
  });
  const redirected = await readRedirected(run);
  const ranges = (first: number): number[] => Array.from({ length: 11 }, (_, i) => first + i);
  assert.deepEqual(tcpPorts(redirected, '198.51.100.1'), [
    ...[80, 443, 2525, 3129, ...ranges(4000), ...ranges(8000), 8080],
  ]);
  const dns = ['192.0.2.10', '192.0.2.11'].map(target => hit(redirected, 'udp', 5353, target));
  assert.deepEqual(dns, [true, false]);
  assert.deepEqual(
    [22, 23].map(port => hit(redirected, 'tcp', port, '192.0.2.3')),
    [false, true],
  );
  assert.equal(hit(redirected, 'udp', 9), false, 'a comment is no rule');
  assert.deepEqual(tcpPorts(redirected, '2001:db8::10'), [8443]);
  assert.deepEqual(redirected.blind, ['a rule in chain ip nat PREROUTING names neither port nor address']);
});

test('readRedirected() says why it is blind', async () => {
  const nothing = await readRedirected(printing({}));
  assert.deepEqual(nothing.blind, ['neither nft nor iptables-save is installed']);
  const refused = await readRedirected(async program =>
    program === 'nft'
      ? { code: 1, out: '', err: '# a comment\nOperation not permitted (you must be root)\n' }
      : missing,
  );
  assert.deepEqual(refused.blind, ['nft: Operation not permitted (you must be root)']);
  assert.equal(hit(refused, 'tcp', 80), false);
});

test('readRedirected() says that a map it cannot find may redirect', async () => {
  const rule = {
    family: 'ip',
    table: 't',
    chain: 'c',
    expr: [{ dnat: { addr: { map: { key: {}, data: '@gone' } } } }],
  };
  const chain = { family: 'ip', table: 't', name: 'c', hook: 'prerouting' };
  const text = JSON.stringify({ nftables: [{ chain }, { rule }] });
  assert.deepEqual((await readRedirected(printing({ nft: text }))).blind, ['a map that cannot be read']);
});

test('readRedirected() survives any JSON and any text', async () => {
  await fc.assert(
    fc.asyncProperty(fc.jsonValue(), fc.string(), async (json, text) => {
      const texts = { nft: JSON.stringify({ nftables: json }), 'iptables-nft-save': text };
      assert.equal(hit(await readRedirected(printing(texts)), 'tcp', 80), false);
    }),
  );
});

test('readRedirected() ends though chains jump in circles', async () => {
  const lines = [
    '*nat',
    ':PREROUTING ACCEPT [0:0]',
    '-A PREROUTING -j A',
    '-A A -j A',
    '-A A -j A',
    'COMMIT',
  ];
  const { blind } = await readRedirected(printing({ 'iptables-nft-save': lines.join('\n') }));
  assert.deepEqual(blind, ['too many jumps']);
});

test('readRedirected() reads many rules in a thread of its own, and few rules here', async () => {
  let workers = 0;
  const count = () => workers++;
  process.on('worker', count);
  const at = { family: 'ip', table: 't' };
  const dport = { payload: { protocol: 'tcp', field: 'dport' } };
  const daddr = { payload: { protocol: 'ip', field: 'daddr' } };
  const of = (size: number): string => {
    const elem = Array.from({ length: size }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
    const match = (left: object, right: unknown) => ({ match: { op: '==', left, right } });
    const expr = [match(dport, 80), match(daddr, '@s'), { redirect: {} }];
    const chain = { ...at, name: 'c', hook: 'prerouting' };
    return JSON.stringify({
      nftables: [{ set: { ...at, name: 's', elem } }, { chain }, { rule: { ...at, chain: 'c', expr } }],
    });
  };
  for (const [size, made] of [
    [10, 0],
    [20_000, 1],
  ] as const) {
    const redirected = await readRedirected(printing({ nft: of(size) }));
    const last = `10.0.${(size - 1) >> 8}.${(size - 1) & 255}`;
    assert.deepEqual(
      [hit(redirected, 'tcp', 80, last), hit(redirected, 'tcp', 80), hit(redirected, 'tcp', 81, last)],
      [true, false, false],
    );
    assert.equal(workers, made);
  }
  const broken = await readRedirected(printing({ nft: 'x'.repeat(200_000) }));
  assert.match(broken.blind.join(), /^nft: .*JSON/);
  process.off('worker', count);
});

test('readRedirected() takes many redirections over from its thread, as programs print them', async () => {
  const rules = Array.from({ length: 5000 }, (_, i) => `-A PREROUTING -p tcp --dport ${i + 1} -j REDIRECT`);
  const folder = mkdtempSync(join(tmpdir(), 'portjail-rules-'));
  const file = join(folder, 'saved');
  writeFileSync(file, `*nat\n:PREROUTING ACCEPT [0:0]\n${rules.join('\n')}\nCOMMIT\n`);
  const redirected = await readRedirected(async program =>
    program === 'iptables-nft-save' ? startPieces('cat', [file], 60_000) : missing,
  );
  rmSync(folder, { recursive: true });
  assert.deepEqual(redirected.blind, []);
  assert.deepEqual(
    tcpPorts(redirected, '192.0.2.1'),
    rules.map((_, i) => i + 1),
  );
});

test('redirectedBy() finds rules of few ports, of many and of all', () => {
  const one = (first: number, last: number) => ({ ports: [[first, last] as const] });
  const targets = [[parsePrefix('192.0.2.9') ?? assert.fail()]];
  const redirected = redirectedBy([one(5, 5), one(5, 6), one(1000, 2000), { family: 4, targets }], []);
  assert.deepEqual(tcpPorts(redirected, '192.0.2.1').slice(0, 3), [5, 6, 1000]);
  assert.equal(tcpPorts(redirected, '192.0.2.1').length, 1003);
  assert.ok(hit(redirected, 'udp', 9, '192.0.2.9'));
});
