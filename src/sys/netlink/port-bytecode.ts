// linux/inet_diag.h: enum of struct inet_diag_bc_op's codes; both compare the local port.
const localPortAtLeast = 2;
const localPortAtMost = 3;
/** An op and, in the second one's `no`, the port that it compares with. */
const opSize = 8;

/** More runs of ports than this are not left out: the program must fit an attribute of 64 KiB. */
export const maxRuns = 2000;

/**
 * The kernel's filter program for "the local port is none of these", so that the connections of a busy service never
 * reach user space. A jump to the very end takes the socket, one of 4 bytes beyond refuses it (inet_diag_bc_run in
 * net/ipv4/inet_diag.c). Empty when there is nothing to leave out.
 */
export function outsidePorts(ports: Iterable<number>): Uint8Array {
  const ops = runsOf(ports).slice(0, maxRuns).flatMap(opsOf);
  const bytes = new Uint8Array(ops.length * opSize);
  const view = new DataView(bytes.buffer);
  ops.forEach(({ code, port, otherwise }, i) => {
    const left = bytes.length - i * opSize;
    view.setUint8(i * opSize, code);
    view.setUint8(i * opSize + 1, opSize);
    view.setUint16(i * opSize + 2, otherwise === 'take' ? left : left + 4, true);
    view.setUint16(i * opSize + 6, port, true);
  });
  return bytes;
}

/** Neighbouring ports as one run, ascending. */
function runsOf(ports: Iterable<number>): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (const port of [...new Set(ports)].sort((a, b) => a - b)) {
    const run = runs.at(-1);
    if (run !== undefined && run[1] === port - 1) run[1] = port;
    else runs.push([port, port]);
  }
  return runs;
}

interface Op {
  readonly code: number;
  readonly port: number;
  /** When the comparison fails; when it holds, the next op is looked at, and after the last the socket is taken. */
  readonly otherwise: 'take' | 'refuse';
}

function opsOf([first, last]: readonly [number, number]): Op[] {
  // Nothing lies above: only what lies below can be taken.
  if (last >= 65535) return [{ code: localPortAtMost, port: first - 1, otherwise: 'refuse' }];
  return [
    { code: localPortAtLeast, port: first, otherwise: 'take' },
    { code: localPortAtLeast, port: last + 1, otherwise: 'refuse' },
  ];
}
