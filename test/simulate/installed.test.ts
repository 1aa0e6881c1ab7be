import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clientOf } from '../../src/fail2ban/client.ts';
import { rendered } from '../../src/jails/pack/banaction.ts';
import { jailsOf } from '../../src/jails/pack/context.ts';
import { renderPack } from '../../src/jails/pack/render.ts';
import { lookAtInstalled } from '../../src/simulate/installed.ts';
import { jailSettings } from '../../src/simulate/settings.ts';
import { configWith, temporaryFolder, writePack } from '../jails/fixtures.ts';
import { releases } from '../jails/releases.ts';

const [here] = releases;

/** The pack of the defaults and a file of the admin's behind it, in a copy of Fail2ban's configuration. */
function hereWith(jails: string, fail2ban = '') {
  const folder = here?.config() ?? assert.fail();
  const place = temporaryFolder();
  const [log, banLog] = [join(place, 'portsentry.log'), join(place, 'fail2ban.log')];
  for (const path of [log, banLog]) writeFileSync(path, '');
  const config = configWith(plain => ({ ...plain, log: { ...plain.log, file: log } }));
  const host = { choice: rendered, banLog, banLogWhy: '' };
  mkdirSync(join(folder, 'jail.d'), { recursive: true });
  if (jails !== 'none') {
    writePack(folder, renderPack(config, host));
    writeFileSync(join(folder, 'jail.d/zz.local'), jails);
  }
  writeFileSync(join(folder, 'fail2ban.local'), `[DEFAULT]\n${fail2ban}`);
  return { installed: lookAtInstalled(clientOf(folder)), settings: jailSettings(jailsOf(config, host)) };
}

test('lookAtInstalled() finds nothing to say of jails that are installed as the config has them', {
  skip: here?.skip,
}, () => {
  const { installed, settings } = hereWith('');
  assert.deepEqual(installed.notesOn(settings), []);
  assert.deepEqual(installed.completed(settings), settings);
  assert.equal(installed.purgeage, 86_400);
});

test('lookAtInstalled() takes what the config has no word for, and says what differs', {
  skip: here?.skip,
}, () => {
  const { installed, settings } = hereWith(
    '[DEFAULT]\nignoreip = 198.51.100.0/24 home.example\n[portsentry]\nmaxretry = 3\nbantime.factor = 1.5\n' +
      'bantime.multipliers = 1 5 30\nbantime.rndtime = 1m\n[portsentry-recidive]\nenabled = false\n',
    'dbpurgeage = 2d\n',
  );
  assert.equal(installed.purgeage, 172_800);
  assert.deepEqual(installed.ignoreips.get('portsentry'), ['198.51.100.0/24', 'home.example']);
  const [handshake] = installed.completed(settings);
  assert.deepEqual(
    [handshake?.maxretry, handshake?.growth?.factor, handshake?.growth?.multipliers],
    [1, 1.5, [1, 5, 30]],
  );
  const notes = installed.notesOn(settings).join('\n');
  assert.match(notes, /jail portsentry differs: maxretry is 3 there and 1 here\./);
  assert.match(notes, /jail portsentry-recidive differs: it is off there/);
  assert.match(notes, /rndtime of portsentry is left out/);
  assert.equal(notes.split('\n').length, 3);
});

test('lookAtInstalled() says that there are no jails, no database, or a formula that it cannot read', {
  skip: here?.skip,
}, () => {
  const none = hereWith('none', 'dbfile = None\n');
  assert.equal(none.installed.purgeage, undefined);
  assert.match(none.installed.notesOn(none.settings).join('\n'), /not installed here.*\n.*no database/);
  assert.equal(none.installed.completed(none.settings)[0]?.growth, undefined);
  const odd = hereWith('[portsentry]\nbantime.formula = ban.Time * 7\n');
  assert.match(
    odd.installed.notesOn(odd.settings).join('\n'),
    /formula "ban\.Time \* 7" of portsentry is not read/,
  );
  const torn = hereWith('[portsentry\n');
  assert.match(
    torn.installed.notesOn(torn.settings).join('\n'),
    /configuration is not read here \(.*\): its own/,
  );
});
