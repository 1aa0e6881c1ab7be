import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { test } from 'node:test';
import { reportHtml } from '../../../src/report/html/page.ts';
import { banned, day, hour, now, reportOf, touchLine } from '../fixture.ts';
import { busyMonth, hostile, withTexts } from './fixture.ts';

/** What a reader reads: no tags, no style. */
const wordsOf = (page: string): string =>
  page
    .replace(/<style>.*<\/style>/s, '')
    .replaceAll(/<[^>]*>/g, ' ')
    .replaceAll('&quot;', '"')
    .replaceAll('&#x27;', "'")
    .replaceAll(/\s+/g, ' ');

const tagsIn = (page: string): string[] => page.match(/<[^>]*>/g) ?? [];

test('reportHtml() holds everything that the text has', async t => {
  const { report } = await reportOf(t, {
    log:
      touchLine('203.0.113.7', now - 3 * day) +
      touchLine('203.0.113.7', now - 3 * day + hour) +
      touchLine('2001:db8::5', now - 2 * day, { evidence: 'packet', kind: 'syn', port: 445 }) +
      touchLine('192.0.2.200', now - day, { why: 'ignored' }),
    bans:
      banned(now - 3 * day + 1000, 'Ban 203.0.113.7') +
      banned(now - 2 * day + hour, 'Unban 203.0.113.7') +
      banned(now - 2 * day + 2 * hour, 'Ban 203.0.113.7') +
      banned(now - day, 'Ban 192.0.2.200'),
  });
  const words = wordsOf(reportHtml({ ...report, host: 'a.host.example' }));
  for (const said of [
    'a.host.example From 2026-11-15 12:00 to 2026-11-22 12:00, local time',
    '3 sources touched watched ports: 3 scans, 1 observed. 3 bans of 2 sources.',
    'Scans 3 ',
    'Observed 1 ',
    'Sources 3 1 ignored or protected',
    'Bans 3 of 2 sources; 2 banned at the end',
    'Never came back 100 % of 1 ban that ended',
    'Held back 0 ',
    'Thu 19 Nov 2026 2 0 0 1 ',
    'The busiest is Thursday 12:00: 1 line an hour.',
    '203.0.113.7 2 scans, 0 observed 2 0 2 banned 23/tcp 2026-11-19 12:00 2026-11-19 13:00',
    '23/tcp telnet 2 scans, 1 observed 2 1',
    '203.0.113.0/24 2 scans, 0 observed 1 2 0',
    '192.0.2.200 0 scans, 1 observed 0 1 1 banned ignored 23/tcp',
    'packet 1 scan, 0 observed 1 0',
    'syn 1 scan, 0 observed 1 0',
    'ignored 0 scans, 1 observed 1 ',
    'Nothing: every line was written.',
    '3 bans of 2 sources, of which 2 were banned at the end.',
    'portsentry 0 3 0 1',
    'Banned again after a ban was over: 1. source bans last ban 203.0.113.7 2 2026-11-20 14:00',
    'never came back so far 1 100 % came back 0 0 %',
    'first line of a source to its first ban 0.0 s 1.0 s of 2 sources',
    'first scan of a source to its first ban 1.0 s 1.0 s of 1 source',
    'later, handshake evidence: nothing kept it out 1 50 %',
    'Bans of a host that was ignored or protected within a day of it: 1. source ban jail seen as 192.0.2.200 2026-11-21 12:00 portsentry ignored',
    '1 finished handshake of banned sources: a ban keeps nobody out.',
    '1 ban of a host that was ignored or protected within a day of it.',
  ])
    assert.ok(words.includes(said), `${said}\n${words}`);
  assert.doesNotMatch(words.split('Made by portjail')[0] ?? '', /As far as|not known/i);
});

test('reportHtml() says "not known", never 0, of what a log does not tell', async t => {
  const { report } = await reportOf(
    t,
    { bans: banned(now - hour, 'Ban 203.0.113.7') },
    { since: now - 2 * day },
  );
  const noLog = wordsOf(reportHtml(report));
  for (const name of ['Scans', 'Observed', 'Sources', 'Never came back', 'Held back'])
    assert.ok(noLog.includes(`${name} not known`), name);
  assert.match(noLog, /Bans 1 of 1 source/);
  assert.match(noLog, /Sun 22 Nov 2026, 10:00 not known not known not known 0/);
  assert.match(noLog, /Sources, networks, ports, evidence not known: the sentry's log tells nothing/);
  assert.match(noLog, /portsentry\.log: not known from .*: there is no such file/);
  const { report: noBans } = await reportOf(t, { log: touchLine('203.0.113.7', now - hour) });
  const words = wordsOf(reportHtml(noBans));
  assert.match(words, /Scans 1 .* Bans not known Never came back not known Held back 0/);
  assert.match(words, /203\.0\.113\.7 1 scan, 0 observed 1 0 not known 23\/tcp/);
  assert.match(words, /What the bans did not known: it takes both/);
  const { report: neither } = await reportOf(t, {}, { since: 0 });
  assert.match(wordsOf(reportHtml(neither)), /Up to 2026.*Over time not known: neither log tells anything/);
});

test('reportHtml() of no time at all does not take that for what is not known', async t => {
  const { report } = await reportOf(t, { log: '', bans: '' }, { since: now });
  assert.match(wordsOf(reportHtml(report)), /By the hour No time has passed\. .*No lines\./);
});

test('reportHtml() marks what is known in part, and hatches what is not', async t => {
  const { report } = await reportOf(t, { log: '', bans: '' }, { since: now - 30 * day });
  const page = reportHtml(report);
  assert.match(
    wordsOf(page),
    /1 source touched watched ports: 1 scan, 0 observed\. 1 ban of 1 source\. As far as the logs tell\./,
  );
  const gaps = page.match(/<rect x="0%" width="33.33%" y="\d+" height="\d+" fill="url\(#hatch\)"\/>/g) ?? [];
  assert.equal(gaps.length, 2, 'of lines and of bans');
});

test('reportHtml() lets no text be markup, leave its place, or turn others around, whichever text it is', async t => {
  const report = await busyMonth(t, 300);
  const [plain, forged] = [reportHtml(withTexts(report, 'x')), reportHtml(withTexts(report, hostile))];
  assert.equal(tagsIn(forged).length, tagsIn(plain).length);
  assert.deepEqual(
    tagsIn(forged).map(tag => tag.replaceAll(/"[^"]*"/g, '""')),
    tagsIn(plain).map(tag => tag.replaceAll(/"[^"]*"/g, '""')),
  );
  assert.doesNotMatch(forged, /<script|<img|<\/style>.*<\/style>/s);
  assert.doesNotMatch(forged.replaceAll('\n', ''), /[\p{C}\p{Zl}\p{Zp}]/u);
  assert.match(
    forged,
    /<h1><bdi>&lt;script&gt;alert\(1\)&lt;\/script&gt;&quot;&#x27;.*\\u202e.*<\/bdi><\/h1>/,
  );
  // Each text of others keeps its direction to itself; the words of rows and marks are our own.
  for (const [, tag = ''] of forged.matchAll(/(<[^>]*>)[^<>]*&lt;script/g))
    assert.match(tag, /^<(bdi|title|desc id="\w+-text"|th scope="row"|span class="mark \w+")>$/);
});

test('reportHtml() has no script, asks for nothing, and lets through one style alone', async t => {
  const page = reportHtml(await busyMonth(t, 300));
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(page) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  const policy = `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'`;
  const [, given = ''] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
  assert.equal(given.replaceAll('&#x3D;', '=').replaceAll('&#x2B;', '+'), policy);
  assert.doesNotMatch(page, /<(script|link|img|iframe|object|embed|form|base|a)\b| (on\w+|style|src|href)=/i);
  assert.deepEqual(style.match(/url\(|@import|\\/g), null);
});

test('reportHtml() has a title and words for every picture, and no two parts of one name', async t => {
  const page = reportHtml(await busyMonth(t, 3000));
  const pictures = page.match(/<svg .*?<\/svg>/gs) ?? [];
  assert.ok(pictures.length > 60);
  for (const picture of pictures) {
    assert.match(picture, /^<svg [^>]*(?:role="img"|aria-hidden="true")[^>]*>\n?<title/);
    if (picture.includes('role="img"')) assert.match(picture, /<desc id="\w+-text">[^<]+<\/desc>/);
  }
  const ids = [...page.matchAll(/ id="([^"]*)"/g)].map(([, id]) => id);
  assert.equal(new Set(ids).size, ids.length);
  for (const [, id = ''] of page.matchAll(/ aria-(?:labelledby|describedby)="([^"]*)"/g))
    assert.ok(ids.includes(id), id);
  const labels = [...page.matchAll(/ aria-label="([^"]*)"/g)].map(([, label]) => label);
  assert.equal(new Set(labels).size, labels.length);
});

test('reportHtml() of a month of a busy host is below 200 kB', async t => {
  const report = await busyMonth(t, 20_000);
  assert.ok((report.lines?.sources ?? 0) > 2000);
  const full = reportHtml(report);
  assert.ok(full.length < 150_000, String(full.length));
  // The longest there can be of everything.
  const long = withTexts(report, '2001:db8:1234:5678:9abc:def0:1234:5678');
  assert.ok(reportHtml(long).length < 200_000, String(reportHtml(long).length));
});
