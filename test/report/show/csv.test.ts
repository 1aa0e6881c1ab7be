import assert from 'node:assert/strict';
import { test } from 'node:test';
import { csvLine, csvOf } from '../../../src/report/show/csv.ts';
import { banned, hour, now, reportOf, touchLine } from '../fixture.ts';

test('csvLine() has no cell that a spreadsheet takes for a formula, or for two', () => {
  for (const text of ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1']) {
    const line = csvLine([text, 1]);
    assert.equal(line, `"'${text}",1\n`);
  }
  assert.equal(csvLine(['a"b', 'c,d', 'e', -1]), '"a""b","c,d",e,-1\n');
});

test('csvOf() has every source in a line, the busiest first, and an empty cell for what is not known', async t => {
  const log =
    touchLine('203.0.113.1', now - 3 * hour, { why: 'below-trigger' }) +
    touchLine('2001:db8::7', now - 2 * hour, { port: 445 }) +
    touchLine('203.0.113.1', now - hour, { why: 'protected', port: 161, protocol: 'udp' });
  const rows = async (bans: string | undefined): Promise<string[]> => {
    const { counted, report } = await reportOf(t, { log, ...(bans !== undefined && { bans }) });
    return [...csvOf(counted, report.bans !== null)].join('').split('\n');
  };
  const [head, first, second, end] = await rows(undefined);
  assert.equal(
    head,
    'source,scans,observations,handshakes,most_hits,most_ports,ports,first,last,seen_as,bans,banned',
  );
  assert.match(first ?? '', /^2001:db8::7,1,0,1,1,1,445\/tcp,2026-11-22T\S+Z,2026-11-22T\S+Z,,,$/);
  assert.match(second ?? '', /^203\.0\.113\.1,0,2,2,1,1,23\/tcp 161\/udp,.*,protected,,$/);
  assert.equal(end, '');
  const known = await rows(banned(now - hour, 'Ban 203.0.113.1') + banned(now - hour, 'Unban 203.0.113.9'));
  assert.equal(known.length, 4, 'one that was only unbanned is not in it');
  assert.match(known.join('\n'), /^203\.0\.113\.1,.*,protected,1,yes$/m);
  assert.match(known.join('\n'), /^2001:db8::7,.*,0,no$/m);
});
