import { existsSync } from 'node:fs';
import { join } from 'node:path';
import {
  actionSettings,
  filesIn,
  fail2banFolder as folder,
  jailSettings,
  serverSettings,
} from '../../fail2ban/jail-files.ts';
import { filterFile, fleetFilterFile, jailFile, recidiveFilterFile } from '../../jails/pack/names.ts';
import type { PackFacts } from '../facts.ts';

/** What the jail files say, to name the one that is to be changed; what they come to is Fail2ban's to say. */
export function gatherPack(): PackFacts {
  const overrides = [filterFile, recidiveFilterFile, fleetFilterFile].map(name =>
    join(folder, name.replace(/\.conf$/, '.local')),
  );
  return {
    installed: existsSync(join(folder, jailFile)),
    settings: jailSettings(),
    serverSettings: serverSettings(),
    actionSettings: actionSettings(),
    filterOverrides: overrides.filter(existsSync),
    actionOverrides: filesIn(join(folder, 'action.d')).filter(file => file.endsWith('.local')),
  };
}
