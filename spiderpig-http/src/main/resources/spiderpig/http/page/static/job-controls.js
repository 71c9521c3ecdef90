import * as api from "./api.js";
import { announce } from "./announcer.js";
import { element, icon } from "./dom.js";

/** @typedef {import("./api.js").Job} Job */

/** How long a question must have been there before it is answered, in milliseconds. */
const DELIBERATION = 400;
/** What was done to the command, by the signal that was sent last. */
const DONE = { SIGINT: "asked to stop (SIGINT)", SIGTERM: "told to end (SIGTERM)", SIGKILL: "killed (SIGKILL)" };

/**
 * `<job-controls>` cancels a job: asks once, says what was sent, and offers the next step. Beside it, the end of the
 * job's input, for commands that wait for it.
 */
export class JobControls extends HTMLElement {
  /** @type {Job | null} */
  #job = null;
  #mayRespond = false;
  #isReachable = true;
  /** Whether it is being asked if the job is to be cancelled. */
  #asking = false;
  /** @type {string | null} */
  #message = null;

  /** @param {import("./api.js").Viewer} viewer */
  set viewer(viewer) {
    this.#mayRespond = viewer.mayRespond;
    this.#draw();
  }

  /** @param {import("./live.js").Connection} connection how the server is reached: without it nothing can be cancelled */
  set connection(connection) {
    const isReachable = connection !== "gone" && connection !== "signed-out";
    if (this.#isReachable === isReachable) return;
    this.#isReachable = isReachable;
    this.#draw();
  }

  /** @param {Job} job */
  show(job) {
    const before = this.#job;
    this.#job = job;
    if (before === null || ["id", "status", "cancelledBy", "stopSignal"].some((name) => before[/** @type {"id"} */ (name)] !== job[/** @type {"id"} */ (name)])) {
      this.#asking = false; // what was asked for is not what would be sent any more
      this.#message = null;
      this.#draw();
    }
  }

  #draw() {
    const job = this.#job;
    this.hidden = job === null || job.status === "complete" || !this.#mayRespond;
    if (job === null || this.hidden) this.replaceChildren();
    else if (this.#asking) this.#drawQuestion(job);
    else this.#drawControls(job);
    if (!this.#isReachable) for (const button of this.querySelectorAll("button")) button.disabled = true;
  }

  /** @param {Job} job */
  #drawControls(job) {
    this.replaceChildren(
      element(
        "button",
        { type: "button", class: "button danger quiet", hidden: job.stopSignal !== null && job.nextSignal === null, onclick: () => this.#ask() },
        icon("stop"),
        job.stopSignal === null ? "Cancel job" : `Still running? Send ${job.nextSignal}`,
      ),
      this.#more(),
    );
    const cause = job.cancelledBy === null ? "Its time was up" : `Cancelled by ${job.cancelledBy}`;
    const text = this.#message ?? (job.stopSignal === null ? null : `${cause}: ${DONE[job.stopSignal]}.`);
    if (text !== null) this.append(element("p", { class: "controls-message", role: "status" }, text));
  }

  #ask() {
    this.#asking = true;
    this.#message = null;
    this.#draw();
    /** @type {HTMLElement} */ (this.querySelector(".keep"))?.focus();
  }

  /** @param {Job} job */
  #drawQuestion(job) {
    const close = () => {
      this.#asking = false;
      this.#draw();
      this.querySelector("button")?.focus();
    };
    const first = job.stopSignal === null;
    const yes = element("button", { type: "button", class: "button danger", disabled: true, onclick: () => this.#cancel() }, first ? "Yes, cancel it" : `Send ${job.nextSignal}`);
    // The second half of a double click is no consent.
    setTimeout(() => (yes.disabled = !this.#isReachable), DELIBERATION);
    this.replaceChildren(
      element(
        "div",
        { class: "controls-question", role: "group", "aria-label": `Cancel job ${job.id}?`, onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && close() },
        element("p", null, first ? `Cancel job ${job.id}?` : `Send a stronger signal (${job.nextSignal}) to job ${job.id}?`),
        yes,
        element("button", { type: "button", class: "button keep", onclick: close }, "Keep it running"),
      ),
    );
  }

  async #cancel() {
    await this.#do(async (job) => {
      const { signal } = await api.cancel(job.id);
      announce(`Sent ${signal} to job ${job.id}.`);
    });
  }

  #more() {
    const menu = element(
      "details",
      { class: "menu" },
      element("summary", { class: "button quiet", "aria-label": "More actions", title: "More actions" }, icon("more")),
      element(
        "div",
        { class: "menu-content" },
        element("button", { type: "button", class: "button", onclick: () => this.#closeInput() }, "Close its input"),
        element("p", { class: "hint" }, "Tells a command that reads its input to the end that nothing more will come. It can ask nothing after that."),
      ),
    );
    return menu;
  }

  async #closeInput() {
    await this.#do(async (job) => {
      await api.closeInput(job.id);
      this.#message = "You closed its input.";
    });
  }

  /** @param {(job: Job) => Promise<void>} action */
  async #do(action) {
    const job = this.#job;
    if (job === null) return;
    try {
      await action(job);
    } catch (error) {
      this.#message = /** @type {Error} */ (error).message;
    }
    this.#asking = false;
    this.#draw();
  }
}

customElements.define("job-controls", JobControls);
