import { textOrNone } from '../util/read-file.ts';

/** The log that an installed jail pack reads, or undefined where none is installed or it may not be read. */
export const installedLog = (jailFile = '/etc/fail2ban/jail.d/portjail.conf'): string | undefined =>
  /^\[portsentry\]\n(?:[a-z].*\n)*?logpath = (\S+)/m.exec(textOrNone(jailFile))?.[1]?.replaceAll('%%', '%');
