import type { Setting } from '../read/draft.ts';
import { badMode, modeOf } from '../read/modes.ts';

/** What a `default` file of Debian's init script says about the modes. */
export interface Modes {
  readonly settings: readonly Setting[];
  readonly mistakes: readonly string[];
}

/**
 * Reads TCP_MODE and UDP_MODE from shell text, where the last assignment counts and quotes are optional. `skip` names
 * protocols whose mode the command line gives.
 */
export function readModes(text: string, file: string, skip: readonly string[] = []): Modes {
  const settings: Setting[] = [];
  const mistakes: string[] = [];
  for (const [index, line] of text.split(/\r?\n/).entries()) {
    const place = `${file}:${index + 1}`;
    const [, name] = /^\s*(?:export\s+)?(TCP|UDP)_MODE\b/.exec(line) ?? [];
    if (name === undefined) continue;
    const protocol = name === 'TCP' ? 'tcp' : 'udp';
    if (skip.includes(protocol)) continue;
    const word = wordOf(line);
    const mode = modeOf(protocol, word);
    const pointer = `/${protocol}/mode`;
    if (mode === undefined) mistakes.push(`${place}: ${pointer}: ${badMode(protocol, word)}`);
    else settings.push({ pointer, value: mode, place });
  }
  return { settings, mistakes };
}

/** The word after "=", without its quotes; of a line that the shell would not take for an assignment, all of it. */
function wordOf(line: string): string {
  const [, assigned] = /^[^=]*\w=(.*)$/.exec(line) ?? [];
  const match = /^(?:"([^"]*)"|'([^']*)'|([^\s;#"']*))\s*(?:[#;].*)?$/.exec(assigned ?? 'x x');
  return match?.[1] ?? match?.[2] ?? match?.[3] ?? line.trim();
}
