/** Which Portsentry a portsentry.conf was written for. They disagree on duplicates, ranges and quotes. */
export type Dialect = '1.2' | '2.x';

/**
 * 1.2 when an option of the text, or a portsentry.ignore.static beside the file (`staticBeside`, Debian's addition), is
 * its own: 2.x refuses those. Comments speak second, since a file is often carried on: 1.2's makers and its advanced mode
 * stand for 1.2 unless a port list has a range, which only 2.x knows. Else 2.x.
 */
export function dialectOf(text: string, staticBeside: boolean): Dialect {
  const ownOption = /^[ \t]*ADVANCED_|^[A-Z_]+ +"/m;
  if (staticBeside || ownOption.test(text)) return '1.2';
  const ownComment = /^[ \t]*#.*(?:ADVANCED_|psionic\.com|\$Id: portsentry\.conf)/m;
  const range = /^(?:TCP|UDP)_PORTS[^\n#]*\d-\d/m;
  return ownComment.test(text) && !range.test(text) ? '1.2' : '2.x';
}

/** How messages call it. */
export const nameOf = (dialect: Dialect): string => (dialect === '1.2' ? 'Portsentry 1.2' : 'Portsentry 2');
