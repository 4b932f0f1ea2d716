// Lints OpenAPI documents. Reads one JSON order on stdin, prints one JSON answer. The work is
// done in a thread (linter.cjs) with a bounded stack, heap and processor time for each document,
// so that one document cannot silence the others.
"use strict";
const fs = require("node:fs");
const path = require("node:path");
const { Worker } = require("node:worker_threads");

const order = JSON.parse(fs.readFileSync(0, "utf8"));
const LIMITS = { maxOldGenerationSizeMb: 1024, stackSizeMb: 4 };
const EVERY = 100; // milliseconds between looks at the clock
const ends = Date.now() + order.total * 1000;
let thread;

const started = () => new Worker(path.join(__dirname, "linter.cjs"), { workerData: order, resourceLimits: LIMITS });

// The thread's answer, or its fault; a thread that failed is replaced when it is needed again.
function asked(message) {
  thread ??= started();
  const used = process.cpuUsage();
  return new Promise((resolve) => {
    let isDone = false;
    const done = async (answer, isOver) => {
      if (isDone) return;
      isDone = true;
      clearInterval(watch);
      for (const event of ["message", "error", "exit"]) thread.removeAllListeners(event);
      thread.on("error", () => {});
      if (isOver) await thread.terminate().then(() => { thread = undefined; });
      resolve(answer);
    };
    const watch = setInterval(() => {
      const { user, system } = process.cpuUsage(used);
      if ((user + system) / 1e6 > order.seconds || Date.now() > ends) done({ fault: "timed-out" }, true);
    }, EVERY);
    thread.on("message", (text) => {
      const answer = JSON.parse(text);
      done(answer, answer.fault !== undefined);
    });
    thread.on("error", (error) =>
      done({ fault: error.code === "ERR_WORKER_OUT_OF_MEMORY" ? "memory-cap" : String(error.message) }, true));
    thread.on("exit", (code) => done({ fault: `the thread ended with ${code}` }, true));
    thread.postMessage(message);
  });
}

// A document whose patterns take too long is read again without the rules that run them.
async function document(name) {
  if (Date.now() > ends) return { name, fault: "timed-out" };
  const answer = await asked({ name });
  if (answer.fault === undefined) return answer;
  const again = answer.fault === "timed-out" ? await asked({ name, careful: true }) : answer;
  return again.fault === undefined ? again : { name, fault: again.fault };
}

async function main() {
  const canaries = await asked({});
  if (canaries.fault !== undefined) throw new Error(canaries.fault);
  const answer = { documents: [], canaries };
  for (const name of order.documents) answer.documents.push(await document(name));
  process.stdout.write(JSON.stringify(answer), () => process.exit(0));
}

main().catch((error) => {
  process.stderr.write(error.message, () => process.exit(1));
});
