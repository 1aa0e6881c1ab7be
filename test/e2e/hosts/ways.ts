import { mayTrap, withoutTrap } from '../../support/trap.ts';

/** `ip netns exec` mounts a /sys without cgroups, which the hooks sit on: back to the mounts of the test itself. */
export const withCgroups: readonly string[] = ['nsenter', `--mount=/proc/${process.pid}/ns/mnt`, '--'];

/** One socket for all ports, with and without the hooks that tell of each bind and listen at that moment. */
export const trapWays: readonly {
  readonly name: string;
  /** What the sentry is started under. */
  readonly prefix: readonly string[];
  readonly hasHooks: boolean;
}[] = mayTrap
  ? [
      { name: 'one socket', prefix: withCgroups, hasHooks: true },
      { name: 'one socket without hooks', prefix: [], hasHooks: false },
    ]
  : [];

/** Each way in which ports that answer are watched: its name, what the sentry is started under, and what that says. */
export const eachWay: readonly (readonly [name: string, prefix: readonly string[], says: string])[] = [
  ...trapWays.map(
    ({ name, prefix, hasHooks }) =>
      [
        name,
        prefix,
        hasHooks
          ? 'one socket sees all ports, and a service that starts later has its port\n'
          : 'one socket sees all .*: cgroup v2 is not mounted here',
      ] as const,
  ),
  ['real sockets', withoutTrap, 'each port has a socket of its own, .*CAP_BPF and CAP_NET_ADMIN'],
];
