import { ok, setresuid } from '../../src/sys/libc.ts';

const nobody = 65_534;
const asIs = 0xffff_ffff;

/**
 * Root may read everything: does something as somebody who may not, where root does the tests. By the C library: with the
 * libuv of Debian 13, Node's own calls always throw.
 */
export function asNobody(body: () => void): void {
  const isRoot = process.getuid?.() === 0;
  const become = (user: number): unknown => isRoot && ok('setresuid', setresuid(asIs, user, asIs));
  become(nobody);
  try {
    body();
  } finally {
    become(0);
  }
}
