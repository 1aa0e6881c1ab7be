import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { judge } from '../../../src/config/rules/semantics.ts';
import { timeOfBans } from '../../../src/config/rules/time-rules.ts';
import type { Config } from '../../../src/config/schema/schema.ts';
import { isConfig } from '../../../src/config/schema/validated.ts';
import { portsOf } from '../../../src/net/ports.ts';
import { sized } from '../../support/long.ts';

function config(value: object): Config {
  const copy: unknown = structuredClone(value);
  assert.ok(isConfig(copy), JSON.stringify(value));
  return copy;
}

const lines = (objections: readonly { pointer: string; message: string }[]): string[] =>
  objections.map(({ pointer, message }) => `${pointer}: ${message}`);

const wrong = (value: object): string[] => lines(judge(config(value)).mistakes);

test('judge() finds nothing wrong with the defaults', () => {
  assert.deepEqual(judge(config({})), { mistakes: [], warnings: [] });
});

test('isConfig() refuses a log path that would mean more to Fail2ban or logrotate than a name', () => {
  for (const path of [
    '/a b',
    '/a\nb',
    '/a"{',
    "/a'b",
    '/a\\b',
    '/{a,b}',
    '/<HOST>',
    '/a,b',
    '/a*',
    '/a\u2028b',
  ])
    for (const key of ['file', 'history']) assert.equal(isConfig({ log: { [key]: path } }), false, path);
  assert.equal(isConfig({ log: { file: '/a;b#c%d$(e)~f' } }), true, 'plain characters in both');
});

test('judge() names what is wrong in a port list', () => {
  for (const [ports, message] of [
    ['0', 'expected ports from 1 to 65535; found 0'],
    ['65536', 'expected ports from 1 to 65535; found 65536'],
    ['1-99999999999999999999', 'expected ports from 1 to 65535; found 100000000000000000000'],
    ['30-28', 'expected the lower port first; found "30-28"'],
    ['23,5,23', 'expected every port once; found 23 twice'],
    ['20-30,25', 'expected every port once; found both 20-30 and 25'],
    ['25-40,20-30', 'expected every port once; found both 20-30 and 25-40'],
    ['20-30, 20 - 30', 'expected every port once; found 20-30 twice'],
    ['1-100,5-6,50', 'expected every port once; found both 1-100 and 50'],
  ] as const)
    for (const [protocol, key] of [
      ['tcp', 'ports'],
      ['tcp', 'exclude'],
      ['tcp', 'decoys'],
      ['udp', 'ports'],
      ['udp', 'exclude'],
    ] as const) {
      const found = wrong({ [protocol]: { [key]: ports } });
      assert.ok(found.includes(`/${protocol}/${key}: ${message}`), `${ports}: ${found.join()}`);
    }
  assert.deepEqual(wrong({ tcp: { ports: ' 1 , 65535,20 - 21,22' }, udp: { ports: '' } }), []);
  assert.deepEqual(wrong({ tcp: { ports: ' unused , 23,1-9' } }), []);
  assert.deepEqual(wrong({ tcp: { ports: 'unused,23,unused' } }), [
    '/tcp/ports: expected "unused" once; found it twice',
  ]);
});

test('judge() accepts exactly the lists that name every port once', () => {
  const range = fc.tuple(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 0, max: 40 }));
  fc.assert(
    fc.property(fc.array(range, { maxLength: 5 }), ranges => {
      const list = ranges.map(([a, b]) => `${a}-${b}`).join(',');
      const sound = ranges.every(([a, b]) => a >= 1 && a <= b);
      const total = ranges.reduce((sum, [a, b]) => sum + b - a + 1, 0);
      const fine = sound && portsOf(list).length === total;
      assert.equal(wrong({ tcp: { ports: list } }).length === 0, fine, list);
    }),
  );
});

test('judge() names addresses, files, names and actions that cannot be', () => {
  for (const [value, message] of [
    [
      { ignore: { addresses: ['1.2.3'] } },
      '/ignore/addresses/0: expected an address or a network; found "1.2.3"',
    ],
    [
      { ignore: { addresses: ['::1/129'] } },
      '/ignore/addresses/0: expected an address or a network; found "::1/129"',
    ],
    [
      { log: { file: '/a', history: '/a' } },
      '/log/history: is the log itself: expected another file than log.file',
    ],
    [{ log: { file: '/a/' } }, '/log/file: expected a file; found a directory "/a/"'],
    [{ log: { file: '/a\0b' } }, '/log/file: expected a text without control characters; found "/a\\u0000b"'],
    [{ interfaces: [] }, '/interfaces: expected at least one name, or "*" for all; found none'],
    [{ interfaces: ['e\x7f'] }, '/interfaces/0: expected a text without control characters; found "e\x7f"'],
    [
      { jails: { banaction: 'nftables[type]' } },
      '/jails/banaction: expected options such as [type=allports,blocktype=drop]; found "nftables[type]"',
    ],
    [
      { jails: { banaction: 'nftables[a="b]' } },
      '/jails/banaction: expected options such as [type=allports,blocktype=drop]; found "nftables[a=\\"b]"',
    ],
    [
      { jails: { banaction: 'x[]' } },
      '/jails/banaction: expected options such as [type=allports,blocktype=drop]; found "x[]"',
    ],
  ] as const)
    assert.deepEqual(wrong(value), [message]);
  assert.deepEqual(wrong({ jails: { banaction: 'auto[a=b]' } }), [
    '/jails/banaction: expected "auto" alone; found "auto[a=b]"',
  ]);
  assert.deepEqual(wrong({ banner: 'go\r\naway\0', jails: { banaction: `x[a=b, c-d="e, f",g='h']` } }), []);
});

test('judge() names times that cannot be', () => {
  for (const [value, message] of [
    [{ trigger: { window: '0' } }, '/trigger/window: expected 1s to 68y; found "0"'],
    [{ trigger: { window: '69y' } }, '/trigger/window: expected 1s to 68y; found "69y"'],
    [
      { jails: { unverified: { bantime: '0m' } } },
      '/jails/unverified/bantime: expected 1s to 68y; found "0m"',
    ],
    [
      { jails: { portsentry: { bantime: '2h', maxtime: '1h' } } },
      '/jails/portsentry/maxtime: expected at least the bantime, "2h"; found "1h"',
    ],
  ] as const)
    assert.deepEqual(wrong(value), [message]);
  assert.deepEqual(wrong({ jails: { portsentry: { bantime: '2h', maxtime: '1h', increment: false } } }), []);
});

test('judge() wants recidive to look back over the bans that it counts', () => {
  const found = wrong({ jails: { recidive: { findtime: '3h' } } });
  assert.match(
    found.join(),
    /^\/jails\/recidive\/findtime: expected more than the 10800 s .* found "3h"; raise it/,
  );
  assert.deepEqual(wrong({ jails: { recidive: { findtime: '10801s' } } }), []);
  assert.deepEqual(wrong({ jails: { recidive: { findtime: '2s', enabled: false } } }), []);
  assert.deepEqual(wrong({ jails: { recidive: { findtime: '1s', maxretry: 1 } } }), []);
});

test('judge() says that recidive can never ban: a mistake when it was asked for, else a warning', () => {
  const forGood = { portsentry: { bantime: '-1' } };
  const message =
    '/jails/recidive/enabled: the recidive jail can never ban: a host that the portsentry jail bans for good';
  assert.ok(wrong({ jails: { ...forGood, recidive: { enabled: true } } })[0]?.startsWith(message));
  const { mistakes, warnings } = judge(config({ jails: forGood }));
  assert.deepEqual(mistakes, []);
  assert.ok(lines(warnings)[0]?.startsWith(message));
  assert.deepEqual(judge(config({ jails: { ...forGood, recidive: { enabled: false } } })).warnings, []);
  assert.match(
    wrong({ jails: { portsentry: { enabled: false }, recidive: { enabled: true } } })[0] ?? '',
    /which is off/,
  );
});

test('timeOfBans() sums the growing bans before the last one', () => {
  const jail = { ...config({}).jails.portsentry, bantime: '1h', maxtime: '3h' };
  assert.equal(timeOfBans(jail, 1), 0);
  assert.equal(timeOfBans(jail, 3), 3 * 3600);
  assert.equal(timeOfBans(jail, 5), (1 + 2 + 3 + 3) * 3600);
  assert.equal(timeOfBans({ ...jail, increment: false }, 5), 4 * 3600);
});

/** A host that scans without end, as Fail2ban's own formula bans it: does its `maxretry`-th ban fall into the findtime? */
function fires(
  jail: { first: number; limit: number; grows: boolean },
  maxretry: number,
  findtime: number,
): boolean {
  let now = 0;
  for (let count = 0; count < maxretry - 1; count++)
    now += jail.grows ? Math.min(jail.first * (1 << Math.min(count, 20)), jail.limit) : jail.first;
  return now < findtime;
}

test('judge() refuses exactly the recidive jails that a scanner without a pause cannot trigger', () => {
  const seconds = (max: number) => fc.integer({ min: 1, max });
  const shape = fc.record({
    first: seconds(5_000),
    more: fc.integer({ min: 0, max: 2_000_000_000 }),
    grows: fc.boolean(),
    maxretry: fc.integer({ min: 1, max: 30 }),
    findtime: fc.oneof(seconds(100_000), seconds(2_000_000_000)),
  });
  fc.assert(
    fc.property(shape, ({ first, more, grows, maxretry, findtime }) => {
      const limit = first + more;
      const portsentry = { bantime: `${first}`, maxtime: `${limit}`, increment: grows };
      const found = wrong({ jails: { portsentry, recidive: { maxretry, findtime: `${findtime}` } } });
      assert.equal(found.length === 0, fires({ first, limit, grows }, maxretry, findtime), found.join());
    }),
    { numRuns: sized(2_000, 50_000) },
  );
});
