import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import type { Config } from '../../../src/config/schema/schema.ts';
import { rendered as renderedChoice } from '../../../src/jails/pack/banaction.ts';
import { jailsOf } from '../../../src/jails/pack/context.ts';
import { filterFile, jailFile, jailNames, logrotateFile } from '../../../src/jails/pack/names.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { shipped } from '../../../src/util/files/shipped.ts';
import { configWith } from '../fixtures.ts';

const withJails = (jails: Partial<Config['jails']>): Config =>
  configWith(config => ({ ...config, jails: { ...config.jails, ...jails } }));
const withMode = (mode: Config['tcp']['mode']): Config =>
  configWith(config => ({ ...config, udp: { ...config.udp, mode } }));
const withLog = (file: string): Config => configWith(config => ({ ...config, log: { ...config.log, file } }));
const on = (config: Config): string[] =>
  jailsOf(config)
    .filter(jail => jail.enabled)
    .map(jail => jail.name);

test('renderPack() writes the committed pack: `make render` brings it up to date', () => {
  for (const [path, text] of renderPack(configWith()))
    assert.equal(readFileSync(shipped(`fail2ban/${path}`), 'utf8'), text, path);
});

test('renderPack() gives the same bytes twice', () => {
  assert.deepEqual(renderPack(configWith()), renderPack(configWith()));
});

test('renderPack() sets in each jail what a [DEFAULT] could redirect', () => {
  const text = renderPack(configWith()).get(jailFile) ?? '';
  const sections = text.split(/^\[/m).slice(1);
  assert.deepEqual(
    sections.map(section => section.split(']')[0]),
    jailNames,
  );
  const options = ['enabled', 'filter', 'backend', 'usedns', 'logencoding', 'logpath', 'skip_if_nologs'];
  options.push('maxretry', 'findtime', 'bantime', 'bantime.increment', 'protocol', 'port', 'banaction');
  for (const section of sections)
    for (const option of options)
      assert.equal(section.split('\n').filter(line => line.startsWith(`${option} = `)).length, 1, option);
  for (const mine of ['ignoreip', 'ignorecommand', 'action', 'chain', 'destemail'])
    assert.doesNotMatch(text, new RegExp(`^${mine}\\b`, 'm'));
});

test('renderPack() raises the ban of portsentry alone', () => {
  const text = renderPack(configWith()).get(jailFile) ?? '';
  assert.equal(text.match(/^bantime\.increment = true$/gm)?.length, 1);
  assert.equal(text.match(/^bantime\.increment = false$/gm)?.length, 4);
  assert.match(text, /\[portsentry\]\n(?:[a-z].*\n)*bantime\.increment = true/);
});

test('renderPack() refuses a value that would begin a line of its own', () => {
  for (const evil of ['/var/log/a\n[sshd]', '/var/log/a\renabled = no', '/var/log/a\0'])
    assert.throws(() => renderPack(withLog(evil)), /line break/);
});

test('renderPack() doubles a percent sign for ConfigParser and leaves it to logrotate', () => {
  const pack = renderPack(withLog('/var/log/100%.log'));
  assert.match(pack.get(jailFile) ?? '', /^logpath = \/var\/log\/100%%\.log$/m);
  assert.match(pack.get(logrotateFile) ?? '', /^"\/var\/log\/100%\.log" \{$/m);
});

test('jailsOf() switches the unverified jail on by the mode, that of networks by the trigger and recidive by the host', () => {
  assert.deepEqual(on(configWith()), ['portsentry']);
  assert.deepEqual(on(withMode('stealth')), ['portsentry', 'portsentry-unverified']);
  assert.deepEqual(on(withMode('advanced')), ['portsentry', 'portsentry-unverified']);
  const { unverified, recidive } = configWith().jails;
  assert.deepEqual(on(withJails({ unverified: { ...unverified, enabled: true } })), [
    'portsentry',
    'portsentry-unverified',
  ]);
  const networks = configWith(config => ({ ...config, trigger: { ...config.trigger, ipv6Prefix: 64 } }));
  assert.deepEqual(on(networks), ['portsentry', 'portsentry-prefix']);
  assert.deepEqual(on(withJails({ recidive: { ...recidive, enabled: true } })), [
    'portsentry',
    'portsentry-recidive',
  ]);
});

const inFleet = (accept: boolean | 'observe', servers = ['tls://hub.example.net']) =>
  configWith(config => ({ ...config, fleet: { ...config.fleet, servers, name: 'web1', accept } }));

test('jailsOf() switches the jail of the fleet on where what others tell is to be banned', () => {
  assert.deepEqual(on(inFleet(true)), ['portsentry', 'portsentry-fleet']);
  for (const config of [inFleet('observe'), inFleet(false), inFleet(true, [])])
    assert.deepEqual(on(config), ['portsentry']);
});

test("renderPack() has the fleet's log rotated where there is one, and tells its own unit", () => {
  const rotation = (config = configWith()): string => renderPack(config).get(logrotateFile) ?? '';
  assert.doesNotMatch(rotation(), /fleet/);
  assert.match(
    rotation(inFleet('observe')),
    /^"\/var\/log\/portjail-fleet\/fleet\.log" \{[\s\S]* HUP portjail-fleet\.service /m,
  );
});

test('renderPack() has the jails read the journal where the log goes there, by what no sender can choose', () => {
  const pack = renderPack(configWith(config => ({ ...config, log: { ...config.log, target: 'journal' } })));
  const [, handshake = '', , , recidive = ''] = (pack.get(jailFile) ?? '').split(/^\[/m);
  assert.match(handshake, /^backend = systemd$/m);
  assert.doesNotMatch(handshake, /^logpath/m);
  assert.match(recidive, /^backend = auto$[\s\S]*^logpath = \/var\/log\/fail2ban\.log$/m);
  assert.match(pack.get(filterFile) ?? '', /^journalmatch = _SYSTEMD_UNIT=portjail\.service$/m);
  assert.ok(!pack.has(logrotateFile));
});

test('jailsOf() leaves recidive off where no host can be banned a second time', () => {
  const host = { choice: renderedChoice, banLog: '/var/log/fail2ban.log', banLogWhy: 'a file' };
  const { portsentry } = configWith().jails;
  const recidiveOf = (change: Partial<typeof portsentry>) =>
    jailsOf(withJails({ portsentry: { ...portsentry, ...change } }), host).find(
      ({ name }) => name === 'portsentry-recidive',
    );
  assert.equal(recidiveOf({})?.enabled, true);
  assert.equal(recidiveOf({ bantime: '-1' })?.enabled, false);
  assert.match(recidiveOf({ bantime: '-1' })?.why ?? '', /bans for good is not banned a second time/);
  assert.equal(recidiveOf({ enabled: false })?.enabled, false);
});
