/** Which Fail2ban action bans: the decision alone; what the host has is found out in host.ts. */

import { newOnlyOf, protocolOf, rowOf, seesForwarded } from '../../fail2ban/actions.ts';
import {
  action,
  type Banaction,
  firewalld,
  hostsDeny,
  type Inherited,
  ipset,
  iptables,
  nftables,
  nftablesPrefix,
  type Pair,
  route,
  ufw,
} from './actions.ts';

/** What the decision rests on. */
export interface Firewall {
  /** The effective `[DEFAULT]` options of Fail2ban's configuration. */
  readonly banaction: string;
  readonly banactionAllports: string;
  /** Which of them work here; where nft does, the others need not have been asked. */
  readonly nft: boolean;
  readonly ipset: boolean;
  readonly iptables: boolean;
  readonly firewalld: boolean;
  readonly ufw: boolean;
  readonly ip: boolean;
  /** What shows that traffic is sent on to containers, such as `docker0`; '' when nothing does. */
  readonly containers: string;
}

/** The choice for the jails that believe the source and for the one that does not, and why. */
export interface Choice extends Pair {
  /** What bans whole networks; undefined where nothing here can. */
  readonly prefix: Banaction | undefined;
  readonly why: string;
  /** What shows that there are containers whose ports these bans do not cover; '' when they do. */
  readonly uncovered: string;
}

/** What `render` writes for `auto`, on every machine. */
export const rendered: Choice = {
  ...nftables(false),
  prefix: nftablesPrefix(false),
  why: 'nftables, as render always writes',
  uncovered: '',
};

/** `configured` is the config's word: `auto`, or an action that is taken as it is. */
export function chooseBanaction(configured: string, host: Firewall): Choice {
  const own = configured === 'auto' ? adminsOwn(host) : named(configured);
  const [pair, why] = own === undefined ? firstThatWorks(host) : [asNamed(own, host), whose(configured)];
  const { action: chosen, chain } = pair.verified;
  const uncovered = seesForwarded(chosen) || chain !== '' ? '' : host.containers;
  const sees =
    host.containers !== '' && uncovered === ''
      ? `; forwarded traffic too, since there is ${host.containers}`
      : '';
  return { ...pair, prefix: networksHere(chosen, host), why: why + sees, uncovered };
}

const named = (text: string): Banaction =>
  text === 'hostsdeny' ? hostsDeny.verified : action(text, protocolOf(text));

const whose = (configured: string): string =>
  configured === 'auto' ? 'the choice of the admin here' : 'the config names it';

/** nft first: its own table works beside ufw and firewalld, and no reload of theirs touches it. */
function firstThatWorks(host: Firewall): [Pair, string] {
  const forwarded = host.containers !== '';
  if (host.nft) return [nftables(forwarded), 'nft works here'];
  // Neither firewalld's rules nor ufw's see what is forwarded to containers.
  if (host.firewalld && host.ipset && !forwarded)
    return [firewalld, 'firewalld runs here, and nft does not work'];
  if (host.ufw && !forwarded) return [ufw, 'ufw is active here, and nft does not work'];
  if (host.ipset && host.iptables)
    return [ipset(forwarded), 'ipset and iptables work here, and nft does not'];
  if (host.iptables) return [iptables(forwarded), 'iptables works here, and neither nft nor ipset does'];
  if (host.ip) return [route, 'neither nft nor iptables works here: blackhole routes'];
  return [hostsDeny, 'neither nft, iptables nor ip works here'];
}

/** The named action; the unverified jail gets the same one for new connections only, or another that can do that. */
function asNamed(verified: Banaction, host: Firewall): Pair {
  const own = newOnlyOf(verified.action);
  return {
    verified,
    unverified: own === undefined ? newOnlyHere(verified.action, host) : action(own.action, own.protocol),
  };
}

/** Whether a ban by this action, or by another that works here, can let go what this host began. */
export const canSpare = (named: string, works: (tool: 'nft' | 'iptables') => boolean): boolean =>
  rowOf(named)?.newOnly !== undefined || works('nft') || works('iptables');

function newOnlyHere(named: string, host: Firewall): Banaction | undefined {
  const forwarded = host.containers !== '';
  if (host.nft) return nftables(forwarded).unverified;
  if (host.iptables) return iptables(forwarded).unverified;
  return rowOf(named)?.newOnly === 'always' ? action(named) : undefined;
}

/** A chain of iptables takes networks as it is; no action of Fail2ban's has another such set than nftables. */
function networksHere(named: string, host: Firewall): Banaction | undefined {
  const forwarded = host.containers !== '';
  // Named, it has to work: tools.ts asks. Where nft works too, nobody has.
  const row = rowOf(named);
  if (row?.networks === true && row.tools.includes('iptables')) return iptables(forwarded).verified;
  if (host.nft) return nftablesPrefix(forwarded);
  return host.iptables ? iptables(forwarded).verified : undefined;
}

/** What distributions ship: anything else is the admin's word. */
const shippedAllports =
  /^(?:iptables-allports|iptables\[type=allports\]|nftables-allports|nftables\[type=allports\])$/;
const shippedPorts =
  /^(?:iptables-multiport|iptables|nftables-multiport|nftables|nftables\[type=multiport\])$/;
/** Fedora's, for firewalld; it takes single ports alone, so that no jail for every port can use it. */
const richRules = /^firewallcmd-rich-rules\b/;

function adminsOwn(host: Firewall): Banaction | undefined {
  const chosen = (text: string, shipped: RegExp, inherit: Inherited): Banaction | undefined =>
    text === '' || shipped.test(text) || richRules.test(text)
      ? undefined
      : { action: text, inherit, protocol: protocolOf(text), chain: '' };
  // Many guides only say `banaction = ufw`; an action for ports works here too, since the jails name every port.
  return (
    chosen(host.banactionAllports, shippedAllports, 'banaction_allports') ??
    chosen(host.banaction, shippedPorts, 'default/banaction')
  );
}
