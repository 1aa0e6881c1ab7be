import assert from 'node:assert/strict';
import { test } from 'node:test';
import { formatHeld } from '../../src/log/line.ts';
import { randomMarked } from '../../src/log/marked.ts';
import { formatAddress } from '../../src/net/address.ts';
import { makeReport } from '../../src/report/make.ts';
import { logs } from '../events/fixture.ts';
import { banned, day, hour, minute, now, reportOf, touchLine } from './fixture.ts';

test('makeReport() counts lines by verb, evidence, kind, reason and port, and leaves the doctor out', async t => {
  const marked = formatAddress(randomMarked(4));
  const { report } = await reportOf(t, {
    log:
      touchLine('203.0.113.1', now - 5 * hour) +
      touchLine('203.0.113.2', now - 4 * hour, {
        port: 445,
        kind: 'syn',
        evidence: 'packet',
        why: 'below-trigger',
      }) +
      touchLine('192.0.2.200', now - 3 * hour, { why: 'ignored' }) +
      `${formatHeld(now - hour, { reason: 'flood', lines: 7, sources: 3, since: now - 2 * hour }, 1)}\n`,
    bans: banned(now - hour, `Ban ${marked}`),
  });
  assert.ok(report.lines);
  const { scans, observations, sources, evidence, kinds, why, heldBack, topPorts } = report.lines;
  assert.deepEqual([scans, observations, sources], [1, 2, 3]);
  assert.deepEqual(evidence, [
    { evidence: 'handshake', scans: 1, observations: 1 },
    { evidence: 'packet', scans: 0, observations: 1 },
  ]);
  assert.deepEqual(
    kinds.map(({ kind }) => kind),
    ['connect', 'syn'],
  );
  assert.deepEqual(
    why.filter(row => row.observations > 0).map(row => row.why),
    ['below-trigger', 'ignored'],
  );
  assert.deepEqual(heldBack[0], { reason: 'flood', lines: 7, sources: 3 });
  assert.deepEqual(
    topPorts.map(row => [row.port, row.service, row.scans, row.observations]),
    [
      [23, 'telnet', 1, 1],
      [445, null, 0, 1],
    ],
  );
  assert.equal(report.bans?.bans, 0);
  assert.deepEqual(report.notes, []);
});

test('makeReport() tells what the bans did: how long they took, what came while they held, and who came back', async t => {
  const back = '203.0.113.7';
  const start = now - 2 * day;
  const { report } = await reportOf(t, {
    log: [
      touchLine(back, start - hour, { kind: 'syn', evidence: 'packet', why: 'below-trigger' }),
      touchLine(back, start - 2000),
      touchLine(back, start + 1000),
      touchLine(back, start + 2 * minute, { kind: 'syn', evidence: 'packet' }),
      touchLine(back, start + 3 * minute),
      touchLine(back, start + hour + 30 * minute),
      touchLine('203.0.113.8', start + 2 * hour),
    ].join(''),
    bans:
      banned(start, `Ban ${back}`) +
      banned(start + hour, `Unban ${back}`) +
      banned(start + hour + 31 * minute, `Ban ${back}`) +
      banned(start + 2 * hour, 'Ban 203.0.113.8') +
      banned(start + 3 * hour, 'Unban 203.0.113.8'),
  });
  assert.deepEqual(report.effects, {
    firstLineToBan: { count: 2, median: 0, ninety: 3600 },
    firstScanToBan: { count: 2, median: 0, ninety: 2 },
    linesWhileBanned: { atFirst: 2, handshake: 1, packet: 1 },
    endedBans: 2,
    returned: 1,
    shareNeverBack: 0.5,
    timeToReturn: { count: 1, median: 1800, ninety: 1800 },
    bansOfSpared: 0,
    someBansOfSpared: [],
  });
  assert.ok(report.bans);
  const { bans, sources, bannedAtEnd, repeatOffenders, topRepeat } = report.bans;
  assert.deepEqual([bans, sources, bannedAtEnd, repeatOffenders], [3, 2, 1, 1]);
  assert.deepEqual(topRepeat, [{ source: back, bans: 2, lastBan: start + hour + 31 * minute }]);
});

test('makeReport() takes two jails at a time for one ban, and a restart of Fail2ban for none', async t => {
  const start = now - 2 * day;
  const source = '203.0.113.7';
  const { report } = await reportOf(t, {
    log: touchLine(source, start + 5 * hour),
    bans:
      banned(start, `Ban ${source}`) +
      banned(start + 1000, `Ban ${source}`, 'portsentry-recidive') +
      banned(start + hour, `Unban ${source}`) +
      banned(start + 2 * hour, `Unban ${source}`, 'portsentry-recidive') +
      banned(start + 2 * hour + 1000, `Restore Ban ${source}`, 'portsentry-recidive') +
      banned(start + 6 * hour, `Unban ${source}`, 'portsentry-recidive'),
  });
  assert.equal(report.bans?.bans, 2);
  assert.equal(report.bans.repeatOffenders, 0);
  assert.equal(report.effects?.linesWhileBanned.handshake, 1);
  assert.deepEqual([report.effects.endedBans, report.effects.returned], [1, 0]);
});

test('makeReport() names a ban of a host that was ignored or protected within a day of it, in a banned network too', async t => {
  const bans =
    banned(now - 3 * day, 'Ban 203.0.113.1') +
    banned(now - 3 * day, 'Ban 203.0.113.2') +
    banned(now - 3 * day, 'Ban 203.0.113.3') +
    banned(now - 3 * day, 'Ban 203.0.113.4') +
    banned(now - 3 * day, 'Ban 2001:db8:1:2::/64', 'portsentry-prefix');
  const log =
    touchLine('203.0.113.3', now - 5 * day, { why: 'protected' }) +
    touchLine('203.0.113.1', now - 4 * day + hour, { why: 'protected' }) +
    touchLine('2001:db8:1:2::9', now - 3 * day, { why: 'ignored' }) +
    touchLine('203.0.113.2', now - 2 * day - hour, { why: 'ignored' }) +
    touchLine('203.0.113.4', now - day, { why: 'ignored' });
  const { report } = await reportOf(t, { log, bans });
  assert.deepEqual(
    report.effects?.someBansOfSpared.map(({ source, seenAs }) => `${source} ${seenAs}`),
    ['203.0.113.1 protected', '203.0.113.2 ignored', '2001:db8:1:2::/64 ignored'],
  );
  assert.equal(report.effects.bansOfSpared, 3);
  assert.equal(report.lines?.sparedSources, 5);
});

test('makeReport() has null where a log is missing, never 0', async t => {
  const { report: noBans } = await reportOf(t, { log: touchLine('203.0.113.1', now - hour) });
  assert.deepEqual([noBans.bans, noBans.effects], [null, null]);
  assert.equal(noBans.lines?.topSources[0]?.bans, null);
  assert.ok(noBans.timeline?.parts.every(({ bans, scans }) => bans === null && scans !== null));
  assert.match(noBans.notes.join('\n'), /fail2ban\.log: not known .*there is no such file/);
  const { report: noLog } = await reportOf(t, { bans: banned(now - hour, 'Ban 203.0.113.1') });
  assert.deepEqual([noLog.lines, noLog.effects, noLog.week], [null, null, null]);
  assert.equal(noLog.bans?.bans, 1);
  const { report: neither } = await reportOf(t, {}, { since: 0 });
  assert.deepEqual([neither.lines, neither.bans, neither.timeline], [null, null, null]);
  assert.equal(neither.notes.length, 2);
});

test('makeReport() of everything begins where the logs do', async t => {
  const { report } = await reportOf(t, { log: '', bans: '' }, { since: 0 });
  assert.equal(report.since, now - 20 * day);
  assert.deepEqual(report.notes, []);
});

test('makeReport() of everything names each file that cannot be read, however old', async t => {
  const { log, put, places } = logs(t);
  put(`${log}.2.zst`, 'packed', now - 3 * day);
  put(`${log}.1.gz`, 'no gzip', now - 2 * day);
  put(log, touchLine('203.0.113.1', now - day), now);
  const { report } = await makeReport({ places, span: { since: 0, until: now }, services: () => undefined });
  assert.equal(report.since, now - 3 * day);
  assert.match(report.notes.join('\n'), /before .*: .*\.2\.zst: only plain files and \.gz are read/);
  assert.match(report.notes.join('\n'), /\.1\.gz: it is damaged/);
});

test('makeReport() counts every line where sources are too many, and says how many had to give way', async t => {
  const sources = Array.from({ length: 10 }, (_, at) => `203.0.113.${at + 1}`);
  const log = sources.map((source, at) =>
    touchLine(source, now - hour + at * 1000, at === 0 ? {} : { why: 'below-trigger' }),
  );
  const { report } = await reportOf(t, { log: log.join(''), bans: '' }, { mostSources: 4 });
  assert.ok(report.lines);
  assert.deepEqual([report.lines.scans, report.lines.observations], [1, 9]);
  assert.deepEqual([report.lines.sources, report.lines.sourcesLeftOut], [4, 6]);
  assert.equal(report.lines.topSources[0]?.source, '203.0.113.1', 'the one that scanned stays');
});

test('makeReport() adds up networks of addresses, IPv4 and IPv6', async t => {
  const log = [
    '198.51.100.1',
    '198.51.100.2',
    '203.0.113.1',
    '2001:db8:1:2::3',
    '2001:db8:1:9::4',
    '2001:db8:2::5',
  ]
    .map((source, at) => touchLine(source, now - hour + at))
    .join('');
  const { report } = await reportOf(t, { log });
  assert.deepEqual(
    report.lines?.topNetworks.map(({ network, sources, scans }) => `${network} ${sources} ${scans}`).sort(),
    ['198.51.100.0/24 2 2', '2001:db8:1::/48 2 2', '2001:db8:2::/48 1 1', '203.0.113.0/24 1 1'],
  );
});

test('makeReport() believes no line that somebody has forged in either log', async t => {
  const { report } = await reportOf(t, {
    log: `forged ${touchLine('203.0.113.1', now - hour)}${touchLine('203.0.113.2', now - hour).replace('hits=1', 'hits=-1')}`,
    bans: `2026-11-22 10:00:00,000 fail2ban.filter [1]: ERROR ${banned(now - hour, 'Ban 203.0.113.1')}`,
  });
  assert.deepEqual([report.lines?.scans, report.bans?.bans], [0, 0]);
  assert.match(report.notes.join('\n'), /2 lines are not of the form/);
});
