/** The jails of the pack; a contract, since `fail2ban-client status NAME` is what people and scripts type. */
export const handshakeJail = 'portsentry';
export const packetJail = 'portsentry-unverified';
export const prefixJail = 'portsentry-prefix';
export const recidiveJail = 'portsentry-recidive';
export const fleetJail = 'portsentry-fleet';

/** All of them, in the order of the file. At most 25 characters each: iptables takes 30 with Fail2ban's `f2b-`. */
export const jailNames = [handshakeJail, packetJail, prefixJail, recidiveJail, fleetJail] as const;
export type JailName = (typeof jailNames)[number];

/** Whether a jail of Fail2ban's has a name of ours. */
export const isOurJail = (name: string): boolean => jailNames.some(ours => ours === name);

/** Whether a jail reads what the sentry writes: one reads Fail2ban's own log, one the fleet's. */
export const readsSentry = (name: JailName): boolean => name !== recidiveJail && name !== fleetJail;

/** The files of the pack as `render` names them: beneath /etc/fail2ban, logrotate's beneath /etc. */
export const filterFile = 'filter.d/portjail.conf';
export const recidiveFilterFile = 'filter.d/portjail-recidive.conf';
export const fleetFilterFile = 'filter.d/portjail-fleet.conf';
/** What a jail's lines are matched by. */
export const filterFileOf = (name: JailName): string =>
  name === recidiveJail ? recidiveFilterFile : name === fleetJail ? fleetFilterFile : filterFile;

export const prefixActionFile = 'action.d/portjail-prefix.conf';
export const jailFile = 'jail.d/portjail.conf';
export const runFile = 'action.d/portjail-run.conf';
export const runScript = 'action.d/portjail-run.sh';
export const blockFile = 'action.d/portjail-block.conf';
export const blockScript = 'action.d/portjail-block.sh';
export const logrotateFile = 'logrotate.d/portjail';
