import { jailsIn } from './dump.ts';
import { packetJail, recidiveJail } from './names.ts';

/**
 * The stock `[recidive]` jail counts every ban, those of forged sources too. Its `_jailname` names the jails to leave
 * out before 1.1.1 and the jails to count since (Fail2ban's ChangeLog, gh-3769).
 */
export function recidiveWarning(dump: string, version: string): string[] {
  if (!jailsIn(dump).includes('recidive')) return [];
  const others = `recidive|${packetJail}|${recidiveJail}`;
  const name = countsNamed(version) ? `(?!(?:${others})\\])[^\\]]*` : `(?:${others})`;
  return [
    `your jail [recidive] also counts bans by ${packetJail}, whose sources may be forged. To leave them out, put into ` +
      `jail.local:\n[recidive]\nfilter = recidive[_jailname="${name}"]`,
  ];
}

function countsNamed(version: string): boolean {
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(part => Number.parseInt(part, 10));
  return major > 1 || (major === 1 && (minor > 1 || (minor === 1 && patch >= 1)));
}
