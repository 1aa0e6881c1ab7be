import { execFileSync } from 'node:child_process';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/**
 * Builds a C program of the benches, by its path below test/bench without the ending, into a folder; its path. Throws with
 * what gcc said where it does not compile.
 */
export function cProgram(folder: string, path: string, ...libraries: readonly string[]): string {
  const source = fileURLToPath(new URL(`../../../test/bench/${path}.c`, import.meta.url));
  const program = join(folder, basename(path));
  const args = ['-O2', '-D_GNU_SOURCE', '-o', program, source, ...libraries];
  execFileSync('gcc', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  return program;
}

/** The receiver on libpcap, whose header files are fetched where they are missing; undefined when they are not to be had. */
export function pcapReceiver(folder: string): string | undefined {
  const fetch = (): unknown =>
    execFileSync('apt-get', ['install', '-y', '-qq', 'libpcap-dev'], { stdio: 'ignore' });
  for (const before of [() => undefined, fetch]) {
    try {
      before();
      return cProgram(folder, 'capture/receiver-pcap', '-lpcap');
    } catch {
      // Next: with the package.
    }
  }
  return undefined;
}
