import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chain, examine } from '../../src/doctor/chain.ts';
import type { Diagnosis } from '../../src/doctor/doctor.ts';
import type { Facts } from '../../src/doctor/facts.ts';
import { formatJson, formatText } from '../../src/doctor/report.ts';
import { printable } from '../../src/util/print.ts';
import { action, healthy, jail } from './facts.ts';

test('examine() has no complaint about a healthy host', () => {
  const outcomes = examine(healthy, true);
  assert.deepEqual(
    outcomes.map(({ name, state }) => `${name} ${state}`),
    chain.flatMap(({ name }) => (name === 'fleet' ? [] : `${name} ok`)),
  );
  const text = formatText({ outcomes, force: 'bans' });
  assert.match(text, /^ok {6}config: the built-in defaults: TCP connect, UDP connect$/m);
  assert.match(text, /\nin force: bans: .*\n12 links, nothing wrong\n$/);
});

const found = (facts: Partial<Facts>): Diagnosis => ({
  outcomes: examine({ ...healthy, ...facts }, true),
  force: 'logs only',
});

test('formatText() shows each fault with its fix beneath, and counts', () => {
  const jails = [jail({ actions: [{ ...action, protocol: 'tcp' }], backend: 'systemd' })];
  const text = formatText(found({ jails }));
  assert.match(text, /^fault {3}backend\n {4}backend-systemd: .*\n {8}fix: /m);
  assert.match(text, /\n12 links, 2 faults, 0 warnings\n$/);
});

test('formatText() lets nothing through that a terminal would obey', () => {
  const words = 'mad\u001b[2Jfile\u0007\r\nok      config: fine';
  const server = { ...healthy.server, refused: { jail: undefined, words } };
  const text = printable(formatText(found({ server })));
  assert.match(text, /mad\\u001b\[2Jfile\\u0007 ok {6}config: fine/);
  assert.match(text, /^[ -~\n]*$/);
});

test('formatJson() says the same to machines', () => {
  const jails = [jail({ backend: 'systemd' })];
  const read = JSON.parse(formatJson(found({ jails })));
  assert.deepEqual([read.faults, read.warnings, read.force], [1, 0, 'logs only']);
  assert.equal(read.links[8].findings[0].name, 'backend-systemd');
});

test('examine() looks only at what anybody may see when it is not root', () => {
  const outcomes = examine({ ...healthy, sentries: [] }, false);
  assert.deepEqual(
    outcomes.filter(({ state }) => state === 'ok').map(({ name }) => name),
    ['config', 'log', 'server'],
  );
  assert.ok(outcomes.every(({ findings }) => findings.length === 0));
});
