import * as api from "./api.js";
import { announce } from "./announcer.js";
import { element, icon } from "./dom.js";

/** @typedef {import("./api.js").Job} Job */

/** What a cancel sends next, by what it has sent. */
const NEXT = { SIGINT: "SIGTERM", SIGTERM: "SIGKILL" };
const MEANING = {
  SIGINT: "asked the command to stop (SIGINT)",
  SIGTERM: "told the command to end (SIGTERM)",
  SIGKILL: "killed the command (SIGKILL)",
};

/**
 * `<job-controls>` cancels a job: asks once, says what was sent, and offers the next step. Beside it, the end of the
 * job's input, for commands that wait for it.
 */
export class JobControls extends HTMLElement {
  /** @type {Job | null} */
  #job = null;
  #mayRespond = false;
  /** @type {string | null} the signal that was sent last from here */
  #sent = null;
  #asking = false;
  /** @type {string | null} */
  #message = null;

  /** @param {import("./api.js").Viewer} viewer */
  set viewer(viewer) {
    this.#mayRespond = viewer.mayRespond;
    this.#draw();
  }

  /** @param {Job} job */
  show(job) {
    const changed = this.#job === null || this.#job.id !== job.id || this.#job.status !== job.status || this.#job.cancelledBy !== job.cancelledBy;
    this.#job = job;
    if (changed) this.#draw();
  }

  #draw() {
    const job = this.#job;
    this.hidden = job === null || job.status === "complete" || !this.#mayRespond;
    if (this.hidden) return this.replaceChildren();
    if (this.#asking) return this.#drawQuestion();
    const cancelling = this.#sent !== null || job?.cancelledBy;
    this.replaceChildren(
      element(
        "button",
        { type: "button", class: "button danger quiet", onclick: () => this.#ask() },
        icon("stop"),
        cancelling ? `Still running? ${this.#stepName()}` : "Cancel job",
      ),
      this.#more(),
    );
    const text = this.#message ?? (this.#sent ? `You ${MEANING[/** @type {"SIGINT"} */ (this.#sent)] ?? `sent ${this.#sent}`}.` : job?.cancelledBy ? `${job.cancelledBy} has cancelled it.` : null);
    if (text !== null) this.append(element("p", { class: "controls-message", role: "status" }, text));
  }

  #stepName() {
    const next = NEXT[/** @type {"SIGINT"} */ (this.#sent ?? "SIGINT")];
    return this.#sent === null ? "Cancel again" : `Send ${next ?? "SIGKILL"}`;
  }

  #ask() {
    this.#asking = true;
    this.#message = null;
    this.#draw();
  }

  #drawQuestion() {
    const job = /** @type {Job} */ (this.#job);
    const escalates = this.#sent !== null || Boolean(job.cancelledBy);
    const next = this.#sent === null ? (job.cancelledBy ? null : "SIGINT") : (NEXT[/** @type {"SIGINT"} */ (this.#sent)] ?? "SIGKILL");
    const close = () => {
      this.#asking = false;
      this.#draw();
      this.querySelector("button")?.focus();
    };
    const keep = element("button", { type: "button", class: "button", onclick: close }, "Keep it running");
    this.replaceChildren(
      element(
        "div",
        { class: "controls-question", role: "group", "aria-label": `Cancel job ${job.id}?`, onkeydown: (/** @type {KeyboardEvent} */ event) => event.key === "Escape" && close() },
        element("p", null, escalates ? `Send a stronger signal${next ? ` (${next})` : ""} to job ${job.id}?` : `Cancel job ${job.id}?`),
        element("button", { type: "button", class: "button danger", onclick: () => this.#cancel() }, escalates ? this.#stepName() : "Yes, cancel it"),
        keep,
      ),
    );
    keep.focus();
  }

  async #cancel() {
    await this.#do(async (job) => {
      this.#sent = (await api.cancel(job.id)).signal;
      announce(`Sent ${this.#sent} to job ${job.id}.`);
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
