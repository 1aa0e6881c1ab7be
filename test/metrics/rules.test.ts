import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { test } from 'node:test';
import { familyOf, names } from '../../src/metrics/families.ts';

import { exposition, put, type Samples, zero } from '../../src/metrics/samples.ts';
import { folderOf } from '../support/folder-of.ts';
import { isLong } from '../support/long.ts';

const ruleFile = 'templates/portjail.rules.yml';
const rules = readFileSync(ruleFile, 'utf8');
const expressions = [...rules.matchAll(/^ +expr: (.+)$/gm)].map(([, text = '']) => text);

test('each metric of an alert rule exists, with each label and value that the rule asks for', () => {
  assert.ok(expressions.length >= 10);
  for (const text of expressions) {
    const used = [...text.matchAll(/\b(portjail_\w+)(?:\{(\w+)="([^"]+)"\})?/g)];
    assert.ok(used.length > 0, text);
    for (const [, name = '', label, value = ''] of used) {
      const known = names.find(one => one === name) ?? assert.fail(name);
      if (label !== undefined) assert.ok(familyOf(known).labels?.[label]?.includes(value), text);
      if (/increase\(/.test(text)) assert.equal(familyOf(known).type, 'counter', text);
    }
  }
});

test('each label that an alert shows is one of its metric', () => {
  for (const [, block = ''] of rules.matchAll(/- alert:([\s\S]*?)(?=- alert:|$)/g)) {
    const [, name = ''] = /expr: .*?(portjail_\w+)/.exec(block) ?? [];
    const labels = Object.keys(familyOf(names.find(one => one === name) ?? assert.fail(name)).labels ?? {});
    for (const [, label = ''] of block.matchAll(/\$labels\.(\w+)/g))
      assert.ok(label === 'instance' || labels.includes(label), `${name} ${label}`);
  }
});

test('docs/commands.md names every metric, with its labels', () => {
  const text = readFileSync('docs/commands.md', 'utf8');
  for (const name of names) {
    const labels = Object.keys(familyOf(name).labels ?? {});
    assert.ok(text.includes(`\`${name}${labels.length === 0 ? '' : `{${labels.join(',')}}`}\``), name);
  }
});

const promtool = 'var/prometheus/promtool';

if (isLong || existsSync(promtool))
  test('promtool of Prometheus takes the rules and the exposition', () => {
    assert.match(execFileSync(promtool, ['check', 'rules', ruleFile], { encoding: 'utf8' }), /SUCCESS/);
    const samples: Samples = new Map();
    for (const name of names) {
      const labels = Object.entries(familyOf(name).labels ?? {});
      const first = labels.map(([label, [value = '1.0.0']]) => [label, value] as const);
      put(samples, name, 1.5, Object.fromEntries(first));
      zero(samples, name);
    }
    // It says on its standard output what it would have otherwise.
    assert.equal(
      execFileSync(promtool, ['check', 'metrics'], { encoding: 'utf8', input: exposition(samples) }),
      '',
    );
  });

/** What makes each alert fire: a series, a value a minute in promtool's own words, and after how many minutes. */
const causes: Readonly<Record<string, readonly [series: Readonly<Record<string, string>>, minutes: number]>> =
  {
    PortjailMetricsOld: [{ portjail_collection_timestamp_seconds: '0x30' }, 20],
    PortjailSentryDown: [{ portjail_up: '0x30' }, 10],
    PortjailSentrySilent: [
      { portjail_collection_timestamp_seconds: '0+60x30', portjail_status_timestamp_seconds: '0x30' },
      10,
    ],
    PortjailLastLineOld: [{ portjail_last_line_timestamp_seconds: '0x1600' }, 1500],
    PortjailKernelDrops: [{ portjail_kernel_dropped_packets_total: '0 0 7x30' }, 10],
    PortjailLinesLost: [{ portjail_lost_lines_total: '0 0 1x30' }, 10],
    PortjailFlood: [{ 'portjail_held_lines_total{reason="flood"}': '0 0 90x30' }, 10],
    PortjailLogNotRead: [{ 'portjail_log_readable{log="fail2ban"}': '0x30' }, 10],
    PortjailFail2banDown: [{ portjail_fail2ban_up: '0x30' }, 10],
    PortjailJailDown: [{ 'portjail_jail_up{jail="portsentry"}': '0x30' }, 10],
    PortjailProtectedHostScans: [{ 'portjail_seen_total{why="protected"}': '0 0 1x30' }, 10],
    PortjailProblem: [{ portjail_problems: '1x30' }, 20],
  };

/** The same series where all is well. */
const well = {
  portjail_collection_timestamp_seconds: '0+60x30',
  portjail_status_timestamp_seconds: '0+60x30',
  portjail_last_line_timestamp_seconds: '0x30',
  portjail_up: '1x30',
  portjail_kernel_dropped_packets_total: '7x30',
  portjail_lost_lines_total: '1x30',
  'portjail_held_lines_total{reason="flood"}': '90x30',
  'portjail_log_readable{log="fail2ban"}': '1x30',
  portjail_fail2ban_up: '1x30',
  'portjail_jail_up{jail="portsentry"}': '1x30',
  'portjail_seen_total{why="protected"}': '1x30',
  portjail_problems: '0x30',
};

const playOf = (series: Readonly<Record<string, string>>, minutes: number, fires: readonly string[]) => ({
  interval: '1m',
  input_series: Object.entries(series).map(([name, values]) => ({ series: name, values })),
  promql_expr_test: [
    {
      expr: 'count by (alertname) (ALERTS{alertstate="firing"})',
      eval_time: `${minutes}m`,
      exp_samples: fires.map(name => ({ labels: `{alertname="${name}"}`, value: 1 })),
    },
  ],
});

if (isLong || existsSync(promtool))
  test('each alert fires by what it is for, and by nothing else', () => {
    assert.deepEqual(Object.keys(causes).sort(), rules.match(/(?<=- alert: )\w+/g)?.sort());
    const plays = Object.entries(causes).map(([name, [series, minutes]]) => playOf(series, minutes, [name]));
    // JSON is YAML.
    const tests = [...plays, playOf(well, 20, [])];
    const folder = folderOf({ 'play.yml': JSON.stringify({ rule_files: [resolve(ruleFile)], tests }) });
    const file = join(folder, 'play.yml');
    assert.match(execFileSync(promtool, ['test', 'rules', file], { encoding: 'utf8' }), /SUCCESS/);
  });
