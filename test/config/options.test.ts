import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseArgs } from 'node:util';
import { configOptions, sourceOf } from '../../src/config/options.ts';

const source = (...args: string[]): unknown => sourceOf(parseArgs({ args, options: configOptions }).values);

test('sourceOf() takes what the command line gave and nothing more', () => {
  assert.deepEqual(source(), {});
  assert.deepEqual(source('-c', 'f', '--log', '/l', '--tcp-mode', '', '--udp-mode=audp', '--defaults'), {
    file: 'f',
    log: '/l',
    tcpMode: '',
    udpMode: 'audp',
    defaults: true,
  });
});
