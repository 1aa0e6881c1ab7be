import assert from 'node:assert/strict';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { inStaging } from '../../../src/jails/proof/staging.ts';

test('inStaging() never writes through a link into the configuration it copied', async () => {
  const home = mkdtempSync(join(tmpdir(), 'portjail-'));
  for (const folder of ['fail2ban', 'site/jail.d']) mkdirSync(join(home, folder), { recursive: true });
  writeFileSync(join(home, 'site/jail.local'), 'of the admin');
  writeFileSync(join(home, 'site/jail.d/portjail.conf'), 'installed');
  symlinkSync(join(home, 'site/jail.d'), join(home, 'fail2ban/jail.d'));
  symlinkSync('../site/jail.local', join(home, 'fail2ban/jail.local'));
  symlinkSync('nowhere', join(home, 'fail2ban/dead.local'));
  await inStaging(join(home, 'fail2ban'), ['jail.d/portjail.conf'], staging => {
    assert.equal(existsSync(join(staging.folder, 'jail.d/portjail.conf')), false);
    assert.equal(readFileSync(join(staging.folder, 'jail.local'), 'utf8'), 'of the admin');
    staging.write('jail.d/zzzz-probe.local', 'trial');
    staging.write('jail.local', 'trial');
  });
  assert.deepEqual(readdirSync(join(home, 'site/jail.d')), ['portjail.conf']);
  assert.equal(readFileSync(join(home, 'site/jail.local'), 'utf8'), 'of the admin');
  assert.equal(readFileSync(join(home, 'site/jail.d/portjail.conf'), 'utf8'), 'installed');
});
