import assert from 'node:assert/strict';
import { cpSync } from 'node:fs';
import { test } from 'node:test';
import { jetstreamManager } from '@nats-io/jetstream';
import type { NatsConnection } from '@nats-io/transport-node';
import { makeStreams, strayKeys, streamForms } from '../../../src/fleet/hub/streams.ts';
import { fetchSince } from '../../../src/fleet/link/fetch.ts';
import { publish } from '../../../src/fleet/link/publish.ts';
import { type Hub, hubLack, withHub } from '../../support/hub.ts';
import { until } from '../../support/until.ts';

const skip = hubLack ?? false;

const told = (link: NatsConnection, subject: string, text = '{}'): Promise<void> =>
  publish(link, { subject, text, id: `${subject}.${text}` });

/** What each stream of a hub keeps: subject and text. */
async function kept(hub: Hub): Promise<string[]> {
  const link = await hub.link('collector');
  const found: string[] = [];
  for (const stream of ['PORTJAIL', 'PORTJAIL_PARDON'])
    await fetchSince(link, stream, 'collector', 0, (subject, bytes) =>
      found.push(`${stream} ${subject} ${Buffer.from(bytes).toString()}`),
    );
  await link.close();
  return found;
}

test('hubConf() lets a host tell on its own subject, and on no other', { skip }, () =>
  withHub({ users: ['web1', 'web2'] }, async hub => {
    const link = await hub.link('web1');
    await told(link, 'portjail.scan.web1');
    for (const subject of ['portjail.scan.web2', 'portjail.scan.admin', 'portjail.pardon.192-0-2-1'])
      await assert.rejects(told(link, subject), /does not take/, subject);
    const manager = await jetstreamManager(link, { checkAPI: false, timeout: 500 });
    await assert.rejects(manager.streams.purge('PORTJAIL'));
    await assert.rejects(manager.streams.delete('PORTJAIL'));
    await assert.rejects(manager.streams.update('PORTJAIL', { max_msgs_per_subject: 1 }));
    await link.close();
    const collector = await hub.link('collector');
    await assert.rejects(told(collector, 'portjail.scan.web1', '1'), /does not take/);
    await collector.close();
    assert.deepEqual(await kept(hub), ['PORTJAIL portjail.scan.web1 {}']);
  }),
);

test('hubConf() lets nobody listen to the replies of another', { skip }, () =>
  withHub({ users: ['web1', 'web2'] }, async hub => {
    const link = await hub.link('web1');
    await assert.rejects(
      (async () => {
        for await (const _ of link.subscribe('_INBOX_web2.>')) assert.fail('a reply to another');
      })(),
      /ermissions? [Vv]iolation/,
    );
    await link.close();
  }),
);

/** The hub hands stored messages on to whatever the maker of a consumer names, where he listens there himself. */
test(
  'makeStreams() has events stand under the name of who told them when he has the hub hand them on',
  { skip },
  () =>
    withHub({ users: ['web1', 'web2'] }, async hub => {
      const link = await hub.link('web1');
      const heard = new Set<string>();
      const ends: readonly (readonly [string, string])[] = [
        ['PORTJAIL', 'portjail.pardon.203-0-113-7'],
        ['PORTJAIL_PARDON', 'portjail.scan.web2'],
      ];
      const pardon = JSON.stringify({ v: 1, t: Date.now(), addr: '203.0.113.7' });
      // Without an id, by which the hub would know it again.
      await link.request('portjail.scan.web1', pardon);
      const other = await hub.link('web2');
      for (const subjects of ['portjail.scan.*', 'portjail.pardon.*'])
        other.subscribe(subjects, { callback: (_error, { subject }) => void heard.add(subject) });
      await other.flush();
      let handedOn = 0;
      for (const [stream, deliver_subject] of ends) {
        link.subscribe(deliver_subject, { callback: () => void handedOn++ });
        const config = { name: 'web1', deliver_subject, deliver_policy: 'all', ack_policy: 'none' };
        await link.request(
          `$JS.API.CONSUMER.CREATE.${stream}.web1`,
          JSON.stringify({ stream_name: stream, config: { ...config, inactive_threshold: 1e10 } }),
        );
      }
      await until(() => handedOn > 2, 'messages that the hub hands on');
      await link.close();
      await other.close();
      assert.deepEqual([...heard], ['portjail.scan.web1']);
      const subjects = new Set((await kept(hub)).map(line => line.split(' ')[1]));
      assert.deepEqual([...subjects], ['portjail.scan.web1']);
    }),
);

test(
  'makeStreams() makes them in their form, once, and clears them of who is no more in the fleet',
  { skip },
  () =>
    withHub({ users: ['web1', 'web2'] }, async hub => {
      const link = await hub.link('web1');
      await told(link, 'portjail.scan.web1');
      const other = await hub.link('web2');
      await told(other, 'portjail.scan.web2');
      const admin = await hub.link('admin');
      assert.deepEqual(await makeStreams(admin, ['web1', 'web2']), []);
      assert.deepEqual(await makeStreams(admin, ['web1']), ['web2']);
      const { streams } = await jetstreamManager(admin, { checkAPI: false });
      for (const form of streamForms(1))
        assert.deepEqual(strayKeys((await streams.info(form.name)).config, form), []);
      await streams.update('PORTJAIL', { max_msgs_per_subject: 7 });
      const [scans] = streamForms(1);
      assert.deepEqual(strayKeys((await streams.info('PORTJAIL')).config, scans ?? { name: '' }), [
        'max_msgs_per_subject',
      ]);
      for (const each of [link, other, admin]) await each.close();
      assert.deepEqual(await kept(hub), ['PORTJAIL portjail.scan.web1 {}']);
    }),
);

test('makeStreams() keeps the newest events of each host, however much another tells', { skip }, () =>
  withHub({ users: ['web1', 'web2'] }, async hub => {
    const [quiet, loud] = [await hub.link('web1'), await hub.link('web2')];
    await told(quiet, 'portjail.scan.web1');
    for (let index = 0; index < 2_100; index++) loud.publish('portjail.scan.web2', `${index}`);
    await told(loud, 'portjail.scan.web2', 'last');
    for (const each of [quiet, loud]) await each.close();
    const lines = await kept(hub);
    assert.equal(lines.length, 2_001);
    assert.ok(lines.includes('PORTJAIL portjail.scan.web1 {}'));
    assert.ok(lines.includes('PORTJAIL portjail.scan.web2 last'));
    assert.ok(!lines.includes('PORTJAIL portjail.scan.web2 100'));
  }),
);

test('fillFolder() shuts out who has left and the key that was renewed, at a hub that runs', { skip }, () =>
  withHub({ users: ['web1', 'web2', 'web3'] }, async hub => {
    const [one, two] = [await hub.link('web1'), await hub.link('web2')];
    const before = hub.credentials('web2');
    cpSync(before.cert, `${hub.folder}/before.pem`);
    cpSync(before.key, `${hub.folder}/before.key`);
    hub.change(['web2', 'web3'], ['web2']);
    await until(() => one.isClosed() && two.isClosed(), 'both put out');
    await assert.rejects(
      hub.link('web2', { ...before, cert: `${hub.folder}/before.pem`, key: `${hub.folder}/before.key` }),
      /no connection/,
    );
    const now = await hub.link('web2');
    await told(now, 'portjail.scan.web2');
    await now.close();
  }),
);
