import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { namesServers } from '../../../src/config/read/in-fleet.ts';
import { directory } from '../../commands/program.ts';

test('namesServers() says whether a config names a server, a wrong config too, and reads no more of it', () => {
  const file = join(directory(), 'portjail.json');
  const names = (text: string): boolean => {
    writeFileSync(file, text);
    return namesServers({ file });
  };
  assert.equal(names('{ "fleet": { "servers": ["tls://hub.example.net"], "name": "web1" } }'), true);
  assert.equal(names('{ "fleet": { "servers": ["x"] }, "tcp": 7, "ignore": { "files": ["/none"] } }'), true);
  assert.equal(names('{ "fleet": { "servers": [] } }'), false);
  assert.equal(names('{ "fleet": 7 }'), false);
  assert.equal(names('{}'), false);
  assert.equal(namesServers({ file: `${file}.none` }), false);
  assert.equal(namesServers({ defaults: true }), false);
});
