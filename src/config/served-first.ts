import type { Config } from './schema/schema.ts';
import { capturing, seesHandshakes } from './watched.ts';

/** What decides whether packets alone can accuse, and whom they spare. */
export interface Sight {
  /** Stealth or advanced mode, for TCP or UDP. */
  readonly packets: boolean;
  /** Real listeners: connect mode's, or decoys. */
  readonly handshakes: boolean;
  /** `connected` in ignore.protect. */
  readonly sparesConnected: boolean;
}

/** The limit of packet evidence that an administrator has to know: a sentence, or none where it does not apply. */
export const servedFirst = ({ packets, handshakes, sparesConnected }: Sight): string[] =>
  packets && !handshakes && sparesConnected
    ? [
        'anyone who was served by a service of this host first is never banned: packets accuse nobody who is connected or was a ' +
          'moment ago ("connected" in ignore.protect); tcp.decoys ends this, since who touches a decoy is banned all the same',
      ]
    : [];

export const sightOf = (config: Config): Sight => ({
  packets: capturing(config),
  handshakes: seesHandshakes(config),
  sparesConnected: config.ignore.protect.includes('connected'),
});
