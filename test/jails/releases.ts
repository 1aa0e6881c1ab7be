import { cpSync, existsSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { fail2banVersion } from '../../src/fail2ban/client.ts';
import { temporaryFolder } from './fixtures.ts';

/** A Fail2ban of a release of Debian's. */
export interface Release {
  readonly name: string;
  /** Why it cannot be tried here, or false: for the tests' `skip`. */
  readonly skip: string | false;
  /** A copy of its stock configuration, without the files of a distribution beside it. */
  readonly config: () => string;
  /** Does work whose child processes find this Fail2ban. */
  readonly used: <T>(work: () => T) => T;
}

const unpacked = (suite: string): string =>
  fileURLToPath(new URL(`../../../var/fail2ban/${suite}`, import.meta.url));

/** This machine's own one, and those that `make tools` has unpacked: 1.1.0, and 1.1.1 or newer. */
export const releases: readonly Release[] = [
  {
    name: "this machine's",
    skip: fail2banVersion() === undefined ? 'needs Fail2ban: apt install fail2ban' : false,
    config: () => stockFrom('/etc/fail2ban'),
    used: work => work(),
  },
  ...['trixie', 'sid'].map(suite => ({
    name: `that of ${suite}`,
    skip: existsSync(unpacked(suite)) ? (false as const) : 'needs what "make tools" unpacks',
    config: () => stockFrom(`${unpacked(suite)}/etc/fail2ban`),
    used: <T>(work: () => T): T =>
      withEnvironment(
        {
          PATH: `${unpacked(suite)}/usr/bin:${process.env['PATH']}`,
          PYTHONPATH: `${unpacked(suite)}/usr/lib/python3/dist-packages`,
          // Its folder stays as it was unpacked.
          PYTHONDONTWRITEBYTECODE: '1',
        },
        work,
      ),
  })),
];

function stockFrom(folder: string): string {
  const copy = temporaryFolder();
  cpSync(folder, copy, { recursive: true });
  rmSync(`${copy}/jail.d`, { recursive: true });
  return copy;
}

function withEnvironment<T>(values: Readonly<Record<string, string>>, work: () => T): T {
  const before = { ...process.env };
  Object.assign(process.env, values);
  try {
    return work();
  } finally {
    for (const name of Object.keys(values)) {
      if (before[name] === undefined) delete process.env[name];
      else process.env[name] = before[name];
    }
  }
}
