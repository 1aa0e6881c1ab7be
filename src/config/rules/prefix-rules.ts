import { isIPv4, parsePrefix } from '../../net/address.ts';
import { type Judgement, type Objection, shown } from '../read/objection.ts';
import type { Config } from '../schema/schema.ts';

/** What no schema says of the networks that are counted: their least length, and what cannot go together. */
export function prefixFindings(config: Config): Judgement {
  return {
    mistakes: [...lengthMistakes(config), ...formMistakes(config), ...translatorMistakes(config)],
    warnings: unbannedWarning(config),
  };
}

/** A wider network has other people in it. */
const least = { ipv4Prefix: 24, ipv6Prefix: 64 } as const;

const lengthMistakes = ({ trigger }: Config): Objection[] =>
  (['ipv6Prefix', 'ipv4Prefix'] as const)
    .filter(key => trigger[key] !== 0 && trigger[key] < least[key])
    .map(key => ({
      pointer: `/trigger/${key}`,
      message: `expected 0 (off), or a length of ${least[key]} or more; found ${shown(trigger[key])}`,
    }));

function formMistakes({ trigger, log, jails }: Config): Objection[] {
  const wrong: Objection[] = [];
  if (trigger.ipv6Prefix !== 0 && log.format !== 'portjail')
    wrong.push({
      pointer: '/trigger/ipv6Prefix',
      message: `expected 0 with log.format "${log.format}", whose lines cannot name a network`,
    });
  if (trigger.ipv6Prefix === 0 && jails.prefix.enabled === true)
    wrong.push({
      pointer: '/jails/prefix/enabled',
      message: 'no network is ever named: expected "auto" or false, or trigger.ipv6Prefix of 64 to 127',
    });
  return wrong;
}

const translatorMistakes = ({ trigger }: Config): Objection[] =>
  trigger.translators.flatMap((text, i) => {
    const prefix = parsePrefix(text);
    if (prefix !== undefined && !isIPv4(prefix.address)) return [];
    const message = `expected an IPv6 network such as "64:ff9b::/96"; found ${shown(text)}`;
    return [{ pointer: `/trigger/translators/${i}`, message }];
  });

const unbannedWarning = ({ trigger, jails }: Config): Objection[] =>
  trigger.ipv6Prefix !== 0 && jails.prefix.enabled === false
    ? [
        {
          pointer: '/jails/prefix/enabled',
          message:
            'nobody bans the networks that trigger.ipv6Prefix names, and their addresses are not named singly',
        },
      ]
    : [];
