import assert from 'node:assert/strict';
import { test } from 'node:test';
import { fetchSince, type Read } from '../../../src/fleet/link/fetch.ts';
import { publish } from '../../../src/fleet/link/publish.ts';
import { type Hub, hubLack, withHub } from '../../support/hub/hub.ts';
import { until } from '../../support/until.ts';

const skip = hubLack ?? false;
const stream = 'PORTJAIL';

/** Has a host keep some texts at the hub. */
async function keep(hub: Hub, user: string, texts: readonly string[]): Promise<void> {
  const link = await hub.link(user);
  await Promise.all(texts.map(text => publish(link, { subject: `portjail.scan.${user}`, text })));
  await link.close();
}

/** What a host is handed out, and how far it has read then. */
async function fetched(hub: Hub, from: Read | number): Promise<{ found: string[]; read: Read }> {
  const link = await hub.link('web2');
  const found: string[] = [];
  const read = await fetchSince(
    link,
    stream,
    from,
    (subject, bytes) => void found.push(`${subject} ${Buffer.from(bytes).toString()}`),
  );
  await link.close();
  return { found, read };
}

test('fetchSince() hands out each message once, by time and behind what was read', { skip }, () =>
  withHub({ users: ['web1', 'web2'] }, async hub => {
    const texts = Array.from({ length: 1_203 }, (_, index) => `${index}`);
    await keep(hub, 'web1', texts);
    const all = await fetched(hub, 0);
    assert.deepEqual(
      all.found,
      texts.map(text => `portjail.scan.web1 ${text}`),
    );
    assert.deepEqual((await fetched(hub, all.read)).found, []);
    await keep(hub, 'web1', ['later']);
    assert.deepEqual((await fetched(hub, all.read)).found, ['portjail.scan.web1 later']);
    assert.deepEqual((await fetched(hub, Date.now() + 3_600_000)).found, []);
    const then = Date.now() + 1;
    await until(() => Date.now() > then, 'the next moment');
    await keep(hub, 'web1', ['last']);
    assert.deepEqual((await fetched(hub, then)).found, ['portjail.scan.web1 last']);
    // A stream that was made anew is read from its beginning.
    assert.equal((await fetched(hub, { made: 'before', sequence: 9_999 })).found.length, 1_205);
  }),
);
