import { secondsOf } from '../config/read/time.ts';
import { type Dump, jailsIn, optionTexts } from '../fail2ban/dump.ts';
import { jailNames } from '../jails/pack/names.ts';
import type { JailSettings } from './model/jail.ts';

/** Where the jails that Fail2ban has here differ from these, one sentence a jail; none where ours are not installed. */
export function differencesIn(dump: Dump, settings: readonly JailSettings[]): string[] {
  const here = jailsIn(dump);
  if (!here.some(name => (jailNames as readonly string[]).includes(name))) return [];
  return settings.flatMap(jail => {
    const differing = here.includes(jail.name) ? valuesApart(dump, jail) : switchApart(jail);
    return differing.length === 0
      ? []
      : [
          `the installed jail ${jail.name} differs: ${differing.join(', ')}. What the config says was simulated`,
        ];
  });
}

const switchApart = ({ enabled }: JailSettings): string[] => (enabled ? ['it is off there'] : []);

function valuesApart(dump: Dump, jail: JailSettings): string[] {
  if (!jail.enabled) return ['it is on there'];
  const text = (name: string): string => optionTexts(dump, jail.name, name).at(-1) ?? '';
  const seconds = (name: string): number => secondsOf(text(name));
  const isGrowing = /^true$/i.test(text('bantime.increment'));
  return [
    ...apart('maxretry', Number(text('maxretry')), jail.maxretry),
    ...apart('findtime', seconds('findtime'), jail.findtime, ' s'),
    ...apart('bantime', Math.trunc(seconds('bantime')), jail.bantime, ' s'),
    ...(isGrowing === (jail.growth !== undefined) ? [] : [`bantime.increment is ${isGrowing} there`]),
    ...(isGrowing && jail.growth?.maxtime !== undefined
      ? apart('bantime.maxtime', seconds('bantime.maxtime'), jail.growth.maxtime, ' s')
      : []),
  ];
}

const apart = (name: string, there: number, here: number, unit = ''): string[] =>
  there === here || Number.isNaN(there) ? [] : [`${name} is ${there}${unit} there and ${here}${unit} here`];
