import assert from 'node:assert/strict';
import { test } from 'node:test';
import { makeReport } from '../../src/report/make.ts';
import { reportText } from '../../src/report/show/text.ts';
import { logs } from '../events/fixture.ts';
import { sharedLine } from '../events/shared/fixture.ts';
import { day, hour, now, touchLine } from './fixture.ts';

test('makeReport() counts whom others have named by themselves, and in no number of what was seen here', async t => {
  const { log, put, places } = logs(t);
  const shared = `${log}.fleet`;
  put(log, touchLine('203.0.113.1', now - hour), now);
  const lines = [
    sharedLine('203.0.113.7', now - 8 * day),
    sharedLine('203.0.113.7', now - 5 * hour),
    sharedLine('203.0.113.7', now - 3 * hour, 'fleet', 'db1'),
    sharedLine('203.0.113.8', now - 2 * hour, 'told'),
  ];
  put(shared, lines.join(''), now);
  const wanted = { span: { since: now - 7 * day, until: now }, services: () => undefined };
  const { report } = await makeReport({ ...wanted, places: { ...places, shared } });
  assert.deepEqual(report.others, {
    toBan: 2,
    observed: 1,
    sources: 2,
    hosts: [
      { host: 'web2', lines: 2 },
      { host: 'db1', lines: 1 },
    ],
  });
  assert.deepEqual([report.lines?.scans, report.lines?.observations, report.lines?.sources], [1, 0, 1]);
  const text = reportText(report);
  assert.match(
    text,
    /\nNamed by other hosts of the fleet\n {2}2 sources, in 2 lines to be banned and 1 only/,
  );
  assert.match(text, /\n {2}by: web2 2, db1 1\n/);
  const { report: alone } = await makeReport({ ...wanted, places });
  assert.equal(alone.others, null);
  assert.doesNotMatch(reportText(alone), /other hosts/);
});
