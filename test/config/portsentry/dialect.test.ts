import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dialectOf } from '../../../src/config/portsentry/dialect.ts';

test('dialectOf() tells 1.2 by what is its own', () => {
  for (const [text, beside, dialect] of [
    ['TCP_PORTS="1"', false, '2.x'],
    ['TCP_PORTS="1"', true, '1.2'],
    ['ADVANCED_EXCLUDE_TCP="1"', false, '1.2'],
    ['TCP_PORTS "1"', false, '1.2'],
    ['TCP_PORTS = "1"', false, '2.x'],
    ['# by crowland@psionic.com\nTCP_PORTS="1"', false, '1.2'],
    ['# by crowland@psionic.com\nTCP_PORTS="1-5"', false, '2.x'],
    ['#ADVANCED_PORTS_TCP="1024"\nTCP_PORTS="1"', false, '1.2'],
    ['ADVANCED_PORTS_TCP="1024"\nTCP_PORTS="1-5"', false, '1.2'],
  ] as const)
    assert.equal(dialectOf(text, beside), dialect, text);
});
