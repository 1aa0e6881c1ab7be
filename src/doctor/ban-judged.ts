import { basename } from 'node:path';
import type { Action } from '../fail2ban/dump.ts';
import { isLate } from '../firewall/ban.ts';
import { onwardOnly, tooLate, unclear, unseen } from './checks/bans.ts';
import type { Facts, FirewallFacts } from './facts.ts';
import { type Finding, fault, warning } from './finding.ts';
import type { Mark } from './marks.ts';

/** What is to be seen while the marks should be banned. */
export interface Seen {
  readonly banned: ReadonlyMap<string, readonly string[]>;
  /** Jails that have found a line since. */
  readonly found: ReadonlySet<string>;
  readonly firewall: FirewallFacts;
  /** The last lines of Fail2ban's log, as far as it is a file. */
  readonly said: readonly string[];
}

/** Judges what became of the marked lines. */
export const judgeBans = (facts: Facts, marks: readonly Mark[], seen: Seen): Finding[] =>
  marks.flatMap(mark => {
    const listed = seen.banned.get(mark.jail)?.includes(mark.text) === true;
    return listed ? inForce(facts, mark, seen) : notListed(facts, mark, seen);
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

function inForce(facts: Facts, { jail, text, address }: Mark, { firewall, said }: Seen): Finding[] {
  const actions = facts.jails.find(({ name }) => name === jail)?.configured?.actions ?? [];
  if (!firewall.known) return [];
  const ban = firewall.ban(text);
  const named = actions.map(({ name }) => name).join(', ');
  if (actions.every(({ tools }) => tools.length === 0))
    return ban === 'in force' || firewall.names(text) ? [] : [unseen(`${jail} bans ${text} by ${named}`)];
  const open = servicePorts(facts).filter(port =>
    isLate(firewall.rulesets, { source: address, protocol: 'tcp', port }),
  );
  if (ban === 'late' || open.length > 0) return [tooLate(`${jail} has banned ${text}`, open)];
  if (ban === 'onward')
    return [
      onwardOnly(`${jail} has banned ${text}`, actions.map(({ hook }) => hook.toUpperCase()).join(', ')),
    ];
  if (ban === 'absent')
    return [
      fault(
        'ban-not-in-force',
        `${jail} lists ${text} as banned, and the firewall does not drop what it sends: the ban blocks nobody${complaintOf(said, jail, text)}`,
        `${changersOf(facts, actions)}look for ERROR in ${facts.server.target}; the action is ${named}`,
      ),
    ];
  return ban === 'unknown' ? [unclear(`the ban of ${text} by ${jail} (${named})`)] : [];
}

/** What a command of the action said before Fail2ban gave up: its lines stand before the one that names the ban. */
function complaintOf(said: readonly string[], jail: string, text: string): string {
  const at = said.findLastIndex(
    line => line.includes(`Failed to execute ban jail '${jail}'`) && line.includes(`'${text}'`),
  );
  const words = said
    .slice(Math.max(0, at - 20), Math.max(0, at))
    .flatMap(line => / -- stderr: (.*)$/.exec(line)?.[1] ?? []);
  const last = words.findLast(one => /\b(?:error|no|not|cannot|failed|bad|invalid|unknown)\b/i.test(one));
  return last === undefined ? '' : `. Its command failed: ${last}`;
}

/** Files of the admin's that change one of these actions: the likeliest reason. */
function changersOf({ pack }: Facts, actions: readonly Pick<Action, 'name'>[]): string {
  // iptables-allports is made of iptables, and so on.
  const kinds = actions.map(({ name }) => name.replace(/-.*/, ''));
  const files = pack.actionOverrides.filter(file => kinds.some(kind => basename(file).startsWith(kind)));
  return files.length === 0
    ? ''
    : `${files.join(' and ')} changes the action: remove what is wrong there, or `;
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
    if (!listed.includes(text) && !firewall.names(text)) return [];
    return [
      fault(
        'unban-not-in-force',
        `${text} was unbanned, and ${listed.includes(text) ? 'is banned again' : 'still stands in the firewall'}`,
        `"fail2ban-client unban ${text}"; if it stays in the firewall, unbans fail there for everybody: look for ERROR in Fail2ban's log`,
      ),
    ];
  });
}
