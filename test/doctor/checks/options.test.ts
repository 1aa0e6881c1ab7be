import assert from 'node:assert/strict';
import { test } from 'node:test';
import { installNeeded, overridden, staleJail, usedns } from '../../../src/doctor/checks/options.ts';
import type { Facts } from '../../../src/doctor/facts.ts';
import type { Finding } from '../../../src/doctor/finding.ts';
import type { Setting } from '../../../src/fail2ban/jail-files.ts';
import type { JailName } from '../../../src/jails/pack/names.ts';
import { healthy, jail, names, recidiveJail, type Said } from '../facts.ts';

const own = '/etc/fail2ban/jail.d/portjail.conf';
const local = '/etc/fail2ban/jail.local';
const meant = '/etc/fail2ban/jail.d/portjail.local';

const setting = (file: string, name: string, value: string, section = 'portsentry'): Setting => ({
  file,
  line: 7,
  section,
  name,
  value,
});

/** What both files and server have, by these words of the files. */
const saying = (values: Said, ...settings: Setting[]): Facts => ({
  ...healthy,
  pack: { ...healthy.pack, settings },
  jails: [jail({ values }, { values })],
});

const told = ([finding]: readonly Finding[]): string =>
  finding === undefined ? '' : `${finding.level} ${finding.name}: ${finding.what} FIX ${finding.mend}`;

test('overridden() names file, line and section of another value, and the one that it wins over', () => {
  const facts = saying({ bantime: ['2h'] }, setting(own, 'bantime', '1h'), setting(local, 'bantime', '2h'));
  assert.match(
    told(overridden(facts)),
    /^warning option-overridden: \/etc\/fail2ban\/jail\.local, line 7, has "bantime = 2h" in \[portsentry\], which wins over 1h/,
  );
  assert.deepEqual(names(installNeeded, facts), []);
});

test('overridden() takes what stands in portjail.local for meant, unless nobody would be banned', () => {
  const facts = (name: string, value: string): Facts =>
    saying({ [name]: [value] }, setting(own, name, 'x'), setting(meant, name, value));
  for (const [name, value] of [
    ['bantime', '2h'],
    ['bantime', '-1'],
    ['maxretry', '3'],
    ['findtime', '1d'],
  ] as const)
    assert.deepEqual(names(overridden, facts(name, value)), [], `${name} = ${value}`);
  for (const [name, value, why] of [
    ['bantime', '1', /ends as soon as it has begun/],
    ['bantime', '0', /ends as soon as it has begun/],
    ['maxretry', '1000', /nobody is banned/],
    ['findtime', '1s', /too old to count/],
  ] as const) {
    const said = told(overridden(facts(name, value)));
    assert.match(said, /^fault option-overridden/);
    assert.match(said, why);
  }
});

test('overridden() minds options that only the files tell, such as the ports of a ban', () => {
  const facts = saying({}, setting(own, 'port', '0:65535'), setting(local, 'port', 'ssh'));
  assert.match(told(overridden(facts)), /"port = ssh" in \[portsentry\], which wins over 0:65535/);
  const banaction = saying(
    {},
    setting(own, 'banaction', 'nftables'),
    setting(local, 'banaction', 'iptables'),
  );
  assert.deepEqual(names(overridden, banaction), ['option-overridden']);
});

test('overridden() finds in a [DEFAULT] what our own file no longer says', () => {
  const facts = saying({ ignoreself: ['True'] }, setting(local, 'ignoreself', 'true', 'DEFAULT'));
  assert.match(told(overridden(facts)), /has "ignoreself = true" in \[DEFAULT\]/);
});

test('installNeeded() names a config that was changed since, and a jail file that was', () => {
  const facts = saying({ maxretry: ['5'] }, setting(own, 'maxretry', '5'));
  assert.match(
    told(installNeeded(facts)),
    /^warning install-needed: jail\.d\/portjail\.conf, line 7: .*maxretry is 5 \(config: 1\).* FIX "portjail install"/,
  );
  assert.deepEqual(names(overridden, facts), []);
  assert.match(told(installNeeded(saying({ bantime: ['3'] }, setting(own, 'bantime', '3')))), /^fault/);
});

/** A jail whose server alone has other values. */
const running = (values: Said, name: JailName = 'portsentry'): Facts => ({
  ...healthy,
  jails: [jail({}, { values }, name)],
});

test('staleJail() names each option that was changed at run time, with both values', () => {
  for (const [option, value, level] of [
    ['bantime', '1', 'fault'],
    ['maxretry', '1000', 'fault'],
    ['maxretry', '3', 'warning'],
    ['findtime', '1', 'fault'],
    ['failregex', undefined, 'fault'],
    ['ignoreregex', '.*', 'fault'],
    ['datepattern', 'X (X)', 'fault'],
    ['ignoreself', 'True', 'warning'],
    ['ignorecommand', '/bin/true', 'fault'],
    ['logencoding', 'ascii', 'warning'],
    ['bantime.increment', 'False', 'warning'],
    ['bantime.maxtime', '60', 'warning'],
    ['ignoreip', '198.51.100.0/24', 'warning'],
    ['actions', undefined, 'fault'],
    ['actions', 'dummy', 'fault'],
  ] as const) {
    const both = jail(
      { values: { ignorecommand: [], ignoreip: [] } },
      { values: { [option]: value === undefined ? [] : [value] } },
    );
    const said = told(staleJail({ ...healthy, jails: [both] }));
    assert.match(said, new RegExp(`^${level} reload-needed: .*${option} is `), said);
    assert.ok(said.includes(value ?? 'empty'), said);
  }
});

test('staleJail() knows that a mere reload brings no action back', () => {
  assert.match(
    told(staleJail(running({ actions: [] }))),
    /FIX "fail2ban-client reload --restart portsentry"/,
  );
  assert.match(told(staleJail(running({ bantime: ['1'] }))), /FIX "fail2ban-client reload"$/);
});

test('staleJail() names an emptied action, and one that drops nothing any more', () => {
  const files = { 'action nftables actionban': ['nft add'], 'action nftables actionstart': ['drop'] };
  for (const option of Object.keys(files)) {
    const facts = { ...healthy, jails: [jail({ values: files }, { values: { ...files, [option]: [] } })] };
    assert.match(told(staleJail(facts)), new RegExp(`^fault .*${option} is empty`));
  }
});

test('staleJail() looks at the jail for networks and at recidive too', () => {
  const prefix = running({ failregex: [] }, 'portsentry-prefix');
  assert.match(told(staleJail(prefix)), /^fault .*the jail portsentry-prefix otherwise .*failregex is empty/);
  const recidive = { ...healthy, jails: [recidiveJail({}, { values: { bantime: ['5'] } })] };
  assert.match(
    told(staleJail(recidive)),
    /^fault .*portsentry-recidive otherwise .*bantime is 5 \(files: 1w\)/,
  );
});

test('staleJail() takes other words for the same value for the same', () => {
  const same = running({
    bantime: ['3600'],
    findtime: ['600'],
    'bantime.maxtime': ['3024000'],
    'bantime.increment': ['True'],
    ignoreself: ['False'],
    datepattern: [String.raw`^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z {EPOCH}\s (whatever)`],
  });
  assert.deepEqual(names(staleJail, same), []);
});

test('usedns() tells what was set at run time from what the files say', () => {
  assert.match(
    told(usedns(running({ usedns: ['warn'] }))),
    /set while the server runs.* FIX "fail2ban-client reload"$/,
  );
  assert.deepEqual(names(staleJail, running({ usedns: ['warn'] })), []);
  const inFiles = saying({ usedns: ['yes'] }, setting(meant, 'usedns', 'yes'));
  assert.match(told(usedns(inFiles)), /portjail\.local \(usedns = yes\) FIX take usedns out/);
});
