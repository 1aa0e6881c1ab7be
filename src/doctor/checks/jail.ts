import { handshakeJail, readsSentry } from '../../jails/pack/names.ts';
import type { Facts, JailFacts } from '../facts.ts';
import { type Finding, fault, ofFile, some } from '../finding.ts';

/** The jails: installed, on, up, with our log, as their files say. */
export const jailChecks = [packMissing, leftover, jailDisabled, jailNotUp, ofFile(otherLog)];

export function packMissing({ pack }: Facts): Finding[] {
  if (pack.installed) return [];
  return [
    fault(
      'jails-missing',
      "portjail's jails are not installed: nobody is banned for what stands in the log",
      '"portjail install"',
    ),
  ];
}

export function leftover({ pack }: Facts): Finding[] {
  const file = pack.settings.find(
    ({ section, file: path }) => section === handshakeJail && path.endsWith('/jail.d/portsentry.local'),
  )?.file;
  if (file === undefined) return [];
  return [
    fault(
      'leftover-portsentry-2',
      `${file}, left by Portsentry 2, overrides the jail ${handshakeJail}`,
      `"mv ${file} /root/", then "fail2ban-client reload"`,
    ),
  ];
}

/** Who last said something of an option, for the fix. */
export function whoSays({ pack }: Facts, jail: string, option: string): string {
  const last = pack.settings.findLast(({ section, name }) => section === jail && name === option);
  return last === undefined ? 'a file of /etc/fail2ban' : `${last.file} (${option} = ${last.value})`;
}

export function jailDisabled(facts: Facts): Finding[] {
  if (!facts.pack.installed || facts.server.version === undefined) return [];
  return facts.jails
    .filter(({ wanted, configured }) => wanted && configured === undefined)
    .filter(jail => !lacksLog(facts, jail))
    .map(({ name }) =>
      fault(
        'jail-disabled',
        `the jail ${name} is off, and the config wants it: ${whoSays(facts, name, 'enabled')}`,
        'take "enabled = false" out there, or run "portjail install" again after a change of the config; if it is meant, say so in portjail.json (jails.*.enabled)',
      ),
    );
}

/** From 1.1.1 on Fail2ban leaves out a jail whose log is missing, which is said of the log. */
const lacksLog = ({ config, log }: Facts, jail: JailFacts): boolean =>
  config.log.target === 'file' && readsOurLog(jail) && log.found === undefined;

export function jailNotUp({ jails, server }: Facts): Finding[] {
  if (server.state !== 'up') return [];
  return jails
    .filter(({ configured, live }) => configured !== undefined && live === undefined)
    .map(({ name }) =>
      fault(
        'jail-not-up',
        `the jail ${name} is on in Fail2ban's files, and the server does not have it`,
        '"fail2ban-client reload"; if it stays away, Fail2ban\'s own log says why',
      ),
    );
}

const readsOurLog = ({ name }: JailFacts): boolean => readsSentry(name);

export function otherLog(facts: Facts): Finding[] {
  const { jails, log } = facts;
  return jails.filter(readsOurLog).flatMap(jail => {
    const paths = (jail.live ?? jail.configured)?.logPaths;
    // One that waits for the journal has none: the backend is its fault.
    if (
      paths === undefined ||
      paths.some(path => log.names.includes(path)) ||
      jail.configured?.backend === 'systemd'
    )
      return [];
    const isRight = jail.configured?.logPaths.some(path => log.names.includes(path)) === true;
    const who = isRight ? 'it was told so while it runs' : whoSays(facts, jail.name, 'logpath');
    return [
      fault(
        'jail-on-other-log',
        `the jail ${jail.name} reads ${some(paths) || 'no file'}, and the sentry's config names ${log.path}: ${who}`,
        isRight
          ? '"fail2ban-client reload": its files name the right one'
          : `"portjail install" with the sentry's own config (-c FILE, --log FILE); an override in a .local file has to go`,
      ),
    ];
  });
}
