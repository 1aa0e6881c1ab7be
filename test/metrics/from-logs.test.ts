import assert from 'node:assert/strict';
import { appendFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { gzipSync } from 'node:zlib';
import { formatHeld } from '../../src/log/line.ts';
import { countLogs } from '../../src/metrics/from-logs.ts';
import type { Positions } from '../../src/metrics/position.ts';
import type { Samples } from '../../src/metrics/samples.ts';
import { banLine, line, logs } from '../events/fixture.ts';

const value = (samples: Samples, name: Parameters<Samples['get']>[0], labels = ''): number | undefined =>
  samples.get(name)?.get(labels);
const scans = (samples: Samples): number | undefined =>
  value(samples, 'portjail_scans_total', 'evidence="handshake",kind="connect"');
const bansOf = (samples: Samples, jail = 'portsentry'): number | undefined =>
  value(samples, 'portjail_bans_total', `jail="${jail}"`);

/** Both logs, and what is counted of them run by run, as two runs of the command would. */
function counting(t: TestContext) {
  const found = logs(t);
  const samples: Samples = new Map();
  let from: Positions = {};
  return {
    ...found,
    samples,
    run: async () => {
      from = JSON.parse(JSON.stringify(await countLogs(samples, found.places, from)));
    },
  };
}

test('countLogs() counts lines by verdict and bans by jail, and says when the last ones were', async t => {
  const { log, bans, samples, run } = counting(t);
  const now = Date.now();
  const held = { reason: 'flood', lines: 120, sources: 7, since: now } as const;
  writeFileSync(
    log,
    line('203.0.113.7', now - 2_000) +
      line('192.0.2.77', now - 1_000, 'protected') +
      `${formatHeld(now, held, 1)}\n`,
  );
  writeFileSync(
    bans,
    banLine(now, '[portsentry] Ban 203.0.113.7') +
      banLine(now, '[portsentry] Restore Ban 203.0.113.7') +
      banLine(now, '[portsentry] Unban 203.0.113.7') +
      banLine(now, '[sshd] Ban 203.0.113.8'),
  );
  await run();
  assert.equal(scans(samples), 1);
  assert.equal(value(samples, 'portjail_seen_total', 'why="protected"'), 1);
  assert.equal(value(samples, 'portjail_seen_total', 'why="ignored"'), 0);
  assert.equal(value(samples, 'portjail_held_lines_total', 'reason="flood"'), 120);
  assert.equal(value(samples, 'portjail_last_line_timestamp_seconds'), now / 1000);
  assert.equal(value(samples, 'portjail_last_scan_timestamp_seconds'), (now - 2_000) / 1000);
  assert.deepEqual([bansOf(samples), bansOf(samples, 'sshd')], [1, undefined]);
  assert.equal(value(samples, 'portjail_unbans_total', 'jail="portsentry"'), 1);
  assert.equal(value(samples, 'portjail_log_readable', 'log="sentry"'), 1);
});

test('countLogs() counts no line twice and none never, over rotation and gzip', async t => {
  const { log, bans, samples, run } = counting(t);
  const now = Date.now();
  writeFileSync(bans, '');
  writeFileSync(log, line('203.0.113.1', now) + line('203.0.113.2', now));
  await run();
  await run();
  assert.equal(scans(samples), 2);
  appendFileSync(log, line('203.0.113.3', now));
  renameSync(log, `${log}.1`);
  writeFileSync(log, line('203.0.113.4', now));
  await run();
  assert.equal(scans(samples), 4);
  appendFileSync(log, line('203.0.113.5', now));
  rmSync(`${log}.1`);
  writeFileSync(`${log}.1.gz`, gzipSync(line('203.0.113.4', now) + line('203.0.113.5', now)));
  writeFileSync(log, line('203.0.113.6', now));
  await run();
  assert.equal(scans(samples), 6);
});

test('countLogs() says that a log cannot be read, and has no 0 for what it never told', async t => {
  const { log, bans, samples, run } = counting(t);
  writeFileSync(log, line('203.0.113.1', Date.now()));
  await run();
  assert.deepEqual(
    ['sentry', 'fail2ban'].map(name => value(samples, 'portjail_log_readable', `log="${name}"`)),
    [1, 0],
  );
  assert.equal(samples.has('portjail_bans_total'), false);
  writeFileSync(bans, banLine(Date.now(), '[portsentry] Ban 203.0.113.7'));
  await run();
  assert.equal(bansOf(samples), 1);
  renameSync(bans, `${bans}.away`);
  await run();
  assert.equal(value(samples, 'portjail_log_readable', 'log="fail2ban"'), 0);
  assert.equal(bansOf(samples), 1);
});
