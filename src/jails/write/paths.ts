import { join } from 'node:path';

/** Where things are on a host whose files stand beneath `root` (`/` for this one). */
export interface Paths {
  readonly root: string;
  readonly fail2ban: string;
  /** In a folder of root's own: /var/lib/portjail is the sentry's user's, and uninstall obeys what is written here. */
  readonly manifest: string;
  /** What is locked while the pack changes: see lock.ts. */
  readonly lock: string;
  /** Where a file of the pack (names.ts) goes. */
  readonly target: (packPath: string) => string;
  /** Where a path of the config goes, such as the log. */
  readonly inside: (path: string) => string;
}

/** The fix for Debian's sshd jail; ours, since its name says so, and removed by uninstall. */
export const sshdMendFile = 'jail.d/portjail-sshd.local';

/**
 * The fix for a file of the admin's that sends our jails elsewhere. It is read behind jail.local, and before the admin's
 * own jail.d/portjail.local.
 */
export const jailsMendFile = 'jail.d/portjail-jails.local';

export function pathsOf(root: string): Paths {
  const fail2ban = join(root, 'etc/fail2ban');
  return {
    root,
    fail2ban,
    manifest: join(root, 'var/lib/portjail-jails/manifest.json'),
    // Only root can open the one in /run; what stands beneath another root need not have that folder.
    lock: root === '/' ? '/run/portjail-install.lock' : fail2ban,
    target: path => (path.startsWith('logrotate.d/') ? join(root, 'etc', path) : join(fail2ban, path)),
    inside: path => join(root, path),
  };
}
