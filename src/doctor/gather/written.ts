import type { Config } from '../../config/schema/schema.ts';
import { settingsIn } from '../../fail2ban/jail-files.ts';
import { options, type Values } from '../../fail2ban/options.ts';
import {
  filterFileOf,
  handshakeJail,
  type JailName,
  jailFile,
  jailNames,
  packetJail,
  prefixJail,
  recidiveJail,
} from '../../jails/pack/names.ts';
import { type Pack, renderPack } from '../../jails/pack/render.ts';

/** What the pack for a config says of each jail, but for what `install` chooses by the host: what bans, and for recidive. */
export function writtenBy(config: Config): Map<JailName, Values> {
  const pack = renderPack(config);
  const inJails = optionsIn(pack, jailFile);
  return new Map(
    jailNames.map(jail => [jail, new Map([...compared(inJails.get(jail), jail), ...filterOf(pack, jail)])]),
  );
}

/** Sections with their options, `%%` as the one that it stands for. */
function optionsIn(pack: Pack, file: string): Map<string, Map<string, string>> {
  const sections = new Map<string, Map<string, string>>();
  for (const { section, name, value } of settingsIn(pack.get(file) ?? '', file)) {
    const options = sections.get(section) ?? new Map<string, string>();
    sections.set(section, options.set(name, value.replaceAll('%%', '%')));
  }
  return sections;
}

const names: ReadonlySet<string> = new Set(options.map(({ name }) => name));

const compared = (said: ReadonlyMap<string, string> = new Map(), jail: string): [string, string[]][] =>
  [...said]
    .filter(([name]) => names.has(name) && !(name === 'logpath' && jail === recidiveJail))
    .map(([name, value]) => [name, value === '' ? [] : [value]]);

/** Which line of the filter a jail takes, by its `evidence`. */
const evidences = { [handshakeJail]: 'handshake', [packetJail]: 'packet', [prefixJail]: 'prefix' } as const;

/** With its tags in place, as Fail2ban does it. */
function filterOf(pack: Pack, jail: JailName): [string, string[]][] {
  const file = filterFileOf(jail);
  const said = optionsIn(pack, file).get('Definition') ?? new Map<string, string>();
  const type = optionsIn(pack, jailFile).get(jail)?.get('backend') === 'systemd' ? 'journal' : 'file';
  const evidence = jail in evidences ? evidences[jail as keyof typeof evidences] : '';
  const regex = (said.get('failregex') ?? '')
    .replace('<_before-<logtype>>', () => said.get(`_before-${type}`) ?? '')
    .replace('<_line-<evidence>>', () => said.get(`_line-${evidence}`) ?? '');
  const of = (name: string): [string, string[]] => [name, [said.get(name) ?? '']];
  return [
    ['failregex', [regex]],
    of('datepattern'),
    of('maxlines'),
    ...(type === 'journal' ? [of('journalmatch')] : []),
  ];
}
