import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { type LookedUp, lookUp, lookUpAll, newResolver } from '../../src/names/look-up.ts';
import { formatAddress } from '../../src/net/address.ts';
import { type Has, resolversOf } from './name-server.ts';

const never = new AbortController().signal;

/** What a name that has this comes to: addresses in text, or why it failed. */
async function found(t: TestContext, has: Has | undefined, limit?: number) {
  const resolver = (await resolversOf(t, () => has))();
  return textsOf(await lookUp('home.example.org', never, resolver, limit));
}

const textsOf = (looked: LookedUp): (string[] | string)[] =>
  [looked[4], looked[6]].map(one => ('failed' in one ? one.failed : one.addresses.map(formatAddress)));

test('lookUp() finds the addresses of both families', async t => {
  assert.deepEqual(await found(t, ['203.0.113.7', '2001:db8::7']), [['203.0.113.7'], ['2001:db8::7']]);
});

test('lookUp() tells a name without addresses from a name server that fails', async t => {
  for (const has of [undefined, []]) assert.deepEqual(await found(t, has), [[], []]);
  const failed = 'the name server could not find out';
  assert.deepEqual(await found(t, 2), [failed, failed]);
  assert.deepEqual(await found(t, 5), Array(2).fill('the name server refuses to reply'));
});

test('lookUp() takes an alias that leads nowhere, or to itself, for a name without addresses', async t => {
  for (const alias of ['home.example.org', 'other.example.org'])
    assert.deepEqual(await found(t, { alias }), [[], []]);
});

test('lookUp() asks again over TCP for what was cut, a thousand addresses too', async t => {
  const many = Array.from({ length: 1000 }, (_, at) => `198.18.${at >>> 8}.${at & 255}`);
  const [four, six] = await found(t, { cut: many });
  assert.deepEqual([four?.length, six], [1000, []]);
});

test('lookUp() ends for a name server that never replies, or cuts whatever it says', async t => {
  for (const has of ['silent', 'cut for good'] as const) {
    const [four, six] = await found(t, has, 50);
    assert.deepEqual([four, six], Array(2).fill('no name server has replied in time'), has);
  }
});

test('lookUp() ends when the process is to end', async t => {
  const resolver = (await resolversOf(t, () => 'silent'))();
  const end = new AbortController();
  let cancelled = 0;
  const asking = {
    resolve4: (name: string) => resolver.resolve4(name),
    resolve6: (name: string) => resolver.resolve6(name),
    cancel: () => {
      cancelled++;
      resolver.cancel();
    },
  };
  const looked = lookUp('home.example.org', end.signal, asking, 600_000);
  end.abort();
  assert.deepEqual(textsOf(await looked), Array(2).fill('no name server has replied in time'));
  assert.equal(cancelled, 1);
});

test('lookUpAll() asks for every name, for twenty of them at a time', async () => {
  const names = Array.from({ length: 45 }, (_, at) => `n${at}.example.org`);
  let [now, most] = [0, 0];
  const nothing = { 4: { addresses: [] }, 6: { addresses: [] } };
  const looked = await lookUpAll(names, never, async () => {
    most = Math.max(most, ++now);
    await new Promise(setImmediate);
    now--;
    return nothing;
  });
  assert.deepEqual([[...looked.keys()], most], [names, 20]);
});

test('newResolver() asks the name servers of /etc/resolv.conf', t => {
  const listed = readFileSync('/etc/resolv.conf', 'utf8').match(/^nameserver\s+[\d.]+/gm) ?? [];
  if (listed.length === 0) return t.skip('this machine has no name server with an IPv4 address');
  const resolver: ReturnType<typeof newResolver> & { getServers?: () => string[] } = newResolver();
  for (const line of listed) assert.ok(resolver.getServers?.().includes(line.split(/\s+/)[1] ?? ''));
});
