/** Puts bytes that come in pieces of any size together again. */
export interface Pieces {
  /** Takes one more piece, which may be reused by its giver. Throws what `take` throws. */
  readonly feed: (chunk: Uint8Array) => void;
  /** Bytes that wait for those behind them. */
  readonly left: number;
}

/** @param take reads as much as is whole, and returns how many bytes that was; 0 when more must come first */
export function createPieces(take: (bytes: DataView) => number): Pieces {
  let rest: Uint8Array = new Uint8Array(0);
  return {
    feed: chunk => {
      const bytes = rest.length === 0 ? chunk : joined(rest, chunk);
      let at = 0;
      for (let used = 1; used > 0 && at < bytes.length; at += used)
        used = take(new DataView(bytes.buffer, bytes.byteOffset + at, bytes.length - at));
      rest = bytes.slice(at);
    },
    get left() {
      return rest.length;
    },
  };
}

function joined(head: Uint8Array, tail: Uint8Array): Uint8Array {
  const all = new Uint8Array(head.length + tail.length);
  all.set(head);
  all.set(tail, head.length);
  return all;
}
