import assert from 'node:assert/strict';
import { networkInterfaces } from 'node:os';
import { test } from 'node:test';
import { interfaceIndex } from '../../src/sys/interface-index.ts';

test('interfaceIndex() knows the interfaces that are here, and no others', () => {
  assert.equal(interfaceIndex('lo'), 1);
  for (const [name, infos] of Object.entries(networkInterfaces()))
    for (const info of infos ?? [])
      if (info.family === 'IPv6' && info.scopeid > 0) assert.equal(interfaceIndex(name), info.scopeid);
  assert.equal(interfaceIndex('none'), undefined);
  assert.equal(interfaceIndex('lo0'), undefined);
});
