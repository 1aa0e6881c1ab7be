import type { Config } from '../../../config/schema/schema.ts';
import type { Ignoring } from '../../../fail2ban/ignored.ts';
import { jailFiles } from '../../../fail2ban/jail-files.ts';
import type { Address, Prefix } from '../../../net/address.ts';
import { parseSession, sessionFolder } from '../logins/sessions.ts';
import { isAlive, parseUtmp, utmpFile } from '../logins/utmp.ts';
import { leaseFolders, parseLease } from './dhcp-servers.ts';
import { gatewayLooker } from './gateways.ts';
import type { HostFiles } from './host-files.ts';
import { ignoredLooker, parseJailFile } from './ignoreip.ts';
import { metadataServers } from './metadata.ts';
import { parseResolvConf, resolverFiles } from './resolvers.ts';
import {
  ntpFiles,
  ntpFolders,
  parseNtpConf,
  parseTimesync,
  timesyncFiles,
  timesyncFolders,
} from './time-servers.ts';

/** What `ignore.protect` may name. */
export type Protection = Config['ignore']['protect'][number];

/** Those that are lists of hosts, kept here; own addresses and connections are looked up elsewhere. */
export type Listed = Exclude<Protection, 'own' | 'connected'>;

/**
 * How each list is looked up; a list may name a host twice.
 * @param accepted peers that have logged in over SSH, where the host keeps no record of them
 * @param ignoring whom Fail2ban itself ignores; `sayName` hears of each host that it knows by name alone
 */
export function protectedSources(
  files: HostFiles,
  accepted: () => readonly Address[],
  ignoring: Ignoring,
  sayName: (name: string) => void,
): Readonly<Record<Listed, () => readonly Prefix[]>> {
  const gateways = gatewayLooker();
  const ignored = ignoredLooker(ignoring, sayName);
  const time = (): Address[] => [
    ...inFiles(files, [...ntpFiles, ...within(files, ntpFolders)], parseNtpConf),
    ...inFiles(files, [...timesyncFiles, ...within(files, timesyncFolders)], parseTimesync),
  ];
  return {
    gateways: () => hosts(gateways(files)),
    resolvers: () => hosts(inFiles(files, resolverFiles, parseResolvConf)),
    ssh: () =>
      hosts([...logins(files), ...inFiles(files, files.list(sessionFolder), parseSession), ...accepted()]),
    fail2ban: () =>
      ignored(
        inFiles(
          files,
          jailFiles(undefined, folder => files.list(folder)),
          text => [parseJailFile(text)],
        ),
      ),
    time: () => hosts(time()),
    dhcp: () => hosts(inFiles(files, within(files, leaseFolders), parseLease)),
    metadata: () => metadataServers,
  };
}

const hosts = (addresses: readonly Address[]): Prefix[] =>
  addresses.map(address => ({ address, length: 128 }));

const within = (files: HostFiles, folders: readonly (readonly [string, string])[]): string[] =>
  folders.flatMap(([folder, ending]) => files.list(folder, ending));

/** latin1: every byte is a character, and only ASCII can be part of an address. */
const inFiles = <T>(files: HostFiles, paths: readonly string[], parse: (text: string) => T[]): T[] =>
  paths.flatMap(path => files.parsed(path, bytes => parse(bytes.toString('latin1'))) ?? []);

const logins = (files: HostFiles): Address[] =>
  (files.parsed(utmpFile, bytes => parseUtmp(bytes)) ?? [])
    .filter(({ pid }) => isAlive(pid))
    .map(({ peer }) => peer);
