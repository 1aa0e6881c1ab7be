import type { Config } from '../../config/schema/schema.ts';
import { capturing } from '../../config/watched.ts';
import { rowOf } from '../../fail2ban/actions.ts';
import type { Choice } from './banaction.ts';
import type { Jail } from './context.ts';
import { handshakeJail, packetJail, recidiveJail } from './names.ts';

/** What the chosen actions cannot do, where it matters here; `jails` as they will be. */
export function banactionWarnings(config: Config, choice: Choice, jails: readonly Jail[]): string[] {
  const { verified, unverified, uncovered } = choice;
  const name = verified.action.replace(/\[.*/, '');
  const on = (jail: string): boolean => jails.some(each => each.name === jail && each.enabled);
  const none = unverified === undefined;
  const missed = none && capturing(config) && config.jails.unverified.enabled === 'auto';
  const shared = rowOf(name)?.shared === true && on(recidiveJail);
  const cut = `${name} also cuts this host's own connections to a source that may be forged`;
  const found: readonly (readonly [boolean, string])[] = [
    [uncovered !== '', `bans by ${name} do not keep anybody from containers' ports (${uncovered})`],
    [name === 'hostsdeny', 'hosts.deny is read by few services (those with TCP wrappers): others stay open'],
    [verified.protocol === 'tcp', `${name}, as it is named, bans from TCP alone: UDP stays open`],
    [shared, `a ban by ${recidiveJail} ends with that by ${handshakeJail}: ${name} knows one rule a host`],
    [none && on(packetJail), `${packetJail} is on, but ${cut}. ${better}`],
    [missed && !on(packetJail), `${packetJail} stays off: ${cut}. Packets ban nobody here. ${better}`],
  ];
  return found.filter(([is]) => is).map(([, text]) => text);
}

const better = '"apt install nftables", then installing again, fixes that';
