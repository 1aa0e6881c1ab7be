import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { type Collecting, startCollecting } from '../../../src/fleet/collect/collect.ts';
import { formatEvent } from '../../../src/fleet/event.ts';
import { publish } from '../../../src/fleet/link/publish.ts';
import { parseLine } from '../../../src/log/line.ts';
import { formatAddress, parseAddress } from '../../../src/net/address.ts';
import { type Hub, hubLack, withHub } from '../../support/hub/hub.ts';
import { until } from '../../support/until.ts';

const skip = hubLack ?? false;

/** Has the hub keep what a host says of some sources. */
async function tell(hub: Hub, user: string, sources: readonly string[], time = Date.now()): Promise<void> {
  const link = await hub.link(user);
  for (const text of sources) {
    const source = parseAddress(text) ?? assert.fail(text);
    const event = formatEvent({ time, source, port: 23, hits: 3, ports: 2 });
    await publish(link, { subject: `portjail.scan.${user}`, text: event });
  }
  await link.close();
}

/** What stands in a log: who told of which source. */
const linesIn = (path: string): string[] =>
  (existsSync(path) ? readFileSync(path, 'utf8').split('\n').slice(0, -1) : []).map(line => {
    const entry = parseLine(line);
    return entry?.verb === 'seen' ? `${entry.why} ${formatAddress(entry.source)} ${entry.origin}` : line;
  });

async function collecting(hub: Hub, path: string, work: () => Promise<void>): Promise<Collecting['counts']> {
  const end = new AbortController();
  const { done, counts } = await startCollecting(path, () => hub.link('collector'), end.signal);
  try {
    await work();
  } finally {
    end.abort();
    await done;
  }
  return counts;
}

test('startCollecting() writes what every host tells, and nothing twice after a restart', { skip }, () =>
  withHub({ users: ['web1', 'web2'] }, async hub => {
    const path = join(mkdtempSync(join(tmpdir(), 'portjail-collect-')), 'all.log');
    const has = (lines: readonly string[]): Promise<void> =>
      until(
        () => linesIn(path).length >= lines.length,
        () => linesIn(path).join(),
      ).then(() => assert.deepEqual(linesIn(path), lines));
    try {
      await tell(hub, 'web1', ['203.0.113.1']);
      await collecting(hub, path, async () => {
        await has(['told 203.0.113.1 web1']);
        await tell(hub, 'web2', ['203.0.113.1', '2001:db8::5'], Date.now() - 7_000_000);
        await has(['told 203.0.113.1 web1', 'told 203.0.113.1 web2', 'told 2001:db8::5 web2']);
      });
      const before = linesIn(path);
      await tell(hub, 'web1', ['203.0.113.2']);
      const counts = await collecting(hub, path, () => has([...before, 'told 203.0.113.2 web1']));
      assert.deepEqual(counts(), { written: 1, unread: 0 });
    } finally {
      rmSync(join(path, '..'), { recursive: true });
    }
  }),
);
