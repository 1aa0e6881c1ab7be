/** DNS messages, RFC 1035, 4.1. Offsets are counted from the start of the message. */

const header = 12;
/** Type and class behind the name of a question; type, class, time to live and length behind that of a record. */
const questionTail = 4;
const recordTail = 10;
/** The root as its name and nothing as its data. */
const leastRecord = 1 + recordTail;

const isResponse = 0x80;
/** The bit that is neither an answer's nor a question's to set (RFC 6895, 2). */
const reserved = 0x40;

const longestLabel = 63;
const longestName = 255;
const pointer = 0xc0;

/** What a walk finds in place of an offset: it is not well formed, or it goes on behind what there is. */
const wrong = -1;
const cut = -2;

/**
 * True for an answer of a name server: one question, as many records as it says, and no byte too many. One that was not
 * captured as a whole must have its question, be well formed as far as it goes, and have room for the rest.
 */
export function isDnsAnswer(bytes: DataView, start: number, end: number, size: number): boolean {
  const here = end - start;
  if (here < header) return false;
  if ((bytes.getUint8(start + 2) & isResponse) === 0) return false;
  if ((bytes.getUint8(start + 3) & reserved) !== 0) return false;
  if (bytes.getUint16(start + 4) !== 1) return false;
  const name = afterName(bytes, start, here, header);
  if (name < 0 || name + questionTail > here) return false;
  const records = bytes.getUint16(start + 6) + bytes.getUint16(start + 8) + bytes.getUint16(start + 10);
  return hasRecords(bytes, start, here, name + questionTail, size, records);
}

/** Whether so many records fill the message from `from` to its end. Each takes bytes, so the loop ends with them. */
function hasRecords(
  bytes: DataView,
  start: number,
  here: number,
  from: number,
  size: number,
  records: number,
): boolean {
  let at = from;
  for (let left = records; left > 0; left--) {
    if (at + left * leastRecord > size) return false;
    const next = afterRecord(bytes, start, here, at);
    if (next === cut) return here < size;
    if (next === wrong) return false;
    at = next;
  }
  return at === size;
}

/** Where a record ends, by its own word: that may be behind what was captured. */
function afterRecord(bytes: DataView, start: number, here: number, at: number): number {
  const name = afterName(bytes, start, here, at);
  if (name < 0) return name;
  const data = name + recordTail;
  return data > here ? cut : data + bytes.getUint16(start + data - 2);
}

/**
 * Where a name ends. A pointer ends it, and must lead back to what may begin a name, behind the header; where it leads then
 * is not followed, so that no chain of pointers costs anything.
 */
function afterName(bytes: DataView, start: number, here: number, from: number): number {
  for (let at = from; ; ) {
    if (at >= here) return cut;
    const length = bytes.getUint8(start + at);
    if (length >= pointer) return at + 2 > here ? cut : afterPointer(bytes, start, at, from);
    if (length > longestLabel || at + length + 1 - from > longestName) return wrong;
    at += length + 1;
    if (length === 0) return at;
  }
}

function afterPointer(bytes: DataView, start: number, at: number, name: number): number {
  const target = bytes.getUint16(start + at) & 0x3fff;
  if (target < header || target >= name) return wrong;
  const length = bytes.getUint8(start + target);
  return length === 0 || (length > longestLabel && length < pointer) ? wrong : at + 2;
}
