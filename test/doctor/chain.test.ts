import assert from 'node:assert/strict';
import { test } from 'node:test';
import { chain, examine } from '../../src/doctor/chain.ts';
import { formatJson, formatText } from '../../src/doctor/report.ts';
import { printable } from '../../src/util/print.ts';
import { action, healthy, jail } from './facts.ts';

test('examine() has no complaint about a healthy host', () => {
  const outcomes = examine(healthy, true);
  assert.deepEqual(
    outcomes.map(({ name, state }) => `${name} ${state}`),
    chain.map(({ name }) => `${name} ok`),
  );
  assert.match(formatText(outcomes), /^ok {6}config: the built-in defaults: TCP connect, UDP connect$/m);
  assert.match(formatText(outcomes), /\n12 links, nothing wrong\n$/);
});

test('formatText() shows each fault with its fix beneath, and counts', () => {
  const jails = [jail({ actions: [{ ...action, protocol: 'tcp' }], backend: 'systemd' })];
  const text = formatText(examine({ ...healthy, jails }, true));
  assert.match(text, /^fault {3}backend\n {4}backend-systemd: .*\n {8}fix: /m);
  assert.match(text, /\n12 links, 2 faults, 0 warnings\n$/);
});

test('formatText() lets nothing through that a terminal would obey', () => {
  const words = 'mad\u001b[2Jfile\u0007\r\nok      config: fine';
  const server = { ...healthy.server, refused: { jail: undefined, words } };
  const text = printable(formatText(examine({ ...healthy, server }, true)));
  assert.match(text, /mad\\u001b\[2Jfile\\u0007 ok {6}config: fine/);
  assert.match(text, /^[ -~\n]*$/);
});

test('formatJson() says the same to machines', () => {
  const jails = [jail({ backend: 'systemd' })];
  const read = JSON.parse(formatJson(examine({ ...healthy, jails }, true)));
  assert.deepEqual([read.faults, read.warnings], [1, 0]);
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
