import { element, setText } from "./dom.js";
import { jobState } from "./format.js";

/** What is said of a job that says nothing of itself. @type {Record<string, string>} */
const UNTOLD = { queued: "About to start", running: "Working", waiting: "Waits for an answer" };

/** `<job-progress>` draws how far a job is. Its height is the same with and without a progress. */
export class JobProgress extends HTMLElement {
  #bar = element("progress", { max: 100, "aria-label": "Progress" });
  #text = element("span", { class: "progress-text" });

  connectedCallback() {
    if (this.childElementCount === 0) this.append(this.#bar, this.#text);
  }

  /** @param {import("./api.js").Job} job */
  show(job) {
    const { activity, progress } = job;
    const percent = progress?.percent ?? null;
    this.hidden = job.status === "complete";
    if (percent === null) this.#bar.removeAttribute("value");
    else this.#bar.value = percent;
    this.#bar.hidden = progress === null;
    this.#bar.classList.toggle("has-failures", (progress?.failed ?? 0) > 0);
    const counts = progress === null ? "" : ` ${progress.done} of ${progress.total ?? "?"}${progress.failed > 0 ? `, ${progress.failed} failed` : ""}`;
    const label = activity ?? progress?.name ?? UNTOLD[jobState(job)] ?? "";
    this.toggleAttribute("data-untold", activity === null && progress === null);
    setText(this.#text, `${label}${percent === null ? "" : `, ${Math.round(percent)} %`}${counts && ` (${counts.trim()})`}`);
  }
}

customElements.define("job-progress", JobProgress);
