import { secondsOf } from '../config/read/time.ts';
import type { Config } from '../config/schema/schema.ts';
import type { Touch } from '../events/event.ts';
import { isIPv4 } from '../net/address.ts';
import type { Standing } from './standing.ts';

type Spares = Pick<Standing, 'ignoredBy' | 'protectedBy'>;

/**
 * The rule that made a line what it is, as far as the line and today's config tell it; else "not known" and why.
 * A line has no word about the rule, and the config may have been another one then.
 */
export function ruleOf(touch: Touch, trigger: Config['trigger'], standing: Spares): string {
  if (touch.verb === 'scan') return scanRule(touch, trigger);
  switch (touch.why) {
    case 'ignored':
      return spareRule('ignored by', standing.ignoredBy, "today's config does not ignore it");
    case 'protected':
      return standing.protectedBy === undefined
        ? 'protected; the name of ignore.protect is not known: no running sentry can be asked'
        : spareRule('protected by ignore.protect', standing.protectedBy, 'no list protects it now');
    case 'lan':
      return 'a machine of the LAN that has tried no more than two services of a LAN';
    case 'distributed':
      return `many addresses of its network scan together (trigger.${isIPv4(touch.source) ? 'ipv4Prefix' : 'ipv6Prefix'})`;
    case 'told':
      return `another host of the fleet, ${touch.origin}, has seen it`;
    case 'below-trigger':
      return belowRule(touch, trigger);
  }
}

const spareRule = (what: string, by: readonly string[], otherwise: string): string =>
  by.length > 0 ? `${what} ${by.join('; ')}` : `by what is not known: ${otherwise}`;

function scanRule(touch: Touch, trigger: Config['trigger']): string {
  if (touch.prefix !== undefined)
    return 'four addresses or more of this network finished handshakes (trigger.ipv6Prefix)';
  const { needed, text } = thresholdOf(touch, trigger);
  if (touch.ports >= needed) return `${text} reached`;
  return `not known: a sweep of many addresses, a slow scan, or another trigger than today's (${text})`;
}

function belowRule(touch: Touch, trigger: Config['trigger']): string {
  const { needed, text } = thresholdOf(touch, trigger);
  if (touch.ports < needed) return `${text} not reached`;
  return `not known: not enough of its ports counted, or the trigger was not today's (${text})`;
}

/** Distinct ports within the window: handshakes count by themselves, packets with them. */
function thresholdOf({ evidence }: Touch, trigger: Config['trigger']): { needed: number; text: string } {
  const needed = trigger[evidence];
  return { needed, text: `trigger.${evidence} ${needed} within ${secondsOf(trigger.window)} s` };
}
