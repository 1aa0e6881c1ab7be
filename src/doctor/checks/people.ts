import { loginGapText } from '../../detect/spare/logins/login-gap.ts';
import { lastWord, type Setting } from '../../fail2ban/jail-files.ts';
import { handshakeJail } from '../../jails/pack/names.ts';
import { namesUnaskedText, nameText, startAsker } from '../../names/text.ts';
import { parseAddress, parsePrefix } from '../../net/address.ts';
import { type PrefixSet, prefixSet } from '../../net/prefix-set.ts';
import type { Facts, JailFacts } from '../facts.ts';
import { type Finding, fault, warning } from '../finding.ts';

/** Who must not be banned. */
export const peopleChecks = [
  everybodyIgnored,
  kinBanned,
  adminNotIgnored,
  loginsUnknown,
  namesUnasked,
  namesOfNobody,
];

/** Of each family, from all over the Internet: whoever has all of them has everybody. */
const strangers = Object.entries({
  IPv4: ['1.1.1.1', '77.88.8.8', '133.1.138.1', '200.7.84.1'],
  IPv6: ['2001:4860:4860::8888', '2400:cb00::1', '2606:4700::1', '2a00:1450::1'],
}).map(([family, texts]) => ({ family, sources: texts.map(text => parseAddress(text)) }));

const wholeFamilies = (ignored: PrefixSet): string[] =>
  strangers
    .filter(({ sources }) => sources.every(address => address !== undefined && ignored.has(address)))
    .map(({ family }) => family);

/** Such as `ignoreip = 0.0.0.0/0`, left from a test. */
export function everybodyIgnored(facts: Facts): Finding[] {
  const ours = wholeFamilies(facts.host.ignored).map(family =>
    fault(
      'everybody-ignored',
      `portjail's own ignore list (ignore.addresses, ignore.files) has all of ${family}: nobody is ever banned`,
      'take that network out, then "systemctl reload portjail"',
    ),
  );
  return [...ours, ...facts.jails.flatMap(jail => ignoringJail(facts, jail))];
}

function ignoringJail({ pack }: Facts, { name, configured, live }: JailFacts): Finding[] {
  const words = configured?.values.get('ignoreip') ?? [];
  const inFiles = wholeFamilies(prefixSet(words.flatMap(word => parsePrefix(word) ?? [])));
  const place = lastWord(pack.settings, name, 'ignoreip') ?? lastWord(pack.settings, 'DEFAULT', 'ignoreip');
  return (live === undefined ? inFiles : wholeFamilies(live.ignored)).map(family => {
    const where = inFiles.includes(family) ? saysWhere(place) : 'it was told so while it runs';
    return fault(
      'everybody-ignored',
      `the jail ${name} ignores all of ${family}, and bans nobody there: ${where}`,
      inFiles.includes(family)
        ? 'take that network out of ignoreip; then "fail2ban-client reload"'
        : '"fail2ban-client reload"',
    );
  });
}

const saysWhere = (place: Setting | undefined): string =>
  place === undefined
    ? 'a file of /etc/fail2ban says so'
    : `${place.file}, line ${place.line}, has ignoreip = ${place.value}`;

export function kinBanned({ server, host }: Facts): Finding[] {
  return [...server.banned].flatMap(([jail, addresses]) =>
    addresses.flatMap(address => {
      const who =
        host.kin.get(address) ?? (host.admins.includes(address) ? 'who is logged in over SSH' : undefined);
      if (who === undefined) return [];
      return [
        fault(
          'own-banned',
          `${jail} has banned ${address}: ${who}`,
          `"fail2ban-client unban ${address}", then name it in ignoreip of [DEFAULT] in jail.local`,
        ),
      ];
    }),
  );
}

export function adminNotIgnored({ host, jails }: Facts): Finding[] {
  const live = jails.find(({ name }) => name === handshakeJail)?.live;
  if (live === undefined) return [];
  return host.admins
    .filter(text => {
      const address = parseAddress(text);
      return address !== undefined && !host.ignored.has(address) && !live.ignored.has(address);
    })
    .map(text =>
      warning(
        'admin-not-ignored',
        `${text} is logged in over SSH, and neither ignoreip nor portjail's ignore files name it: it is spared while it is logged in, and not after that`,
        `"portjail ignore ${text}", or name it in ignoreip of jail.local`,
      ),
    );
}

export function loginsUnknown({ sentries, host }: Facts): Finding[] {
  const gaps = sentries.length === 0 ? [host.loginGap] : sentries.map(({ loginGap }) => loginGap);
  const gap = gaps.find(one => one !== undefined);
  if (gap === undefined) return [];
  const { what, fix } = loginGapText(gap);
  return [warning('logins-unknown', what, fix)];
}

/** Names that nobody looks up. */
export function namesUnasked({ host: { names, asker } }: Facts): Finding[] {
  const what = namesUnaskedText(names, asker);
  if (what === undefined) return [];
  const mend =
    asker === 'none'
      ? `"${startAsker}"`
      : '"systemctl restart portjail-names"; "journalctl -u portjail-names"';
  return [fault('names-unasked', what, mend)];
}

/** What is looked up, and has no address that counts. */
export function namesOfNobody({ now, host: { names, asker } }: Facts): Finding[] {
  if (asker === 'none') return [];
  return names
    .filter(({ addresses }) => addresses.length === 0)
    .map(standing => {
      const bare = standing.name.replace('/64', '');
      const mend = `see what "getent ahosts ${bare}" says, or "portjail ignore --remove ${standing.name}"`;
      return warning('name-spares-nobody', nameText(standing, now), mend);
    });
}
