import { readFileSync } from 'node:fs';

/** The number of a group of /etc/group, group(5), or undefined. */
export function findGroup(name: string): number | undefined {
  const line = readFileSync('/etc/group', 'latin1')
    .split('\n')
    .map(text => text.split(':'))
    .find(([candidate]) => candidate === name);
  return line === undefined ? undefined : Number(line[2]);
}
