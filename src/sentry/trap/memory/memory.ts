import { MAP_ANONYMOUS, MAP_FIXED, MAP_PRIVATE, MAP_SHARED, PROT_READ_WRITE } from '../../../sys/abi.ts';
import { memoryAt, mmap, ok } from '../../../sys/libc.ts';

/** Memory that the kernel's programs and this process both have. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  /**
   * Takes it away. Views of it stay views of memory, which nobody else has from then on: a late write is lost and ends
   * nothing. The addresses stay taken, and no memory but what is written late.
   */
  unmap(): void;
}

const pageSize = 4096;

/** The value of an array map, in whole pages as the kernel has it. */
export function memoryOfMap(fd: number, size: number): Memory {
  const whole = Math.ceil(size / pageSize) * pageSize;
  const address = ok('mmap', mmap(null, whole, PROT_READ_WRITE, MAP_SHARED, fd, 0));
  const buffer = memoryAt(address, whole);
  return {
    buffer,
    unmap: () => {
      const alone = MAP_PRIVATE | MAP_ANONYMOUS | MAP_FIXED;
      ok('mmap', mmap(BigInt(address), whole, PROT_READ_WRITE, alone, -1, 0));
    },
  };
}
