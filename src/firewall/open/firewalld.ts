import { type Commands, type Openings, protocols, rangeText } from './opening.ts';

/** As many a command: each starts a Python program, and a command line has an end. */
const atOnce = 200;

/** Permanent and runtime each on its own: `firewall-cmd --reload` would take Fail2ban's bans away. */
export function firewalldCommands(openings: Openings): Commands {
  const ports = protocols.flatMap(protocol =>
    openings[protocol].map(range => `${rangeText(range, '-')}/${protocol}`),
  );
  const commands = (option: string): string[] => {
    const lists: string[] = [];
    for (let i = 0; i < ports.length; i += atOnce)
      lists.push(
        ports
          .slice(i, i + atOnce)
          .map(port => `${option}=${port}`)
          .join(' '),
      );
    return lists.flatMap(list => [`firewall-cmd --permanent ${list}`, `firewall-cmd ${list}`]);
  };
  return {
    notes: [
      'Permanent and in force at once, in the default zone: add --zone=NAME to each line for another one.',
      'A port has no comment there: what was open before is taken away with the rest.',
    ],
    open: commands('--add-port'),
    close: commands('--remove-port'),
  };
}
