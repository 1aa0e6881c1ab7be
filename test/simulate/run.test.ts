import assert from 'node:assert/strict';
import { Readable } from 'node:stream';
import { test } from 'node:test';
import { readStream } from '../../src/events/read-files.ts';
import { jailsOf } from '../../src/jails/pack/context.ts';
import { parsePrefix } from '../../src/net/address.ts';
import { prefixSet } from '../../src/net/prefix-set.ts';
import { conclude } from '../../src/simulate/conclude.ts';
import { runSettings } from '../../src/simulate/run.ts';
import { jailSettings } from '../../src/simulate/settings.ts';
import { csvOf } from '../../src/simulate/show/csv.ts';
import { sentenceOf } from '../../src/simulate/show/sentence.ts';
import { simulationText } from '../../src/simulate/show/text.ts';
import { createSpares } from '../../src/simulate/spares.ts';
import { banLine } from '../events/fixture.ts';
import { banned, day, hour, minute, now, touchLine } from '../report/fixture.ts';
import { named, simulationOf, stockHere, triedWith } from './fixture.ts';

const start = now - 2 * day;
const jail = (name: string, rows: readonly { readonly jail: string }[]) =>
  rows.find(row => row.jail === name);

test('tryConfigs() says who would have been banned, when, how long, how often again, and what came after', async t => {
  const { simulation, run } = await simulationOf(t, {
    log:
      touchLine('203.0.113.7', start, { why: 'below-trigger', evidence: 'packet', kind: 'syn' }) +
      touchLine('203.0.113.7', start + minute) +
      // While it would be banned: one prolongs the ban, one prolongs nothing.
      touchLine('203.0.113.7', start + 11 * minute) +
      touchLine('203.0.113.7', start + 12 * minute, {
        why: 'below-trigger',
        evidence: 'packet',
        kind: 'syn',
      }) +
      // 71 minutes after the first ban began it ends; two hours for the second one.
      touchLine('203.0.113.7', start + 72 * minute) +
      touchLine('203.0.113.8', start + 2 * hour) +
      touchLine('203.0.113.9', start + 3 * hour, { evidence: 'packet', kind: 'syn' }),
  });
  const [result] = simulation.settings;
  assert.ok(result);
  assert.equal(simulation.scans, 5);
  assert.deepEqual([result.sources, result.again, result.bans, result.untaken], [2, 1, 3, 1]);
  assert.equal(Math.round(result.banHours * 60), 70 + 120 + 60);
  assert.equal(result.probesWhileBanned, 2);
  assert.deepEqual(result.banned[0], {
    source: '203.0.113.7',
    bans: 2,
    jails: ['portsentry'],
    firstBan: start + minute,
    lastBan: start + 72 * minute,
    until: start + 192 * minute,
    hours: 190 / 60,
    portsBefore: 1,
    probesWhileBanned: 2,
    isLowerBound: false,
  });
  assert.equal(jail('portsentry-unverified', result.jails)?.jail, 'portsentry-unverified');
  const [head, first, second] = [...csvOf(run)].join('').split('\n');
  assert.match(head ?? '', /^config,source,jail,banned,until,seconds,nth_ban,/);
  assert.equal(
    first,
    `tried,203.0.113.7,portsentry,${new Date(start + minute).toISOString()},` +
      `${new Date(start + 71 * minute).toISOString()},4200,1,1,2,no`,
  );
  assert.match(second ?? '', /,7200,2,1,0,no$/);
  assert.equal(
    sentenceOf(simulation, '7 days'),
    'on the last 7 days of your log these jails would have banned 2 addresses, 1 of them again, none of them ignored',
  );
});

test('tryConfigs() bans a source that comes back for longer by recidive', async t => {
  const { simulation } = await simulationOf(t, {
    log: [0, 2, 6].map(at => touchLine('203.0.113.7', start + at * hour)).join(''),
  });
  const [result] = simulation.settings;
  assert.deepEqual(result?.banned[0]?.jails, ['portsentry', 'portsentry-recidive']);
  assert.equal(result?.banned[0]?.until, start + 6 * hour + 7 * day);
  assert.equal(jail('portsentry-recidive', result?.jails ?? [])?.jail, 'portsentry-recidive');
  assert.deepEqual([result?.bans, result?.again], [4, 1]);
});

test('tryConfigs() lists who came close, and who was spared and by what', async t => {
  const packet = { evidence: 'packet', kind: 'syn', why: 'below-trigger' } as const;
  const twice = triedWith(jails => ({ ...jails, portsentry: { ...jails.portsentry, maxretry: 3 } }));
  const { simulation } = await simulationOf(
    t,
    {
      log:
        touchLine('203.0.113.1', start) +
        touchLine('203.0.113.1', start + minute) +
        touchLine('203.0.113.2', start + hour, packet).replace('ports=1', 'ports=3') +
        touchLine('203.0.113.3', start + hour, packet) +
        touchLine('192.0.2.1', start + hour, { why: 'ignored' }) +
        touchLine('192.0.2.2', start + hour, { why: 'protected' }) +
        touchLine('192.0.2.3', start + hour) +
        touchLine('127.0.0.9', start + hour),
    },
    { tried: [twice], installed: stockHere({ portsentry: ['192.0.2.3', 'example.org'] }) },
  );
  const [result] = simulation.settings;
  assert.equal(result?.sources, 0);
  assert.deepEqual(
    result?.close.map(({ source, what, count, needed }) => [source, what, count, needed]),
    [
      ['203.0.113.1', 'portsentry', 2, 3],
      ['203.0.113.2', 'ports', 3, 4],
    ],
  );
  assert.deepEqual(
    new Set(simulation.spared.map(({ source, by }) => `${source} ${by}`)),
    new Set(['192.0.2.1 ignored', '192.0.2.2 protected', '192.0.2.3 ignoreip', '127.0.0.9 ignore list']),
  );
});

test('tryConfigs() spares the addresses that a name of the ignore file has now', async t => {
  const { simulation } = await simulationOf(
    t,
    { log: touchLine('203.0.113.1', start) + touchLine('203.0.113.2', start) },
    { tried: [named(t, 'home.example.org', '203.0.113.2')] },
  );
  assert.equal(simulation.settings[0]?.sources, 1);
  assert.deepEqual(
    simulation.spared.map(({ source, by }) => `${source} ${by}`),
    ['203.0.113.2 ignore list'],
  );
  assert.match(simulation.notes.join('\n'), /spares the addresses that it has now/);
});

test('tryConfigs() counts probes of every address of a network that would be banned', async t => {
  const tried = triedWith(jails => ({ ...jails, prefix: { ...jails.prefix, enabled: true } }));
  const { simulation } = await simulationOf(
    t,
    {
      log:
        touchLine('2001:db8:7::', start, { prefix: 64 }) +
        touchLine('2001:db8:7::5', start + minute, { why: 'below-trigger' }) +
        touchLine('2001:db8:8::5', start + minute, { why: 'below-trigger' }) +
        touchLine('2001:db8:7::5', start + 2 * hour, { why: 'below-trigger' }),
    },
    { tried: [tried] },
  );
  const [result] = simulation.settings;
  assert.deepEqual(
    result?.banned.map(({ source, probesWhileBanned }) => [source, probesWhileBanned]),
    [['2001:db8:7::/64', 1]],
  );
});

test('tryConfigs() lets go at a restart of Fail2ban, and takes up what the database has', async t => {
  const twice = triedWith(jails => ({ ...jails, portsentry: { ...jails.portsentry, maxretry: 2 } }));
  const stopped = start + 30 * minute;
  const texts = {
    log:
      touchLine('203.0.113.1', start) +
      touchLine('203.0.113.1', start + minute) +
      touchLine('203.0.113.2', stopped - minute) +
      touchLine('203.0.113.2', stopped + 2 * minute),
    bans: '',
  };
  const went = await simulationOf(t, texts, { tried: [twice] });
  assert.equal(went.simulation.settings[0]?.sources, 2);
  const bans =
    banLine(stopped, 'Shutdown in progress...', 'server', 'INFO') +
    banLine(stopped + minute, 'Starting Fail2ban v1.0.2', 'server', 'INFO');
  const { simulation } = await simulationOf(t, { ...texts, bans }, { tried: [twice] });
  const [result] = simulation.settings;
  // What was counted of the second one is forgotten; the first one is not banned for a minute.
  assert.equal(result?.sources, 1);
  assert.equal(Math.round((result?.banHours ?? 0) * 60), 59);
});

test('tryConfigs() says when bans were really in force, and marks what is the least', async t => {
  const { simulation } = await simulationOf(t, {
    log: touchLine('203.0.113.1', start) + touchLine('203.0.113.2', start + hour),
    bans:
      banned(start + 1000, 'Ban 203.0.113.1') +
      banned(start + 3.5 * day - 2 * day + 1000, 'Unban 203.0.113.1'),
  });
  assert.deepEqual(simulation.bansInForce, {
    since: start + 1000,
    until: start + 1.5 * day + 1000,
    share: 1.5 / 7,
    sources: 1,
  });
  const rows = simulation.settings[0]?.banned.map(({ source, isLowerBound }) => [source, isLowerBound]);
  assert.deepEqual(rows, [
    ['203.0.113.1', true],
    ['203.0.113.2', false],
  ]);
  const text = simulationText(simulation);
  assert.match(text, /^Would have been banned, at least$/m);
  assert.match(text, /^ {2}203\.0\.113\.1 +1\+ /m);
  assert.ok(text.split('\n').every(line => line.length <= 78 && /^[ -~]*$/.test(line)));
});

test('tryConfigs() compares two settings, and says who of a known good list each would have banned', async t => {
  const lax = triedWith(jails => ({
    ...jails,
    portsentry: { ...jails.portsentry, maxretry: 2, bantime: '2h' },
  }));
  const known = prefixSet([parsePrefix('203.0.113.2')].flatMap(prefix => prefix ?? []));
  const { simulation } = await simulationOf(
    t,
    {
      log:
        touchLine('203.0.113.1', start) +
        touchLine('203.0.113.1', start + minute) +
        touchLine('203.0.113.2', start + hour),
    },
    { tried: [triedWith(), lax], known },
  );
  const [strict, other] = simulation.settings;
  assert.deepEqual([strict?.sources, other?.sources], [2, 1]);
  assert.deepEqual([strict?.onlyHere, other?.onlyHere], [1, 0]);
  assert.deepEqual(strict?.someOnlyHere, ['203.0.113.2']);
  assert.deepEqual([strict?.knownGood, other?.knownGood], [['203.0.113.2'], []]);
  const text = simulationText(simulation);
  assert.match(text, /^ {2}sources banned +2 +1$/m);
  assert.match(text, /^ {2}known good, banned +1 +0$/m);
  assert.match(text, /^Banned by A alone\n {2}203\.0\.113\.2$/m);
  assert.ok(text.split('\n').every(line => line.length <= 78));
});

test('runSettings() lets go those that did not scan where there are too many, says how many, and keeps the sums', async () => {
  const setting = {
    name: 'tried',
    jails: jailSettings(jailsOf(triedWith().loaded.config)),
    spares: createSpares(prefixSet([]), new Map(), now),
    purgeage: 86_400,
  };
  const lines = Array.from({ length: 40 }, (_, i) =>
    touchLine(`203.0.113.${i}`, start + i * 1000, i < 4 ? {} : { why: 'below-trigger' }),
  );
  const run = await runSettings({
    settings: [setting],
    trigger: { handshake: 1, packet: 4 },
    window: minute,
    bans: undefined,
    mostSources: 8,
    readLog: async hearer => [
      await readStream(
        Readable.from([Buffer.from(lines.join(''))]),
        'a stream',
        { since: 0, until: now },
        hearer,
      ),
    ],
  });
  const { notes, settings } = conclude(run, { since: 0, until: now }, []);
  assert.match(notes.join('\n'), /there were too many sources: 32 times one had to go/);
  assert.deepEqual([settings[0]?.sources, settings[0]?.banned.length], [4, 4]);
});
