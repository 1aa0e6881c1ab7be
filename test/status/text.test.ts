import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Screen, statusText } from '../../src/status/text.ts';
import { sample } from './sample.ts';

const facts: Screen = {
  status: sample,
  force: 'logs only',
  jails: [
    { name: 'portsentry', state: 'missing' },
    {
      name: 'portsentry-unverified',
      state: 'up',
      currently: 7,
      total: 9,
      banned: ['203.0.113.7', '2001:db8::7'],
    },
    { name: 'portsentry-recidive', state: 'off' },
  ],
  alerts: sample.alerts,
  fleet: undefined,
  problems: ['the jail portsentry is switched on'],
  warnings: [],
  now: sample.time + 6_000,
};
const screen = (change: Partial<Screen> = {}): string => statusText({ ...facts, ...change });
const row = (text: string, name: string): string =>
  text.split('\n').find(line => line.startsWith(name)) ?? assert.fail(`no ${name} in\n${text}`);

test('statusText() says who runs, since when, and what is watched', () => {
  const text = screen();
  assert.match(row(text, 'sentry'), /portjail 1\.0\.0, process 321, since 2026-11-22 .* \(11 seconds\)$/);
  assert.match(row(text, 'watches'), /TCP stealth, ports: 54 unopened, 1 open; UDP off$/);
  assert.match(row(text, 'log'), /\/var\/log\/portjail\/portsentry\.log$/);
});

test('statusText() says first whether scans are banned or logged only', () => {
  assert.match(screen(), /^in force +logs only: .*\nsentry /);
  assert.match(screen({ force: 'bans' }), /^in force +bans: .*\nsentry /);
});

test('statusText() says how many ports rest and until when, and nothing where none does', () => {
  const until = sample.time + 300_000;
  const rests = (ports: number): string => screen({ status: { ...sample, resting: { ports, until } } });
  assert.match(
    row(rests(3), 'resting'),
    /3 ports whose service has gone: not watched yet, the last until 2026-11-22 \d\d:\d\d:59$/,
  );
  assert.match(row(rests(1), 'resting'), /1 port whose /);
  assert.doesNotMatch(screen(), /^resting/m);
});

test('statusText() says which ports are left to clients, and nothing where none is', () => {
  assert.match(
    row(screen({ status: { ...sample, leftOut: '32768-60999' } }), 'left out'),
    /TCP 32768-60999: /,
  );
  assert.doesNotMatch(screen(), /^left out/m);
});

test('statusText() adds up what became of the probes, in the words of a counter that it does not know too', () => {
  const total = (text: string): number =>
    (row(text, 'counters').split('=')[1]?.match(/\d+/g) ?? []).reduce(
      (sum, number) => sum + Number(number),
      0,
    );
  assert.equal(total(screen()), 9);
  const counters = { ...sample.counters, probes: 12, novel: 3 };
  const text = screen({ status: { ...sample, counters } });
  assert.match(text, /12 probes = .* \+ 3 novel/);
  assert.equal(total(text), 12);
  // A name that every object has, from a file that anybody wrote.
  assert.match(
    screen({ status: { ...sample, counters: { probes: 1, constructor: 1 } } }),
    /= 1 constructor$/m,
  );
});

test('statusText() says how each jail stands, with what it has banned and how many more', () => {
  const text = screen();
  assert.match(row(text, 'jails'), /portsentry is on, and Fail2ban does not run it$/);
  assert.match(
    text,
    /^ +portsentry-unverified has banned 9 since it started, 7 now: 203\.0\.113\.7 2001:db8::7 and 5 more$/m,
  );
  assert.match(text, /^ +portsentry-recidive is off$/m);
  assert.match(text, /^problem: the jail portsentry is switched on$/m);
});

test('statusText() has the last alerts with their age, and whom each name protects', () => {
  const text = screen();
  assert.match(
    row(text, 'alerts'),
    /^alerts +15 seconds ago +203\.0\.113\.7 +23\/tcp.* syn +packet +4 hits on 4 ports$/,
  );
  assert.match(row(text, 'protected'), / own +192\.0\.2\.10 2001:db8::1$/);
  assert.match(text, /^ +gateways +192\.0\.2\.1$/m);
  assert.match(text, /^ +connected +anyone who holds a connection/m);
  assert.match(text, /^ +nobody +by ssh$/m);
});

test('statusText() shows jails and alerts when no sentry runs', () => {
  const text = screen({ status: undefined });
  assert.match(row(text, 'sentry'), /is not seen to run$/);
  assert.match(row(text, 'alerts'), /203\.0\.113\.7/);
  assert.match(row(text, 'jails'), /portsentry is on/);
  assert.doesNotMatch(text, /^protected/m);
});

test('statusText() ends with the problems, then the warnings', () => {
  const text = screen({ problems: ['one'], warnings: ['two'] });
  assert.deepEqual(text.split('\n').slice(-3), ['problem: one', 'warning: two', '']);
});

test('statusText() shows each name with its addresses and their age, or why it spares nobody', () => {
  assert.match(
    row(screen(), 'names'),
    /^names +home\.example\.org\/64 is 203\.0\.113\.20 2001:db8:1::\/64, as of 36 seconds ago$/,
  );
  const [name] = sample.names;
  const changed = { ...(name ?? assert.fail()), addresses: [], answered: null, until: null };
  const text = screen({ status: { ...sample, names: [{ ...changed, outcome: 'empty' }] } });
  assert.match(row(text, 'names'), /^names +home\.example\.org\/64 spares nobody: it has no address$/);
});
