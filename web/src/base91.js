// Bytes as text of 91 characters, thirteen bits in two of them: a quarter more than the bytes, where base64 is a third. The text holds nothing
// that ends a script or begins a comment. In front of it stands how many bytes there are.

/** All that can be seen in ASCII, without what has a meaning in pages and scripts. */
const ALPHABET = Array.from({ length: 94 }, (_, i) => String.fromCharCode(33 + i)).filter((c) => !"<\\`".includes(c));
const BASE = ALPHABET.length;
const BITS = 13;

/** @param {Uint8Array} bytes @returns {string} */
export function encoded(bytes) {
  /** @type {(string | undefined)[]} */
  const out = [];
  let [held, count] = [0, 0];
  const put = () => {
    const value = held & ((1 << BITS) - 1);
    out.push(ALPHABET[value % BASE], ALPHABET[Math.floor(value / BASE)]);
    held >>= BITS;
    count -= BITS;
  };
  for (const byte of bytes) {
    held |= byte << count;
    count += 8;
    if (count >= BITS) put();
  }
  if (count > 0) put();
  return `${bytes.length}:${out.join("")}`;
}

/** @param {string} text @returns {Uint8Array} */
export function decoded(text) {
  const begin = text.indexOf(":");
  const bytes = new Uint8Array(Number(text.slice(0, begin)));
  const digits = new Uint8Array(128);
  ALPHABET.forEach((c, i) => (digits[c.charCodeAt(0)] = i));
  let [held, count, at] = [0, 0, 0];
  for (let i = begin + 1; i + 1 < text.length; i += 2) {
    held |= (/** @type {number} */ (digits[text.charCodeAt(i)]) + BASE * /** @type {number} */ (digits[text.charCodeAt(i + 1)])) << count;
    count += BITS;
    while (count >= 8 && at < bytes.length) {
      bytes[at++] = held & 255;
      held >>= 8;
      count -= 8;
    }
  }
  return bytes;
}
