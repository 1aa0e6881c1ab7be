import assert from 'node:assert/strict';
import { appendFileSync, renameSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { followEvents } from '../../src/events/follow.ts';
import { formatSource } from '../../src/log/line.ts';
import { until } from '../support/until.ts';
import { banLine, line, logs } from './fixture.ts';

test('followEvents() tells what both logs hold since then, and what comes, over a rotation', async t => {
  const { log, bans, places } = logs(t);
  const told: string[] = [];
  const now = Date.now();
  writeFileSync(log, line('203.0.113.1', now - 7_200_000) + line('203.0.113.2', now - 60_000));
  writeFileSync(bans, banLine(now - 60_000, '[portsentry] Ban 203.0.113.2'));
  const since = now - 3_600_000;
  const followed = followEvents(
    { places, since: { log: since, bans: since }, onProblem: (_place, error) => assert.fail(error) },
    {
      onTouch: touch => told.push(formatSource(touch)),
      onBan: ban => told.push(`${ban.kind} ${formatSource(ban)}`),
    },
  );
  t.after(() => followed.stop());
  await until(() => told.length === 2, 'what is there');
  renameSync(log, `${log}.1`);
  writeFileSync(log, `forged\n${line('203.0.113.3', now)}`);
  appendFileSync(bans, banLine(now, '[portsentry] Unban 203.0.113.2'));
  await until(() => told.length === 4, 'what comes');
  assert.deepEqual(told.sort(), ['203.0.113.2', '203.0.113.3', 'ban 203.0.113.2', 'unban 203.0.113.2']);
  assert.equal(followed.foreign(), 1);
});

test('followEvents() names a log that it cannot read, and reads the other one', async t => {
  const { log, places } = logs(t);
  const [told, problems]: [string[], string[]] = [[], []];
  writeFileSync(log, line('203.0.113.2', Date.now()));
  const nowhere = { kind: 'nowhere', why: 'Fail2ban is not installed' } as const;
  const followed = followEvents(
    {
      places: { ...places, bans: nowhere },
      since: { log: 0 },
      onProblem: (place, error) => problems.push(`${place}: ${error.message}`),
    },
    { onTouch: touch => told.push(formatSource(touch)) },
  );
  await until(() => told.length === 1 && problems.length === 1, 'both');
  await followed.stop();
  assert.deepEqual(problems, ["Fail2ban's log: Fail2ban is not installed"]);
});
