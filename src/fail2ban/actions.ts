/**
 * What is known of the actions that come with Fail2ban: a row each, for the code that chooses one, writes it, or judges what one
 * does. An action of the admin's own has no row.
 */

/** A program that an action runs, by the name of its firewall (firewall/tools). */
type ActionTool = 'nft' | 'iptables' | 'ipset' | 'firewalld' | 'ufw' | 'ip';

export interface ActionRow {
  /** Of the action's name, without the options in brackets. */
  readonly pattern: RegExp;
  readonly tools: readonly ActionTool[];
  /** How it lets go what this host began: by an option, `always` by nature, or not at all (undefined). */
  readonly newOnly: NewOnly | 'always' | undefined;
  /** Whether it takes whole networks as it is. */
  readonly networks: boolean;
  /** Its `protocol` for every port, and with the jail's ports. */
  readonly protocol: { readonly allports: string; readonly ports: string };
  /** Whether it also covers what is sent on to containers: always, or by its hook or chain. */
  readonly forwarded: 'always' | 'by chain' | 'never';
  /** Whether it knows one rule a host, so that the end of one jail's ban ends all. */
  readonly shared: boolean;
}

/** The option that has an action block new inbound connections alone. */
interface NewOnly {
  readonly option: string;
  /** The names of options for which it stands. */
  readonly replaces: RegExp | undefined;
  readonly protocol: string;
}

// For TCP a new connection is a SYN, and not `ct state new`: the first rule that asks for a state starts the kernel's
// tracking, to which a connection from before is new when its peer speaks.
const synOnly = 'tcp flags & (fin|syn|rst|ack) == syn';
const perProtocol = (tcp: string, udp: string): string => `$([ $proto = tcp ] && echo ${tcp} || echo ${udp})`;

/** What the options are made of; the stock files run their rules once a protocol, as `$proto`. */
export const newConnections = {
  nftables: `type=multiport, rule_match-multiport="${perProtocol(`'${synOnly}'`, "'meta l4proto udp ct state new'")}"`,
  iptables: perProtocol('--syn', '-m conntrack --ctstate NEW'),
  firewalld: 'actiontype="-p all -m conntrack --ctstate NEW"',
} as const;

const byJump = (jump: string): NewOnly => ({
  option: `rule-jump="${newConnections.iptables} ${jump}"`,
  replaces: undefined,
  protocol: 'tcp,udp',
});

const both = { allports: 'tcp,udp', ports: 'tcp,udp' };
const inChain = {
  protocol: { allports: 'all', ports: 'tcp,udp' },
  forwarded: 'by chain',
  shared: false,
} as const;

/** The first that fits counts. */
const rows: readonly ActionRow[] = [
  {
    pattern: /^nftables(?:-allports|-multiport)?$/,
    tools: ['nft'],
    newOnly: {
      option: newConnections.nftables,
      replaces: /^(?:type|rule_match-\w+)$/,
      protocol: 'tcp,udp',
    },
    networks: false,
    protocol: both,
    forwarded: 'by chain',
    shared: false,
  },
  {
    // Ours, for whole networks.
    pattern: /^portjail-prefix$/,
    tools: ['nft'],
    newOnly: undefined,
    networks: true,
    protocol: both,
    forwarded: 'by chain',
    shared: false,
  },
  {
    pattern: /^iptables-ipset(?:-proto6(?:-allports)?)?$/,
    tools: ['ipset', 'iptables'],
    newOnly: byJump('-m set --match-set <ipmset> src -j <blocktype>'),
    networks: false,
    ...inChain,
  },
  {
    pattern: /^iptables-ipset/,
    tools: ['ipset', 'iptables'],
    newOnly: undefined,
    networks: false,
    ...inChain,
  },
  {
    pattern: /^iptables(?:-allports|-multiport)?$/,
    tools: ['iptables'],
    newOnly: byJump('-j <_ipt_rule_target>'),
    networks: true,
    ...inChain,
  },
  { pattern: /^iptables\b/, tools: ['iptables'], newOnly: undefined, networks: true, ...inChain },
  {
    pattern: /^firewallcmd-ipset$/,
    tools: ['firewalld', 'ipset'],
    newOnly: { option: newConnections.firewalld, replaces: /^actiontype$/, protocol: 'all' },
    networks: false,
    // Its rules take one protocol, and with ports it can be no `all`.
    protocol: { allports: 'all', ports: 'tcp' },
    forwarded: 'never',
    shared: false,
  },
  {
    pattern: /^firewallcmd\b/,
    tools: ['firewalld'],
    newOnly: undefined,
    networks: false,
    protocol: { allports: 'all', ports: 'tcp' },
    forwarded: 'never',
    shared: false,
  },
  {
    // It accepts what is established before it asks its rules.
    pattern: /^ufw$/,
    tools: ['ufw'],
    newOnly: 'always',
    networks: false,
    protocol: both,
    forwarded: 'never',
    shared: true,
  },
  {
    // Read when a service takes a connection.
    pattern: /^hostsdeny$/,
    tools: [],
    newOnly: 'always',
    networks: false,
    protocol: both,
    forwarded: 'never',
    shared: true,
  },
  {
    // A blackhole keeps our answers from leaving, a container's too.
    pattern: /^route$/,
    tools: ['ip'],
    newOnly: undefined,
    networks: false,
    protocol: both,
    forwarded: 'always',
    shared: false,
  },
];

/** Of the actions that come with Fail2ban, and ours, those that tell somebody, and block nobody. */
const tellers =
  /^(?:dummy|abuseipdb|apprise|badips|blocklist_de|complain|dshield|ipthreat|mail|mynetwatchman|portjail-run|sendmail|smtp|xarf)/;

/** Whether an action tells of a ban alone; false for one that we do not know. */
export const tellsAlone = (action: string): boolean => tellers.test(action.trim());

/** The row of an action as Fail2ban takes it, options and all; undefined for one that we do not know. */
export function rowOf(action: string): ActionRow | undefined {
  const name = action.replace(/\[.*/s, '').trim();
  return rows.find(({ pattern }) => pattern.test(name));
}

/** The `protocol` that fits an action: firewalls differ in what they take together with ports. */
export function protocolOf(action: string): string {
  const { allports, ports } = rowOf(action)?.protocol ?? both;
  return action.includes('allports') ? allports : ports;
}

/** Whether an action covers what is sent on to containers, by its options. */
export function seesForwarded(action: string): boolean {
  const forwarded = rowOf(action)?.forwarded ?? 'by chain';
  return forwarded === 'always' || (forwarded === 'by chain' && /prerouting/i.test(action));
}

/** The same action for new connections only, with its other options; undefined where we know of no way. */
export function newOnlyOf(
  action: string,
): { readonly action: string; readonly protocol: string } | undefined {
  const [, name = '', options = ''] = /^([\w-]+)(?:\[(.*)\])?$/.exec(action) ?? [];
  const newOnly = rowOf(name)?.newOnly;
  if (newOnly === undefined || newOnly === 'always') return undefined;
  const { option, replaces, protocol } = newOnly;
  const kept = optionsIn(options).filter(one => replaces?.test(one.replace(/=.*/s, '')) !== true);
  // Its other files set the very option.
  const base = replaces === undefined ? name : name.replace(/^(nftables).*/, '$1');
  return { action: `${base}[${[...kept, option].join(', ')}]`, protocol };
}

/** `a=b, c="d, e"` in its parts. */
const optionsIn = (text: string): string[] =>
  [...text.matchAll(/[^,=]+(?:=(?:"[^"]*"|[^,]*))?/g)]
    .map(([part]) => part.trim())
    .filter(part => part !== '');
