import { history } from "./api.js";
import { element, icon } from "./dom.js";
import { commandLine, jobDuration, jobState, outcome, shortTime, utcTime } from "./format.js";
import { jobBadge } from "./job-badge.js";
import { serverNow } from "./server-clock.js";

/** @typedef {import("./api.js").Job} Job */

/** How long to wait for the next key before filtering, in milliseconds. */
const TYPING = 250;

/**
 * `<job-history>` is the table of all jobs, newest first. Fires `retry` (detail: the job) for the form to be filled.
 */
export class JobHistory extends HTMLElement {
  /** @type {Map<number, {job: Job, row: HTMLTableRowElement}>} */
  #rows = new Map();
  /** @type {number | null} */
  #next = null;
  #filter = element("input", { type: "search", id: "history-filter", placeholder: "Filter by change or owner …", autocomplete: "off" });
  #body = element("tbody");
  #more = element("button", { type: "button", class: "button", onclick: () => this.#load(false) }, "Load more");
  #message = element("p", { class: "hint", role: "status" });
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #request = 0;

  connectedCallback() {
    if (this.childElementCount > 0) return;
    this.#filter.addEventListener("input", () => {
      clearTimeout(this.#timer);
      this.#timer = setTimeout(() => this.#load(true), TYPING);
    });
    const head = ["Job", "Command", "Owner", "Started", "Took", "Result", ""].map((name) =>
      element("th", { scope: "col" }, name === "" ? element("span", { class: "visually-hidden" }, "Actions") : name),
    );
    this.append(
      element(
        "div",
        { class: "section-head" },
        element("h2", null, "History"),
        element("label", { class: "visually-hidden", for: "history-filter" }, "Filter the history"),
        this.#filter,
      ),
      element("table", { class: "history" }, element("thead", null, element("tr", null, ...head)), this.#body),
      this.#message,
      this.#more,
    );
  }

  /** @returns {Promise<void>} when the first page is there */
  load() {
    return this.#load(true);
  }

  /**
   * Takes in what is new of a job.
   *
   * @param {Job} job
   */
  update(job) {
    const known = this.#rows.get(job.id);
    if (known !== undefined) {
      if (JSON.stringify(summary(known.job)) === JSON.stringify(summary(job))) return;
      const row = this.#row(job);
      known.row.replaceWith(row);
      this.#rows.set(job.id, { job, row });
    } else if (this.#filter.value.trim() === "" && job.id > Math.max(0, ...this.#rows.keys())) {
      const row = this.#row(job);
      this.#body.prepend(row);
      this.#rows.set(job.id, { job, row });
      this.#message.textContent = "";
    }
  }

  /** @param {boolean} afresh from the newest on, else after what is shown */
  async #load(afresh) {
    const request = ++this.#request;
    const q = this.#filter.value.trim();
    try {
      const { jobs, next } = await history({ before: afresh ? null : this.#next, q });
      if (request !== this.#request) return;
      if (afresh) this.#rows.clear();
      for (const job of jobs) this.#rows.set(job.id, { job, row: this.#row(job) });
      const rows = [...this.#rows.values()].sort((a, b) => b.job.id - a.job.id).map(({ row }) => row);
      this.#body.replaceChildren(...rows);
      this.#next = next;
      this.#message.textContent = rows.length > 0 ? "" : q === "" ? "No job has run yet." : "No job matches.";
      this.#more.hidden = next === null;
    } catch (error) {
      if (request === this.#request) this.#message.textContent = `The history could not be loaded. ${/** @type {Error} */ (error).message}`;
    }
  }

  /** @param {Job} job */
  #row(job) {
    const started = job.startedAt ?? job.createdAt;
    const cell = (/** @type {string} */ name, /** @type {any[]} */ ...content) => element("td", { "data-label": name }, ...content);
    // That it was the signal which ended a cancelled job goes without saying.
    const reason = jobState(job) === "failed" ? (job.errors ?? []).join(", ") : jobState(job) === "cancelled" ? `by ${job.cancelledBy}` : "";
    return element(
      "tr",
      null,
      cell("Job", element("a", { href: `/job/${job.id}` }, String(job.id)), job.pinned ? kept() : null),
      cell("Command", element("code", { title: commandLine(job) }, commandLine(job))),
      cell("Owner", job.owner),
      cell("Started", element("time", { dateTime: started, title: utcTime(started) }, shortTime(started, serverNow()))),
      cell("Took", job.status === "complete" ? jobDuration(job, serverNow()) : "…"),
      cell("Result", jobBadge(job), reason === "" ? null : element("span", { class: "reason", title: outcome(job) }, reason)),
      cell(
        "Actions",
        job.status !== "complete"
          ? null
          : element(
              "button",
              { type: "button", class: "button quiet small acts", "aria-label": `Retry job ${job.id}: fills the form`, title: "Fill the form as for this job", onclick: () => this.dispatchEvent(new CustomEvent("retry", { detail: job })) },
              icon("retry"),
              "Retry",
            ),
      ),
    );
  }
}

/** @param {Job} job what of it stands in the table */
const summary = (job) => [jobState(job), job.errors, job.startedAt, job.finishedAt, job.owner, job.pinned];

const kept = () => element("span", { class: "kept", title: "Kept when old jobs are forgotten" }, icon("pin"), element("span", { class: "visually-hidden" }, "kept"));

customElements.define("job-history", JobHistory);
