// The worker: one machine, asked one thing at a time.
import { Door, Refused } from "./door.js";

/** @type {Door | undefined} */
let door;

/** @param {{ id: number, open?: WebAssembly.Module, put?: [string, Blob | Uint8Array], request?: object }} asked */
async function answer({ open, put, request }) {
  if (open) {
    door = new Door(open);
    return {};
  }
  if (!door) throw new Error("not open");
  if (put) {
    const [path, content] = put;
    door.put(path, content instanceof Blob ? new Uint8Array(await content.arrayBuffer()) : content);
    return { size: door.size };
  }
  const { head, bytes } = door.call(request ?? {});
  return { head, bytes, size: door.size };
}

// A file is read before the next message is looked at.
let before = Promise.resolve();
addEventListener("message", ({ data }) => {
  before = before.then(async () => {
    try {
      const answered = await answer(data);
      postMessage({ id: data.id, ...answered });
    } catch (error) {
      const { message, name, help } = /** @type {Refused} */ (error);
      postMessage({ id: data.id, error: { message, name, help } });
    }
  });
});
