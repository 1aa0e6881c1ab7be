import type { HostName } from '../../net/host-name.ts';

/** A name of an ignore file. */
export interface NamedEntry extends HostName {
  /** Milliseconds since the epoch; undefined: for good. */
  readonly until: number | undefined;
  /** Private addresses of it count too. */
  readonly allowsPrivate: boolean;
  readonly file: string;
  /** Its line there, from 1. */
  readonly line: number;
}

/** Names of all ignore files together: each is looked up every minute. */
export const mostNames = 100;

/** Names as they are read, the first ones. */
export interface NameList {
  add(entry: NamedEntry): void;
  /** How many found no room. */
  readonly left: number;
  entries(): NamedEntry[];
}

/** One that stands there more than once has the most that any of its lines gives. */
export function nameList(): NameList {
  const entries = new Map<string, NamedEntry>();
  let left = 0;
  return {
    add: entry => {
      const before = entries.get(entry.name);
      if (before === undefined && entries.size >= mostNames) left++;
      else entries.set(entry.name, before === undefined ? entry : joined(before, entry));
    },
    get left() {
      return left;
    },
    entries: () => [...entries.values()],
  };
}

const joined = (a: NamedEntry, b: NamedEntry): NamedEntry => ({
  ...a,
  wide: a.wide || b.wide,
  allowsPrivate: a.allowsPrivate || b.allowsPrivate,
  until: a.until === undefined || b.until === undefined ? undefined : Math.max(a.until, b.until),
});
