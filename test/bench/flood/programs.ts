import { cProgram, pcapReceiver } from '../../support/c-program.ts';

/** The paths of the C programs that the bench is made of; see flood/c. */
export interface Programs {
  readonly sender: string;
  readonly scan: string;
  readonly syslog: string;
  readonly packetStats: string;
  /** Undefined where libpcap is not to be had. */
  readonly receiver: string | undefined;
}

export const buildPrograms = (folder: string): Programs => ({
  sender: cProgram(folder, 'flood/c/sender'),
  scan: cProgram(folder, 'flood/c/scan'),
  syslog: cProgram(folder, 'flood/c/syslog'),
  packetStats: cProgram(folder, 'flood/c/packet-stats'),
  receiver: pcapReceiver(folder),
});
