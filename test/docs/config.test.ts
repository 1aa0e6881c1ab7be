import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { configSchema } from '../../src/config/schema/schema.ts';
import { blocksIn, namedIn, page, pages, spansIn } from './pages.ts';

interface Node {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Node>>;
}

/** Every key by its path, with the keys that hold others. */
function keysOf(node: Node, path: readonly string[]): { name: string; isLeaf: boolean }[] {
  return Object.entries(node.properties ?? {}).flatMap(([key, child]) => {
    const own = [...path, key];
    const isLeaf = child.properties === undefined;
    return [{ name: own.join('.'), isLeaf }, ...keysOf(child, own)];
  });
}

const keys = keysOf(configSchema, []);

test('docs/config.md has every key of the config, and no other', () => {
  const leaves = keys.filter(({ isLeaf }) => isLeaf).map(({ name }) => name);
  assert.ok(leaves.length > 30);
  assert.deepEqual(
    namedIn(page('docs/config.md')).filter(name => leaves.includes(name)),
    leaves,
  );
});

test('every key of the config that a page names exists', () => {
  const known = new Set(keys.map(({ name }) => name));
  const named = pages.flatMap(({ path, text }) =>
    spansIn(text)
      .filter(span => /^(?:tcp|udp|ignore|trigger|log|jails)\.[A-Za-z][\w.]*$/.test(span))
      .map(span => ({ path, span })),
  );
  assert.ok(named.length > 60);
  for (const { path, span } of named) assert.ok(known.has(span), `${path}: ${span}`);
});

test('every config that a page shows is valid', () => {
  const shown = pages.flatMap(({ path, text }) =>
    [...spansIn(text), ...blocksIn(text)].flatMap(piece => {
      const whole = /^"\w+": \{/.test(piece) ? `{${piece}}` : piece;
      return /^\{.*\}$/s.test(whole) && whole.includes('"') ? [{ path, whole }] : [];
    }),
  );
  assert.ok(shown.length >= 3);
  const folder = mkdtempSync(join(tmpdir(), 'portjail-docs-'));
  try {
    for (const { whole } of shown) {
      const file = join(folder, 'portjail.json');
      writeFileSync(file, whole);
      const { warnings } = loadConfig({ file });
      assert.deepEqual(
        warnings.filter(text => !/ignore file .*: no such file/.test(text)),
        [],
      );
    }
  } finally {
    rmSync(folder, { recursive: true });
  }
});
