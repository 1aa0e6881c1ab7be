import assert from 'node:assert/strict';
import { test } from 'node:test';
import { publish } from '../../../src/fleet/link/publish.ts';
import { pardonSubject } from '../../../src/fleet/names.ts';
import { formatPardon } from '../../../src/fleet/pardon.ts';
import { readFleetStatus } from '../../../src/fleet/status/file.ts';
import type { FleetStatus } from '../../../src/fleet/status/shape.ts';
import { hubLack, sharedHub, withHub } from '../../support/hub/hub.ts';
import { mockTimers } from '../../support/timers.ts';
import { until } from '../../support/until.ts';
import { address, type Host, withHosts } from './stage.ts';

const skip = hubLack ?? false;
const onHub = sharedHub({ users: ['web1', 'web2', 'web3'] });

const says = (host: Host, lines: readonly string[]): Promise<unknown> =>
  until(
    () => host.lines().length >= lines.length,
    () => `${lines.join(', ')}; found ${host.lines().join(', ')}`,
  ).then(() => assert.deepEqual([...host.lines()].sort(), [...lines].sort()));

test(
  'startFleet() has what one host has seen stand in the log of the others, and not in its own',
  { skip },
  () =>
    onHub(hub =>
      withHosts(hub, async host => {
        const [one, two, three] = [
          host('web1'),
          host('web2'),
          host('web3', { fleet: { accept: 'observe' } }),
        ];
        await Promise.all([one, two, three].map(each => each.start()));
        one.scanned(['203.0.113.7', '2001:db8::5']);
        await says(two, ['fleet 203.0.113.7 web1 1', 'fleet 2001:db8::5 web1 1']);
        await says(three, ['told 203.0.113.7 web1 1', 'told 2001:db8::5 web1 1']);
        two.scanned(['203.0.113.8']);
        await says(one, ['fleet 203.0.113.8 web2 1']);
      }),
    ),
);

test('startFleet() waits for as many hosts as must agree, and goes by its own law', { skip }, () =>
  onHub(hub =>
    withHosts(hub, async host => {
      const [one, two] = [host('web1'), host('web2')];
      const three = host('web3', { fleet: { hosts: 2 } });
      await Promise.all([one, two, three].map(each => each.start()));
      one.scanned(['203.0.113.1', '203.0.113.2', '127.0.0.1']);
      await until(() => three.status().totals.alone === 2, 'two words of one host');
      const { refused } = three.status();
      assert.deepEqual(
        refused.map(({ source, origin, why }) => `${source} ${origin} ${why}`),
        ['203.0.113.1 web1 alone', '203.0.113.2 web1 alone'],
      );
      two.scanned(['203.0.113.2']);
      await says(three, ['fleet 203.0.113.2 web2 2']);
    }),
  ),
);

test('startFleet() writes that it is connected at once, and that it is not', { skip }, t =>
  withHub({ users: ['web1'] }, hub =>
    withHosts(hub, async host => {
      const one = host('web1');
      // What comes of a timer never comes.
      mockTimers(t, 'setInterval');
      const says = (): FleetStatus | undefined => readFleetStatus(one.places.status).status;
      await one.start();
      await until(
        () => says()?.server !== '' && says()?.caughtUp !== 0,
        () => JSON.stringify(says()),
      );
      await hub.kill();
      await until(
        () => says()?.server === '',
        () => JSON.stringify(says()),
      );
      t.mock.timers.reset();
    }),
  ),
);

test('startFleet() tells and hears nothing where the config says so', { skip }, () =>
  onHub(hub =>
    withHosts(hub, async host => {
      const mute = host('web1', { fleet: { publish: false } });
      const deaf = host('web2', { fleet: { accept: false } });
      const other = host('web3');
      mute.scanned(['203.0.113.1']);
      deaf.scanned(['203.0.113.2']);
      other.scanned(['203.0.113.3']);
      await Promise.all([mute, deaf, other].map(each => each.start()));
      await says(mute, ['fleet 203.0.113.2 web2 1', 'fleet 203.0.113.3 web3 1']);
      await says(other, ['fleet 203.0.113.2 web2 1']);
      assert.deepEqual(deaf.lines(), []);
    }),
  ),
);

test('startFleet() names nobody who was pardoned, whether it was there to hear it or not', { skip }, () =>
  onHub(hub =>
    withHosts(hub, async host => {
      const [one, two, late] = [host('web1'), host('web2'), host('web3')];
      await Promise.all([one, two].map(each => each.start()));
      const link = await hub.link('admin');
      const pardon = { address: address('203.0.113.7'), time: Date.now() };
      await publish(link, { subject: pardonSubject(pardon.address), text: formatPardon(pardon) });
      await link.close();
      one.scanned(['203.0.113.7', '203.0.113.8']);
      await late.start();
      for (const each of [two, late]) {
        await says(each, ['fleet 203.0.113.8 web1 1']);
        await until(() => each.status().totals.pardoned === 1, 'a word that was not taken');
      }
    }),
  ),
);

test(
  'startFleet() says in its status why there is no connection, and takes a foreign certificate for none',
  { skip },
  () =>
    onHub(async hub => {
      const foreign = { ...hub, credentials: () => hub.credentials('web1', 'foreign') };
      await withHosts(foreign, async host => {
        const one = host('web1');
        await one.start();
        await until(() => one.status().why !== '', 'a reason');
        assert.equal(one.status().server, '');
        await one.stop();
      });
    }),
);
