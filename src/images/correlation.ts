/** Below this variance of brightness (of 255) there is nothing that could go together. */
const leastVariance = 1;

/**
 * Pearson's correlation of pairs of values, from -1 to 1. Two plain grounds, of which it says nothing, count as going
 * together; whether they have the same colour is to be seen elsewhere.
 */
export function createCorrelation() {
  let [count, a, b, aa, bb, ab] = [0, 0, 0, 0, 0, 0];
  return {
    add(one: number, other: number): void {
      count += 1;
      a += one;
      b += other;
      aa += one * one;
      bb += other * other;
      ab += one * other;
    },
    value(): number {
      if (count === 0) return 0;
      const ofOne = aa / count - (a / count) ** 2;
      const ofOther = bb / count - (b / count) ** 2;
      if (ofOne < leastVariance && ofOther < leastVariance) return 1;
      if (ofOne < leastVariance || ofOther < leastVariance) return 0;
      return (ab / count - (a * b) / count ** 2) / Math.sqrt(ofOne * ofOther);
    },
  };
}
