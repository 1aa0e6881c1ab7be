import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { test } from 'node:test';

/** Imports point down this list; names on one line never import each other. */
const layers = [
  ['cli.ts'],
  ['commands'],
  ['doctor'],
  ['status'],
  ['pipeline.ts'],
  ['sentry'],
  ['state'],
  ['jails'],
  ['monitor', 'report'],
  ['capture'],
  ['detect'],
  ['firewall'],
  ['fail2ban', 'follow'],
  ['log'],
  ['config'],
  ['probe.ts'],
  ['net', 'sys'],
  ['util'],
];

const root = 'src';
const levelOf = (part: string): number => layers.findIndex(names => names.includes(part));
const partOf = (file: string): string => relative(root, file).split('/')[0] ?? '';

function importsOf(file: string): string[] {
  const text = readFileSync(file, 'utf8');
  return [...text.matchAll(/(?:from|import)\s*\(?\s*'(\.[^']+)'/g)].map(match =>
    join(dirname(file), match[1] ?? ''),
  );
}

function wrongWays(files: readonly string[]): string[] {
  return files.flatMap(file =>
    importsOf(file)
      .filter(target => partOf(target) !== partOf(file) && levelOf(partOf(target)) <= levelOf(partOf(file)))
      .map(target => `${file} -> ${target}`),
  );
}

const sources = readdirSync(root, { recursive: true, encoding: 'utf8' })
  .filter(file => /\.(ts|js)$/.test(file))
  .map(file => join(root, file));

test('layers: every file of src has a place in the list', () => {
  assert.deepEqual(
    sources.filter(file => levelOf(partOf(file)) < 0),
    [],
  );
});

test('layers: no import points up or sideways', () => {
  assert.deepEqual(wrongWays(sources), []);
});

test('layers: an import that points up is found', () => {
  assert.ok(levelOf('log') > levelOf('pipeline.ts'));
  assert.ok(importsOf('src/cli.ts').includes('src/commands/index.ts'));
});
