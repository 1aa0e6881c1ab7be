import { type Ran, works } from '../util/program.ts';
import { complaints, isVerdict, lastWords } from './client.ts';
import { type Dump, journalJailsIn } from './dump.ts';

/** Why a server does not start with a configuration. */
export interface Refusal {
  /** The jail that has no log file, or reads a journal that cannot be read, where that is the reason. */
  readonly jail: string | undefined;
  readonly words: string;
  /** The package without which it cannot. */
  readonly lacks?: 'python3-systemd';
}

/** A jail that Fail2ban passes over when it starts, such as one whose filter is gone; `-t` alone takes it for an error. */
export interface Skipped {
  readonly jail: string;
  readonly why: string;
}

/**
 * What keeps the server from starting with a configuration, by what `-t` says of it; undefined when nothing does.
 * @param needed which jails have to run: one of them that is passed over is a refusal too
 */
export function refusalOf(ran: Ran, needed: (jail: string) => boolean = () => false): Refusal | undefined {
  if (ran.code === 0) return undefined;
  const { skipped, rest } = sorted(ran);
  const missed = skipped.filter(({ jail }) => needed(jail)).map(({ jail, why }) => `jail ${jail}: ${why}`);
  if (skipped.length > 0 && rest.length + missed.length === 0) return undefined;
  const words = [...missed, ...rest].join('; ') || lastWords(ran.err + ran.out);
  return { jail: /Have not found any log file for (\S+) jail/.exec(words)?.[1], words };
}

/**
 * What `-t` does not see: a jail that watches the journal, where Fail2ban's Python cannot read it. The server then ends
 * at its start, and names neither (Jail._setBackend throws, Server.addJail with it).
 */
export function journalRefusal(dump: Dump, canRead = hasSystemdJournal): Refusal | undefined {
  const [jail] = journalJailsIn(dump);
  if (jail === undefined || canRead()) return undefined;
  const words = `its jail ${jail} watches the journal (backend = systemd), which takes python3-systemd, and that is not installed`;
  return { jail, words, lacks: 'python3-systemd' };
}

export const journalFix =
  '"apt install python3-systemd", or have that jail watch a file (backend = auto) in jail.local';

export const skippedIn = (ran: Ran): Skipped[] => (ran.code === 0 ? [] : sorted(ran).skipped);

/** Each jail is named behind what is wrong with it (JailsReader.getOptions). */
function sorted({ out, err }: Ran): { skipped: Skipped[]; rest: string[] } {
  const skipped: Skipped[] = [];
  let rest: string[] = [];
  for (const complaint of complaints(err + out).filter(one => !isVerdict(one))) {
    const [, jail] = /^Errors in jail '(.+)'\./.exec(complaint) ?? [];
    if (jail === undefined) rest.push(complaint);
    else {
      skipped.push({ jail, why: rest.join('; ') });
      rest = [];
    }
  }
  return { skipped, rest };
}

/** Says that Fail2ban cannot start for a reason that is not ours, and how to fix it. */
export function explainRefusal(refusal: Refusal): string {
  const head = 'Fail2ban cannot start with its own configuration, with or without portjail';
  if (refusal.lacks !== undefined) return `${head}: ${refusal.words}. Fix: ${journalFix}`;
  if (refusal.jail === undefined) return `${head}: ${refusal.words}`;
  if (refusal.jail !== 'sshd')
    return `${head}: its jail ${refusal.jail} has no log file. Create the log, or switch that jail off in jail.local`;
  const systemd = hasSystemdJournal();
  return (
    `${head}: its jail sshd, which Debian switches on, has no log file, since this host writes no /var/log/auth.log. ` +
    `Fix it with "portjail install --mend", which writes jail.d/portjail-sshd.local: ` +
    (systemd
      ? 'sshd is then watched in the journal (backend = systemd)'
      : 'the jail sshd is then off, since python3-systemd is missing; "apt install python3-systemd" first keeps it on')
  );
}

/** The fix: watch sshd in the journal where Fail2ban's Python can, else leave that jail off. */
export function sshdMend(): string {
  const line = hasSystemdJournal() ? 'backend = systemd' : 'enabled = false';
  return (
    '# Written by `portjail install --mend`: this host has no /var/log/auth.log, so that the jail sshd, which Debian\n' +
    `# switches on, kept Fail2ban from starting. \`portjail uninstall\` removes it.\n[sshd]\n${line}\n`
  );
}

// Fail2ban's programs name this Python, whatever is first in the PATH.
export const hasSystemdJournal = (): boolean => works('/usr/bin/python3', '-c', 'import systemd.journal');
