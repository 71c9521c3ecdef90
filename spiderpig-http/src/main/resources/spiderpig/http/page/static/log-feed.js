import * as api from "./api.js";
import { EventStream } from "./event-stream.js";

/** @typedef {import("./api.js").Line} Line */

const POLL_INTERVAL = 2_000;
/** Lines a second beyond which lines are not streamed but looked at now and then. */
const TOO_FAST = 4_000;
const SAMPLE_INTERVAL = 800;

/**
 * Tells how long a log is and what has been added to it, until it is complete.
 *
 * Lines are known by their numbers, so nothing is lost or doubled, however often the connection is. When the stream does
 * not get through, it asks instead; when lines come faster than anyone can read, it takes samples; and while nobody sees
 * the page, it rests.
 */
export class LogFeed {
  #job;
  #onLines;
  #onSize;
  #onComplete;
  #onForgotten;
  #masked = true;
  #size = 0;
  #complete = false;
  /** @type {EventStream | null} */
  #stream = null;
  /** @type {ReturnType<typeof setTimeout> | null} */
  #timer = null;
  #streaming = false;
  /** When the last sample was taken; 0 while no samples are taken. */
  #sampledAt = 0;
  #second = 0;
  #inSecond = 0;

  /**
   * @param {number} job
   * @param {{onLines: (lines: Line[]) => void, onSize: (size: number) => void, onComplete: () => void, onForgotten: () => void}} listeners
   *     `onForgotten` is called when there is no such job any more
   */
  constructor(job, { onLines, onSize, onComplete, onForgotten }) {
    this.#job = job;
    this.#onLines = onLines;
    this.#onSize = onSize;
    this.#onComplete = onComplete;
    this.#onForgotten = onForgotten;
    document.addEventListener("visibilitychange", () => (document.hidden ? this.#rest() : this.#look()));
    this.#look();
  }

  /** @param {boolean} masked */
  set masked(masked) {
    this.#masked = masked;
    if (this.#complete) return;
    this.#rest();
    this.#look();
  }

  /** Asks at once instead of waiting for the next attempt. */
  retry() {
    if (!this.#complete && !this.#streaming && !document.hidden) this.#look();
  }

  /** The server is out of reach: a stream that looks open may be a dead one. */
  lose() {
    if (this.#complete || this.#stream === null) return;
    this.#rest();
    this.#lookLater(POLL_INTERVAL);
  }

  #rest() {
    this.#stream?.close();
    this.#stream = null;
    this.#streaming = false;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
  }

  /** @param {number} delay */
  #lookLater(delay) {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#look(), delay);
  }

  /** Asks how long the log is, and goes on from there in the way that fits. */
  async #look() {
    if (this.#complete) return;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = setTimeout(() => {}, 0);
    const ticket = this.#timer;
    try {
      const { lines, complete } = await api.logSize(this.#job);
      if (this.#timer !== ticket) return;
      const added = lines - this.#size;
      this.#grown(lines);
      if (complete) return this.#end();
      if (this.#stream === null) {
        const fast = this.#sampledAt !== 0 && added > (TOO_FAST * (Date.now() - this.#sampledAt)) / 1000;
        this.#sampledAt = fast ? Date.now() : 0;
        if (fast) this.#lookLater(SAMPLE_INTERVAL);
        else this.#follow();
      } else if (!this.#streaming) {
        this.#lookLater(POLL_INTERVAL);
      }
    } catch (error) {
      if (this.#timer !== ticket) return;
      const status = error instanceof api.Refusal ? error.status : 0;
      if (status === 404) this.#onForgotten();
      else if (status !== 401) this.#lookLater(POLL_INTERVAL);
    }
  }

  #follow() {
    this.#stream = new EventStream({
      address: () => api.logStreamAddress(this.#job, this.#size, this.#masked),
      onEvent: (event) => this.#receive(event),
      onState: (state, status) => this.#streamChanged(state, status),
    });
  }

  /** @param {import("./sse.js").ServerEvent} event */
  #receive(event) {
    if (event.event === "end") {
      this.#end();
    } else if (event.event === "lines") {
      /** @type {Line[]} */
      const lines = JSON.parse(event.data);
      if (lines.length === 0) return;
      this.#onLines(lines);
      this.#grown(lines[lines.length - 1].n + 1);
      if (this.#isTooFast(lines.length)) {
        this.#rest();
        this.#sampledAt = Date.now();
        this.#lookLater(SAMPLE_INTERVAL);
      }
    }
  }

  /**
   * @param {import("./event-stream.js").StreamState} state
   * @param {number} [status]
   */
  #streamChanged(state, status) {
    this.#streaming = state === "open";
    if (state === "open") {
      if (this.#timer !== null) clearTimeout(this.#timer);
      this.#timer = null;
    } else if (state === "refused" && status === 401) {
      this.#rest();
    } else if (state === "lost" || state === "refused") {
      // A new stream begins where the log then ends, not with all that was missed.
      this.#rest();
      this.#lookLater(state === "lost" ? 300 : POLL_INTERVAL);
    } else if (state === "silent") {
      this.#look();
    }
  }

  /** @param {number} lines that have just come */
  #isTooFast(lines) {
    const second = Math.floor(performance.now() / 1000);
    if (second !== this.#second) {
      this.#second = second;
      this.#inSecond = 0;
    }
    this.#inSecond += lines;
    return this.#inSecond > TOO_FAST;
  }

  /** @param {number} size */
  #grown(size) {
    if (size <= this.#size) return;
    this.#size = size;
    this.#onSize(size);
  }

  #end() {
    this.#complete = true;
    this.#rest();
    this.#onComplete();
  }
}
