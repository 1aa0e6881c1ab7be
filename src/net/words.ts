/** 32-bit words in a row, four bytes each, of which more may come. */
export interface Words {
  push(word: number): void;
  /** All of them, without a copy. Nothing is pushed afterwards. */
  taken(): Uint32Array;
}

export function createWords(): Words {
  let words = new Uint32Array(16);
  let length = 0;
  return {
    push: word => {
      if (length === words.length) {
        const before = words;
        words = new Uint32Array(before.length * 2);
        words.set(before);
      }
      words[length++] = word;
    },
    taken: () => words.subarray(0, length),
  };
}
