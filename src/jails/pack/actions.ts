import { newConnections } from '../../fail2ban/actions.ts';

/**
 * The stock actions of Fail2ban that ban here, with the options that make them right on 1.0.2 and later: every port and
 * protocol, silently dropped, IPv6 as IPv4. What came of each option is seen in test/e2e/firewall/firewall-kind.ts.
 */

/** The admin's own option; `banaction` in a section would name itself, hence its long name. */
export type Inherited = 'default/banaction' | 'banaction_allports';

export interface Banaction {
  /** The action as Fail2ban takes it; where one is inherited, what it becomes. */
  readonly action: string;
  /** The admin's own option that names it, or '' when the jail does. */
  readonly inherit: Inherited | '';
  readonly protocol: string;
  /** The iptables chain, or '' for the admin's. */
  readonly chain: string;
}

/** One firewall for the jails that believe the source, and for the one that does not (undefined: it cannot). */
export interface Pair {
  readonly verified: Banaction;
  readonly unverified: Banaction | undefined;
}

/** One that takes a list of protocols where it takes any. */
export const action = (text: string, protocol = 'tcp,udp', chain = ''): Banaction => ({
  action: text,
  inherit: '',
  protocol,
  chain,
});

// Before destination NAT (-100), which hides forwarded packets from the input hook, and after tracking (-200). A chain
// has one hook for life, hence the table of its own.
const nftForwarded = 'table=f2b-portjail, chain_hook=prerouting, chain_priority=-150, ';
// Interval sets, the default since 1.1.1, cost 60 ms a ban at 10,000 bans and 1.3 s at 100,000: hence addr_options.
const nftDrop = 'blocktype=drop, addr_options=""';

/** `forwarded`: what is sent on to containers too. */
export function nftables(forwarded: boolean): Pair {
  const rest = (forwarded ? nftForwarded : '') + nftDrop;
  return {
    verified: action(`nftables[type=custom, rule_match-custom="", ${rest}]`),
    unverified: action(`nftables[${newConnections.nftables}, ${rest}]`),
  };
}

/** The same for whole networks, by an action file of ours: the set has to be another one. */
export const nftablesPrefix = (forwarded: boolean): Banaction =>
  action(forwarded ? `portjail-prefix[${nftForwarded.replace(/, $/, '')}]` : 'portjail-prefix');

const inChain = (forwarded: boolean): readonly [table: string, chain: string] =>
  forwarded ? [', lockingopt="-w -t mangle"', 'PREROUTING'] : ['', ''];

/** `blocktype` would not do: 1.0.2 keeps its REJECT for IPv6, which the mangle table refuses besides. */
export function iptables(forwarded: boolean): Pair {
  const [table, chain] = inChain(forwarded);
  const drop = (['-I', '-D'] as const).map(verb => `<iptables> ${verb} f2b-<name> -s <ip> -j DROP`);
  const all = `type=allports, actionban="${drop[0]}", actionunban="${drop[1]}"${table}`;
  return {
    verified: action(`iptables[${all}]`, 'all', chain),
    unverified: action(
      `iptables[${all}, rule-jump="${newConnections.iptables} -j <_ipt_rule_target>"]`,
      'tcp,udp',
      chain,
    ),
  };
}

/** iptables with one set a jail and family, of 65,536 addresses at most. */
export function ipset(forwarded: boolean): Pair {
  const [table, chain] = inChain(forwarded);
  const jump = '-m set --match-set <ipmset> src -j DROP';
  return {
    verified: action(`iptables-ipset[type=allports, rule-jump="${jump}"${table}]`, 'all', chain),
    unverified: action(
      `iptables-ipset[type=allports, rule-jump="${newConnections.iptables} ${jump}"${table}]`,
      'tcp,udp',
      chain,
    ),
  };
}

/** Its rules take no list of protocols. firewalld itself tracks connections from the start. */
export const firewalld: Pair = {
  verified: action('firewallcmd-ipset[actiontype=<allports>, blocktype=DROP]', 'all'),
  unverified: action(`firewallcmd-ipset[${newConnections.firewalld}, blocktype=DROP]`, 'all'),
};

// Both spare what this host began by nature: ufw accepts what is established before it asks its rules, and
// hosts.deny is read when a service takes a connection.
const alike = (banaction: Banaction): Pair => ({ verified: banaction, unverified: banaction });
export const ufw = alike(action('ufw[blocktype=deny]'));
// Fail2ban's own actionban glues its line to a last one that has no end, and then neither rule holds.
export const hostsDeny = alike(
  action(
    `hostsdeny[actionban="tail -c 1 '<file>' | grep -q . && echo >> '<file>'; printf '%b' '<daemon_list>: <ip_value>\\n' >> '<file>'"]`,
  ),
);

/** The metric keeps the jails apart: a second route like the first is refused, and one unban would end both bans. */
export const route: Pair = {
  verified: action('route[blocktype="metric $(expr length <name>) blackhole"]'),
  unverified: undefined,
};
