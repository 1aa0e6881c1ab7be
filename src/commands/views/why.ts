import { Resolver } from 'node:dns/promises';
import { prefixOf } from '../../config/ignore-file/wish.ts';
import { loadConfig } from '../../config/load.ts';
import { configOptions, configUsage, sourceOf } from '../../config/options.ts';
import { bansPlace, logPlace } from '../../events/places.ts';
import { readStory } from '../../events/story.ts';
import type { Prefix } from '../../net/address.ts';
import { serviceNames } from '../../net/service-names.ts';
import { UsageError } from '../../util/errors.ts';
import { print } from '../../util/print.ts';
import { progressLine } from '../../util/progress-line.ts';
import { namesOf } from '../../why/name.ts';
import { tellingOf } from '../../why/telling.ts';
import { storyText } from '../../why/text.ts';
import type { Arguments } from '../command.ts';

export const usage = `portjail why ADDRESS|NETWORK [-c FILE] [--log FILE] [--dns]

Everything that is known of an address or network, in order of time: each line of the sentry's with the rule that made
it, as far as the line and today's config tell, what every jail found, banned and lifted, whether it is ignored or
protected, and the commands to unban or to ignore it, which are shown and not run. It reads all that is kept of the
sentry's log and of Fail2ban's, which takes root or the group adm.

${configUsage}      --dns            looks up the name of the address, which asks a name server; a name that
                       does not lead back to the address is marked as unconfirmed

Exit: 0 fine, also where nothing is known, 1 neither log can be read, 2 wrong usage or config.
`;

export const options = { ...configOptions, dns: { type: 'boolean' } } as const;

export async function run({ values, positionals }: Arguments): Promise<number> {
  const only = askedIn(positionals);
  if (values['dns'] === true && only.length < 128)
    throw new UsageError('--dns looks up the name of an address, and a network has none');
  const loaded = loadConfig(sourceOf(values));
  const places = { log: logPlace(loaded.config), bans: bansPlace() };
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
