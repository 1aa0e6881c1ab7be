/** Puts bytes that come in pieces of any size together again. */
export interface Pieces {
  /** Takes one more piece, which may be reused by its giver. Throws what `take` throws. */
  readonly feed: (chunk: Uint8Array) => void;
  /** Bytes that wait for those behind them. */
  readonly left: number;
}

/**
 * All pieces are put into one memory, which grows to the largest piece with what waits before it: reading makes no garbage.
 * @param take reads as much as is whole, and returns how many bytes that was; 0 when more must come first
 */
export function createPieces(take: (bytes: DataView) => number): Pieces {
  let memory = new Uint8Array(0);
  let left = 0;
  return {
    feed: chunk => {
      const length = left + chunk.length;
      if (length > memory.length) memory = grown(memory.subarray(0, left), length);
      memory.set(chunk, left);
      let at = 0;
      for (let used = 1; used > 0 && at < length; at += used)
        used = take(new DataView(memory.buffer, at, length - at));
      memory.copyWithin(0, at, length);
      left = length - at;
    },
    get left() {
      return left;
    },
  };
}

function grown(head: Uint8Array, length: number): Uint8Array<ArrayBuffer> {
  const memory = new Uint8Array(length * 2);
  memory.set(head);
  return memory;
}
