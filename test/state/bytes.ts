import type { Block } from '../../src/detect/kept/blocks.ts';
import { encodeState, type Parts } from '../../src/state/format.ts';

/** A whole state file. */
export const stateBytes = (parts: Parts, blocks: Iterable<Block> = []): Buffer =>
  Buffer.concat([...encodeState(parts, blocks)]);
