import type { Loaded } from '../config/load.ts';
import { secondsOf } from '../config/time.ts';
import type { Spared } from '../detect/protect.ts';
import type { Rules } from '../detect/verdict.ts';
import { prefixSet } from '../net/prefix-set.ts';

/** What the pipeline asks, from a config and whom this host's state protects. */
export function rulesOf({ config, ignored }: Loaded, spared: Omit<Spared, 'ignored'>): Rules {
  return {
    spared: { ignored: prefixSet(ignored), ...spared },
    trigger: {
      handshake: config.trigger.handshake,
      packet: config.trigger.packet,
      window: secondsOf(config.trigger.window) * 1000,
    },
    seen: new Set(config.log.seen),
  };
}
