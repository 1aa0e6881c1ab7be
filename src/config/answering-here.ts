import { ephemeralPorts } from '../sys/ports/port-range.ts';
import { type Answering, answering } from './answering.ts';
import type { Config } from './schema/schema.ts';

/**
 * The ports of a config that are to answer on this host.
 * @param hasListenHook whether each listen of this host is told at once, as real sockets never are
 */
export const answeringHere = (
  config: Pick<Config, 'tcp' | 'udp'>,
  hasListenHook = false,
): Record<'tcp' | 'udp', Answering> => answering(config, hasListenHook ? undefined : ephemeralPorts());
