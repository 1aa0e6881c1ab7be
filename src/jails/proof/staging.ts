import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type Client, clientOf } from '../../fail2ban/client.ts';
import { findHosts } from '../../fail2ban/regex.ts';
import { WorkError } from '../../util/errors.ts';
import { shipped } from '../../util/files/shipped.ts';
import { runProgram } from '../../util/program.ts';
import { copyConfig } from './copy.ts';
import { parseSamples } from './samples.ts';
import { openScratch } from './scratch.ts';

/** A copy of the host's Fail2ban configuration in which things are tried before anything is replaced. */
export interface Staging {
  readonly folder: string;
  readonly client: Client;
  /** Writes a file beneath it. */
  readonly write: (path: string, text: string) => void;
  readonly remove: (path: string) => void;
}

/**
 * Makes the copy and hands it to `work`; it is gone when that has ended, or this process. `without` are the pack's files:
 * the copy begins as the host would be without them.
 */
export async function inStaging<T>(
  fail2ban: string,
  without: readonly string[],
  work: (staging: Staging) => Promise<T> | T,
): Promise<T> {
  const { folder, close } = openScratch();
  try {
    return await work(openStaging(fail2ban, folder, without));
  } finally {
    await close();
  }
}

function openStaging(fail2ban: string, folder: string, without: readonly string[]): Staging {
  // A link copied as a link would lead what we write here back into the host's own files.
  copyConfig(fail2ban, folder);
  // Whatever stands there: it is a copy.
  const remove = (path: string): void => rmSync(join(folder, path), { force: true, recursive: true });
  for (const path of without) remove(path);
  return {
    folder,
    client: clientOf(folder),
    remove,
    write: (path, text) => {
      mkdirSync(dirname(join(folder, path)), { recursive: true });
      writeFileSync(join(folder, path), text);
    },
  };
}

/**
 * Runs the shipped samples of these filters (`portjail[evidence=handshake]`) through the staged ones; throws WorkError
 * unless exactly the expected hosts come out.
 */
export function proveSamples(
  { folder, write, remove }: Staging,
  format: string,
  filters: readonly string[],
): void {
  const form = format === 'portjail' ? 'portjail' : `portjail.${format}`;
  for (const [file, filter] of [
    [form, 'portjail'],
    ['portjail-recidive', 'portjail-recidive'],
    ['portjail-fleet', 'portjail-fleet'],
  ] as const)
    for (const { options, lines, hosts } of parseSamples(
      readFileSync(shipped(`fail2ban/samples/${file}`), 'utf8'),
    )) {
      if (!filters.includes(filter + options)) continue;
      write('samples.log', `${lines.join('\n')}\n`);
      const found = findHosts(folder, join(folder, 'samples.log'), filter + options);
      if (found.join() !== hosts.join())
        throw new WorkError(
          `the filter ${filter}${options} found ${found.join() || 'nothing'}, not ${hosts.join()}`,
        );
    }
  remove('samples.log');
}

/** Has the shell read every script of the pack without running it; throws WorkError for one that it does not understand. */
export function proveScripts({ folder }: Staging, pack: ReadonlyMap<string, string>): void {
  for (const path of [...pack.keys()].filter(name => name.endsWith('.sh'))) {
    const { code, err } = runProgram('/bin/sh', ['-n', join(folder, path)]);
    if (code !== 0)
      throw new WorkError(
        `the shell does not understand a command of jails.run, as ${path} has it: ${err.replace(/^\S*: /, '').trim()}`,
      );
  }
}
