import type { Facts, FirewallFacts } from './facts.ts';
import { type Finding, fault, some, warning } from './finding.ts';
import type { Mark } from './marks.ts';
import { fateOf } from './packet/path.ts';

/** What is to be seen while the marks should be banned. */
export interface Seen {
  readonly banned: ReadonlyMap<string, readonly string[]>;
  /** Jails that have found a line since. */
  readonly found: ReadonlySet<string>;
  readonly firewall: FirewallFacts;
}

/** Judges what became of the marked lines. */
export const judgeBans = (facts: Facts, marks: readonly Mark[], seen: Seen): Finding[] =>
  marks.flatMap(mark => {
    const listed = seen.banned.get(mark.jail)?.includes(mark.text) === true;
    return listed ? inForce(facts, mark, seen.firewall) : notListed(facts, mark, seen);
  });

function notListed({ log, server }: Facts, { jail, text }: Mark, { found }: Seen): Finding[] {
  if (!found.has(jail))
    return [
      fault(
        'line-not-found',
        `a line for ${text} in ${log.path} was not found by the jail ${jail}: it does not follow this file`,
        `"fail2ban-client reload"; if that does not help, ${server.target} says what the jail reads. What it finds later it bans: "fail2ban-client unban ${text}"`,
      ),
    ];
  return [
    fault(
      'not-banned',
      `the jail ${jail} found the line for ${text}, and banned nobody`,
      `look for ${jail} in ${server.target}: an ERROR of its action, or "Ignore" (ignoreip, ignorecommand)`,
    ),
  ];
}

function inForce(facts: Facts, { jail, text, address }: Mark, firewall: FirewallFacts): Finding[] {
  const actions = facts.jails.find(({ name }) => name === jail)?.configured?.actions ?? [];
  // What an action of the admin's own does cannot be looked up.
  if (!firewall.known || actions.every(({ tools }) => tools.length === 0)) return [];
  if (!firewall.holds(text))
    return [
      fault(
        'ban-not-in-force',
        `${jail} lists ${text} as banned, and the firewall does not know it: the ban blocks nobody`,
        `look for ERROR in ${facts.server.target}; the action is ${actions.map(({ name }) => name).join(', ')}`,
      ),
    ];
  // A route that leads nowhere is no matter of the firewall's order.
  if (actions.every(({ tools }) => tools.every(tool => tool === 'ip'))) return [];
  const open = servicePorts(facts).filter(
    port =>
      fateOf(firewall.filters, { source: address, protocol: 'tcp', port }, ['prerouting', 'input']) ===
      'accepted',
  );
  if (open.length === 0) return [];
  return [
    fault(
      'ban-after-accept',
      `${jail} has banned ${text}, and another rule lets it in before, to TCP port ${some(open)}: the ban comes too late in the order of the firewall (such as that of ufw)`,
      'an action with a table of its own comes first: "jails": {"banaction": "nftables[type=allports, blocktype=drop]"} in portjail.json, then "make install-jails"; with ufw, "insert 1" or "prepend" in its action',
    ),
  ];
}

/** TCP ports that a banned host must not reach: those of services, and one that stands for all. */
const servicePorts = ({ host }: Facts): number[] => [
  ...new Set([22, ...host.services.filter(({ protocol }) => protocol === 'tcp').map(({ port }) => port)]),
];

/** Ten times as long as Fail2ban takes, in milliseconds. */
const late = 10_000;

/** Judges how long it took from the lines to the bans (milliseconds): meanwhile the scanner goes on. */
export const judgePace = (took: number): Finding[] =>
  took < late
    ? []
    : [
        warning(
          'ban-late',
          `Fail2ban took ${Math.round(took / 1000)} s from the line to the ban, and 1 s is usual: it may wait for a name server that does not answer, or have many bans to carry out`,
          'see whether "getent hosts $(hostname)" returns at once; if not, fix /etc/resolv.conf or put that name into /etc/hosts, take host names out of ignoreip, and have no .local file set ignoreself or usedns. Else its log shows what it does',
        ),
      ];

/** Judges whether the unban has worked. */
export function judgeGone(
  marks: readonly Mark[],
  banned: ReadonlyMap<string, readonly string[]>,
  firewall: FirewallFacts,
): Finding[] {
  const listed = [...banned.values()].flat();
  return marks.flatMap(({ text }) => {
    if (!listed.includes(text) && !firewall.holds(text)) return [];
    return [
      fault(
        'unban-not-in-force',
        `${text} was unbanned, and ${listed.includes(text) ? 'is banned again' : 'still stands in the firewall'}`,
        `"fail2ban-client unban ${text}"; if it stays in the firewall, unbans fail there for everybody: look for ERROR in Fail2ban's log`,
      ),
    ];
  });
}
