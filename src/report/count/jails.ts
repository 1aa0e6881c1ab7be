import type { Ban, Found } from '../../events/event.ts';

/** What one jail did. */
interface JailSum {
  /** Lines that its filter matched. */
  found: number;
  bans: number;
  /** Old bans, after Fail2ban was started again. */
  restored: number;
  unbans: number;
  /** Lines of a source that was banned already. */
  already: number;
}

const fields = { ban: 'bans', restored: 'restored', unban: 'unbans', already: 'already' } as const;

/** What each jail did. */
export interface JailSums {
  ban(ban: Ban): void;
  found(found: Found): void;
  readonly sums: ReadonlyMap<string, Readonly<JailSum>>;
}

export function createJailSums(): JailSums {
  const sums = new Map<string, JailSum>();
  const of = (jail: string): JailSum => {
    const known = sums.get(jail) ?? { found: 0, bans: 0, restored: 0, unbans: 0, already: 0 };
    sums.set(jail, known);
    return known;
  };
  return {
    ban: ({ kind, jail }) => {
      if (kind !== 'increased') of(jail)[fields[kind]]++;
    },
    found: ({ jail }) => {
      of(jail).found++;
    },
    sums,
  };
}
