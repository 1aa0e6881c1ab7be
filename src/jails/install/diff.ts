import { readIfThere } from '../../util/files/change.ts';
import { runProgram } from '../../util/program.ts';

/** A unified diff of what a file holds and what it would hold, as diff(1) writes it. */
export function diffOf(path: string, text: string | undefined): string {
  const old = readIfThere(path) === undefined ? '/dev/null' : path;
  const args = ['-u', '--label', old, '--label', text === undefined ? '/dev/null' : path, old, '-'];
  return runProgram('diff', args, text ?? '').out;
}
