// Python beside the page: whatever it does, the page stays usable, and it can be ended.
import { loadPyodide } from "./pyodide/pyodide.mjs";

async function prepare() {
  const packages = fetch("packages.zip");
  const python = await loadPyodide();
  const response = await packages;
  if (!response.ok) {
    throw new Error(`packages.zip: ${response.status}`);
  }
  const place = python.runPython("import sysconfig; sysconfig.get_path('purelib')");
  python.unpackArchive(await response.arrayBuffer(), "zip", { extractDir: place });
  return python.pyimport("playground_answers");
}

const ready = prepare();
ready.then(() => postMessage({ id: 0 }), (error) => postMessage({ id: 0, error: String(error) }));

onmessage = async ({ data: { id, ask, values } }) => {
  try {
    const answers = await ready;
    postMessage({ id, answer: JSON.parse(answers[ask](...values)) });
  } catch (error) {
    postMessage({ id, error: String(error) });
  }
};
