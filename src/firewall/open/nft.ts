import type { InputChain } from '../closed.ts';
import { type Commands, mark, type Openings, protocols, rangeText } from './opening.ts';

/** At the head of every chain that drops: what one base chain accepts another one may still drop, so each must accept it. */
export function nftCommands(openings: Openings, chains: readonly InputChain[]): Commands {
  const rules = protocols
    .filter(protocol => openings[protocol].length > 0)
    .map(protocol => {
      const ports = openings[protocol].map(range => rangeText(range, '-')).join(', ');
      return `${protocol} dport { ${ports} } accept comment "${mark}"`;
    });
  const names = chains.map(({ family, table, name }) => `${family} ${table} ${name}`);
  const inserts = names.flatMap(name => rules.map(rule => `insert rule ${name} ${rule}`));
  return {
    notes: ['Lasts until the rules are loaded anew: to keep it, put the rules into /etc/nftables.conf.'],
    // From a file: a command line has an end, at a few thousand ports.
    open: rules.length === 0 ? [] : ["nft -f - <<'END'", ...inserts, 'END'],
    close: names.map(
      name =>
        `nft -a list chain ${name} | ` +
        `sed -n 's/.*comment "${mark}" # handle \\([0-9]*\\)$/delete rule ${name} handle \\1/p' | nft -f -`,
    ),
  };
}
