import type { Ban } from '../../firewall/ban.ts';
import type { Facts, JailFacts } from '../facts.ts';
import { type Finding, fault, some, warning } from '../finding.ts';
import { nothingBlocks } from './blocking.ts';

/** What bans: its tool, what it covers, and whether the bans are in force. */
export const banChecks = [nothingBlocks, toolMissing, tcpOnly, bansMissing, dnatPastInput];

export function toolMissing({ jails }: Facts): Finding[] {
  return jails.flatMap(({ name, configured }) =>
    (configured?.actions ?? []).flatMap(action =>
      action.missing.map(tool =>
        fault(
          'tool-missing',
          `the jail ${name} bans by ${action.name}, which needs ${tool}, and that is not installed: bans are listed, and block nobody`,
          `install ${tool}, or name another jails.banaction in portjail.json ("auto" chooses what is here), then "portjail install"`,
        ),
      ),
    ),
  );
}

export function tcpOnly({ jails }: Facts): Finding[] {
  return jails.flatMap(({ name, configured }) => {
    const half = (configured?.actions ?? []).filter(({ protocol }) => protocol === 'tcp');
    return half.map(action =>
      fault(
        'tcp-only',
        `the jail ${name} blocks TCP only (action ${action.name}, protocol = tcp): UDP services stay open to who is banned`,
        `"protocol = tcp,udp" under [${name}] in jail.d/portjail.local; then "fail2ban-client reload --restart"`,
      ),
    );
  });
}

/** Known tools only: what an action of the admin's own does cannot be looked up. */
const looksUp = ({ configured }: JailFacts): boolean =>
  configured?.actions.some(({ tools, missing }) => tools.length > 0 && missing.length === 0) === true;

export function bansMissing({ jails, server, firewall }: Facts): Finding[] {
  if (!firewall.known) return [];
  return jails.filter(looksUp).flatMap(({ name }) => {
    const listed = server.banned.get(name) ?? [];
    const those = (wanted: Ban): string[] => listed.filter(address => firewall.ban(address) === wanted);
    const [gone, late, doubtful] = [those('absent'), those('late'), those('unknown')];
    const onward = those('onward');
    return [
      ...(gone.length === 0 ? [] : [notInForce(name, gone, listed.length)]),
      ...(late.length === 0 ? [] : [tooLate(`${name} has banned ${some(late)}`)]),
      ...(onward.length === 0 ? [] : [onwardOnly(`${name} has banned ${some(onward)}`)]),
      ...(doubtful.length === 0 ? [] : [unclear(`bans that ${name} lists: ${some(doubtful)}`)]),
    ];
  });
}

const notInForce = (jail: string, gone: readonly string[], listed: number): Finding =>
  fault(
    'bans-not-in-force',
    `${gone.length} of the ${listed} bans that ${jail} lists are not in the firewall: ${some(gone)}. Its rules were flushed, or could not be made`,
    `"fail2ban-client reload --restart ${jail}" puts them back; let what reloads the firewall restart Fail2ban afterwards (PartOf=)`,
  );

/** Bans that are there, and come behind a rule that lets the banned host in. */
export const tooLate = (who: string, ports: readonly number[] = []): Finding =>
  fault(
    'ban-after-accept',
    `${who}, and another rule lets it in before${ports.length === 0 ? '' : `, to TCP port ${some(ports)}`}: the ban comes too late in the order of the firewall (such as that of ufw)`,
    'an action with a table of its own comes first: "jails": {"banaction": "nftables[type=allports, blocktype=drop]"} in portjail.json, then "portjail install"; with ufw, "insert 1" or "prepend" in its action',
  );

/** Bans that keep nobody from this host itself. */
export const onwardOnly = (who: string, chain = ''): Finding =>
  fault(
    'ban-forward-only',
    `${who}, and the firewall drops only what goes on from here to others, such as containers${chain === '' ? '' : ` (its chain is ${chain})`}: this host itself stays open`,
    '"chain = INPUT" in [DEFAULT] of jail.local, or take "chain" out there; for containers too, "banaction": "auto" in portjail.json and "portjail install"; then "fail2ban-client reload --restart"',
  );

/** What cannot be judged from here. */
export const unclear = (what: string): Finding =>
  warning(
    'ban-unclear',
    `cannot tell whether the firewall drops these: ${what}. Rules before them ask for what is not known here, such as an interface or a mark`,
    'try it from there, or put the bans first: "jails": {"banaction": "nftables[type=allports, blocktype=drop]"} in portjail.json, then "portjail install"',
  );

/** What an action does that runs no program that we know. */
export const unseen = (what: string): Finding =>
  warning(
    'ban-unclear',
    `cannot tell whether this blocks anybody: ${what}, which changes no rule, route or hosts.deny here`,
    'see that it does, from there; "jails": {"banaction": "auto"} in portjail.json and "portjail install" choose what works here',
  );

export function dnatPastInput({ jails, firewall }: Facts): Finding[] {
  if (firewall.forwards.length === 0) return [];
  const short = jails.filter(
    ({ configured }) =>
      configured?.actions.some(({ hook }) => hook === 'input') === true &&
      !configured.actions.some(({ hook }) => hook === 'prerouting' || hook === 'forward'),
  );
  if (short.length === 0) return [];
  return [
    warning(
      'dnat-past-input',
      `this host sends ports on to others, such as containers (${some(firewall.forwards, 3)}), and ${some(short.map(({ name }) => name))} blocks at the input hook alone: who is banned still reaches those`,
      'in portjail.json: "jails": {"banaction": "nftables[type=allports, table=f2b-portsentry, chain_hook=prerouting, chain_priority=-150, blocktype=drop]"}, then "portjail install"',
    ),
  ];
}
