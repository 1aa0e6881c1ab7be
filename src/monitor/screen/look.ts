import type { ServiceNames } from '../../net/service-names.ts';
import type { Bans } from '../model/bans.ts';
import type { Memory } from '../model/memory.ts';

/** A terminal's size, in characters. */
export interface Size {
  readonly columns: number;
  readonly rows: number;
}

/** Below this no live view is of use. */
const leastSize: Size = { columns: 40, rows: 10 };

export const isLargeEnough = ({ columns, rows }: Size): boolean =>
  columns >= leastSize.columns && rows >= leastSize.rows;

/** What a screen is drawn from. */
export interface Look {
  readonly size: Size;
  readonly now: number;
  readonly isUtf8: boolean;
  readonly hasKeys: boolean;
  readonly memory: Memory;
  readonly bans: Bans;
  /** Why it is not known who is banned; undefined where it is. */
  readonly bansUnknown: string | undefined;
  readonly services: ServiceNames;
  /** The log, as messages name it. */
  readonly place: string;
  /** What is to be said, the first of them first. */
  readonly notes: readonly string[];
  /** Lines that came since it was paused; undefined where it is not. */
  readonly paused: number | undefined;
  /** The source that is marked. */
  readonly marked: string | undefined;
  /** What is typed as a filter now; undefined where nothing is. */
  readonly typed: string | undefined;
  /** What the last key was told. */
  readonly word: string | undefined;
}
