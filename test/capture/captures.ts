/** Capture files for the tests, of raw IP packets unless something else is said. */
const raw = 101;
export const form = { little: true, nano: false, linkType: raw };

/** A pcap of these packets, one a second from 1000 s on, each half a second late. `snap` cuts them. */
export function pcap(
  originals: readonly Uint8Array[],
  { little, nano, linkType } = form,
  snap = 65_535,
): Uint8Array {
  const packets = originals.map(packet => packet.subarray(0, snap));
  const size = packets.reduce((sum, packet) => sum + 16 + packet.length, 24);
  const view = new DataView(new ArrayBuffer(size));
  view.setUint32(0, nano ? 0xa1b23c4d : 0xa1b2c3d4, little);
  view.setUint32(20, linkType, little);
  let at = 24;
  packets.forEach((packet, i) => {
    const words = [1000 + i, nano ? 5e8 : 5e5, packet.length, originals[i]?.length ?? 0];
    words.forEach((word, j) => {
      view.setUint32(at + 4 * j, word, little);
    });
    new Uint8Array(view.buffer).set(packet, at + 16);
    at += 16 + packet.length;
  });
  return new Uint8Array(view.buffer);
}
