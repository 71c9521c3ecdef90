/** The page of one job: how it stands, what it asks, its log. */
import "./attention-menu.js";
import "./connection-banner.js";
import "./job-controls.js";
import "./job-progress.js";
import "./log-viewer.js";
import "./pin-button.js";
import "./question-panel.js";
import * as api from "./api.js";
import { Attention } from "./attention.js";
import { currentViewer } from "./current-user.js";
import { element, icon, setText } from "./dom.js";
import { commandLine, jobDuration, jobState, outcome, shortTime, utcTime } from "./format.js";
import { jobBadge } from "./job-badge.js";
import { LiveJobs } from "./live.js";
import { serverNow } from "./server-clock.js";

/** @param {string} selector */
const find = (selector) => /** @type {any} */ (document.querySelector(selector));

const id = Number(/\/job\/(\d+)/.exec(location.pathname)?.[1]);
const live = new LiveJobs();
const panel = find("question-panel");
const controls = find("job-controls");
const log = find("log-viewer");
const pin = element("pin-button");

find("#job-title").textContent = `Job ${id}`;
find("connection-banner").watch(live);
new Attention(live, { title: "SpiderPig", about: () => live.jobs.get(id) ?? null });

live.addEventListener("job", (event) => {
  if (/** @type {CustomEvent<api.Job>} */ (event).detail.id === id) draw();
});
live.addEventListener("interaction", (event) => {
  const interaction = /** @type {CustomEvent<api.Interaction>} */ (event).detail;
  if (interaction.jobId === id) panel.show(interaction);
});
live.addEventListener("connection", () => {
  panel.connection = live.connection;
  controls.connection = live.connection;
  log.connection = live.connection;
});

log.open(id);
live.start();
setInterval(() => {
  if (!document.hidden) drawFacts();
}, 1_000);
learnJob();
currentViewer().then((viewer) => {
  find("current-user").show(viewer);
  panel.viewer = viewer;
  controls.viewer = viewer;
  pin.viewer = viewer;
  log.viewer = viewer;
});

/** A job that is not running is none of those the events begin with. */
async function learnJob() {
  try {
    const job = await api.job(id);
    if (!live.jobs.has(id)) live.learn(job);
  } catch (error) {
    if (error instanceof api.Unreachable) setTimeout(learnJob, 2_000);
    else find("#job-facts").textContent = /** @type {Error} */ (error).message;
  }
}

function draw() {
  const job = live.jobs.get(id);
  if (job === undefined) return;
  document.body.dataset.state = jobState(job);
  find("#job-badge").replaceChildren(jobBadge(job));
  setText(find("#job-command"), commandLine(job));
  find("job-progress").show(job);
  controls.show(job);
  drawFacts();
  if (job.status === "complete") end(job);
}

function drawFacts() {
  const job = live.jobs.get(id);
  if (job === undefined) return;
  const now = serverNow();
  const started = job.startedAt ?? job.createdAt;
  const took = jobDuration(job, now);
  setText(find("#job-facts"), `${job.owner} · ${shortTime(started, now)}${took && ` · ${took}`}`);
  find("#job-facts").title = `Started by ${job.owner} at ${utcTime(started)}`;
}

/**
 * The job is complete: say how it went, and end what is not needed any more.
 *
 * @param {api.Job} job
 */
function end(job) {
  if (panel.isOpen) panel.show(null);
  const result = find("#job-result");
  if (result.childElementCount > 0) return;
  const state = jobState(job);
  const text = outcome(job);
  result.className = `result result-${state}`;
  result.append(
    icon({ succeeded: "check", failed: "cross", cancelled: "stop" }[String(state)] ?? "check"),
    element("p", null, element("strong", null, text.charAt(0).toUpperCase() + text.slice(1)), ` after ${jobDuration(job, serverNow()) || "0\u00a0s"}.`),
    pin,
    element("a", { class: "button small acts", href: `/index?retry=${id}` }, icon("retry"), "Run again …"),
  );
  pin.show(job);
  result.hidden = false;
  live.stop();
}
