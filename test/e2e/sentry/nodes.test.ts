import assert from 'node:assert/strict';
import { portjailOn, rendersAlike, replaysAlike, watches } from '../../nodes/supported.ts';
import { otherNode, supported, versionOf } from '../../nodes/versions.ts';
import { isLong } from '../../support/long.ts';
import { e2e } from '../hosts/require.ts';

const tried = isLong ? supported : supported.slice(0, 1);
const tooOld = ['12.0.0', ...(isLong ? ['12.22.12', '14.21.3', '16.20.2', '18.18.2'] : [])];

for (const node of tried.map(otherNode)) {
  e2e(
    `Node.js ${node.name}: the same lines of captures, and the same jails`,
    () => {
      replaysAlike(node);
      rendersAlike(node);
    },
    node.lacking,
  );

  e2e(
    `Node.js ${node.name}: a sentry sees, becomes its user, reloads and ends`,
    () => watches(node),
    node.lacking,
  );
}

for (const node of tooOld.map(otherNode))
  e2e(
    `Node.js ${node.name} is refused in one sentence, whatever is asked for`,
    () => {
      for (const args of [[], ['--help'], ['run', '--defaults'], ['check']]) {
        const { code, stdout, stderr } = portjailOn(node, ...args);
        assert.equal(code, 2, stderr);
        assert.match(
          stderr,
          new RegExp(`^portjail: error: needs Node.js 18.19 or newer; .* is ${versionOf(node)}: .*\n$`),
        );
        assert.equal(stdout, '');
      }
    },
    node.lacking,
  );
