import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { jetstream, jetstreamManager } from '@nats-io/jetstream';
import { headers, type NatsConnection } from '@nats-io/transport-node';
import { formatEvent } from '../../../src/fleet/event.ts';
import { makeStreams, strayKeys, streamForms } from '../../../src/fleet/hub/streams.ts';
import { askStreams } from '../../../src/fleet/link/ask.ts';
import type { Credentials } from '../../../src/fleet/link/connect.ts';
import { fetchSince } from '../../../src/fleet/link/fetch.ts';
import { publish } from '../../../src/fleet/link/publish.ts';
import { type Hub, hubLack, sharedHub, withHub } from '../../support/hub/hub.ts';
import { until } from '../../support/until.ts';
import { address } from '../member/stage.ts';

const skip = hubLack ?? false;
const onHub = sharedHub({ users: ['evil', 'web1', 'web2'] });

const told = (link: NatsConnection, subject: string, text = '{}'): Promise<void> =>
  publish(link, { subject, text });

/** What each stream of a hub keeps: subject and text. */
async function kept(hub: Hub): Promise<string[]> {
  const link = await hub.link('collector');
  const found: string[] = [];
  for (const stream of ['PORTJAIL', 'PORTJAIL_PARDON'])
    await fetchSince(link, stream, 0, (subject, bytes) =>
      found.push(`${stream} ${subject} ${Buffer.from(bytes).toString()}`),
    );
  await link.close();
  return found;
}

test('hubConf() lets a host tell on its own subject, and on no other', { skip }, () =>
  onHub(async hub => {
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
  onHub(async hub => {
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

/** Asks something of the hub, and has it reply to a subject. */
type Attack = (evil: NatsConnection, reply: string) => void;

const attacks: readonly Attack[] = [
  (evil, reply) => evil.publish('portjail.scan.evil', '{"told":1}', { reply }),
  (evil, reply) => evil.publish('portjail.ask.DIRECT.GET.PORTJAIL', '{"seq":1}', { reply }),
  (evil, reply) =>
    evil.publish('portjail.ask.DIRECT.GET.PORTJAIL', '{"seq":1,"next_by_subj":">"}', { reply }),
  (evil, reply) => evil.publish('portjail.ask.STREAM.INFO.PORTJAIL', '', { reply }),
];

test(
  "hubConf() has what the hub replies to a host be nobody's word, whatever it has it reply to",
  { skip },
  () =>
    onHub(async hub => {
      const [evil, other] = [await hub.link('evil'), await hub.link('web1')];
      const heard: string[] = [];
      for (const subject of ['portjail.kept.scan.*', 'portjail.kept.pardon.*', '_INBOX_web1.>'])
        other.subscribe(subject, {
          callback: (_error, message) => void heard.push(`${message.subject} ${message.string()}`),
        });
      await other.flush();
      await told(evil, 'portjail.scan.evil', '{"told":0}');
      const replies = [
        ...['portjail.scan.web2', 'portjail.kept.scan.web2', 'portjail.scan.evil', '_INBOX_web1.x'],
        ...[
          'portjail.pardon.203-0-113-7',
          'portjail.kept.pardon.203-0-113-7',
          '$JS.API.STREAM.PURGE.PORTJAIL',
        ],
        'portjail.ask.DIRECT.GET.PORTJAIL',
      ];
      for (const attack of attacks) for (const reply of replies) attack(evil, reply);
      const { streams } = await askStreams(evil, 5_000);
      const { state } = await streams.info('PORTJAIL');
      assert.ok(state.messages >= replies.length, `${state.messages}`);
      await told(evil, 'portjail.scan.evil', '{"told":2}');
      await until(
        () => heard.includes('portjail.kept.scan.evil {"told":2}'),
        () => heard.join(),
      );
      for (const each of [evil, other]) await each.close();
      const subjects = (lines: readonly string[]): string[] => [
        ...new Set(lines.map(line => line.split(' ')[0] ?? '')),
      ];
      assert.deepEqual(subjects(heard), ['portjail.kept.scan.evil']);
      assert.deepEqual(subjects((await kept(hub)).map(line => line.replace(/^PORTJAIL\w* /, ''))), [
        'portjail.scan.evil',
      ]);
    }),
);

/** A push consumer sends what is kept to where its maker says, and one of a loop does without end. */
test('hubConf() lets nobody make a consumer, and nobody but the admin change a stream', { skip }, () =>
  onHub(async hub => {
    const evil = await hub.link('evil');
    await told(evil, 'portjail.scan.evil');
    const config = { name: 'x', deliver_subject: 'portjail.scan.web1', ack_policy: 'none' };
    const asked = JSON.stringify({ stream_name: 'PORTJAIL', config });
    for (const prefix of ['$JS.API', 'portjail.ask'])
      for (const act of ['CONSUMER.CREATE.PORTJAIL', 'CONSUMER.CREATE.PORTJAIL.x', 'STREAM.PURGE.PORTJAIL'])
        await assert.rejects(
          evil.request(`${prefix}.${act}`, asked, { timeout: 500 }),
          /permission|timeout|responders/i,
        );
    await assert.rejects(told(await hub.link('collector'), 'portjail.scan.web1', '1'), /does not take/);
    const rollup = headers();
    rollup.set('Nats-Rollup', 'all');
    await assert.rejects(jetstream(evil).publish('portjail.scan.evil', '{}', { headers: rollup }), /rollup/);
    const admin = await jetstreamManager(await hub.link('admin'), { checkAPI: false });
    const { state } = await admin.streams.info('PORTJAIL');
    assert.deepEqual([state.messages, state.consumer_count], [1, 0]);
  }),
);

/** The hub takes a message for known by an id that anybody may have sent before. */
test('publish() is heard whatever another host has said before', { skip }, () =>
  onHub(async hub => {
    const [evil, honest] = [await hub.link('evil'), await hub.link('web1')];
    const heard: string[] = [];
    evil.subscribe('portjail.kept.scan.web1', {
      callback: (_error, message) => void heard.push(message.string()),
    });
    await evil.flush();
    const event = { time: Date.now(), source: address('203.0.113.7'), port: 23, hits: 1, ports: 1 };
    const text = formatEvent(event);
    for (const msgID of [`web1.203.0.113.7.${Math.floor(event.time / 60_000)}`, text, 'portjail.scan.web1'])
      await jetstream(evil).publish('portjail.scan.evil', text, { msgID });
    await told(honest, 'portjail.scan.web1', text);
    await until(() => heard.length > 0, 'the word of the other');
    for (const each of [evil, honest]) await each.close();
  }),
);

test(
  'makeStreams() makes them in their form, once, and clears them of who is no more in the fleet',
  { skip },
  () =>
    onHub(async hub => {
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
  onHub(async hub => {
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

/** The certificate and the key that a user had. */
function putAway(hub: Hub, user: string): Credentials {
  const [old = assert.fail(user)] = readdirSync(join(hub.folder, 'old')).filter(name =>
    name.startsWith(`${user}-`),
  );
  const at = (end: string): string => join(hub.folder, 'old', old, `${user}.${end}`);
  return { user, ca: join(hub.folder, 'ca.pem'), cert: at('pem'), key: at('key') };
}

test(
  'hubConf() shuts out who has left and the key that was renewed, and lets the others be, when it is loaded again',
  { skip },
  () =>
    withHub({ users: ['web1', 'web2', 'web3'] }, async hub => {
      const [one, two, three] = await Promise.all(['web1', 'web2', 'web3'].map(user => hub.link(user)));
      const heard = new Set<string>();
      three?.subscribe('portjail.kept.scan.*', {
        callback: (_error, { subject }) => void heard.add(subject),
      });
      hub.change(['web2', 'web3', 'web4'], ['web2']);
      await until(() => one?.isClosed() === true && two?.isClosed() === true, 'both put out');
      for (const user of ['web1', 'web2'])
        await assert.rejects(hub.link(user, putAway(hub, user)), /no connection/);
      const again = await hub.link('web2');
      await told(again, 'portjail.scan.web2');
      await until(
        () => heard.size === 1,
        () => `a word; heard ${[...heard].join()}`,
      );
      assert.equal(three?.isClosed(), false);
      for (const each of [again, three]) await each?.close();
      // For who is new it has to be started again.
      await hub.kill();
      await hub.start();
      const four = await hub.link('web4');
      await told(four, 'portjail.scan.web4');
      await four.close();
    }),
);
