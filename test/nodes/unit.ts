/** The unit tests on each of the other versions of Node.js that the program takes: `make test-nodes`. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { otherNode, supported } from './versions.ts';

const unit = fileURLToPath(new URL('../index.js', import.meta.url));

for (const { name, lacking, prefix } of supported.map(otherNode)) {
  const [program, ...words] = prefix;
  process.stderr.write(
    lacking === undefined ? `# Node.js ${name}\n` : `SKIPPED Node.js ${name}: ${lacking}\n`,
  );
  const run = (): number | null =>
    spawnSync(program, [...words, process.execPath, unit], { stdio: 'inherit' }).status;
  if (lacking !== undefined || run() !== 0) process.exitCode = 1;
}
