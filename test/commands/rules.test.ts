import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { rulesOf } from '../../src/commands/rules.ts';
import { loadConfig } from '../../src/config/load.ts';
import { nothingAttached } from '../../src/detect/attached.ts';
import { ownSide } from '../../src/detect/own.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';
import { folder } from '../config/tree.ts';

test('rulesOf() asks the set that the ignore files were made into once: it is called every few seconds', () => {
  const root = folder({ ignore: '192.0.2.1\n' });
  const file = join(
    folder({ 'c.json': JSON.stringify({ ignore: { files: [join(root, 'ignore')] } }) }),
    'c.json',
  );
  const loaded = loadConfig({ file });
  const none = prefixSet([]);
  const here = { own: ownSide({}, []), attached: nothingAttached, spared: { own: none, hosts: none } };
  assert.equal(rulesOf(loaded, here).spared.ignored, loaded.ignored.set);
});
