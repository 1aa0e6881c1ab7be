import { type Found, iptablesPlaces, nftTargets, type Tool } from './choose.ts';
import { firewalldCommands } from './firewalld.ts';
import { iptablesCommands } from './iptables.ts';
import { nftCommands } from './nft.ts';
import type { Commands, Openings } from './opening.ts';
import { ufwCommands } from './ufw.ts';

/** The commands for one firewall. */
export function commandsFor(tool: Tool, openings: Openings, found: Found): Commands {
  if (tool === 'iptables') return iptablesCommands(openings, iptablesPlaces(found));
  if (tool === 'ufw') return ufwCommands(openings);
  if (tool === 'firewalld') return firewalldCommands(openings);
  const { chains, notes } = nftTargets(found);
  const commands = nftCommands(openings, chains);
  return { ...commands, notes: [...notes, ...commands.notes] };
}

/** The part of a shell script for one firewall: what opens it as commands, what closes it again as comments. */
export function section(tool: Tool, why: string, { notes, open, close }: Commands): string[] {
  const head = [`${tool}: ${why}.`, ...notes].map(comment);
  return [
    '',
    ...head,
    ...open,
    comment('To take them away again:'),
    ...close.map(line => comment(`  ${line}`)),
  ];
}

/** One line, whatever the text holds: the next one would be run. */
export const comment = (text: string): string => `# ${text.replaceAll(/\p{Cc}+/gu, ' ')}`;
