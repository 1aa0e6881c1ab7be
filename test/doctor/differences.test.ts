import assert from 'node:assert/strict';
import { test } from 'node:test';
import { differences, isSame } from '../../src/doctor/differences.ts';

test('isSame() takes what Fail2ban makes of a value for the same', () => {
  assert.ok(isSame('time', ['1h 30m'], ['5400']) && !isSame('time', ['1h'], ['1']));
  assert.ok(isSame('time', ['2 * 3600'], ['7200']), 'an expression cannot be told');
  assert.ok(isSame('text', ['false'], ['False']) && !isSame('text', ['false'], ['True']));
  assert.ok(isSame('text', [], []) && !isSame('text', [], ['/bin/true']));
  assert.ok(isSame('list', ['/a', '/b'], ['/b', '/a']) && !isSame('list', ['/a'], []));
  assert.ok(isSame('date', ['^x %Y'], ['^x %Y (^x Year)']) && !isSame('date', ['^x'], ['Default Detectors']));
  assert.ok(isSame('date', ['{^LN-BEG}'], ['Default Detectors']));
});

test('isSame() looks at a pattern around its tags, and at how many there are', () => {
  const expanded = String.raw`^scan \[?(?:(?P<ip4>x)|(?P<ip6>y))\]? end$`;
  assert.ok(isSame('regexes', ['^scan <ADDR> end$'], [expanded]));
  assert.ok(!isSame('regexes', ['^scan <ADDR> ends$'], [expanded]));
  assert.ok(!isSame('regexes', ['^scan <ADDR> end$'], []));
  assert.ok(!isSame('regexes', ['^scan <ADDR> end$'], [expanded, 'x']));
});

test('isSame() compares networks by what they hold, and leaves names and masks to the server', () => {
  assert.ok(isSame('networks', ['127.0.0.1/8', '::1'], ['::1', '127.0.0.0/8']));
  assert.ok(!isSame('networks', ['192.0.2.1'], []) && !isSame('networks', [], ['192.0.2.1']));
  assert.ok(isSame('networks', ['10.0.0.0/255.0.0.0', 'host.example'], ['10.0.0.0/8']));
  assert.ok(!isSame('networks', ['host.example', '192.0.2.1'], ['198.51.100.1']));
});

test('differences() leaves out what one of the two does not speak of', () => {
  const wanted = new Map([
    ['maxretry', ['1']],
    ['bantime', ['1h']],
  ]);
  const found = new Map([
    ['bantime', ['7']],
    ['findtime', ['1']],
  ]);
  assert.deepEqual(differences(wanted, found), [{ name: 'bantime', wanted: ['1h'], found: ['7'] }]);
});
