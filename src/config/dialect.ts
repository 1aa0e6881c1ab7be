/** Which Portsentry a portsentry.conf was written for. They disagree on duplicates, ranges and quotes. */
export type Dialect = '1.2' | '2.x';

/**
 * 1.2 when anything in the text or beside the file is its own; else 2.x, which forbids all of that.
 * `staticBeside`: a portsentry.ignore.static, Debian's addition to 1.2, stands in the same folder.
 */
export function dialectOf(text: string, staticBeside: boolean): Dialect {
  if (staticBeside) return '1.2';
  // Commented or not: the ADVANCED options and the addresses of its makers stand in every 1.2 file.
  const own = /^[ \t#]*ADVANCED_|psionic\.com|\$Id: portsentry\.conf/m;
  const withoutEquals = /^[A-Z_]+ +"/m;
  return own.test(text) || withoutEquals.test(text) ? '1.2' : '2.x';
}

/** How messages call it. */
export const nameOf = (dialect: Dialect): string => (dialect === '1.2' ? 'Portsentry 1.2' : 'Portsentry 2');
