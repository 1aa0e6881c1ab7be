import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadConfig } from '../../src/config/load.ts';
import { rulesOf } from '../../src/daemon/rules.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';
import { directory } from '../commands/program.ts';
import { folder } from '../config/tree.ts';
import { anywhere } from '../detect/helpers.ts';

const none = prefixSet([]);
const here = { ...anywhere, spared: { own: none, hosts: none } };

test('rulesOf() asks the set that the ignore files were made into once: it is called every few seconds', () => {
  const root = folder({ ignore: '192.0.2.1\n' });
  const file = join(
    folder({ 'c.json': JSON.stringify({ ignore: { files: [join(root, 'ignore')] } }) }),
    'c.json',
  );
  const loaded = loadConfig({ file });
  assert.equal(rulesOf(loaded, here).spared.ignored, loaded.ignored.set);
});

function rulesFrom(name: string, text: string) {
  const file = join(directory(), name);
  writeFileSync(file, text);
  return rulesOf(loadConfig({ file }), here);
}

test('rulesOf() writes what a LAN does for a list of all the other words, and for no shorter one without it', () => {
  const seen = (words: readonly string[]) =>
    rulesFrom('portjail.json', JSON.stringify({ log: { seen: words } })).seen.has('lan');
  assert.equal(seen(['below-trigger', 'protected', 'ignored', 'distributed']), true);
  assert.equal(seen(['below-trigger', 'protected', 'ignored']), false);
  assert.equal(seen(['lan']), true);
  assert.equal(seen([]), false);
  assert.equal(rulesFrom('portjail.json', '{}').seen.has('lan'), true);
});

test('rulesOf() excuses no machine of the LAN under a portsentry.conf, whatever it lists', () => {
  for (const text of ['TCP_PORTS="445,3389"\n', 'ADVANCED_PORTS_TCP="1024"\n'])
    assert.equal(rulesFrom('portsentry.conf', text).lan?.size, 0, text);
  assert.ok((rulesFrom('portjail.json', '{"tcp":{"mode":"advanced"}}').lan?.size ?? 0) > 0);
});
