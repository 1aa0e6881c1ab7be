import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterMisses, otherFilter } from '../../../src/doctor/checks/filter.ts';
import { clientOf, fail2banVersion } from '../../../src/fail2ban/client.ts';
import { configuredJail, parseDump } from '../../../src/fail2ban/dump.ts';
import { renderPack } from '../../../src/jails/pack/render.ts';
import { failRegex } from '../../../src/log/line.ts';
import { scanFromFailRegex } from '../../../src/log/scan-from.ts';
import { configWith, stockWith } from '../../jails/fixtures.ts';
import { defaults, healthy, jail, names, recidiveJail } from '../facts.ts';

const withRegexes = (...regexes: string[]) => ({ ...healthy, jails: [jail({ regexes })] });

test('otherFilter() names a filter that is not the one for this config', () => {
  assert.deepEqual(names(otherFilter, withRegexes('^.*<HOST>$')), ['other-filter']);
  assert.deepEqual(names(otherFilter, withRegexes(`^${failRegex('handshake')}`, 'more')), ['other-filter']);
  const config = { ...defaults, log: { ...defaults.log, format: 'portsentry-2' as const } };
  assert.deepEqual(names(otherFilter, { ...healthy, config }), ['other-filter']);
  const fits = { ...withRegexes(`^${scanFromFailRegex('handshake')}`), config };
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
  assert.match(said({ filterOverrides: ['/etc/portjail.local'] }), /\/etc\/portjail\.local changes it/);
});

test('otherFilter() has no word about recidive, which reads another log', () => {
  assert.deepEqual(names(otherFilter, { ...healthy, jails: [recidiveJail({ regexes: ['x'] })] }), []);
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
    const parsed = configuredJail(parseDump(clientOf(folder)('-d').out), 'portsentry');
    assert.ok(parsed !== undefined);
    const facts = { ...healthy, config, jails: [jail(parsed)] };
    assert.deepEqual([parsed.regexes.length, names(otherFilter, facts)], [1, []]);
    const other = { ...facts, jails: [jail({ ...parsed, regexes: [`${parsed.regexes[0]}x`] })] };
    assert.deepEqual(names(otherFilter, other), ['other-filter']);
  }
});
