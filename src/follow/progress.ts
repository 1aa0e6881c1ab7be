import type { LogFile } from './snapshot.ts';

/** How far a reading is. */
export interface Progress {
  expect(files: readonly LogFile[]): void;
  /** So many bytes, unpacked, have been read. */
  add(bytes: number): void;
}

/** A log shrinks to a tenth or less by gzip. */
const packing = 12;

/** @param tell called with a share, 0 to 1, whenever it has grown by a hundredth; an estimate where files are packed */
export function createProgress(tell: (share: number) => void = () => {}): Progress {
  let [total, done, told] = [0, 0, 0];
  return {
    expect(files) {
      for (const { size, isPacked } of files) total += isPacked ? size * packing : size;
    },
    add(bytes) {
      done = Math.min(total, done + bytes);
      if (done - told < total / 100) return;
      told = done;
      tell(done / total);
    },
  };
}
