/** Why it is not known who has logged in over SSH, in words that `status.json` may hold. */
export const loginGaps = ['no-journal', 'forbidden', 'quiet', 'unfollowed', 'no-tables'] as const;
export type LoginGap = (typeof loginGaps)[number];

const causes: Readonly<Record<LoginGap, readonly [why: string, fix: string]>> = {
  'no-journal': ['there is no journal of systemd to be read', ''],
  forbidden: ['this user may not read the journal', 'start as root; or '],
  quiet: ['sshd is told to say nothing of logins (LogLevel in sshd_config)', '"LogLevel INFO" there; or '],
  unfollowed: [
    'the sentry does not follow the journal: what did so has ended, or was not needed at its start',
    '"systemctl restart portjail"; or ',
  ],
  'no-tables': ['the kernel does not say who is connected', ''],
};

/** The one sentence on it, and what to do, for every command that says so. */
export function loginGapText(gap: LoginGap): { readonly what: string; readonly fix: string } {
  const [why, fix] = causes[gap];
  return {
    what: `anyone who logs in over SSH is not protected (ignore.protect): this host keeps no /run/utmp, logind hears of no SSH session, and ${why}`,
    fix: `${fix}"apt-get install libpam-systemd", and log in again; or name your own address in an ignore file`,
  };
}

/** The same in one line. */
export const loginGapLine = (gap: LoginGap): string => {
  const { what, fix } = loginGapText(gap);
  return `${what}; ${fix}`;
};
