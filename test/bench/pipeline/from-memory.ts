import type { Filter } from '../../../src/capture/filter/filter.ts';
import type { Interfaces, LiveSource, OnPacket } from '../../../src/capture/source.ts';

/** Who takes packets, as `openCapture` is given it. */
export const opened: { onPacket: OnPacket; time: number } = { onPacket: () => {}, time: 0 };

/** In the place of a packet ring: nothing comes but what live.ts hands over. */
export async function openCapture(_: Interfaces, __: Filter, onPacket: OnPacket): Promise<LiveSource> {
  opened.onPacket = onPacket;
  const nothing = (): void => {};
  return {
    replaceFilter: nothing,
    replaceInterfaces: nothing,
    heard: () => opened.time,
    drops: () => 0,
    stop: nothing,
  };
}
