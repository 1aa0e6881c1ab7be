import { e2e } from '../e2e/hosts/require.ts';
import { reloadWorks } from './reload.ts';
import { thisMachine } from './roots.ts';
import { onBooted } from './stage.ts';
import { unitWorks } from './unit.ts';

e2e(
  'the shipped unit starts under a booted systemd, listens, names who touches a port, reloads, and stops',
  () =>
    onBooted(thisMachine.path, async stage => {
      await reloadWorks(stage);
      await unitWorks(stage);
    }),
  thisMachine.lacking,
);
