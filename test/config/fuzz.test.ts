import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { loadConfig } from '../../src/config/load.ts';
import { UsageError } from '../../src/util/errors.ts';
import { sized } from '../support/long.ts';
import { folder, hostIn } from './tree.ts';

const root = folder({});

/** Loads, or ends in a UsageError whose every line names the file; anything else is a fault of ours. */
function survives(name: string, content: string | Uint8Array): void {
  const file = join(root, name);
  writeFileSync(file, content);
  try {
    const { config } = loadConfig({ file }, hostIn(root));
    assert.equal(typeof config.tcp.ports, 'string');
  } catch (error) {
    if (!(error instanceof UsageError)) throw error;
    for (const line of error.message.split('\n')) assert.ok(line.startsWith(file), line);
  }
}

const runs = { numRuns: sized(300, 20_000) };

test('loadConfig() survives any bytes', () => {
  const bytes = fc.uint8Array({ maxLength: 400 });
  fc.assert(fc.property(fc.constantFrom('x.json', 'x.conf', 'x'), bytes, survives), runs);
});

test('loadConfig() survives any JSON value', () => {
  fc.assert(
    fc.property(fc.json(), text => survives('any.json', text)),
    runs,
  );
});

test('loadConfig() survives any value at any key that it knows', () => {
  const keys = fc.constantFrom(
    'tcp',
    'udp',
    'log',
    'jails',
    'trigger',
    'ignore',
    'interfaces',
    'banner',
    'mode',
    'ports',
    'file',
    'files',
  );
  const value = fc.letrec(tie => ({
    any: fc.oneof(
      fc.string(),
      fc.integer(),
      fc.constant(null),
      fc.array(tie('any'), { maxLength: 3 }),
      fc.dictionary(keys, tie('any'), { maxKeys: 4 }),
    ),
  })).any;
  const tree = fc.dictionary(keys, value, { maxKeys: 5 });
  fc.assert(
    fc.property(tree, object => survives('known.json', JSON.stringify(object))),
    runs,
  );
});

test('loadConfig() survives any portsentry.conf', () => {
  const key = fc.constantFrom(
    'TCP_PORTS',
    'UDP_PORTS',
    'ADVANCED_PORTS_TCP',
    'IGNORE_FILE',
    'SCAN_TRIGGER',
    'T',
    'x',
    ' BLOCK_TCP',
    'BLOCK_TCP',
    'BLOCK_UDP',
    'KILL_ROUTE',
    'KILL_HOSTS_DENY',
    'KILL_RUN_CMD',
  );
  const value = fc.oneof(
    fc.string(),
    fc.stringMatching(/^[0-9, -]{0,12}$/),
    fc.constantFrom('1', '2', 'a $TARGET$'),
  );
  const line = fc
    .tuple(
      key,
      fc.constantFrom('=', ' = ', ' ', '\t='),
      fc.constantFrom('"', "'", ''),
      value,
      fc.constantFrom('"', ''),
    )
    .map(parts => parts.join(''));
  fc.assert(
    fc.property(fc.array(line, { maxLength: 8 }), lines => survives('x.conf', lines.join('\n'))),
    runs,
  );
});
