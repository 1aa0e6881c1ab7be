/** Which Fail2ban action bans, and how: the decision alone; what the host has is found out in host.ts. */

/** The admin's own option; `banaction` in a section would name itself, hence its long name. */
type Inherited = 'default/banaction' | 'banaction_allports';

/** An action by its text, or one of the admin's own `[DEFAULT]` options, which is then interpolated. */
export type Banaction =
  | { readonly inherit: Inherited; readonly protocol: string }
  | { readonly inherit: ''; readonly action: string; readonly protocol: string };

/** What the decision rests on. */
export interface Firewall {
  /** The effective `[DEFAULT]` options of Fail2ban's configuration. */
  readonly banaction: string;
  readonly banactionAllports: string;
  readonly nft: boolean;
  readonly ipset: boolean;
  readonly iptables: boolean;
  readonly firewalld: boolean;
}

/** The choice for the jails that believe the source, for the one that does not (undefined: none can), and why. */
export interface Choice {
  readonly verified: Banaction;
  readonly unverified: Banaction | undefined;
  readonly why: string;
}

const action = (text: string, protocol = 'tcp,udp'): Banaction => ({ inherit: '', action: text, protocol });

// The default since 1.1.1, interval sets, costs 60 ms a ban at 10,000 bans and 1.3 s at 100,000: hence addr_options.
const nftables = action('nftables[type=allports, blocktype=drop, addr_options=""]');
const nftablesNew = action(
  'nftables[type=custom, rule_match-custom="ct state new", blocktype=drop, addr_options=""]',
);
const ipset = action('iptables-ipset[type=allports, blocktype=DROP]');
const iptables = action('iptables[type=allports, blocktype=DROP]');
// `blocktype` is no place for the state: Fail2ban before 1.1.1 keeps its own one for IPv6.
const iptablesNew = action(
  'iptables[type=allports, blocktype=DROP, rule-jump="-m conntrack --ctstate NEW -j <_ipt_rule_target>"]',
);
// firewall-cmd builds rules in which `-p tcp,udp` is no protocol.
const firewalld = action('firewallcmd-ipset[actiontype=<allports>, blocktype=DROP]', 'all');

/** What `render` writes for `auto`, on every machine. */
export const rendered: Choice = {
  verified: nftables,
  unverified: nftablesNew,
  why: 'nftables, as render always writes',
};

/** `configured` is the config's word: `auto`, or an action that is taken as it is. */
export function chooseBanaction(configured: string, host: Firewall): Choice {
  const unverified = host.nft ? nftablesNew : host.iptables ? iptablesNew : undefined;
  if (configured !== 'auto') return explicit(configured, unverified);
  const own = adminsOwn(host);
  if (own !== undefined) return { verified: own, unverified, why: 'the choice of the admin here' };
  // Its own table works beside ufw and firewalld, and no reload of theirs touches it.
  if (host.nft) return { verified: nftables, unverified, why: 'nft works here' };
  if (host.firewalld && host.ipset) return { verified: firewalld, unverified, why: 'firewalld runs here' };
  if (host.ipset && host.iptables) return { verified: ipset, unverified, why: 'ipset and iptables are here' };
  if (host.iptables) return { verified: iptables, unverified, why: 'iptables is here' };
  return { verified: action('route'), unverified, why: 'neither nft nor iptables is here: blackhole routes' };
}

function explicit(configured: string, fallback: Banaction | undefined): Choice {
  const protocol = configured.startsWith('firewallcmd') ? 'all' : 'tcp,udp';
  return {
    verified: action(configured, protocol),
    unverified: newOnly(configured) ?? fallback,
    why: 'the config names it',
  };
}

/** The same action for new connections only, with the admin's table, hook or chain; undefined where none is known. */
function newOnly(configured: string): Banaction | undefined {
  const [, name = '', options = ''] = /^(nftables|iptables)(?:\[(.*)\])?$/.exec(configured) ?? [];
  const extra = {
    nftables: 'type=custom, rule_match-custom="ct state new"',
    iptables: 'rule-jump="-m conntrack --ctstate NEW -j <_ipt_rule_target>"',
  }[name];
  if (extra === undefined) return undefined;
  const kept = name === 'nftables' ? options.replace(/(^|,)\s*type=[^,]*/, '').replace(/^,\s*/, '') : options;
  return action(`${name}[${[kept.trim(), extra].filter(Boolean).join(', ')}]`);
}

/** What distributions ship: anything else is the admin's word. */
const shippedAllports =
  /^(?:iptables-allports|iptables\[type=allports\]|nftables-allports|nftables\[type=allports\])$/;
const shippedPorts =
  /^(?:iptables-multiport|iptables|nftables-multiport|nftables|nftables\[type=multiport\])$/;

function adminsOwn(host: Firewall): (Banaction & { inherit: Inherited }) | undefined {
  const protocolOf = (text: string): string => (text.startsWith('firewallcmd') ? 'all' : 'tcp,udp');
  if (host.banactionAllports !== '' && !shippedAllports.test(host.banactionAllports))
    return { inherit: 'banaction_allports', protocol: protocolOf(host.banactionAllports) };
  // Many guides only say `banaction = ufw`; an action for ports works here too, since the jails name every port.
  if (host.banaction !== '' && !shippedPorts.test(host.banaction))
    return { inherit: 'default/banaction', protocol: protocolOf(host.banaction) };
  return undefined;
}
