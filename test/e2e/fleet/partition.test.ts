import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseFleetStatus } from '../../../src/fleet/status/parse.ts';
import type { FleetStatus } from '../../../src/fleet/status/shape.ts';
import { parseShared } from '../../../src/log/fleet/fleet-line.ts';
import { formatAddress } from '../../../src/net/address.ts';
import { scanLine, sources } from '../../fleet/member/stage.ts';
import { hubLack, withHub } from '../../support/hub/hub.ts';
import { isLong } from '../../support/long.ts';
import { until } from '../../support/until.ts';
import { type Host, network } from '../hosts/hosts.ts';
import { e2e } from '../hosts/require.ts';
import { hubOn, type Member, member } from './member.ts';

/** Nothing passes, and nobody is told that it does not. */
const cut = (host: Host): string =>
  host.run([
    'nft',
    'add table inet cut; add chain inet cut in { type filter hook input priority 0; policy drop; }',
  ]);
const heal = (host: Host): string => host.run(['nft', 'delete', 'table', 'inet', 'cut']);

const statusOf = ({ folder }: Member): FleetStatus | undefined => {
  const path = join(folder, 'run/status.json');
  return existsSync(path) ? parseFleetStatus(readFileSync(path, 'utf8')) : undefined;
};

/** What its sentry writes. */
const scanned = ({ folder }: Member, from: readonly string[]): void =>
  appendFileSync(join(folder, 'portsentry.log'), from.map(source => `${scanLine(source)}\n`).join(''));

/** Whom the others have named to it, in their order. */
const namedIn = ({ log }: Member): string[] =>
  readFileSync(log, 'utf8')
    .split('\n')
    .flatMap(line => parseShared(line) ?? [])
    .map(({ source }) => formatAddress(source))
    .sort();

/** Ten of each host in each round. */
const sourcesOf = (round: number, host: number): string[] => sources(10, `100.${64 + 3 * round + host}`);

/** Has every host tell of its sources in a round. */
function tell(members: readonly Member[], round: number): void {
  for (const [host, each] of members.entries()) scanned(each, sourcesOf(round, host));
}

/** Waits until each host has named what the others told in some rounds, and nothing twice. */
async function heard(members: readonly Member[], rounds: readonly number[]): Promise<void> {
  for (const [host, each] of members.entries()) {
    const others = [...members.keys()].filter(other => other !== host);
    const wanted = rounds.flatMap(round => others.flatMap(other => sourcesOf(round, other))).sort();
    await until(
      () => namedIn(each).length >= wanted.length,
      () => `all of web${host + 1}: ${namedIn(each).join()}; ${JSON.stringify(statusOf(each))}`,
    );
    assert.deepEqual(namedIn(each), wanted);
  }
}

/** At first a host cannot tell, and after a while there is no connection any more. */
const isCut = (status?: FleetStatus): boolean =>
  status !== undefined && (isLong ? status.server === '' : status.why !== '');

e2e(
  'hosts that the network kept from their hub hear of every source once, as it and the others do of theirs',
  async () => {
    const net = network('hub', 'one', 'two', 'three');
    const { hub: hubHost, one, two, three } = net.hosts;
    try {
      await withHub(hubOn(hubHost, ['web1', 'web2', 'web3']), async hub => {
        const fleet = { pace: 50, perOrigin: 1_000 };
        const members = [one, two, three].map((host, index) =>
          member(net, host, `web${index + 1}`, hub, { fleet }),
        );
        for (const each of members) await each.start('runs as web', 'fleet', 'run');
        tell(members, 0);
        await heard(members, [0]);
        for (const host of [one, two]) cut(host);
        tell(members, 1);
        for (const each of members.slice(0, 2))
          await until(() => isCut(statusOf(each)), 'a host that is cut off');
        for (const host of [one, two]) heal(host);
        tell(members, 2);
        await heard(members, [0, 1, 2]);
      });
    } finally {
      await net.teardown();
    }
  },
  hubLack,
);
