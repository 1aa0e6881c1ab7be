import type { HostFiles } from '../hosts/host-files.ts';
import { sessionFolder } from './sessions.ts';
import { sshdSetting } from './sshd-config.ts';
import { isKept, utmpFile } from './utmp.ts';

/** Where systems keep what PAM does at a login: pam.d(5), and what sshd's own file there includes. */
const pamFiles = [
  'sshd',
  'common-session',
  'system-auth',
  'password-auth',
  'postlogin',
  'system-login',
  'system-remote-login',
].flatMap(name => [`/etc/pam.d/${name}`, `/usr/lib/pam.d/${name}`]);
const tellsLogind = /^\s*-?session\s.*\bpam_(?:systemd|elogind)\.so\b/m;

/**
 * Whether this host writes down by itself who has logged in over SSH, where anybody may read it: in utmp, which Debian 13
 * has no more, or as a session of logind.
 */
export const keepsLogins = (files: HostFiles): boolean => keepsUtmp(files) || keepsSessions(files);

const keepsUtmp = (files: HostFiles): boolean => files.parsed(utmpFile, isKept) === true;

function keepsSessions(files: HostFiles): boolean {
  if (!files.has(sessionFolder)) return false;
  const isTold = pamFiles.some(
    path => files.parsed(path, bytes => tellsLogind.test(bytes.toString('latin1'))) === true,
  );
  return isTold && asksPam(files);
}

/** sshd does not by default; a file that is not to be read, as on Red Hat, is taken to have it say yes. */
const asksPam = (files: HostFiles): boolean => (sshdSetting(files, 'usepam') ?? 'yes') === 'yes';

/** Programs by which a host is known to let people in over SSH. */
const servers = [
  '/usr/sbin/sshd',
  '/usr/local/sbin/sshd',
  '/usr/bin/sshd',
  '/run/current-system/sw/bin/sshd',
];

export const hasSshd = (files: HostFiles): boolean => servers.some(path => files.has(path));
