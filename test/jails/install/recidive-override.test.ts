import assert from 'node:assert/strict';
import { appendFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clientOf } from '../../../src/fail2ban/client.ts';
import { type Dump, dumpOf, optionTexts } from '../../../src/fail2ban/dump.ts';
import { hostsIn } from '../../../src/fail2ban/regex.ts';
import { recidiveOverrides } from '../../../src/jails/install/recidive-override.ts';
import { releases } from '../releases.ts';

const bans = ['sshd', 'portsentry', 'portsentry-unverified', 'portsentry-recidive', 'again'].map(
  (jail, at) => `2026-08-14 11:58:02,000 fail2ban.actions        [7]: NOTICE  [${jail}] Ban 203.0.113.${at}`,
);

/** The hosts that a jail of that configuration counts. */
function counted(dump: Dump, jail: string): string[] {
  const [regexes, ignored] = ['addfailregex', 'addignoreregex'].map(option =>
    optionTexts(dump, jail, option),
  );
  const found = hostsIn(bans, { regexes: regexes ?? [], ignored: ignored ?? [], datePattern: '^{DATE}' });
  return [...found].filter(host => host !== '').sort();
}

for (const { name, skip, config, used } of releases)
  test(`recidiveOverrides(): what it prints has effect on ${name}, under any name of the jail`, {
    skip,
  }, () => {
    const folder = config();
    mkdirSync(join(folder, 'jail.d'));
    const own = ['recidive', 'again'].map(
      jail => `[${jail}]\nenabled = true\nfilter = recidive\nlogpath = /dev/null\n`,
    );
    writeFileSync(join(folder, 'jail.d/own.conf'), own.join(''));
    writeFileSync(join(folder, 'jail.local'), '[sshd]\nenabled = false\n');
    const dumped = (): Dump => used(() => dumpOf(clientOf(folder)));
    const before = dumped();
    const overrides = used(() => recidiveOverrides(before));
    assert.deepEqual(overrides.map(({ jail }) => jail).sort(), ['again', 'recidive']);
    assert.ok(used(() => counted(before, 'again')).includes('203.0.113.2'), 'forged sources count');
    for (const { lines } of overrides) appendFileSync(join(folder, 'jail.local'), `${lines.join('\n')}\n`);
    const after = dumped();
    assert.deepEqual(
      used(() => counted(after, 'again')),
      ['203.0.113.0', '203.0.113.1'],
    );
    assert.deepEqual(
      used(() => recidiveOverrides(after)),
      [],
    );
  });

const [here] = releases;
test('recidiveOverrides() finds one that reads the journal too', { skip: here?.skip ?? 'none' }, () => {
  const folder = here?.config() ?? assert.fail();
  writeFileSync(
    join(folder, 'jail.local'),
    '[sshd]\nenabled = false\n[recidive]\nenabled = true\nbackend = systemd\n',
  );
  assert.deepEqual(
    recidiveOverrides(dumpOf(clientOf(folder))).map(({ jail }) => jail),
    ['recidive'],
  );
});
