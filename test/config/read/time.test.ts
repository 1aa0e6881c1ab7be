import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import fc from 'fast-check';
import { permanent, secondsOf } from '../../../src/config/read/time.ts';
import { configSchema } from '../../../src/config/schema/schema.ts';

const pattern = new RegExp(configSchema.properties.trigger.properties.window.pattern, 'u');
const banPattern = new RegExp(
  configSchema.properties.jails.properties.portsentry.properties.bantime.pattern,
  'u',
);

const cases = [
  ['0', 0],
  ['600', 600],
  ['10m', 600],
  ['1h 30m', 5_400],
  ['1d12h', 129_600],
  ['5w', 3_024_000],
  ['1mo', 2_629_800],
  ['1y 6mo', 47_336_400],
  ['90 s', 90],
] as const;

test('secondsOf() reads the times of jail.conf(5)', () => {
  for (const [text, seconds] of cases) assert.equal(secondsOf(text), seconds, text);
  assert.equal(secondsOf('-1'), permanent);
});

test('secondsOf() agrees with fail2ban-client --str2sec', t => {
  if (spawnSync('fail2ban-client', ['--version']).status !== 0) return t.skip('no Fail2ban here');
  for (const [text, seconds] of cases) {
    const { stdout } = spawnSync('fail2ban-client', ['--str2sec', text], { encoding: 'utf8' });
    assert.equal(Number(stdout), seconds, text);
  }
});

test('secondsOf() agrees with the function behind it on any time that the schema allows', t => {
  const times = fc
    .sample(fc.stringMatching(pattern, { size: 'small' }), 300)
    .filter(text => text.length < 40);
  const script =
    'import json,sys\nfrom fail2ban.server.mytime import MyTime\n' +
    'print(json.dumps([MyTime.str2seconds(t) for t in json.load(sys.stdin)]))';
  const { status, stdout } = spawnSync('/usr/bin/python3', ['-c', script], {
    input: JSON.stringify(times),
    encoding: 'utf8',
  });
  if (spawnSync('fail2ban-client', ['--version']).status !== 0) return t.skip('no Fail2ban here');
  assert.equal(status, 0);
  const theirs: unknown = JSON.parse(stdout);
  assert.deepEqual(
    times.map(text => [text, secondsOf(text)]),
    times.map((text, i) => [text, Array.isArray(theirs) ? theirs[i] : undefined]),
  );
});

test('the time pattern refuses what Fail2ban refuses or reads as a sum by chance', () => {
  for (const text of ['', '05m', 'm', '1x', '10m5', '1 0m', '1fortnight', '1h;', '1h\n', '-1', '1.5h'])
    assert.ok(!pattern.test(text), JSON.stringify(text));
  assert.ok(banPattern.test('-1'));
  assert.ok(!banPattern.test('-2'));
});
