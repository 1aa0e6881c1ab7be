import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseAddress } from '../../src/net/address.ts';
import { namesOf } from '../../src/why/name.ts';
import { resolverOf } from './name-server.ts';

const address = (text: string) => parseAddress(text) ?? assert.fail(text);
const reverse = '7.113.0.203.in-addr.arpa';

test('namesOf() confirms a name that leads back, and marks one that does not', async t => {
  const resolver = await resolverOf(t, {
    [reverse]: { names: ['Scanner.example.org', 'bank.example.org', 'nowhere.example.org'] },
    'scanner.example.org': {
      addresses: [
        [203, 0, 113, 6],
        [203, 0, 113, 7],
      ],
    },
    'bank.example.org': { addresses: [[192, 0, 2, 1]] },
  });
  assert.deepEqual((await namesOf(address('203.0.113.7'), resolver)).sort(), [
    'name: bank.example.org (unconfirmed: it does not lead back to this address)',
    'name: nowhere.example.org (unconfirmed: it does not lead back to this address)',
    'name: scanner.example.org (confirmed: it leads back to this address)',
  ]);
});

test('namesOf() looks up IPv6 too', async t => {
  const text = '2001:db8::7';
  const nibbles = `7.${'0.'.repeat(23)}8.b.d.0.1.0.0.2.ip6.arpa`;
  const resolver = await resolverOf(t, {
    [nibbles]: { names: ['six.example.org'] },
    'six.example.org': { addresses: [[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7]] },
  });
  assert.deepEqual(await namesOf(address(text), resolver), [
    'name: six.example.org (confirmed: it leads back to this address)',
  ]);
});

test('namesOf() shows no character of a hostile name, and no more than a few names', async t => {
  const hostile = ['\u001b[2J', 'a b', '<script>', 'x\u0007', "'; rm -rf", '-e\n'].map(
    label => `${label}.example.org`,
  );
  for (const name of hostile) {
    const resolver = await resolverOf(t, { [reverse]: { names: [name] } });
    const [line = ''] = await namesOf(address('203.0.113.7'), resolver);
    assert.match(line, /^name: (?:one with other characters .*|not known: [A-Z]+)$/, JSON.stringify(name));
  }
  const many = Array.from({ length: 9 }, (_, at) => `n${at}.example.org`);
  const lines = await namesOf(address('203.0.113.7'), await resolverOf(t, { [reverse]: { names: many } }));
  assert.equal(lines.length, 6);
  assert.equal(lines.at(-1), 'name: 4 more');
});

test('namesOf() says that an address has no name', async t => {
  assert.deepEqual(await namesOf(address('203.0.113.7'), await resolverOf(t, {})), ['name: it has none']);
});
