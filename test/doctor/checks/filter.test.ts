import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Config } from '../../../src/config/schema/schema.ts';
import { filterMisses, otherFilter } from '../../../src/doctor/checks/filter.ts';
import type { Facts, JailFacts } from '../../../src/doctor/facts.ts';
import { writtenBy } from '../../../src/doctor/gather/written.ts';
import { clientOf, fail2banVersion } from '../../../src/fail2ban/client.ts';
import { configuredJail, parseDump } from '../../../src/fail2ban/dump.ts';
import { dumpedValues } from '../../../src/fail2ban/options.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { failRegex } from '../../../src/log/line.ts';
import { scanFromFailRegex } from '../../../src/log/scan-from.ts';
import { configWith, stockWith } from '../../jails/fixtures.ts';
import { defaults, healthy, jail, names, recidiveJail } from '../facts.ts';

const written = (config: Config, one: JailFacts): JailFacts => ({
  ...one,
  written: writtenBy(config).get(one.name) ?? new Map(),
});

const withRegexes = (...regexes: string[]) => ({ ...healthy, jails: [jail({ regexes })] });

test('otherFilter() names a filter that is not the one for this config', () => {
  assert.deepEqual(names(otherFilter, withRegexes('^.*<HOST>$')), ['other-filter']);
  assert.deepEqual(names(otherFilter, withRegexes(`^${failRegex('handshake')}`, 'more')), ['other-filter']);
  const config = { ...defaults, log: { ...defaults.log, format: 'portsentry-2' as const } };
  const wantedBy = (one: JailFacts): Facts => ({ ...healthy, config, jails: [written(config, one)] });
  assert.deepEqual(names(otherFilter, wantedBy(jail())), ['other-filter']);
  const own = {
    regexes: [`^${scanFromFailRegex('handshake')}`],
    datePattern: '^%Y-%m-%dT%H:%M:%S\\.%f%z\\s',
  };
  const fits = wantedBy(jail(own));
  assert.deepEqual(names(otherFilter, fits), []);
});

test('otherFilter() says who changed it: a jail file, or a .local beside the filter', () => {
  const said = (pack: Partial<typeof healthy.pack>) =>
    otherFilter({ ...withRegexes('x'), pack: { ...healthy.pack, ...pack } })[0]?.what ?? '';
  const setting = {
    file: '/etc/x.local',
    line: 1,
    section: 'portsentry',
    name: 'filter',
    value: 'portsentry',
  };
  assert.match(said({ settings: [setting] }), /\/etc\/x\.local says filter = portsentry/);
  assert.match(
    said({ filterOverrides: ['/etc/fail2ban/filter.d/portjail.local'] }),
    /filter\.d\/portjail\.local changes it/,
  );
});

test('otherFilter() knows the filter of recidive too, which reads another log', () => {
  assert.deepEqual(names(otherFilter, { ...healthy, jails: [recidiveJail()] }), []);
  const changed = { ...healthy, jails: [recidiveJail({ regexes: ['x'] })] };
  assert.match(
    otherFilter(changed)[0]?.what ?? '',
    /portsentry-recidive .*portjail-recidive\.conf is another/,
  );
});

test('filterMisses() names a filter that does not find what stands in the log', () => {
  const trial = { expected: ['192.0.2.1', '192.0.2.2'], found: ['192.0.2.1'] };
  const [finding] = filterMisses({ ...healthy, jails: [jail({ trial })] });
  assert.equal(finding?.name, 'filter-misses');
  assert.match(finding?.what ?? '', /finds 1 of 2 .* misses 192\.0\.2\.2$/);
});

const skip = fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false;

test('otherFilter() is content with the filter as it is rendered, for a file and for the journal', {
  skip,
}, () => {
  for (const target of ['file', 'journal'] as const) {
    const config = configWith(all => ({ ...all, log: { ...all.log, target } }));
    const folder = stockWith(renderPack(config));
    const dump = parseDump(clientOf(folder)('-d').out);
    const parsed = configuredJail(dump, 'portsentry');
    assert.ok(parsed !== undefined);
    const read = {
      ...jail(),
      configured: { ...parsed, trial: undefined, values: dumpedValues(dump, 'portsentry') },
    };
    const facts = { ...healthy, config, jails: [written(config, read)] };
    assert.deepEqual([parsed.regexes.length, names(otherFilter, facts)], [1, []]);
    const regexes = [`${parsed.regexes[0]}x`];
    const other = { ...read, configured: { ...read.configured, regexes } };
    assert.deepEqual(names(otherFilter, { ...facts, jails: [written(config, other)] }), ['other-filter']);
  }
});
