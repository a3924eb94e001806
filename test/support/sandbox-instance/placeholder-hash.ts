import { createHash } from 'node:crypto';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~';

/** A valid one-colour BlurHash (https://blurha.sh): one component, no detail, a colour of its own for every key. */
export function blurhashOf(key: string): string {
  const colour = createHash('sha256').update(key).digest().readUIntBE(0, 3);
  return `00${base83(colour, 4)}`;
}

function base83(value: number, length: number): string {
  return Array.from({ length }, (_, place) => DIGITS[Math.floor(value / 83 ** (length - 1 - place)) % 83]).join('');
}
