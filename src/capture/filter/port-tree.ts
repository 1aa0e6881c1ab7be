import type { PortRange } from '../../net/ports.ts';
import { bpf, type Code, jump, type Label, sizeOf, step, test } from './bpf.ts';

/** Ranges that are looked through in a row; more of them are split in two first. */
const groupSize = 16;
/** Farthest that a test can jump in classic BPF. */
const reach = 255;

/**
 * Steps that go to `accept` when the port in A is in one of the ranges, and refuse the packet otherwise.
 * @param ranges sorted, apart from each other
 */
export function portTree(ranges: readonly PortRange[], accept: Label): Code {
  if (ranges.length <= groupSize) return group(ranges, accept);
  const middle = ranges.length >>> 1;
  const left = portTree(ranges.slice(0, middle), accept);
  const right = Symbol('right');
  const split = ranges[middle]?.[0] ?? 0;
  const fork = sizeOf(left) <= reach ? [test(bpf.jge, split, right)] : forkFar(split, right);
  return [...fork, ...left, right, ...portTree(ranges.slice(middle), accept)];
}

function forkFar(split: number, right: Label): Code {
  const left = Symbol('left');
  return [test(bpf.jge, split, undefined, left), jump(right), left];
}

function group(ranges: readonly PortRange[], accept: Label): Code {
  const hit = Symbol('hit');
  const miss = Symbol('miss');
  const tests = ranges.flatMap(([first, last]) =>
    first === last
      ? [test(bpf.jeq, first, hit)]
      : // Ranges are sorted: what lies below this one lies in none that follows.
        [test(bpf.jge, first, undefined, miss), test(bpf.jgt, last, undefined, hit)],
  );
  return [...tests, miss, step(bpf.ret), ...(ranges.length === 0 ? [] : [hit, jump(accept)])];
}
