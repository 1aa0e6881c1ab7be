/** The memory that programs and sentry share, without a kernel. */
import { type Shared, share } from '../../../../src/sentry/trap/memory/shared.ts';

export interface Memory extends Omit<Shared, 'closeMaps' | 'unmap'> {
  readonly arrays: ReadonlyMap<number, ArrayBuffer>;
  /** A table of times. */
  table(fd: number): BigUint64Array;
}

export const socketsFd = 99;

export function createMemory(): Memory {
  const arrays = new Map<number, ArrayBuffer>();
  const shared = share((_name, size) => {
    const buffer = new ArrayBuffer(Math.ceil(size / 8) * 8);
    arrays.set(arrays.size + 1, buffer);
    return { fd: arrays.size, buffer };
  }, socketsFd);
  return { ...shared, arrays, table: fd => new BigUint64Array(arrays.get(fd) ?? new ArrayBuffer(0)) };
}
