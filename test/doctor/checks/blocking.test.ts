import assert from 'node:assert/strict';
import { test } from 'node:test';
import { nothingBlocks } from '../../../src/doctor/checks/blocking.ts';
import type { Facts } from '../../../src/doctor/facts.ts';
import type { Setting } from '../../../src/fail2ban/jail-files.ts';
import { action, defaults, healthy, jail, names, type Said } from '../facts.ts';

const setting = (file: string, section: string, name: string, value: string): Setting => ({
  file,
  line: 3,
  section,
  name,
  value,
});

const acting = (actions: readonly string[], settings: Setting[] = [], values: Said = {}): Facts => ({
  ...healthy,
  pack: { ...healthy.pack, settings, actionSettings: settings },
  jails: [jail({ actions: actions.map(name => ({ ...action, name, tools: [] })), values })],
});

const what = (facts: Facts): string => nothingBlocks(facts)[0]?.what ?? '';

test('nothingBlocks() names a jail that only tells, and whose word that is', () => {
  const mail = setting('/etc/jail.local', 'DEFAULT', 'action', 'mail-whois[name=x]');
  assert.match(
    what(acting(['mail-whois'], [mail])),
    /mail-whois tells of bans alone \(\/etc\/jail\.local, line 3\)/,
  );
  const dummy = setting('/etc/jail.local', 'portsentry', 'banaction', 'dummy');
  assert.match(
    what(acting(['dummy'], [mail, dummy])),
    /dummy tells of bans alone \(\/etc\/jail\.local, line 3\)/,
  );
  assert.match(what(acting([], [{ ...mail, value: '' }])), /it has no action \(/);
});

test('nothingBlocks() names an action that was emptied in a .local', () => {
  const empty = setting('/etc/action.d/nftables.local', 'Definition', 'actionban', '');
  const facts = acting(['nftables', 'mail'], [empty], { 'action nftables actionban': [] });
  assert.match(what(facts), /nftables has an empty actionban \(\/etc\/action\.d\/nftables\.local, line 3\)/);
});

test('nothingBlocks() is content with one action that blocks, one that it does not know, and one that the config names', () => {
  assert.deepEqual(names(nothingBlocks, acting(['mail', 'nftables'])), []);
  assert.deepEqual(names(nothingBlocks, acting(['mine'])), []);
  const jails = { ...defaults.jails, banaction: 'dummy' };
  assert.deepEqual(names(nothingBlocks, { ...acting(['dummy']), config: { ...defaults, jails } }), []);
});
