import assert from 'node:assert/strict';
import { test } from 'node:test';
import { inShort, tilesOf, warningsOf } from '../../../src/report/html/summary.ts';
import type { Effects } from '../../../src/report/report.ts';
import { banned, day, hour, now, reportOf, touchLine } from '../fixture.ts';

test('tilesOf() tells a share that nobody can know yet from one that the logs do not hold', async t => {
  const share = (tiles: ReturnType<typeof tilesOf>) => {
    const { value, more, isWords } = tiles.find(({ name }) => name === 'Never came back') ?? assert.fail();
    return [value, more, isWords];
  };
  const { report } = await reportOf(t, { log: touchLine('203.0.113.1', now - hour), bans: '' });
  assert.deepEqual(share(tilesOf(report)), ['no ban was over yet', 'nobody can have come back', true]);
  assert.deepEqual(share(tilesOf({ ...report, effects: null })), ['not known', '', true]);
  const effects = { ...(report.effects as Effects), endedBans: 8, shareNeverBack: 0 };
  assert.deepEqual(share(tilesOf({ ...report, effects })), ['0 %', 'of 8 bans that ended', false]);
});

test('inShort() says what happened, nothing of what is not known, and that it is a part where it is', async t => {
  const log = touchLine('203.0.113.1', now - hour) + touchLine('203.0.113.1', now - hour, { why: 'lan' });
  const bans = banned(now - hour, 'Ban 203.0.113.1');
  const short = async (...given: [Parameters<typeof reportOf>[1], Parameters<typeof reportOf>[2]?]) =>
    inShort((await reportOf(t, ...given)).report);
  assert.equal(
    await short({ log, bans }),
    '1 source touched watched ports: 1 scan, 1 observed. 1 ban of 1 source.',
  );
  assert.equal(await short({ log: '', bans: '' }), 'Nobody touched a watched port. Nobody was banned.');
  assert.match(await short({ log, bans }, { since: now - 30 * day }), /As far as the logs tell\.$/);
  assert.equal(
    await short({ bans }),
    "What was seen is not known: the sentry's log tells nothing of this time. 1 ban of 1 source.",
  );
  assert.match(
    await short({ log }),
    /Who was banned is not known: Fail2ban's log tells nothing of this time\.$/,
  );
});

test('warningsOf() has what somebody should look at, and nothing else', async t => {
  const { report } = await reportOf(t, { log: touchLine('203.0.113.1', now - hour), bans: '' });
  assert.deepEqual(warningsOf(report), []);
  assert.deepEqual(warningsOf({ ...report, effects: null }), []);
  const effects = {
    ...(report.effects as Effects),
    bansOfSpared: 1,
    linesWhileBanned: { atFirst: 3, packet: 4, handshake: 2 },
  };
  const [first = '', second = '', ...none] = warningsOf({ ...report, effects });
  assert.match(first, /^2 finished handshakes of banned sources: .*"portjail doctor"/);
  assert.match(second, /^1 ban of a host that was ignored or protected/);
  assert.deepEqual(none, []);
});
