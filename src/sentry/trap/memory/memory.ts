import { MAP_SHARED, PROT_READ_WRITE } from '../../../sys/abi.ts';
import { memoryAt, mmap, munmap, ok } from '../../../sys/libc.ts';

/** Memory that the kernel's programs and this process both have. */
export interface Memory {
  readonly buffer: ArrayBuffer;
  /** Takes it away; views of it have no length from then on, so that a late write is lost and ends nothing. */
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
      structuredClone(buffer, { transfer: [buffer] });
      munmap(BigInt(address), whole);
    },
  };
}
