import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';

/** As a list of words, or within a script. */
const start = /\bbash(?:',\s*\[?\s*'| )-+\w+/g;

/**
 * A bash whose standard input is a socket takes itself for one of a remote shell and reads ~/.bashrc, see bash(1). What a
 * test of ours starts has one, and somebody's file may take a second, or change what the test sees.
 */
test("bash: none that a test starts reads somebody's ~/.bashrc", () => {
  const files = readdirSync('test', { recursive: true, encoding: 'utf8' }).map(file => join('test', file));
  const starts = files
    .filter(file => file.endsWith('.ts'))
    .flatMap(file => readFileSync(file, 'utf8').match(start) ?? []);
  assert.ok(starts.length > 10, 'none is found');
  assert.deepEqual(
    starts.filter(start => !start.includes('--norc')),
    [],
  );
});
