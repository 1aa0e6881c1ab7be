import { answeringHere } from '../config/answering-here.ts';
import type { Effect } from '../config/effective.ts';
import type { Config } from '../config/schema/schema.ts';
import { portsOfOthers } from '../sys/ports/port-holders.ts';
import { openWay, type WayTold } from './ways.ts';

/** What this host adds to a config. */
export interface Here {
  readonly effect: Effect;
  /** How the ports that answer would be watched, where there are any. */
  readonly way: WayTold | undefined;
}

/** What a sentry with this config that this user starts here would watch, and how: the way is tried, and let go again. */
export function lookHere(config: Pick<Config, 'tcp' | 'udp'>): Here {
  const { trap, whyNoTrap, whyNoHooks } = openWay();
  trap?.stop();
  const answering = answeringHere(config, trap?.hooks.listen === true);
  const isOpening = answering.tcp.ports.length + answering.udp.ports.length > 0;
  return {
    effect: { answering: answering.tcp, inUse: new Set(portsOfOthers('tcp')) },
    way: isOpening ? { whyNoTrap, whyNoHooks } : undefined,
  };
}
