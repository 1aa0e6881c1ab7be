import { whyNoTrap } from '../../src/sentry/trap/kernel/refusal.ts';

/** Whether one socket for all ports can be had here. */
export const mayTrap = whyNoTrap() === undefined;

/** What a sentry is started under that is to have real sockets: without the right to BPF. */
export const withoutTrap: readonly string[] =
  process.getuid?.() === 0 ? ['setpriv', '--bounding-set=-bpf,-sys_admin', '--'] : [];
