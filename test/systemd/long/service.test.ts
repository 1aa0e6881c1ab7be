import { e2e } from '../../e2e/hosts/require.ts';
import { bansWork, journalBans, timerRotates } from '../acts/bans.ts';
import { everyModeWorks } from '../acts/modes.ts';
import { supervised } from '../acts/supervised.ts';
import { debian13, thisMachine } from '../roots.ts';
import { type BootedStage, onBooted } from '../stage.ts';

const onBoth: Readonly<Record<string, (stage: BootedStage) => Promise<void>>> = {
  'every mode works under the unit as with every right': everyModeWorks,
  'a sentry bans, started before Fail2ban or behind it, and after a reboot the bans are there': bansWork,
  "logrotate's own timer rotates the log": timerRotates,
};

for (const [what, play] of Object.entries(onBoth))
  for (const [where, root] of Object.entries({ 'Debian 13': debian13, 'this machine': thisMachine }))
    e2e(`${where}: ${what}`, () => onBooted(root.path, play), root.lacking);

e2e('Debian 13: what the journal is told bans', () => onBooted(debian13.path, journalBans), debian13.lacking);

e2e(
  'Debian 13: the unit says how it is, and comes back when it crashes or is stuck',
  () => onBooted(debian13.path, supervised),
  debian13.lacking,
);
