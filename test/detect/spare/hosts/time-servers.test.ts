import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseNtpConf, parseTimesync } from '../../../../src/detect/spare/hosts/time-servers.ts';
import { formatAddress } from '../../../../src/net/address.ts';
import { neverThrows } from './never-throws.ts';

const ntpRows: readonly [text: string, addresses: string[]][] = [
  ['server 192.0.2.123 iburst\npool 2.debian.pool.ntp.org iburst\n', ['192.0.2.123']],
  ['peer -6 2001:db8::123\n  Server 192.0.2.1', ['2001:db8::123', '192.0.2.1']],
  ['#server 192.0.2.1\n! server 192.0.2.2\nrestrict 192.0.2.3\nserver', []],
  // The address is the source, not what comes behind it.
  ['server ntp.example.org minpoll 4 192.0.2.9', []],
];

test('parseNtpConf() takes the sources that are addresses', () => {
  for (const [text, addresses] of ntpRows)
    assert.deepEqual(parseNtpConf(text).map(formatAddress), addresses, text);
});

test('parseTimesync() takes the addresses of NTP= and FallbackNTP=', () => {
  const text =
    '[Time]\n#NTP=192.0.2.1\nNTP=192.0.2.2 a.example.org 2001:db8::2#a.example.org\nFallbackNTP="192.0.2.3"';
  assert.deepEqual(parseTimesync(text).map(formatAddress), ['192.0.2.2', '2001:db8::2', '192.0.2.3']);
});

test('parseNtpConf() and parseTimesync() never throw on any bytes', () => {
  neverThrows(parseNtpConf, ['server ', 'pool -4 ']);
  neverThrows(parseTimesync, ['NTP=', 'FallbackNTP=']);
});
