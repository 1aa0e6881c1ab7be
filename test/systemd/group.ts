import { run } from '../e2e/hosts/hosts.ts';

const steps = new Set<() => void>();

/** A step that is taken once: when it is called, or at the end of a test that was interrupted and comes to no teardown. */
export function onEveryWayOut(step: () => void): () => void {
  if (steps.size === 0) process.once('exit', () => [...steps].map(left => left()));
  const once = (): void => {
    if (!steps.has(once)) return;
    step();
    steps.delete(once);
  };
  steps.add(once);
  return once;
}

/** Whatever its processes still do: the last of them may be ending. */
const tidy = `mount -t cgroup2 cgroup2 /mnt && cd /mnt && [ -d "$1" ] || exit 0
  [ ! -e "$1/cgroup.kill" ] || echo 1 >"$1/cgroup.kill"
  until find "$1" -depth -type d -exec rmdir {} + 2>/dev/null; do sleep 0.2; done`;

/** Ends what is left in a control group, and takes it away. */
export const removeGroup = (name: string): unknown =>
  run(['unshare', '--mount', '--propagation', 'private', 'sh', '-c', tidy, 'sh', name], 'success');
