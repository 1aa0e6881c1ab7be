import { e2e } from '../e2e/require.ts';
import { thisMachine } from './roots.ts';
import { onBooted } from './stage.ts';
import { unitWorks } from './unit.ts';

e2e(
  'the shipped unit starts under a booted systemd, listens, names who touches a port, and stops',
  () => onBooted(thisMachine.path, unitWorks),
  thisMachine.lacking,
);
