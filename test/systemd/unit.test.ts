import { e2e } from '../e2e/hosts/require.ts';
import { mayTrap } from '../support/trap.ts';
import { activationWorks } from './activation.ts';
import { namesWork } from './acts/names.ts';
import { supervised } from './acts/supervised.ts';
import { reloadWorks } from './reload.ts';
import { thisMachine } from './roots.ts';
import { setupWorks } from './setup/works.ts';
import { onBooted } from './stage.ts';
import { unitWorks } from './unit.ts';

e2e(
  'the shipped unit starts under a booted systemd, listens, names who touches a port, leaves a port to a socket unit, reloads, stops, and comes back when it crashes or is stuck; the one that looks names up does; setup has it ban',
  () =>
    onBooted(thisMachine.path, async stage => {
      await reloadWorks(stage);
      await unitWorks(stage);
      await supervised(stage);
      await namesWork(stage);
      if (mayTrap) await activationWorks(stage);
      await setupWorks(stage, /^Fail2ban +1\.0\.2, .*Have not found any log file for sshd jail$/m);
    }),
  thisMachine.lacking,
);
