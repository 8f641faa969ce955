// Edits as the language server says them, over plain texts. Positions count UTF-16 units, as JavaScript does.

/** @typedef {{ line: number, character: number }} Position */
/** @typedef {{ range: { start: Position, end: Position }, newText: string }} TextEdit */

/** The offset of a position; past a line's end, that end. @param {string} text @param {Position} position */
export function offset(text, { line, character }) {
  let start = 0;
  for (let n = 0; n < line; n++) {
    const end = text.indexOf("\n", start);
    if (end < 0) return text.length;
    start = end + 1;
  }
  const end = text.indexOf("\n", start);
  return Math.min(start + character, end < 0 ? text.length : end);
}

/** A text with edits, which do not overlap. @param {string} text @param {TextEdit[]} edits */
export function edited(text, edits) {
  const places = edits.map(({ range, newText }) => ({ from: offset(text, range.start), to: offset(text, range.end), insert: newText }));
  places.sort((a, b) => b.from - a.from);
  for (const { from, to, insert } of places) text = text.slice(0, from) + insert + text.slice(to);
  return text;
}
