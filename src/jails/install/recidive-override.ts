import { type Dump, jailsIn, optionTexts } from '../../fail2ban/dump.ts';
import { hostsIn } from '../../fail2ban/regex.ts';
import { randomMarked } from '../../log/marked.ts';
import { formatAddress } from '../../net/address.ts';
import { isOurJail, packetJail, recidiveJail } from '../pack/names.ts';

/**
 * A jail of the admin's that reads Fail2ban's own log, as by the stock recidive filter, counts every ban, those of forged
 * sources too. An option of the jail itself leaves them out. The filter's own `_jailname` would not do: before 1.1.0 it
 * names the jails to leave out, in 1.1.0 no jail can set it, and since 1.1.1 it names those to count (gh-3769).
 */
export interface Override {
  readonly jail: string;
  /** The lines for jail.local. */
  readonly lines: readonly [section: string, option: string];
}

/** The override that each such jail needs, by what Fail2ban's own engine does with a ban. */
export const recidiveOverrides = (dump: Dump): Override[] =>
  jailsIn(dump)
    .filter(jail => !isOurJail(jail) && countsForged(dump, jail))
    .map(jail => {
      const others = [...new Set(['recidive', jail, packetJail, recidiveJail])].join('|');
      return { jail, lines: [`[${jail}]`, `ignoreregex = \\[(?:${others})\\]\\s+Ban\\s`] };
    });

function countsForged(dump: Dump, jail: string): boolean {
  // Of other jails no filter knows a word of that.
  const regexes = optionTexts(dump, jail, 'addfailregex').filter(regex => regex.includes('Ban'));
  if (regexes.length === 0) return false;
  const source = formatAddress(randomMarked(4));
  const ignored = optionTexts(dump, jail, 'addignoreregex');
  const datePattern = optionTexts(dump, jail, 'datepattern').at(-1) ?? '';
  return hostsIn(banLines(source), { regexes, ignored, datePattern }).has(source);
}

/** A ban as it stands in Fail2ban's log, and as the journal has it. */
const banLines = (source: string): string[] => {
  const said = `fail2ban.actions        [1]: NOTICE  [${packetJail}] Ban ${source}`;
  return [`${localStamp()} ${said}`, `${localStamp()} host fail2ban-server[1]: ${said}`];
};

/** As Fail2ban stamps its log. */
function localStamp(): string {
  const now = new Date();
  const local = new Date(now.getTime() - now.getTimezoneOffset() * 60_000).toISOString();
  return local.replace('T', ' ').replace('Z', '').replace('.', ',');
}
