import { existsSync } from 'node:fs';

/**
 * A file of Debian's own package portsentry, by its path below /etc: unpacked by `make tools`, so that no daemon is
 * installed for the tests, or where an admin has the package. Undefined without either.
 */
export const debianFile = (path: string): string | undefined =>
  [`var/debian/etc/${path}`, `/etc/${path}`].find(existsSync);
