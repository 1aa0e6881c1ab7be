import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadConfig } from '../../../src/config/load.ts';
import type { Config } from '../../../src/config/schema/schema.ts';
import { checkFleet } from '../../../src/fleet/check/check.ts';
import { findingText } from '../../../src/fleet/check/finding.ts';
import { type Hub, hubLack, sharedHub, withHub } from '../../support/hub/hub.ts';

const skip = hubLack ?? false;
const onHub = sharedHub({ users: ['web1', 'web2'] });

const fleetOf = (hub: Hub, name: string, more: Partial<Config['fleet']> = {}): Config['fleet'] => {
  const { ca, cert, key } = hub.credentials(name);
  const { fleet } = loadConfig({ defaults: true }).config;
  return { ...fleet, servers: [hub.server], name, ca, cert, key, hosts: 1, ...more };
};

async function checked(fleet: Config['fleet']): Promise<string> {
  let text = '';
  for await (const finding of checkFleet(fleet)) text += findingText(finding);
  return text;
}

test(
  'checkFleet() finds nothing wrong with a hub as it was made, and company once others have checked',
  { skip },
  () =>
    onHub(async hub => {
      const first = await checked(fleetOf(hub, 'web1'));
      assert.doesNotMatch(first, /^WRONG/m);
      assert.match(first, /^warning 0 other hosts .* fewer than fleet.hosts, 1/m);
      const second = await checked(fleetOf(hub, 'web2'));
      for (const line of [
        /^ok {6}certificate and key fit, for \d+ years? more$/m,
        /^ok {6}connected to 127.0.0.1:\d+ as web2$/m,
        /^ok {6}refused without a certificate \(.+\)$/m,
        /^ok {6}refused with a foreign certificate \(.+\)$/m,
        /^ok {6}refused as nobody$/m,
        /^ok {6}told as web2: kept after \d+ ms, back after \d+ ms$/m,
        /^ok {6}both streams are as they should be$/m,
        /^(ok|warning) +this clock is \S+ s (ahead of|behind) the hub's$/m,
        /^ok {6}1 other hosts have told something within a day, and fleet.hosts is 1$/m,
      ])
        assert.match(second, line);
      assert.equal(second.split('\n').length, 10);
    }),
);

test('checkFleet() says what is wrong when the files of a host are not its own', { skip }, () =>
  onHub(async hub => {
    const { cert, key } = hub.credentials('web2');
    assert.match(
      await checked(fleetOf(hub, 'web1', { cert, key })),
      /^WRONG .* is of "web2": expected fleet.name, "web1"/,
    );
    assert.match(await checked(fleetOf(hub, 'web1', { key })), /^WRONG .* is not the key of /);
    const foreign = hub.credentials('web1', 'foreign');
    const text = await checked(fleetOf(hub, 'web1', { cert: foreign.cert, key: foreign.key }));
    assert.match(text, /^WRONG .* was not made by the authority in /);
    assert.match(text, /^WRONG {3}no connection to /m);
    assert.match(
      await checked(fleetOf(hub, 'web1', { key: '/nowhere/web1.key' })),
      /^WRONG .*\/nowhere\/web1.key/,
    );
  }),
);

test('checkFleet() says what is wrong when a hub lets everybody speak as anybody', { skip }, () =>
  withHub(
    { users: ['web1'], change: conf => conf.replaceAll('"portjail.scan.web1"', '"portjail.scan.*"') },
    async hub => {
      assert.match(await checked(fleetOf(hub, 'web1')), /^WRONG {3}the hub lets web1 speak as nobody/m);
    },
  ),
);

test('checkFleet() says what is wrong when a hub lets strangers in, and has no streams', { skip }, () =>
  withHub({ users: ['web1'], change: lax, streams: false }, async hub => {
    const text = await checked(fleetOf(hub, 'web1'));
    for (const line of [
      /^WRONG {3}the hub lets in who comes without a certificate/m,
      /^WRONG {3}the hub lets in who comes with a foreign certificate/m,
      /^WRONG {3}told as web1: /m,
      /^WRONG {3}the streams of the hub: .*: its admin runs "portjail fleet hub --streams"$/m,
    ])
      assert.match(text, line);
  }),
);

/** A hub that takes everybody for one of its hosts. */
const lax = (conf: string): string =>
  `no_auth_user: ${/"web1@[0-9a-f]+"/.exec(conf)?.[0]}\n${conf.replace('verify_and_map: true', 'verify: false')}`;
