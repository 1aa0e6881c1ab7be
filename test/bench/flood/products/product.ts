import type { Programs } from '../programs.ts';
import type { Stage } from '../stage.ts';

/** A program that is flooded. */
export interface Product {
  readonly name: string;
  /** Fetches what it takes. Throws where that is not to be had. */
  prepare(programs: Programs): void;
  /** Starts it on the host; it listens when this has come. */
  start(stage: Stage): Promise<Running>;
}

export interface Running {
  /** The lines that it has written for packets so far. */
  lines(): string[];
  /** Whether it names a source as a scanner in a line; undefined for what names nobody. */
  readonly names: ((line: string, source: string) => boolean) | undefined;
  /** Asks what it did not see, when the flood is over. */
  unseen(): Promise<Unseen>;
}

export interface Unseen {
  readonly dropped: number;
  /** Of how many packets, where it or the kernel has counted them; else as many as came must be taken for it. */
  readonly of: number | undefined;
  /** Whether the product itself tells how many it did not see. */
  readonly isTold: boolean;
}
