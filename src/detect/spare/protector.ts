import type { Ignoring } from '../../fail2ban/ignored.ts';
import { prefixSet } from '../../net/prefix-set.ts';
import { diag } from '../../util/diag.ts';
import type { Spared } from '../rules.ts';
import type { Attached } from '../watch/attached.ts';
import { attachedLooker } from '../watch/attached-looker.ts';
import { createHostFiles } from './hosts/host-files.ts';
import { type ProtectedHosts, protectedHostsLooker } from './hosts/protected-hosts.ts';
import type { Protection } from './hosts/sources.ts';
import { type LoginGap, loginGapLine } from './logins/login-gap.ts';
import type { Logins } from './logins/logins.ts';
import { type Own, ownSideNow } from './own.ts';
import { createPeers } from './peers.ts';

/** Who is protected now, as this host says. */
export interface Protected {
  readonly own: Own;
  readonly attached: Attached;
  readonly protectedHosts: ProtectedHosts;
  /** Why those who have logged in over SSH are not among them; undefined where they are, or are not to be. */
  readonly gap: LoginGap | undefined;
  /** What the pipeline asks. */
  readonly spared: Omit<Spared, 'ignored'>;
}

/** Looks after the protected set of a running sentry. */
export interface Protector {
  /** Looks again; `names` are the config's `ignore.protect`. */
  look(names: readonly Protection[]): Protected;
  close(): void;
}

const ignoredByName = (name: string): string =>
  `Fail2ban ignores ${name} by its name, which is not looked up for that: put the name itself ("portjail ignore ${name}"), or its address, into /etc/portjail/ignore`;

/** What lacks is said when it begins to. `serves` as `createPeers` takes it. */
export function createProtector(
  logins: Logins,
  serves: (port: number) => boolean,
  ignoring: Ignoring,
): Protector {
  const files = createHostFiles(path =>
    diag('warning', `${path}: this user may not read it: whom it names is protected as far as known before`),
  );
  const protectedHosts = protectedHostsLooker(files, logins.peers, ignoring, name =>
    diag('warning', ignoredByName(name)),
  );
  const attached = attachedLooker();
  const peers = createPeers(serves);
  let said: LoginGap | undefined;
  return {
    look: names => {
      const [own, lists, gap] = [ownSideNow(), protectedHosts(names), logins.gap(names)];
      if (gap !== undefined && gap !== said) diag('warning', loginGapLine(gap));
      if (gap === undefined && said !== undefined)
        diag('notice', 'it is known again who has logged in over SSH');
      said = gap;
      peers.follow(names.includes('connected'));
      const spared = {
        own: names.includes('own') ? own.addresses : prefixSet([]),
        hosts: lists.hosts,
        isConnected: names.includes('connected') ? peers.isConnected : undefined,
      };
      return { own, attached: attached(), protectedHosts: lists, gap, spared };
    },
    close: () => {
      peers.close();
      logins.stop();
    },
  };
}
