// The page: a program on the left, what kerasrules says of it on the right.

const PAUSE = 350; // milliseconds without typing, after which the program is checked
const PATIENCE = 60000; // … without an answer, after which Python is started anew

const byId = (id) => document.getElementById(id);
const text = byId("text");
const status = byId("status");
const TABS = ["findings", "model", "fixed"];

let about;
let worker;
let waiting = new Map(); // questions without an answer, by number
let number = 0;
let isReady = false;
let latest; // what was said of the program last
let refused; // the program that ended Python
let unsafe = true; // whether "all fixes" has those that change what the program does

// ---- Python ----

function start() {
  isReady = false;
  worker = new Worker("worker.js", { type: "module" });
  worker.onerror = (event) => lost(event.message || "Python cannot be loaded");
  worker.onmessage = ({ data }) => {
    if (data.id === 0) {
      if (data.error) {
        return lost(data.error);
      }
      isReady = true;
      return void check();
    }
    const question = waiting.get(data.id);
    waiting.delete(data.id);
    if (question) {
      clearTimeout(question.timer);
      data.error ? question.reject(new Error(data.error)) : question.resolve(data.answer);
    }
  };
}

function ask(name, ...values) {
  return new Promise((resolve, reject) => {
    const id = ++number;
    const timer = setTimeout(() => restart("That takes too long"), PATIENCE);
    waiting.set(id, { resolve, reject, timer });
    worker.postMessage({ id, ask: name, values });
  });
}

function lost(message) {
  say(`Python cannot be loaded here: ${message}`, true);
}

// What ends Python, such as a program nested a thousand times, must not end the page.
function restart(reason) {
  worker.terminate();
  for (const { reject, timer } of waiting.values()) {
    clearTimeout(timer);
    reject(new Error(reason));
  }
  waiting = new Map();
  start();
}

// ---- checking ----

let pause;
let round = 0;

function changed() {
  drawLines();
  drawMarks([]);
  clearTimeout(pause);
  pause = setTimeout(check, PAUSE);
}

async function check() {
  const mine = ++round;
  const program = text.value;
  if (!isReady || program === refused) {
    return;
  }
  let answer;
  try {
    answer = await ask("check", program);
  } catch (error) {
    if (mine === round) {
      say(`This program cannot be checked here: ${lastLine(error)}`, true);
      refused = program;
      restart("Python is started anew");
    }
    return;
  }
  if (mine !== round || program !== text.value) {
    return;
  }
  latest = answer;
  document.body.dataset.checked = String(mine);
  say(summary(answer), answer.status === "failed");
  drawMarks(answer.findings);
  byId("findings").replaceChildren(...answer.findings.map(card));
  byId("model").textContent = answer.model || "No model was found.";
  byId("fixed").replaceChildren();
  if (!byId("fixed").hidden) {
    await showFixed();
  }
}

function summary({ status: result, findings, notices }) {
  const said = notices.length ? ` (${notices.join("; ")})` : "";
  if (result === "failed") {
    return `The program was not checked${said}.`;
  }
  if (!findings.length) {
    return `Nothing found${said}. That is no proof that the model learns.`;
  }
  return `${findings.length} ${findings.length === 1 ? "finding" : "findings"}${said}`;
}

function say(message, failed = false) {
  status.textContent = message;
  status.classList.toggle("failed", failed);
}

const lastLine = (error) => String(error.message).trim().split("\n").at(-1);

// ---- findings ----

function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    name.startsWith("on") ? made.addEventListener(name.slice(2), value) : made.setAttribute(name, value);
  }
  made.append(...children);
  return made;
}

function card(finding, index) {
  const code = `${finding.name} (${finding.code})`;
  const name = about.rules
    ? element("a", { class: "name", href: `${about.rules}${finding.code}-${finding.name}.html`, target: "_blank" }, code)
    : element("span", { class: "name" }, code);
  const where = element("div", { class: "where" },
    element("span", { class: "severity" }, finding.severity), name, jump(finding));
  if (finding.fix) {
    const title = finding.fix === "safe" ? "The program means the same afterwards" : "It changes what the program does";
    where.append(element("button", { type: "button", title, onclick: () => fix(index, true) },
      finding.fix === "safe" ? "Fix" : "Fix (unsafe)"));
  }
  const parts = [where, element("p", {}, finding.message)];
  parts.push(...finding.related.map((place) =>
    element("p", { class: "related" }, jump(place), ` ${place.message}`)));
  if (finding.help) {
    parts.push(element("p", { class: "help" }, finding.help));
  }
  return element("article", {
    class: finding.severity,
    onmouseenter: () => drawMarks(latest.findings, finding),
    onmouseleave: () => drawMarks(latest.findings),
  }, ...parts);
}

function jump(place) {
  return element("button", { class: "link", type: "button", onclick: () => show(place.range) }, `line ${place.line}`);
}

function show([from, to]) {
  text.focus();
  text.setSelectionRange(from, to);
  const line = text.value.slice(0, from).split("\n").length;
  text.scrollTop = Math.max(0, line * 20 - text.clientHeight / 2);
}

async function fix(index, withUnsafe) {
  const { text: after, fixed, skipped } = await ask("fix", text.value, index, withUnsafe);
  if (!fixed) {
    return say(`Not fixed. ${skipped.join("; ")}`, true);
  }
  write(after);
}

addEventListener("unhandledrejection", (event) => say(`That went wrong: ${lastLine(event.reason)}`, true));

// ---- all fixes ----

async function showFixed() {
  const program = text.value;
  const place = byId("fixed");
  if (!isReady) {
    return;
  }
  place.replaceChildren(element("div", { class: "tools" }, "Fixing …"));
  const { text: after, fixed, skipped, diff } = await ask("fix", program, undefined, unsafe);
  if (program !== text.value) {
    return;
  }
  const box = element("input", { type: "checkbox", onchange: () => { unsafe = box.checked; void showFixed(); } });
  box.checked = unsafe;
  const tools = element("div", { class: "tools" },
    element("button", { type: "button", id: "apply", onclick: () => write(after) }, "Take this program"),
    element("label", {}, box, " also fixes that change what the program does"));
  tools.firstChild.disabled = !fixed;
  const notes = skipped.map((reason) => element("p", { class: "tools related" }, reason));
  place.replaceChildren(tools, ...notes, fixed ? coloured(diff) : element("p", { class: "tools" }, "There is nothing to fix."));
  document.body.dataset.fixed = String(fixed);
}

// A unified diff, without its two lines of names.
function coloured(lines) {
  const kinds = { "+": "added", "-": "removed", "@": "gap" };
  return element("div", { class: "diff" }, ...lines.slice(2).map((line) =>
    element("div", { class: kinds[line[0]] ?? "same" }, line[0] === "@" ? "⋯" : line.trimEnd())));
}

// ---- the editor ----

function write(program) {
  text.focus();
  text.select();
  // as if it were typed, so that it can be undone
  if (!document.execCommand("insertText", false, program) || text.value !== program) {
    text.value = program;
  }
  text.setSelectionRange(0, 0);
  text.scrollTop = 0;
  changed();
}

function drawLines() {
  const count = text.value.split("\n").length;
  byId("lines").textContent = Array.from({ length: count }, (_, at) => at + 1).join("\n");
}

function drawMarks(findings, shown) {
  const program = text.value;
  const marks = findings.filter(({ range: [from, to] }) => to > from && to <= program.length);
  const bounds = [...new Set([0, program.length, ...marks.flatMap((finding) => finding.range)])].sort((a, b) => a - b);
  const pieces = bounds.slice(0, -1).map((from, at) => {
    const here = marks.filter(({ range }) => range[0] <= from && range[1] >= bounds[at + 1]);
    const piece = program.slice(from, bounds[at + 1]);
    if (!here.length) {
      return piece;
    }
    const worst = ["error", "warning", "info"].find((severity) => here.some((finding) => finding.severity === severity));
    return element("mark", { class: here.includes(shown) ? `${worst} shown` : worst }, piece);
  });
  byId("marks").replaceChildren(...pieces, "\n");
  scrolled();
}

function scrolled() {
  byId("marks").scrollTop = byId("lines").scrollTop = text.scrollTop;
  byId("marks").scrollLeft = text.scrollLeft;
}

text.addEventListener("input", changed);
text.addEventListener("scroll", scrolled);

// ---- tabs, examples, links ----

for (const name of TABS) {
  byId(`tab-${name}`).addEventListener("click", () => {
    for (const other of TABS) {
      byId(other).hidden = other !== name;
      byId(`tab-${other}`).setAttribute("aria-selected", String(other === name));
    }
    if (name === "fixed") {
      void showFixed();
    }
  });
}

byId("examples").addEventListener("change", (event) => write(about.examples[event.target.selectedIndex].text));

byId("share").addEventListener("click", async (event) => {
  const bytes = new TextEncoder().encode(text.value);
  location.hash = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(""));
  try {
    await navigator.clipboard.writeText(location.href);
    event.target.textContent = "Copied";
  } catch {
    event.target.textContent = "It is in the address bar";
  }
  setTimeout(() => { event.target.textContent = "Copy link"; }, 2000);
});

function shared() {
  try {
    return new TextDecoder().decode(Uint8Array.from(atob(location.hash.slice(1)), (char) => char.charCodeAt(0)));
  } catch {
    return "";
  }
}

about = await (await fetch("about.json")).json();
byId("examples").append(...about.examples.map(({ title }) => element("option", {}, title)));
text.value = shared() || about.examples[0].text;
changed();
start();
