import { lastWord, settingsIn } from '../../fail2ban/jail-files.ts';
import { textOrNone } from '../../util/files/read-file.ts';
import { handshakeJail } from '../pack/names.ts';

/** The log that an installed jail pack reads, or undefined where none is installed or it may not be read. */
export function installedLog(jailFile = '/etc/fail2ban/jail.d/portjail.conf'): string | undefined {
  const settings = settingsIn(textOrNone(jailFile), jailFile);
  return lastWord(settings, handshakeJail, 'logpath')?.value.replaceAll('%%', '%') || undefined;
}
