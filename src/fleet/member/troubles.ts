import { diag } from '../../util/diag.ts';

/** What does not work just now, part by part; each is said when it begins and when it is over. */
export interface Troubles {
  /** '' when that part works. */
  tell(part: string, why: string): void;
  /** The first of them, or ''. */
  first(): string;
}

/** Reasons that are said until something works again. */
const mostSaid = 10;

export function createTroubles(say: typeof diag = diag): Troubles {
  const troubles = new Map<string, string>();
  const said = new Set<string>();
  return {
    tell: (part, why) => {
      if (why === '') {
        if (troubles.delete(part)) say('notice', `${part}: it works again`);
        said.clear();
        return;
      }
      troubles.set(part, why);
      // One that fails now for this and now for that does not fill the journal.
      if (said.has(why) || said.size >= mostSaid) return;
      said.add(why);
      say('warning', `${part}: ${why}; trying again`);
    },
    first: () => [...troubles.values()][0] ?? '',
  };
}
