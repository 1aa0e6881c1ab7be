import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { clientOf, fail2banVersion, findHosts } from '../../src/jails/client.ts';
import { hostWarnings, recidiveWarning } from '../../src/jails/warnings.ts';
import { configWith, stockWith } from './fixtures.ts';

const skip = fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false;

/** A stock configuration with files in it, and what the warnings say of it as a version would have it. */
function warned(files: Readonly<Record<string, string>>, version = '1.0.2'): [string, string[]] {
  const folder = stockWith(new Map(Object.entries({ 'jail.local': '[sshd]\nenabled = false\n', ...files })));
  return [folder, hostWarnings(configWith(), clientOf(folder)('-d').out, version)];
}

const recidive = (name: string, rest = ''): Record<string, string> => ({
  [`jail.d/${name}.conf`]: `[${name}]\nenabled = true\nfilter = recidive\nlogpath = /dev/null\n${rest}`,
});
const overrideIn = (text: string): string => /^\[[^\]]+\]\n(?:.*\n?)*$/m.exec(text)?.[0] ?? assert.fail(text);

test('hostWarnings() says nothing about a stock configuration', { skip }, () => {
  assert.deepEqual(warned({})[1], []);
});

test('recidiveWarning() finds the stock filter under any name of a jail', { skip }, () => {
  for (const name of ['recidive', 'again']) {
    const [, [text = '', ...more]] = warned(recidive(name));
    assert.match(text, new RegExp(`^your jail \\[${name}\\] also counts bans by portsentry-unverified`));
    assert.deepEqual(more, []);
  }
});

const bans = ['sshd', 'portsentry', 'portsentry-unverified', 'portsentry-recidive', 'again'].map(
  (jail, at) => `2026-08-14 11:58:02,000 fail2ban.actions [7]: NOTICE  [${jail}] Ban 192.0.2.${at}\n`,
);

/** What a filter of that folder counts once the printed option is in force. */
function counted(folder: string, override: string, filter: string): string[] {
  const option = /^filter = recidive(\[.*\])$/m.exec(override)?.[1] ?? assert.fail(override);
  writeFileSync(join(folder, 'log'), bans.join(''));
  return findHosts(folder, join(folder, 'log'), filter + option);
}

test('recidiveWarning() prints an override for 1.0.2 that works, and is content with it', { skip }, () => {
  const [folder, [text = '']] = warned(recidive('again'));
  assert.deepEqual(counted(folder, overrideIn(text), 'recidive'), ['192.0.2.0', '192.0.2.1']);
  assert.deepEqual(warned({ ...recidive('again'), 'jail.d/again.local': overrideIn(text) })[1], []);
});

// Not to be had here: a filter that takes `_jailname` as 1.1.1's ChangeLog says, for the jails to count.
const since111 =
  '[Definition]\n_jailname = .*\nfailregex = NOTICE\\s+\\[<_jailname>\\]\\s+Ban\\s+<HOST>\\s*$\n';

test('recidiveWarning() prints an override for 1.1.1 where the option means the opposite', { skip }, () => {
  const [folder, [text = '']] = warned(
    { ...recidive('again'), 'filter.d/new-recidive.conf': since111 },
    '1.1.1',
  );
  assert.deepEqual(counted(folder, overrideIn(text), 'new-recidive'), ['192.0.2.0', '192.0.2.1']);
  const dump = clientOf(folder)('-d').out;
  assert.equal(recidiveWarning(dump, '1.2')[0], text);
  assert.notEqual(recidiveWarning(dump, '1.1.0')[0], text);
  assert.equal(recidiveWarning(dump, '1.1.0')[0], recidiveWarning(dump, '0.11.2')[0]);
});

test('hostWarnings() says when Fail2ban remembers nothing over a restart', { skip }, () => {
  for (const dbfile of ['None', ':memory:']) {
    const [, [text = '']] = warned({ 'fail2ban.local': `[Definition]\ndbfile = ${dbfile}\n` });
    assert.match(
      text,
      /keeps no database .* a restart forgets every ban, and which ban .*\[Definition\]\ndbfile = \//s,
    );
  }
});
