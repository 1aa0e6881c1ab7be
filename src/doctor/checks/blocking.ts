import { tellsAlone } from '../../fail2ban/actions.ts';
import { lastWord, type Setting } from '../../fail2ban/jail-files.ts';
import { jailFile } from '../../jails/pack/names.ts';
import type { Facts, TriedJail } from '../facts.ts';
import { type Finding, fault, some } from '../finding.ts';

/** Jails whose bans would be listed, and block nobody. Who names an action that tells alone in the config wants just that. */
export function nothingBlocks(facts: Facts): Finding[] {
  if (tellsAlone(facts.config.jails.banaction)) return [];
  return facts.jails.flatMap(({ name, configured }) => {
    if (configured === undefined || configured.actions.some(action => blocks(configured, action.name)))
      return [];
    const { why, place, fix } = causeOf(facts, name, configured);
    const where = place === undefined ? '' : ` (${place.file}, line ${place.line})`;
    return [fault('nothing-blocks', `the jail ${name} lists bans, and blocks nobody: ${why}${where}`, fix)];
  });
}

const isEmpty = ({ values }: TriedJail, action: string): boolean =>
  values.get(`action ${action} actionban`)?.length === 0;

const blocks = (jail: TriedJail, action: string): boolean => !tellsAlone(action) && !isEmpty(jail, action);

interface Cause {
  readonly why: string;
  readonly place: Setting | undefined;
  readonly fix: string;
}

function causeOf({ pack }: Facts, jail: string, configured: TriedJail): Cause {
  const names = configured.actions.map(({ name }) => name);
  const empty = names.find(action => isEmpty(configured, action));
  if (empty !== undefined)
    return {
      why: `the action ${empty} has an empty actionban`,
      // An action may take in the file of another one, with its .local.
      place: pack.actionSettings.findLast(({ name, value }) => name === 'actionban' && value === ''),
      fix: 'take that line out of action.d; then "fail2ban-client reload"',
    };
  const own = lastWord(pack.settings, jail, 'banaction');
  const place =
    own !== undefined && !own.file.endsWith(`/${jailFile}`)
      ? own
      : (lastWord(pack.settings, jail, 'action') ?? lastWord(pack.settings, 'DEFAULT', 'action'));
  return {
    why: names.length === 0 ? 'it has no action' : `${some(names)} tells of bans alone`,
    place,
    fix:
      place === own && own !== undefined
        ? 'take that line out; then "fail2ban-client reload --restart"'
        : 'have it begin with what blocks, "action = %(action_)s"; then "fail2ban-client reload --restart"',
  };
}
