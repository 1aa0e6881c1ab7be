import { Resolver } from 'node:dns/promises';
import { prefixOf } from '../../config/ignore-file/wish.ts';
import { loadConfig } from '../../config/load.ts';
import { configOptions, sourceOf } from '../../config/options.ts';
import { bansPlace, logPlace, sharedPlace } from '../../events/places.ts';
import { readStory } from '../../events/story.ts';
import type { Prefix } from '../../net/address.ts';
import { serviceNames } from '../../net/service-names.ts';
import { UsageError } from '../../util/errors.ts';
import type { Options } from '../../util/option.ts';
import { print } from '../../util/print.ts';
import { progressLine } from '../../util/progress-line.ts';
import { namesOf } from '../../why/name.ts';
import { tellingOf } from '../../why/telling.ts';
import { storyText } from '../../why/text.ts';
import type { Arguments, Help } from '../command.ts';

export const help = {
  forms: ['ADDRESS|NETWORK [-c FILE] [--log FILE] [--dns]'],
  about: `Everything that is known of an address or network, in order of time: each line of the sentry's with the rule that made
it, as far as the line and today's config tell, what every jail found, banned and lifted, which hosts of a fleet have
named it and what came of that, whether it is ignored or
protected, and the commands to unban or to ignore it, which are shown and not run. It reads all that is kept of the
sentry's log and of Fail2ban's, which takes root or the group adm.`,
  exit: ['fine, also where nothing is known', 'neither log can be read', 'wrong usage or config'],
} satisfies Help;

export const options = {
  ...configOptions,
  dns: {
    type: 'boolean',
    what: 'looks up the name of the address, which asks a name server; a name that does not lead back to the address is marked as unconfirmed',
  },
} as const satisfies Options;

export async function run({ values, positionals }: Arguments): Promise<number> {
  const only = askedIn(positionals);
  if (values['dns'] === true && only.length < 128)
    throw new UsageError('--dns looks up the name of an address, and a network has none');
  const loaded = loadConfig(sourceOf(values));
  const places = { log: logPlace(loaded.config), bans: bansPlace(), shared: sharedPlace(loaded.config) };
  const span = { since: 0, until: Date.now() };
  const progress = progressLine('reading the logs');
  const story = await readStory({ places, span, only, onProgress: share => progress.tell(share) });
  progress.clear();
  const names = values['dns'] === true ? await namesOf(only.address, resolver()) : [];
  print(storyText(story, tellingOf(only, loaded, serviceNames()), names));
  return story.isKnown.log || story.isKnown.bans ? 0 : 1;
}

function askedIn([text, ...more]: readonly string[]): Prefix {
  if (text === undefined || more.length > 0)
    throw new UsageError('why takes one address or network: see portjail why --help');
  return prefixOf(text);
}

/** A name server that says nothing is not waited for long (milliseconds). */
const resolver = (): Resolver => new Resolver({ timeout: 2000, tries: 2 });
