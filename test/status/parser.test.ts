import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { parseStatus } from '../../src/status/parser.ts';
import { sized } from '../support/long.ts';
import { sample } from './sample.ts';

const parts = ['version', 'pid', 'processStart', 'started', 'time'];

/** Every text of a value, keys included. */
const textsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)])
      : [];

/** No control character, no bidi override, no line of its own. */
const isHarmless = (text: string): boolean => !/[\p{C}\p{Zl}\p{Zp}]/u.test(text);

test('parseStatus() gives back what the sentry has written', () => {
  assert.deepEqual(parseStatus(JSON.stringify(sample)), sample);
});

test('parseStatus() takes what is wrong with the log where it is plain text', () => {
  const trouble = {
    file: '/log',
    stopped: true,
    what: 'cannot write /log: ENOSPC',
    fix: 'make room',
    since: 7,
  };
  const read = (change: object) =>
    parseStatus(JSON.stringify({ ...sample, troubles: [{ ...trouble, ...change }] }))?.troubles;
  assert.deepEqual(read({}), [trouble]);
  for (const change of [{ what: 'a\u001b[2J' }, { fix: 'a\nb' }, { file: 'log' }, { since: -1 }])
    assert.deepEqual(read(change), [], JSON.stringify(change));
});

test('parseStatus() takes no torn file, wherever it was cut', () => {
  const text = JSON.stringify(sample);
  for (let length = 0; length < text.length; length++)
    assert.equal(parseStatus(text.slice(0, length)), undefined, text.slice(0, length));
});

test('parseStatus() never throws and lets no text through that a terminal would obey', () => {
  const hostile = fc.oneof(
    fc.string({ unit: 'binary' }),
    fc.constantFrom(
      '\u001b[2J',
      '/log\u001b]0;x\u0007',
      '/log\nportjail: fine',
      '/a\u202eb',
      '203.0.113.7\u001b[m',
    ),
    fc.json(),
    fc.integer(),
    fc.double(),
    fc.constant(null),
  );
  const keys = [
    ...Object.keys(sample),
    'file',
    'device',
    'inode',
    'what',
    'fix',
    'sockets',
    'source',
    'name',
    'addresses',
    'port',
  ];
  const value = fc.letrec(tie => ({
    any: fc.oneof(
      { depthSize: 'small' },
      hostile,
      fc.array(tie('any'), { maxLength: 4 }),
      fc.dictionary(fc.oneof(fc.constantFrom(...keys), fc.string({ unit: 'binary' })), tie('any'), {
        maxKeys: 5,
      }),
    ),
  })).any;
  const changes = fc.dictionary(fc.constantFrom(...keys), value, { maxKeys: 6 });
  fc.assert(
    fc.property(changes, change => {
      const found = parseStatus(JSON.stringify({ ...sample, ...change }));
      if (found === undefined) assert.ok(parts.some(part => part in change));
      else for (const text of textsIn(found)) assert.ok(isHarmless(text), JSON.stringify(text));
    }),
    { numRuns: sized(500, 20_000) },
  );
});

test('parseStatus() reads an older or a newer version as far as it goes', () => {
  const { pid, processStart: start, time } = sample;
  const bare = { pid, processStart: start, time };
  const old = parseStatus(JSON.stringify(bare));
  assert.ok(old !== undefined && old.alerts.length === 0 && old.log === null && old.tracked === 0);
  const counters = { ...sample.counters, waiting: 7, flood: 'many', 'a b': 1 };
  const next = parseStatus(JSON.stringify({ ...sample, counters, unheard: [1], version: '9.0.0' }));
  assert.deepEqual(next, { ...sample, counters: { ...sample.counters, waiting: 7 }, version: '9.0.0' });
});

test('parseStatus() takes a rest for what it is, and for none what is no number', () => {
  const read = (resting: unknown) => parseStatus(JSON.stringify({ ...sample, resting }))?.resting;
  assert.deepEqual(read({ ports: 3, until: 1_795_334_999_000 }), { ports: 3, until: 1_795_334_999_000 });
  for (const wrong of [undefined, 7, { ports: -1, until: 'never' }, { ports: '3', until: 1e300 }])
    assert.deepEqual(read(wrong), { ports: 0, until: null });
});

test('parseStatus() takes where the state was saved, or nothing', () => {
  const read = (state: unknown) => parseStatus(JSON.stringify({ ...sample, state }))?.state;
  assert.deepEqual(read(sample.state), sample.state);
  for (const wrong of [undefined, 7, { ...sample.state, bytes: -1 }, { ...sample.state, file: '\u001b[2J' }])
    assert.equal(read(wrong), null);
});

test('parseStatus() takes what is left out for a port list, or for none', () => {
  const read = (leftOut: unknown) => parseStatus(JSON.stringify({ ...sample, leftOut }))?.leftOut;
  assert.equal(read('1024-3388,3390-65535'), '1024-3388,3390-65535');
  for (const wrong of [undefined, 7, '1\u001b[2J', '-,', '1'.repeat(200_002)]) assert.equal(read(wrong), '');
});

test('parseStatus() reads an alert about a network, formatted by us', () => {
  const [alert] = sample.alerts;
  const read = (source: string) => parseStatus(JSON.stringify({ ...sample, alerts: [{ ...alert, source }] }));
  assert.equal(read('2001:DB8:1:2::/64')?.alerts[0]?.source, '2001:db8:1:2::/64');
  assert.deepEqual(read('2001:db8::/64 x')?.alerts, []);
});
