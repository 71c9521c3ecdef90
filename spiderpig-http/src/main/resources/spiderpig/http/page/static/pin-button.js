import * as api from "./api.js";
import { announce } from "./announcer.js";
import { element, icon } from "./dom.js";

/** @typedef {import("./api.js").Job} Job */

/** `<pin-button>` keeps a job when older ones are forgotten, or lets it go. Who may only look sees whether it is kept. */
export class PinButton extends HTMLElement {
  /** @type {Job | null} */
  #job = null;
  #mayRespond = false;
  #label = element("span");
  #button = element("button", { type: "button", class: "button small", onclick: () => this.#toggle() }, icon("pin"), this.#label);
  #message = element("span", { class: "controls-message", role: "alert" });

  connectedCallback() {
    this.replaceChildren(this.#button, this.#message);
  }

  /** @param {import("./api.js").Viewer} viewer */
  set viewer(viewer) {
    this.#mayRespond = viewer.mayRespond;
    this.#draw();
  }

  /** @param {Job} job */
  show(job) {
    this.#job = job;
    this.#draw();
  }

  #draw() {
    const pinned = this.#job?.pinned ?? false;
    this.hidden = this.#job === null || (!this.#mayRespond && !pinned);
    this.#label.textContent = pinned ? "Kept" : "Keep";
    this.#button.setAttribute("aria-pressed", String(pinned));
    this.#button.title = pinned ? "Kept when old jobs are forgotten" : "Keep this job when old ones are forgotten";
    this.#button.disabled = !this.#mayRespond;
  }

  async #toggle() {
    const job = this.#job;
    if (job === null) return;
    this.#message.textContent = "";
    this.#button.disabled = true;
    try {
      const { pinned } = await api.pin(job.id, !job.pinned);
      this.#job = { ...job, pinned };
      announce(pinned ? `Job ${job.id} is kept.` : `Job ${job.id} will be forgotten in its time.`);
    } catch (error) {
      this.#message.textContent = /** @type {Error} */ (error).message;
    }
    this.#draw();
    this.#button.focus();
  }
}

customElements.define("pin-button", PinButton);
