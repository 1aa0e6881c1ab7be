import { type Commands, mark, multiportLists, type Openings, protocols } from './opening.ts';

/** A chain INPUT to open, by the program that changes it. */
export interface InputPosition {
  readonly program: string;
  /** Behind Fail2ban's jumps, from 1, so that who is banned stays out. */
  readonly position: number;
}

export function iptablesCommands(openings: Openings, places: readonly InputPosition[]): Commands {
  const rules = protocols.flatMap(protocol =>
    multiportLists(openings[protocol]).map(
      list => `-p ${protocol} -m multiport --dports ${list} -m comment --comment ${mark} -j ACCEPT`,
    ),
  );
  const chain = (position: number): string => (position === 1 ? 'INPUT' : `INPUT ${position}`);
  return {
    notes: [
      'Lasts until the next start of this host: netfilter-persistent save, where it is installed, keeps it.',
    ],
    open: places.flatMap(({ program, position }) =>
      rules.map(rule => `${program} -w -I ${chain(position)} ${rule}`),
    ),
    close: places.map(
      ({ program }) =>
        `${program}-save | sed -n 's/^-A \\(INPUT .*--comment ${mark} .*\\)$/${program} -w -D \\1/p' | sh`,
    ),
  };
}
