import assert from 'node:assert/strict';
import { test } from 'node:test';
import { bansNow } from '../../src/why/bans-now.ts';
import { at, banOf, touchOf } from './fixture.ts';

test('bansNow() has the bans that nothing has ended, of each jail and of a network that holds the address', () => {
  const events = [
    { what: 'touch', ...touchOf('2001:db8::7') } as const,
    banOf('2001:db8::7', 'ban', 1),
    banOf('2001:db8::7', 'increased', 2, { ends: at(100) }),
    banOf('2001:db8::7', 'ban', 3, { jail: 'sshd' }),
    banOf('2001:db8::/64', 'ban', 4, { jail: 'portsentry-prefix' }),
    banOf('2001:db8::7', 'unban', 5, { jail: 'sshd' }),
  ];
  assert.deepEqual(bansNow(events), [
    { jail: 'portsentry', source: '2001:db8::7', since: at(1), ends: at(100) },
    { jail: 'portsentry-prefix', source: '2001:db8::/64', since: at(4), ends: undefined },
  ]);
});

test('bansNow() takes a restored ban for one in force, and a line about a banned source too', () => {
  for (const kind of ['restored', 'already'] as const)
    assert.deepEqual(
      bansNow([banOf('203.0.113.7', 'unban', 1), banOf('203.0.113.7', kind, 2)]).length,
      1,
      kind,
    );
});
