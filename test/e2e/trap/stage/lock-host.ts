/** Locks this network namespace in a folder, says so, and lives on: `lock-host.js FOLDER`. */
import { lockNamespace } from '../../../../src/sentry/trap/lock.ts';
import { errorMessage } from '../../../../src/util/errors.ts';

try {
  lockNamespace(process.argv[2] ?? '');
  process.stdout.write('locked\n');
  setInterval(() => {}, 1 << 30);
} catch (error) {
  process.stdout.write(`${errorMessage(error)}\n`);
  process.exitCode = 1;
}
