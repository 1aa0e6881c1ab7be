import { readFileSync } from 'node:fs';

/** The log that an installed jail pack reads, or undefined where none is installed or it may not be read. */
export function installedLog(jailFile = '/etc/fail2ban/jail.d/portjail.conf'): string | undefined {
  try {
    return /^\[portsentry\]\n(?:[a-z].*\n)*?logpath = (\S+)/m
      .exec(readFileSync(jailFile, 'utf8'))?.[1]
      ?.replaceAll('%%', '%');
  } catch {
    return undefined;
  }
}
