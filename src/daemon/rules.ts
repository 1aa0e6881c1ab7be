import type { Loaded } from '../config/load.ts';
import { secondsOf } from '../config/read/time.ts';
import { capturing } from '../config/watched.ts';
import type { Spared } from '../detect/rules.ts';
import { answerPatience, type Rules } from '../detect/rules.ts';
import { lanPortsOf } from '../detect/track/lan.ts';
import { type Why, whys } from '../log/line.ts';
import { parsePrefix } from '../net/address.ts';
import { prefixSet } from '../net/prefix-set.ts';

/** What the state of this host has to say. */
export type Here = Pick<Rules, 'own' | 'attached'> & { readonly spared: Omit<Spared, 'ignored'> };

/** What the pipeline asks, from a config and the state of this host. */
export function rulesOf({ config, ignored }: Loaded, { own, attached, spared }: Here): Rules {
  return {
    own,
    attached,
    spared: { ignored: ignored.set, ...spared },
    trigger: {
      handshake: config.trigger.handshake,
      packet: config.trigger.packet,
      window: secondsOf(config.trigger.window) * 1000,
    },
    lan: lanPortsOf(config),
    prefixes: { ipv4: bitsOf(config.trigger.ipv4Prefix, 96), ipv6: bitsOf(config.trigger.ipv6Prefix, 0) },
    translators: prefixSet(config.trigger.translators.flatMap(text => parsePrefix(text) ?? [])),
    seen: seenOf(config.log.seen),
    patience: capturing(config) ? answerPatience : 0,
  };
}

/** Who wrote every word that there was before `lan` came wants all observations. */
function seenOf(words: readonly Why[]): ReadonlySet<Why> {
  const seen = new Set(words);
  const own = whys.filter(why => why !== 'lan' && why !== 'told');
  return own.every(why => seen.has(why)) ? seen.add('lan') : seen;
}

/** 0 is off in either family, which has so many bits of the address before its own. */
const bitsOf = (length: number, before: number): number => (length === 0 ? 0 : length + before);
