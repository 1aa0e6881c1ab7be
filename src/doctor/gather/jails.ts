import type { Config } from '../../config/schema.ts';
import { unverifiedEnabled } from '../../config/watched.ts';
import type { Client } from '../../jails/client.ts';
import { handshakeJail, type JailName, jailNames, packetJail } from '../../jails/names.ts';
import { parsePrefix } from '../../net/address.ts';
import { prefixSet } from '../../net/prefix-set.ts';
import type { Evidence } from '../../probe.ts';
import type { JailFacts, LiveJail, Setting } from '../facts.ts';
import { configuredJail, type Dump } from './dump.ts';
import { tryFilter } from './trial.ts';

/** Which evidence a jail takes; recidive takes none. */
export const evidenceOf = (jail: JailName): Evidence | undefined =>
  jail === handshakeJail ? 'handshake' : jail === packetJail ? 'packet' : undefined;

/** Our jails, as Fail2ban's files and the server have them. */
export function gatherJails(
  config: Config,
  dump: Dump,
  {
    client,
    running,
    settings,
    lines,
  }: {
    readonly client: Client;
    readonly running: readonly string[];
    readonly settings: readonly Setting[];
    readonly lines: readonly string[];
  },
): JailFacts[] {
  return jailNames.map(name => {
    const configured = configuredJail(dump, name);
    const evidence = evidenceOf(name);
    const trial =
      configured === undefined || evidence === undefined
        ? undefined
        : tryFilter(configured, evidence, config.log.format, lines);
    return {
      name,
      wanted: isWanted(config, name, settings),
      configured: configured && { ...configured, trial },
      live: running.includes(name) ? liveJail(client, name) : undefined,
    };
  });
}

/** `auto` of recidive is resolved by install: its file says how. */
function isWanted({ jails, ...config }: Config, name: JailName, settings: readonly Setting[]): boolean {
  if (name === handshakeJail) return jails.portsentry.enabled;
  if (name === packetJail) return unverifiedEnabled({ jails, ...config });
  if (jails.recidive.enabled !== 'auto') return jails.recidive.enabled === true;
  const ours = settings.filter(one => one.section === name && one.file.endsWith('/jail.d/portjail.conf'));
  return ours.some(one => one.name === 'enabled' && one.value === 'true');
}

function liveJail(client: Client, jail: string): LiveJail {
  const rows = (option: string): string[] =>
    [...client('get', jail, option).out.matchAll(/^[|`]- (.*)$/gm)].map(match => match[1] ?? '');
  return {
    logPaths: rows('logpath'),
    usedns: client('get', jail, 'usedns').out.trim(),
    ignored: prefixSet(rows('ignoreip').flatMap(text => parsePrefix(text) ?? [])),
  };
}
