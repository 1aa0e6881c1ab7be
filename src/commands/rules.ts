import type { Loaded } from '../config/load.ts';
import { secondsOf } from '../config/time.ts';
import { type PrefixSet, prefixSet } from '../net/prefix-set.ts';
import type { Rules } from '../pipeline.ts';

/** What the pipeline asks, from a config and this host's own addresses. */
export function rulesOf({ config, ignored }: Loaded, own: PrefixSet): Rules {
  const isProtected = config.ignore.protect.includes('own');
  return {
    spared: { ignored: prefixSet(ignored), own: isProtected ? own : prefixSet([]) },
    trigger: {
      handshake: config.trigger.handshake,
      packet: config.trigger.packet,
      window: secondsOf(config.trigger.window) * 1000,
    },
    seen: new Set(config.log.seen),
  };
}
