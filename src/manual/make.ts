/** Writes the man pages and the completions into the folder that it is given: `make build` does, in the top folder. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { completions, everyCommand, manPages } from './manual.ts';

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('usage: make FOLDER');
const told = await everyCommand();
put('man', manPages(told));
put('completions', completions(told));

function put(kind: string, files: ReadonlyMap<string, string>): void {
  for (const [path, text] of files) {
    const file = join(folder ?? '', kind, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}
