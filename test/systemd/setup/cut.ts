import type { BootedStage } from '../stage.ts';

/** Where setup is cut short: before or after a program that it runs has done its work, by a signal. */
export interface Cut {
  readonly when: 'before' | 'after';
  readonly signal: 'INT' | 'KILL';
  /** The program with its first arguments. */
  readonly command: string;
}

/** Found before the real one; its parent is the setup. */
const wrapper = (program: string): string => `#!/bin/sh
read when signal command </run/cut && case "${program} $*" in
"$command"*)
  : >/run/cut
  [ $when = before ] || /usr/bin/${program} "$@"
  kill -$signal $PPID
  # A signal takes its time, and what comes behind it must not.
  sleep 10
  exit 1 ;;
esac
exec /usr/bin/${program} "$@"
`;

const programs = ['systemctl', 'fail2ban-client'];

/** Runs a setup that is cut short; what it said. */
export function cutShort({ host }: BootedStage, { when, signal, command }: Cut): string {
  for (const program of programs) host.write(`/usr/local/sbin/${program}`, wrapper(program));
  host.write('/run/cut', `${when} ${signal} ${command}\n`);
  host.sh(`chmod +x ${programs.map(program => `/usr/local/sbin/${program}`).join(' ')}`);
  const said = host.sh('portjail setup --yes </dev/null 2>&1; echo "exit $?"; test ! -s /run/cut');
  host.sh(`rm ${programs.map(program => `/usr/local/sbin/${program}`).join(' ')}`);
  return said;
}
