import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { formatEvent } from '../../../src/fleet/event.ts';
import { publish } from '../../../src/fleet/link/publish.ts';
import { type Hub, hubLack, sharedHub, withHub } from '../../support/hub/hub.ts';
import { sized } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import { address, type Host, sources, withHosts } from './stage.ts';

const skip = hubLack ?? false;
const notRoot = process.getuid?.() === 0 ? false : 'needs root';
const onHub = sharedHub({ users: ['evil', 'web1', 'web2'] });
/** Nothing is held back: what has come is what is written. */
const open = { fleet: { pace: 50, perOrigin: 1_000 } };

/** Whether a host has named each of some sources, once. */
async function named(host: Host, expected: readonly string[]): Promise<void> {
  const found = (): string[] => host.lines().map(line => line.split(' ')[1] ?? '');
  await until(
    () => found().length >= expected.length,
    () => `${expected.length} sources; found ${found().length}, ${JSON.stringify(host.status())}`,
  );
  assert.deepEqual(found().sort(), [...expected].sort());
  assert.equal(host.status().totals.received, expected.length);
}

test('startFleet() loses nothing when the hub is killed, and says nothing twice', { skip }, () =>
  onHub(hub =>
    withHosts(hub, async host => {
      const [one, other] = [host('web1'), host('web2', open)];
      await Promise.all([one, other].map(each => each.start()));
      const all = sources(60);
      one.scanned(all.slice(0, 20));
      await named(other, all.slice(0, 20));
      await hub.kill();
      await until(() => other.status().server === '', 'the end of the connection');
      one.scanned(all.slice(20, 40));
      await hub.start();
      one.scanned(all.slice(40));
      await named(other, all);
    }),
  ),
);

test('startFleet() loses nothing while the hub stands still', { skip }, () =>
  onHub(hub =>
    withHosts(hub, async host => {
      const [one, other] = [host('web1'), host('web2', open)];
      await Promise.all([one, other].map(each => each.start()));
      const all = sources(40);
      one.scanned(all.slice(0, 20));
      await named(other, all.slice(0, 20));
      await hub.frozen(async () => {
        one.scanned(all.slice(20));
        await until(() => one.status().why !== '', 'a word that it does not take them');
      });
      await named(other, all);
      await until(() => one.status().why === '', 'that it works again');
    }),
  ),
);

test(
  'startFleet() tells and hears after a time away what there was meanwhile, each source once',
  { skip },
  () =>
    onHub(hub =>
      withHosts(hub, async host => {
        const [one, other] = [host('web1'), host('web2', open)];
        const all = sources(30);
        await Promise.all([one, other].map(each => each.start()));
        one.scanned(all.slice(0, 10));
        await named(other, all.slice(0, 10));
        await other.stop();
        one.scanned(all.slice(10, 20));
        await until(() => one.status().told === 20, 'the hub to have them');
        await one.stop();
        one.scanned(all.slice(20));
        await one.start();
        await until(() => one.status().told === 10, 'the hub to have what was written meanwhile');
        await other.start();
        await named(other, all);
      }),
    ),
);

test('startFleet() says of what came too late that it is too old', { skip }, () =>
  onHub(hub =>
    withHosts(hub, async host => {
      const [one, other] = [host('web1'), host('web2', { fleet: { maxAge: '1m' } })];
      one.scanned(sources(5), Date.now() - 120_000);
      await Promise.all([one, other].map(each => each.start()));
      await until(() => other.status().totals['too-old'] === 5, 'five that are too old');
      assert.deepEqual(other.lines(), []);
    }),
  ),
);

const hour = 3_600_000;

test('startFleet() takes nothing from a clock that is an hour ahead, and names the host', { skip }, () =>
  onHub(hub =>
    withHosts(hub, async host => {
      const fast = host('web1', { clock: () => Date.now() + hour });
      const other = host('web2');
      await Promise.all([fast, other].map(each => each.start()));
      fast.scanned(sources(5));
      await until(() => other.status().totals.ahead === 5, 'five that are ahead');
      assert.deepEqual(
        other.status().origins.map(({ name, ahead }) => [name, ahead]),
        [['web1', 5]],
      );
      other.scanned(['203.0.113.9']);
      await until(() => fast.status().totals['too-old'] === 1, 'one that is too old for the fast clock');
      assert.deepEqual([...other.lines(), ...fast.lines()], []);
      const hours = (): number[] =>
        [fast, other].map(each => Math.round((each.status().hubAhead ?? 7 * hour) / hour) + 0);
      await until(() => !hours().includes(7), 'the word of the hub on its clock');
      assert.deepEqual(hours(), [-1, 0], 'how far the hub is ahead of each');
    }),
  ),
);

/** Has a host that was taken over tell something, on its own subject or on another. */
async function tell(
  hub: Hub,
  user: string,
  texts: readonly (string | Uint8Array)[],
  subject = `portjail.scan.${user}`,
) {
  const link = await hub.link(user);
  for (const text of texts) link.publish(subject, text);
  await link.flush();
  await link.close();
}

/** Forged events. */
const many = sized(3_000, 10_000);

const forged = (source: string, time = Date.now()): string =>
  formatEvent({ time, source: address(source), port: 23, hits: 1, ports: 1 });

test(
  'startFleet() has a host that was taken over ban no more than its share, and nobody who is spared',
  { skip },
  () =>
    onHub(hub =>
      withHosts(hub, async host => {
        const other = host('web2', { ignored: ['100.65.0.0/16'], fleet: { perOrigin: 7, pace: 50 } });
        const honest = host('web1');
        await Promise.all([honest, other].map(each => each.start()));
        // The hub keeps fewer of one host than there will be.
        await until(() => other.status().caughtUp > 0, 'the connection');
        const bad = [
          '',
          '{',
          '[]',
          'null',
          '{"v":1}',
          `${forged('203.0.113.1')} x`,
          Buffer.from([0xff, 0x00, 0x1b]),
        ];
        await tell(hub, 'evil', [
          ...bad,
          '{"v":2,"anything":"\\u001b[2J"}',
          forged('127.0.0.1'),
          forged('0.0.0.0'),
          ...sources(50, '100.65').map(one => forged(one)),
          ...sources(many, '100.66').map(one => forged(one)),
        ]);
        await until(
          () => other.status().totals.held === many - 7,
          () => JSON.stringify(other.status().totals),
        );
        honest.scanned(['203.0.113.9']);
        await until(
          () => other.lines().some(line => line.includes('203.0.113.9 web1')),
          'the word of another',
        );
        assert.equal(other.lines().filter(line => line.includes(' evil ')).length, 7);
        assert.ok(other.lines().every(line => !/ 100\.65\.| 127\.| 0\.0\.0\.0 /.test(line)));
        const [worst] = other.status().origins;
        assert.equal(worst?.name, 'evil');
        assert.deepEqual(
          [worst?.damaged, worst?.unknown, worst?.protected, worst?.nobody, worst?.ignored, worst?.lines],
          [7, 1, 1, 1, 50, 7],
        );
      }),
    ),
);

test('startFleet() hears nobody under the name of another', { skip }, () =>
  onHub(hub =>
    withHosts(hub, async host => {
      const other = host('web2');
      await other.start();
      await until(() => other.status().caughtUp > 0, 'the connection');
      await tell(hub, 'evil', [forged('203.0.113.1')], 'portjail.scan.web1');
      await tell(hub, 'evil', ['{"v":1,"t":1,"addr":"203.0.113.9"}'], 'portjail.pardon.203-0-113-9');
      // What the hub replies to is his own, whatever he has it reply to.
      const link = await hub.link('evil');
      await publish(link, { subject: 'portjail.scan.evil', text: forged('203.0.113.2') });
      link.publish('portjail.scan.evil', forged('203.0.113.3'), { reply: 'portjail.scan.web1' });
      await link.flush();
      await link.close();
      await until(
        () => other.status().totals.received === 2,
        () => JSON.stringify(other.status()),
      );
      assert.deepEqual(other.lines().sort(), ['fleet 203.0.113.2 evil 1', 'fleet 203.0.113.3 evil 1']);
      assert.deepEqual(
        other.status().origins.map(({ name, received, damaged }) => [name, received, damaged]),
        [['evil', 2, 0]],
      );
    }),
  ),
);

test('startFleet() loses nothing while the disk of the hub is full', { skip: skip || notRoot }, () =>
  withHub({ users: ['web1', 'web2'], disk: 2 ** 24, maxBytes: 2 ** 22 }, hub =>
    withHosts(hub, async host => {
      const [one, other] = [host('web1'), host('web2', open)];
      await Promise.all([one, other].map(each => each.start()));
      const all = sources(40);
      one.scanned(all.slice(0, 20));
      await named(other, all.slice(0, 20));
      const filler = join(hub.folder, 'store/filler');
      assert.throws(() => writeFileSync(filler, Buffer.alloc(2 ** 24)), /ENOSPC/);
      one.scanned(all.slice(20));
      await until(() => one.status().why !== '', 'a word that the hub does not take them');
      rmSync(filler);
      // It takes nothing more by itself before it was started again.
      await hub.kill();
      await hub.start();
      await until(
        () => one.status().told === 40,
        () => JSON.stringify(one.status()),
      );
      await named(other, all);
    }),
  ),
);
