import { e2e } from '../e2e/hosts/require.ts';
import { hubLack } from '../support/hub/hub.ts';
import { fleetWorks } from './acts/fleet.ts';
import { thisMachine } from './roots.ts';
import { onBooted } from './stage.ts';

e2e(
  "the unit of the fleet has a user of its own and no right: it reads what the sentry writes, and neither writes what is the other's",
  () => onBooted(thisMachine.path, stage => fleetWorks(stage)),
  thisMachine.lacking ?? hubLack,
);
