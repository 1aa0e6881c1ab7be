import assert from 'node:assert/strict';
import { cpSync, mkdirSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { temporaryFolder } from '../../jails/fixtures.ts';
import { type Release, releases } from '../../jails/releases.ts';
import { isLong } from '../../support/long.ts';
import { type Case, createCase } from './case.ts';
import { comparable, fail2banOn, modelOn, type Outcome } from './run.ts';

const sixty = Array.from({ length: 60 }, (_, at) => at + 1);
/** Those that reach what few of them do: what the database forgets, factors below 1, what the observer knew. */
const sixOfThem = [4, 13, 14, 21, 34, 50];

/** Debian 12's and Debian 13's. */
for (const release of releases.slice(0, 2)) {
  const { name, skip, used } = release;

  test(`createServer() bans whom Fail2ban bans, by which jail, when and until when: ${name}`, {
    skip,
  }, () => {
    const cases = casesFor(release, isLong ? sixty : sixOfThem);
    const outcomes = used(() => fail2banOn(cases));
    for (const [one, outcome] of pairs(cases, outcomes)) {
      assert.deepEqual(comparable(modelOn(one)), comparable(outcome), JSON.stringify(one.settings));
      const bans = outcome.events.filter(([what]) => what === 'Ban');
      const first = new Set(bans.map(([, jail, source]) => `${jail} ${source}`));
      const restored = outcome.events.filter(([what]) => what === 'Restore Ban');
      const recidive = bans.filter(([, jail]) => jail === 'portsentry-recidive');
      // What is compared has to be worth it.
      assert.ok(bans.length >= 30 && bans.length - first.size >= 10, `${bans.length} bans`);
      assert.ok(restored.length > 0 && recidive.length > 0, JSON.stringify(one.settings));
    }
  });

  test(`createServer() keeps a ban for good over a restart as Fail2ban does: ${name}`, { skip }, () => {
    const cases = casesFor(release, isLong ? sixOfThem : [1], true);
    const outcomes = used(() => fail2banOn(cases));
    for (const [one, outcome] of pairs(cases, outcomes))
      assert.deepEqual(comparable(modelOn(one)), comparable(outcome), JSON.stringify(one.settings));
    const restored = outcomes.flatMap(({ events }) => events.filter(([what]) => what === 'Restore Ban'));
    assert.ok(restored.some(([, jail]) => jail === 'portsentry'));
  });
}

function pairs(cases: readonly Case[], outcomes: readonly Outcome[]): [Case, Outcome][] {
  assert.equal(outcomes.length, cases.length);
  return cases.map((one, at) => [one, outcomes[at] ?? assert.fail()]);
}

function casesFor(
  release: Release,
  seeds: readonly number[],
  isForGood = false,
): (Case & { folder: string })[] {
  const root = temporaryFolder();
  const stock = release.config();
  return seeds.map(seed => {
    const folder = `${root}/${seed}`;
    cpSync(stock, folder, { recursive: true });
    mkdirSync(`${folder}/jail.d`, { recursive: true });
    const [log, banLog] = [`${folder}/portsentry.log`, `${folder}/fail2ban.log`];
    for (const path of [log, banLog]) writeFileSync(path, '');
    return { folder, ...createCase(seed, folder, log, banLog, isForGood) };
  });
}
