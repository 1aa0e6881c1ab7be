import assert from 'node:assert/strict';
import { test } from 'node:test';
import { clientOf, fail2banVersion } from '../../../src/fail2ban/client.ts';
import { dumpOf } from '../../../src/fail2ban/dump.ts';
import { hostWarnings } from '../../../src/jails/install/warnings.ts';
import { configWith, stockWith } from '../fixtures.ts';

const skip = fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false;

/** A stock configuration with files in it, and what the warnings say of it. */
function warned(files: Readonly<Record<string, string>>): string[] {
  const folder = stockWith(new Map(Object.entries({ 'jail.local': '[sshd]\nenabled = false\n', ...files })));
  return hostWarnings(configWith(), dumpOf(clientOf(folder)));
}

test('hostWarnings() says nothing about a stock configuration', { skip }, () => {
  assert.deepEqual(warned({}), []);
});

test('hostWarnings() says when Fail2ban remembers nothing over a restart', { skip }, () => {
  for (const dbfile of ['None', ':memory:']) {
    const [text = ''] = warned({ 'fail2ban.local': `[Definition]\ndbfile = ${dbfile}\n` });
    assert.match(
      text,
      /keeps no database .* a restart forgets every ban, and which ban .*\[Definition\]\ndbfile = \//s,
    );
  }
});
