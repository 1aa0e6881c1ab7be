import type { Config } from '../../config/schema/schema.ts';
import { fleetEnabled, prefixEnabled, unverifiedEnabled } from '../../config/watched.ts';
import { configuredJail, type Dump, optionTexts } from '../../fail2ban/dump.ts';
import type { Setting } from '../../fail2ban/jail-files.ts';
import {
  actionQuestions,
  dumpedValues,
  liveValues,
  optionQuestions,
  propertyQuestions,
} from '../../fail2ban/options.ts';
import type { Answers } from '../../fail2ban/server.ts';
import { toolWorks } from '../../firewall/tools.ts';
import { canSpare } from '../../jails/pack/banaction.ts';
import {
  fleetJail,
  handshakeJail,
  type JailName,
  jailNames,
  packetJail,
  prefixJail,
} from '../../jails/pack/names.ts';

import { parsePrefix } from '../../net/address.ts';
import { prefixSet } from '../../net/prefix-set.ts';
import type { Evidence } from '../../probe.ts';
import type { JailFacts, LiveJail } from '../facts.ts';
import { type Takes, tryFilter } from './trial.ts';
import { writtenBy } from './written.ts';

/** Which evidence of single hosts a jail takes; recidive takes none. */
export const evidenceOf = (jail: JailName): Evidence | undefined =>
  jail === handshakeJail ? 'handshake' : jail === packetJail ? 'packet' : undefined;

/** The same with what names networks. */
const takenBy = (jail: JailName): Takes | undefined => (jail === prefixJail ? 'network' : evidenceOf(jail));

/** Our jails, as Fail2ban's files and the server have them. */
export function gatherJails(
  config: Config,
  dump: Dump,
  {
    answers,
    running,
    settings,
    lines,
  }: {
    readonly answers: Answers;
    readonly running: readonly string[];
    readonly settings: readonly Setting[];
    readonly lines: readonly string[];
  },
): JailFacts[] {
  const [action] = configuredJail(dump, handshakeJail)?.actions ?? [];
  const spares = canSpare(action?.name ?? '', name => toolWorks(name));
  const written = writtenBy(config);
  return jailNames.map(name => {
    const configured = configuredJail(dump, name);
    const takes = takenBy(name);
    const trial =
      configured === undefined || takes === undefined || configured.backend.startsWith('systemd')
        ? undefined
        : tryFilter(configured, takes, config.log.format, lines);
    return {
      name,
      wanted: isWanted(config, name, settings, spares),
      written: written.get(name) ?? new Map(),
      configured: configured && { ...configured, trial, values: dumpedValues(dump, name) },
      live: running.includes(name) ? liveJail(answers, dump, name) : undefined,
    };
  });
}

/** `auto` of recidive is resolved by install: its file says how. `spares`: a ban here can let go what this host began. */
export function isWanted(
  { jails, ...config }: Config,
  name: JailName,
  settings: readonly Setting[],
  spares: boolean,
): boolean {
  if (name === handshakeJail) return jails.portsentry.enabled;
  if (name === packetJail) return unverifiedEnabled({ jails, ...config }, spares);
  if (name === prefixJail) return prefixEnabled({ jails, ...config });
  if (name === fleetJail) return fleetEnabled({ jails, ...config });
  if (jails.recidive.enabled !== 'auto') return jails.recidive.enabled === true;
  const ours = settings.filter(one => one.section === name && one.file.endsWith('/jail.d/portjail.conf'));
  return ours.some(one => one.name === 'enabled' && one.value === 'true');
}

/** What the server says of our jails that it has: of their options, then of their actions, which it names first. */
export async function askJails(
  running: readonly string[],
  dump: Dump,
  ask: (questions: readonly string[]) => Promise<Answers>,
): Promise<Answers> {
  const ours = jailNames.filter(name => running.includes(name));
  const each = (questions: (jail: string) => readonly string[]): Promise<Answers> =>
    ask(ours.flatMap(questions));
  const first = await each(jail => optionQuestions(jail, dump));
  const second = await each(jail => propertyQuestions(jail, first));
  const both: Answers = question => first(question) || second(question);
  const third = await each(jail => actionQuestions(jail, dump, both));
  return question => both(question) || third(question);
}

/** What a server did not answer in time is taken to be as in its files. */
function liveJail(answers: Answers, dump: Dump, jail: string): LiveJail {
  const values = liveValues(answers, dump, jail);
  return {
    values,
    logPaths: values.get('logpath') ?? optionTexts(dump, jail, 'addlogpath'),
    ignored: prefixSet((values.get('ignoreip') ?? []).flatMap(text => parsePrefix(text) ?? [])),
  };
}
