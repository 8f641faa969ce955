// A pack in a link: its files as JSON, deflated, in the alphabet of addresses. The fragment of an address is never sent to a server.

/** Longest link: mail programs and messengers cut longer ones. */
const MOST = 16_000;
/** Most that a link may unpack to. */
const MOST_TEXT = 4 << 20;

/** @param {Blob} blob @param {any} through @returns {Promise<Uint8Array>} */
async function piped(blob, through) {
  const reader = blob.stream().pipeThrough(through).getReader();
  const parts = [];
  let size = 0;
  for (;;) {
    const { done, value } = await reader.read();
    if (done) break;
    size += value.length;
    if (size > MOST_TEXT) throw new Error("too large");
    parts.push(value);
  }
  return new Uint8Array(await new Blob(parts).arrayBuffer());
}

/** Files as the text of a link; null where they are too large. @param {Record<string, string>} files @returns {Promise<string | null>} */
export async function packed(files) {
  const json = new TextEncoder().encode(JSON.stringify(files));
  if (json.length > MOST_TEXT) return null;
  const bytes = await piped(new Blob([json]), new CompressionStream("deflate-raw"));
  if (bytes.length * 4 > MOST * 3) return null;
  return btoa(String.fromCharCode(...bytes)).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
}

/** The files of a link. @param {string} link @returns {Promise<Record<string, string>>} */
export async function unpacked(link) {
  const binary = atob(link.replace(/-/g, "+").replace(/_/g, "/"));
  const bytes = Uint8Array.from(binary, (c) => c.charCodeAt(0));
  const json = await piped(new Blob([bytes]), new DecompressionStream("deflate-raw"));
  const files = JSON.parse(new TextDecoder().decode(json));
  for (const [path, text] of Object.entries(files)) {
    if (typeof text !== "string" || path.includes("..") || path.startsWith("/")) throw new Error("no pack");
  }
  return files;
}
