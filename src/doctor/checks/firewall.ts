import type { Facts, JailFacts } from '../facts.ts';
import { type Finding, fault, some, warning } from '../finding.ts';

/** What bans: its tool, what it covers, and whether the bans are in force. */
export const firewallChecks = [toolMissing, tcpOnly, bansMissing, dnatPastInput];

export function toolMissing({ jails }: Facts): Finding[] {
  return jails.flatMap(({ name, configured }) =>
    (configured?.actions ?? []).flatMap(action =>
      action.missing.map(tool =>
        fault(
          'tool-missing',
          `the jail ${name} bans by ${action.name}, which needs ${tool}, and that is not installed: bans are listed, and block nobody`,
          `install ${tool}, or name another jails.banaction in portjail.json ("auto" chooses what is here), then "make install-jails"`,
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
    const gone = listed.filter(address => !firewall.holds(address));
    if (gone.length === 0) return [];
    return [
      fault(
        'bans-not-in-force',
        `${gone.length} of the ${listed.length} bans that ${name} lists are not in the firewall: ${some(gone)}. Its rules were flushed, or could not be made`,
        `"fail2ban-client reload --restart ${name}" puts them back; let what reloads the firewall restart Fail2ban afterwards (PartOf=)`,
      ),
    ];
  });
}

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
      'in portjail.json: "jails": {"banaction": "nftables[type=allports, table=f2b-portsentry, chain_hook=prerouting, chain_priority=-150, blocktype=drop]"}, then "make install-jails"',
    ),
  ];
}
