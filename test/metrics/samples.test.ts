import assert from 'node:assert/strict';
import { test } from 'node:test';
import { familyOf, names } from '../../src/metrics/families.ts';
import { count, exposition, put, readKept, type Samples, zero } from '../../src/metrics/samples.ts';

test('exposition() writes each metric with its help and type, and nothing that is not known', () => {
  const samples: Samples = new Map();
  put(samples, 'portjail_up', 1);
  put(samples, 'portjail_sources_tracked', undefined);
  count(samples, 'portjail_bans_total', { jail: 'portsentry' });
  count(samples, 'portjail_bans_total', { jail: 'portsentry' }, 2);
  assert.equal(
    exposition(samples),
    `# HELP portjail_up Whether a sentry runs.
# TYPE portjail_up gauge
portjail_up 1
# HELP portjail_bans_total Bans of a jail in Fail2ban's log, without those restored at its start.
# TYPE portjail_bans_total counter
portjail_bans_total{jail="portsentry"} 3
`,
  );
});

test('zero() begins every counter that can ever count, and changes none that has', () => {
  const samples: Samples = new Map();
  count(samples, 'portjail_scans_total', { evidence: 'packet', kind: 'syn' }, 4);
  zero(samples, 'portjail_scans_total');
  const values = samples.get('portjail_scans_total') ?? assert.fail();
  assert.equal(values.get('evidence="packet",kind="syn"'), 4);
  assert.equal(values.get('evidence="handshake",kind="connect"'), 0);
  assert.equal(values.has('evidence="packet",kind="connect"'), false);
  assert.equal(values.size, 10);
});

test('readKept() reads back what is counted over runs, and nothing that this version would not write', () => {
  const samples: Samples = new Map();
  put(samples, 'portjail_up', 1);
  count(samples, 'portjail_scans_total', { evidence: 'packet', kind: 'syn' }, 41);
  put(samples, 'portjail_last_line_timestamp_seconds', 1795949408.298);
  zero(samples, 'portjail_seen_total');
  const text = exposition(samples);
  const planted = `${text}portjail_seen_total{why="<script>"} 1\nportjail_other_total 5\nportjail_bans_total{jail="x"} 3\n`;
  const kept = readKept(planted);
  assert.deepEqual([...kept.keys()].sort(), [
    'portjail_last_line_timestamp_seconds',
    'portjail_scans_total',
    'portjail_seen_total',
  ]);
  assert.equal(kept.get('portjail_scans_total')?.get('evidence="packet",kind="syn"'), 41);
  assert.equal(kept.get('portjail_last_line_timestamp_seconds')?.get(''), 1795949408.298);
  assert.equal(kept.get('portjail_seen_total')?.size, 6);
});

test('metrics have the prefix, base units, _total for counters alone, and labels of closed sets', () => {
  for (const name of names) {
    const { type, labels = {}, help } = familyOf(name);
    assert.match(name, /^portjail_[a-z0-9]+(?:_[a-z0-9]+)*$/);
    assert.equal(name.endsWith('_total'), type === 'counter', name);
    assert.doesNotMatch(name, /_(?:ms|millis|minutes|hours|kb|percent)\b/);
    assert.match(help, /^[ -[\]-~]+\.$/);
    for (const [label, values] of Object.entries(labels)) {
      assert.match(label, /^[a-z]+$/);
      for (const value of values) assert.match(value, /^[a-z0-9-]{1,30}$/);
      assert.ok(values.length > 0 || label === 'version', `${name} ${label}`);
    }
  }
});
