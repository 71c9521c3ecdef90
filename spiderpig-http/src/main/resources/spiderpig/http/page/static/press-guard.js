/** How long a button must have stood still before it takes a press, in milliseconds. */
const STILL = 500;
const SAMPLE_INTERVAL = 200;

/**
 * Tells whether a button was where it is when its owner took aim: what has just moved under the pointer, because
 * something above it came or went, must not be pressed by that.
 *
 * Costs a look at one position every 200 ms, while it watches and the page is seen.
 */
export class PressGuard {
  /** @type {HTMLElement | null} */
  #watched = null;
  #position = "";
  #movedAt = 0;
  /** @type {ReturnType<typeof setInterval> | undefined} */
  #timer;

  /** @param {HTMLElement} watched what moves along with the buttons */
  start(watched) {
    this.stop();
    this.#watched = watched;
    this.#look();
    this.#timer = setInterval(() => document.hidden || this.#look(), SAMPLE_INTERVAL);
  }

  stop() {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  /** @returns {boolean} whether nothing has moved for a moment */
  get isSteady() {
    this.#look();
    return performance.now() - this.#movedAt >= STILL;
  }

  #look() {
    if (this.#watched === null) return;
    const { left, top } = this.#watched.getBoundingClientRect();
    const position = `${Math.round(left)} ${Math.round(top)}`;
    if (position === this.#position) return;
    this.#position = position;
    this.#movedAt = performance.now();
  }
}
