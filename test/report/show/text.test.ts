import assert from 'node:assert/strict';
import { test } from 'node:test';
import { reportJson } from '../../../src/report/show/json.ts';
import { reportText } from '../../../src/report/show/text.ts';
import { banned, day, hour, minute, now, reportOf, touchLine } from '../fixture.ts';

const long = '2001:db8:1234:5678:9abc:def0:1234:5678';

/** A week with something of everything. */
const busy = {
  log:
    touchLine('203.0.113.7', now - 3 * day) +
    touchLine(long, now - 2 * day, { evidence: 'packet', kind: 'syn', port: 445 }) +
    touchLine('192.0.2.200', now - day, { why: 'ignored' }) +
    'forged \u001b[2J\n',
  bans:
    banned(now - 3 * day + 1000, 'Ban 203.0.113.7') +
    banned(now - 2 * day, `Ban ${long}`, 'portsentry-unverified') +
    banned(now - 2 * day + hour, 'Unban 203.0.113.7') +
    banned(now - 2 * day + 90 * minute, 'Ban 203.0.113.7') +
    banned(now - day, 'Ban 192.0.2.200'),
};

test('reportText() has lines of 78 plain characters at most, with every section', async t => {
  const { report } = await reportOf(t, busy);
  const text = reportText({ ...report, host: 'a.host.example' });
  for (const line of text.split('\n')) assert.match(line, /^[ -~]{0,78}$/);
  for (const words of [
    /^portjail report of a\.host\.example\nfrom 2026-11-15 12:00 to 2026-11-22 12:00, local time$/m,
    /^Totals\n {2}scans \(ban-grade\): 2\n {2}observations, which ban nobody: 1 \(ignored 1\)$/m,
    /^ {2}4 bans of 3 sources, of which 3 were banned at the end$/m,
    /^ {2}Repeat offenders, .*: 1$/m,
    /^ {2}first scan of a source to its first ban: half within 0\.0 s, nine in ten\n {4}within 1\.0 s/m,
    /^ {2}after 1 ban that ended: 100 % never came back so far, 0 did$/m,
    /ignored or protected within a day of it: 1;/,
    /^ {2}192\.0\.2\.200 +2026-11-21 12:00 +portsentry +ignored$/m,
    /^By day\n/m,
    /^ {2}Thu 2026-11-19 +1 +0 +0 +1 {2}#+$/m,
    /^Lines an hour, by weekday and hour\n/m,
    new RegExp(`^ {2}${long}\n {2,}1 +0 +1 {2}2026-11-20 12:00 {2}banned 445/tcp$`, 'm'),
    /^ {2}192\.0\.2\.200 +0 +1 +1 {2}2026-11-21 12:00 {2}ignored banned 23\/tcp$/m,
    /^Ignored and protected hosts\n {2}1 host touched/m,
  ])
    assert.match(text, words);
  assert.match(text, /1 line is not of the form/);
});

test('reportText() says "not known" where a log is missing', async t => {
  const { report } = await reportOf(t, { bans: busy.bans }, { since: now - 2 * day });
  const text = reportText(report);
  assert.match(text, /^Totals, as far as the logs tell\n {2}not known: /m);
  assert.match(text, /^What the bans did, .*\n {2}not known: /m);
  assert.match(text, /^ {2}Sun 2026-11-22 11:00 +\? +\? +\? +0 {2}not known$/m);
  assert.doesNotMatch(text, /Top sources/);
});

test('reportJson() is the report with times in UTC, and null for what is not known', async t => {
  const { report } = await reportOf(t, { log: busy.log });
  const read = JSON.parse(reportJson(report));
  assert.equal(read.until, new Date(now).toISOString());
  assert.equal(read.lines.topSources[0].last, new Date(now - 3 * day).toISOString());
  assert.deepEqual([read.bans, read.effects, read.lines.topSources[0].bans], [null, null, null]);
  assert.equal(read.lines.scans, 2);
});
