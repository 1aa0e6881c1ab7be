import { type Commands, mark, multiportLists, type Openings, protocols } from './opening.ts';

export const families = ['iptables', 'ip6tables'] as const;

/** Where our rules go in the chain INPUT of each family: behind Fail2ban's jumps, so that who is banned stays out. */
export type Positions = Readonly<Record<(typeof families)[number], number>>;

export function iptablesCommands(openings: Openings, positions: Positions): Commands {
  const rules = protocols.flatMap(protocol =>
    multiportLists(openings[protocol]).map(
      list => `-p ${protocol} -m multiport --dports ${list} -m comment --comment ${mark} -j ACCEPT`,
    ),
  );
  const place = (family: (typeof families)[number]): string =>
    positions[family] === 1 ? 'INPUT' : `INPUT ${positions[family]}`;
  return {
    notes: [
      'Lasts until the next start of this host: netfilter-persistent save, where it is installed, keeps it.',
    ],
    open: families.flatMap(family => rules.map(rule => `${family} -w -I ${place(family)} ${rule}`)),
    close: families.map(
      family =>
        `${family}-save | sed -n 's/^-A \\(INPUT .*--comment ${mark} .*\\)$/${family} -w -D \\1/p' | sh`,
    ),
  };
}
