import { existsSync, lstatSync, statfsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Loaded } from '../../config/load.ts';
import { createHostFiles } from '../../detect/spare/hosts/host-files.ts';
import { protectedHostsLooker } from '../../detect/spare/hosts/protected-hosts.ts';
import { expectedGap, startLogins } from '../../detect/spare/logins/logins.ts';
import { answersPath, askerOf } from '../../names/answers.ts';
import { readAnswers } from '../../names/file.ts';
import { withAnswers } from '../../names/ignored.ts';
import { nameStanding } from '../../names/standing.ts';
import { formatAddress, formatPrefix, parseAddress } from '../../net/address.ts';
import { hostAddresses } from '../../sys/own-addresses.ts';
import { servicesBeside } from '../../sys/ports/port-holders.ts';
import { capabilitiesOf, textOf } from '../../sys/process/processes.ts';
import { CAP_NET_RAW } from '../../sys/process/rights.ts';
import type { HostFacts, SentryFacts, Space } from '../facts.ts';
import { watchedHere } from './interfaces.ts';

/** Looks at the host; `places` are files that are written all the time. */
export async function gatherHost(
  { config, ignored }: Pick<Loaded, 'config' | 'ignored'>,
  sentries: readonly SentryFacts[],
  places: readonly string[],
): Promise<HostFacts> {
  const logins = await startLogins(['ssh'], '');
  const { lists } = protectedHostsLooker(
    createHostFiles(() => {}),
    logins.peers,
  )(['gateways', 'resolvers', 'ssh']);
  logins.stop();
  const texts = (name: 'gateways' | 'resolvers' | 'ssh'): string[] =>
    (lists.get(name) ?? []).map(formatPrefix);
  const kin = new Map([
    ...texts('resolvers').map(text => [text, 'a resolver of this host'] as const),
    ...texts('gateways').map(text => [text, 'a gateway of this host'] as const),
    ...hostAddresses().map(address => [formatAddress(address), "this host's own address"] as const),
  ]);
  const now = Date.now();
  const { found } = readAnswers(answersPath());
  const { set } = withAnswers(ignored, found?.answers ?? [], now);
  return {
    kin,
    admins: [...new Set([...texts('ssh'), ...asking()])].filter(text => !kin.has(text)),
    loginGap: expectedGap(config.ignore.protect),
    ignored: {
      has: address => set.has(address, { time: now }),
      meets: prefix => set.meets(prefix, now),
    },
    names: ignored.names.map(entry => nameStanding(entry, found?.answers ?? [], now)),
    asker: askerOf(found, now),
    services: servicesBeside(sentries.map(({ pid }) => pid)),
    watched: watchedHere(config.interfaces),
    hasIPv6: textOf('/proc/net/if_inet6') !== '',
    mayCapture: (capabilitiesOf('self', 'CapBnd') & (1n << BigInt(CAP_NET_RAW))) !== 0n,
    space: spaceOf(places),
    unitBefore: unitBefore('/'),
  };
}

/** Who asks: the peer of the session that the doctor was called from (ssh(1)); sudo may leave it out. */
export function asking(): string[] {
  const address = parseAddress(
    (process.env['SSH_CLIENT'] ?? process.env['SSH_CONNECTION'] ?? '').split(' ')[0] ?? '',
  );
  return address === undefined ? [] : [formatAddress(address)];
}

/** One entry for each folder; those that are not there have no space that could run out. */
function spaceOf(places: readonly string[]): Space[] {
  return [...new Set(places.filter(path => path.startsWith('/')).map(dirname))].flatMap(path => {
    try {
      const { bavail, bsize, ffree, files } = statfsSync(path);
      // File systems without a table of files (btrfs) say 0 of 0.
      return [{ path, bytes: bavail * bsize, files: files === 0 ? 1 : ffree }];
    } catch {
      return [];
    }
  });
}

/** What `make install` has written where the package has a unit too: /etc goes first, see systemd.unit(5). A link is a mask. */
export function unitBefore(root: string): string | undefined {
  const own = join(root, 'etc/systemd/system/portjail.service');
  const isFile = lstatSync(own, { throwIfNoEntry: false })?.isFile() === true;
  return isFile && existsSync(join(root, 'usr/lib/systemd/system/portjail.service')) ? own : undefined;
}
