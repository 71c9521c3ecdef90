/** The overview: is something running, does it want something from me, did it work? */
import "./attention-menu.js";
import "./connection-banner.js";
import "./job-card.js";
import "./job-history.js";
import "./start-form.js";
import * as api from "./api.js";
import { Attention } from "./attention.js";
import { currentViewer } from "./current-user.js";
import { element, icon, setText } from "./dom.js";
import { activityText, jobState, outcome, shortTime } from "./format.js";
import { LiveJobs } from "./live.js";
import { serverNow } from "./server-clock.js";

/** @param {string} selector */
const find = (selector) => /** @type {any} */ (document.querySelector(selector));

const live = new LiveJobs();
const form = find("start-form");
const formSection = find("#start");
const cards = find("#running");
const history = find("job-history");
const sentence = find("#state");
const detail = find("#state-detail");
/** @type {Map<number, any>} */
const cardOf = new Map();
/** @type {import("./api.js").Viewer | null} */
let viewer = null;

find("connection-banner").watch(live);
new Attention(live, {
  title: "SpiderPig",
  about: foremost,
});

live.addEventListener("job", (event) => {
  history.update(/** @type {CustomEvent} */ (event).detail);
  draw();
});
live.addEventListener("interaction", draw);
cards.addEventListener("left", draw);
live.addEventListener("connection", () => {
  for (const card of cardOf.values()) card.connection = live.connection;
  form.connection = live.connection;
  drawState();
});
form.addEventListener("excluded", (/** @type {CustomEvent<string>} */ event) => sayNotStarted(event.detail));
form.addEventListener("started", (/** @type {CustomEvent<number>} */ event) => (location.href = `/job/${event.detail}`));
history.addEventListener("retry", (/** @type {CustomEvent<import("./api.js").Job>} */ event) => retry(event.detail));

function draw() {
  drawState();
  const running = live.running;
  for (const job of running) {
    let card = cardOf.get(job.id);
    if (card === undefined) {
      card = element("job-card", { "data-job": job.id });
      cardOf.set(job.id, card);
      cards.insertBefore(card, [...cards.children].find((older) => Number(older.dataset.job) < job.id) ?? null);
      if (viewer !== null) card.viewer = viewer;
      card.connection = live.connection;
    }
    card.show(job, live.interactions.get(job.id) ?? null);
  }
  for (const [id, card] of cardOf) {
    if (running.some((job) => job.id === id)) continue;
    card.show(live.jobs.get(id), live.interactions.get(id) ?? null);
    if (card.isUnread) continue;
    card.remove();
    cardOf.delete(id);
  }
  formSection.hidden = running.length > 0;
}

/** @returns {import("./api.js").Job | null} of those that run, the one that wants something, or else the newest */
function foremost() {
  return live.running.find((job) => jobState(job) === "waiting") ?? live.running[0] ?? null;
}

/** The state in one sentence. */
function drawState() {
  const job = foremost();
  const others = live.running.filter((other) => other !== job);
  const newest = live.newest;
  const state = job === null ? "idle" : jobState(job);
  document.body.dataset.state = state;
  if (live.connection === "gone") {
    setText(sentence, "Out of touch with the server");
    setText(detail, job === null ? "" : `Job ${job.id} was running when it was last heard of.`);
  } else if (job === null) {
    setText(sentence, live.connection === "connecting" ? "…" : "Idle");
    const ended = newest === null ? "" : `Last job: ${newest.id}, ${outcome(newest)}, ${shortTime(newest.finishedAt, serverNow())}.`;
    setText(detail, live.connection === "connecting" ? "" : ended || "Nothing has run yet.");
  } else {
    const activity = activityText(job);
    const doing = state === "waiting" ? "wants an answer" : state === "queued" ? "is about to start" : `is running${activity && `: ${activity}`}`;
    setText(sentence, `Job ${job.id} ${doing}`);
    const waiting = others.filter((other) => jobState(other) === "waiting").length;
    const more = [waiting > 0 && `${waiting} more ${waiting === 1 ? "wants" : "want"} an answer.`, others.length > waiting && `${others.length - waiting} more running.`];
    setText(detail, more.filter(Boolean).join(" "));
  }
}

/** @param {string} reason */
function sayNotStarted(reason) {
  const dismiss = () => find("#not-started").replaceChildren();
  find("#not-started").replaceChildren(
    element(
      "div",
      { class: "notice notice-lost" },
      icon("warning"),
      element("p", null, `Your job was not started: ${reason}. What you have entered is kept.`),
      element("button", { type: "button", class: "button small", onclick: dismiss }, "Understood"),
    ),
  );
}

/** @param {import("./api.js").Job} job */
function retry(job) {
  if (live.running.length > 0) {
    detail.textContent = `Job ${job.id} can be retried when nothing is running.`;
  } else if (form.fill(job.command, job.parameters)) {
    formSection.scrollIntoView({ block: "center" });
    form.focus();
  }
}

async function fillFromAddress() {
  const query = new URLSearchParams(location.search);
  if (query.has("retry")) retry(await api.job(Number(query.get("retry"))));
  else form.fillFrom(query);
}

setInterval(() => {
  if (!document.hidden) for (const card of cardOf.values()) card.tick(serverNow());
}, 1_000);

live.start();
await Promise.allSettled([
  history.load(),
  api.commands().then((commands) => (form.commands = commands)).then(fillFromAddress),
  currentViewer().then((current) => {
    viewer = current;
    form.viewer = current;
    find("current-user").show(current);
    for (const card of cardOf.values()) card.viewer = current;
  }),
]);
document.body.classList.remove("loading");
