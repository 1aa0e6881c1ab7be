import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import type { Config } from '../../../src/config/schema/schema.ts';
import { installedLog } from '../../../src/jails/install/installed-log.ts';
import { jailFile } from '../../../src/jails/pack/names.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { configWith, temporaryFolder, writePack } from '../fixtures.ts';

function installed(log: Partial<Config['log']>): string | undefined {
  const folder = temporaryFolder();
  writePack(folder, renderPack(configWith(config => ({ ...config, log: { ...config.log, ...log } }))));
  return installedLog(join(folder, jailFile));
}

test('installedLog() is the log of the portsentry jail, and no other one', () => {
  assert.equal(installed({ file: '/var/log/100%.log' }), '/var/log/100%.log');
  assert.equal(installed({ target: 'journal' }), undefined);
  assert.equal(installedLog('/nonexistent/portjail.conf'), undefined);
});
