import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseUnmasked } from '../../src/net/address.ts';
import { formatHostName, parseHostName } from '../../src/net/host-name.ts';

test('parseHostName() reads a name with a dot, in any case, with a dot at its end, and with /64', () => {
  for (const [text, name] of [
    ['home.example.org', 'home.example.org'],
    ['Home.Example.ORG.', 'home.example.org'],
    ['home.example.org/64', 'home.example.org/64'],
    ['163.com', '163.com'],
    ['1.2.3.example.org', '1.2.3.example.org'],
    ['xn--bcher-kva.example', 'xn--bcher-kva.example'],
    ['nas.lan1', 'nas.lan1'],
    [`${'a'.repeat(63)}.org`, `${'a'.repeat(63)}.org`],
  ] as const) {
    const read = parseHostName(text);
    assert.equal(read && formatHostName(read), name, text);
  }
});

test('parseHostName() takes nothing for a name that was meant for an address, or that no host can have', () => {
  for (const text of [
    '10.0.0.1o',
    '10.0.0.l',
    '10.0.0.lO',
    '1O.0.0.l',
    '192.168.l',
    '192.168.1',
    '2001:db8:::1',
    'fe80::1%eth0.org',
    '10.0.0.1/24',
    'home.example.org/24',
    'home.example.org/64/64',
    'host',
    'host.',
    '.org',
    'a..org',
    '-a.org',
    'a-.org',
    'a_b.org',
    '*.example.org',
    'bücher.example',
    '\u212Aelvin.org',
    `${'a'.repeat(64)}.org`,
    `${'abcdefg.'.repeat(32)}org`,
    'a.org b',
    '',
    '/64',
  ])
    assert.equal(parseHostName(text), undefined, text);
});

test('parseHostName() takes no address for a name, whatever letter of it is another one', () => {
  const octet = fc.integer({ min: 0, max: 255 }).map(String);
  const letter = fc.constantFrom('o', 'O', 'l', 'I');
  fc.assert(
    fc.property(fc.tuple(octet, octet, octet, octet), letter, fc.nat(), (parts, other, at) => {
      const text = parts.join('.');
      const place = at % text.length;
      const typo = text[place] === '.' ? text : text.slice(0, place) + other + text.slice(place + 1);
      assert.equal(parseHostName(typo), undefined, typo);
      assert.equal(parseHostName(text), undefined);
      assert.notEqual(parseUnmasked(text), undefined);
    }),
  );
});
