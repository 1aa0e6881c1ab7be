import { type Commands, mark, multiportLists, type Openings, protocols } from './opening.ts';

/** Behind the rules that are there: a host or port that the admin denies stays denied. */
export function ufwCommands(openings: Openings): Commands {
  return {
    notes: [
      'Permanent. A rule of yours that denies one of these ports comes first: ufw status numbered shows it.',
    ],
    open: protocols.flatMap(protocol =>
      multiportLists(openings[protocol]).map(
        list => `ufw allow proto ${protocol} to any port ${list} comment '${mark}'`,
      ),
    ),
    close: [`ufw show added | sed -n "s/^ufw \\(allow .*\\) comment '${mark}'$/ufw delete \\1/p" | sh`],
  };
}
