import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { familyOf, names } from '../../src/metrics/families.ts';

import { exposition, put, type Samples, zero } from '../../src/metrics/samples.ts';
import { isLong } from '../support/long.ts';

const file = 'templates/portjail.rules.yml';
const rules = readFileSync(file, 'utf8');
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
    assert.match(execFileSync(promtool, ['check', 'rules', file], { encoding: 'utf8' }), /SUCCESS/);
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
