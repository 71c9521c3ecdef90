import "./job-controls.js";
import "./job-progress.js";
import "./question-panel.js";
import { element, icon } from "./dom.js";
import { commandLine, jobDuration, shortTime } from "./format.js";
import { jobBadge } from "./job-badge.js";
import { serverNow } from "./server-clock.js";

/** @typedef {import("./api.js").Job} Job */

/** `<job-card>` is a running job on the overview: how it stands, its question, its log. */
export class JobCard extends HTMLElement {
  #badge = element("span", null);
  #title = element("h2", { class: "card-title" });
  #facts = element("p", { class: "facts" });
  #progress = element("job-progress");
  #question = element("question-panel");
  #link = element("a", { class: "button primary" });
  #controls = element("job-controls");
  /** @type {Job | null} */
  #job = null;

  connectedCallback() {
    if (this.childElementCount > 0) return;
    this.append(
      element("div", { class: "card-head" }, this.#title, this.#badge),
      this.#question,
      this.#progress,
      this.#facts,
      element("div", { class: "card-actions" }, this.#link, this.#controls),
    );
  }

  /** @param {import("./api.js").Viewer} viewer */
  set viewer(viewer) {
    this.#question.viewer = viewer;
    this.#controls.viewer = viewer;
  }

  /** @param {import("./live.js").Connection} connection */
  set connection(connection) {
    this.#question.connection = connection;
    this.#controls.connection = connection;
  }

  /** @returns {boolean} whether it must stay though its job is complete */
  get isUnread() {
    return this.#question.isUnread;
  }

  /**
   * @param {Job} job
   * @param {import("./api.js").Interaction | null} interaction its last one
   */
  show(job, interaction) {
    this.#job = job;
    const address = `/job/${job.id}`;
    if (this.#link.getAttribute("href") !== address) {
      this.#title.replaceChildren(element("a", { href: address }, `Job ${job.id}`), element("code", null, commandLine(job)));
      this.#link.href = address;
      this.#link.replaceChildren(icon("log"), "Follow the log");
    }
    this.#badge.replaceChildren(jobBadge(job));
    this.#progress.show(job);
    this.#question.show(interaction);
    this.#controls.show(job);
    this.tick(serverNow());
  }

  /** @param {number} now milliseconds since the epoch */
  tick(now) {
    if (this.#job === null) return;
    const { owner, createdAt, startedAt } = this.#job;
    this.#facts.textContent = `${owner} started it at ${shortTime(startedAt ?? createdAt, now)}, ${jobDuration(this.#job, now) || "0\u00a0s"} ago`;
  }
}

customElements.define("job-card", JobCard);
