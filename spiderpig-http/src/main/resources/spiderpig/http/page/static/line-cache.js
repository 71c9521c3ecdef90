/** @typedef {import("./api.js").Line} Line */

/**
 * Keeps the lines of a log that were looked at lately, in pages, and fetches what is missing. Holds at most
 * {@link LineCache.PAGES} pages, however long the log.
 */
export class LineCache {
  /** Lines in a page. */
  static PAGE = 200;
  /** Pages that are kept. */
  static PAGES = 60;

  /** @type {Map<number, (Line | undefined)[]>} by page number, the one used last at the end */
  #pages = new Map();
  /** @type {Map<number, AbortController>} by page number */
  #loading = new Map();
  #fetch;
  #onLines;
  #onError;

  /**
   * @param {{
   *   fetch: (from: number, count: number, signal: AbortSignal) => Promise<Line[]>,
   *   onLines: () => void,
   *   onError: (error: Error) => void
   * }} options `onLines` is called when lines have come that were wanted
   */
  constructor({ fetch, onLines, onError }) {
    this.#fetch = fetch;
    this.#onLines = onLines;
    this.#onError = onError;
  }

  /**
   * @param {number} n
   * @returns {Line | undefined} undefined if it is not here
   */
  get(n) {
    return this.#pages.get(Math.floor(n / LineCache.PAGE))?.[n % LineCache.PAGE];
  }

  /** @param {Line[]} lines as they came */
  put(lines) {
    for (const line of lines) this.#page(Math.floor(line.n / LineCache.PAGE))[line.n % LineCache.PAGE] = line;
    while (this.#pages.size > LineCache.PAGES) this.#pages.delete(/** @type {number} */ (this.#pages.keys().next().value));
  }

  /**
   * Sees to it that lines will be here; what was wanted before and is not any more is given up.
   *
   * @param {number} from
   * @param {number} to exclusive; within the log
   */
  want(from, to) {
    const first = Math.floor(from / LineCache.PAGE);
    const last = Math.floor((to - 1) / LineCache.PAGE);
    for (const [number, loading] of this.#loading) {
      if (number < first || number > last) loading.abort();
    }
    for (let number = first; number <= last; number++) {
      if (this.#pages.has(number)) this.#page(number);
      if (!this.#loading.has(number) && this.#lacks(number, from, to)) this.#load(number);
    }
  }

  /** Forgets everything, for instance because it is to be shown unmasked. */
  clear() {
    for (const loading of this.#loading.values()) loading.abort();
    this.#loading.clear();
    this.#pages.clear();
  }

  /**
   * @param {number} number
   * @returns {(Line | undefined)[]} the page, now the one used last
   */
  #page(number) {
    const page = this.#pages.get(number) ?? [];
    this.#pages.delete(number);
    this.#pages.set(number, page);
    return page;
  }

  /**
   * @param {number} number
   * @param {number} from
   * @param {number} to exclusive
   */
  #lacks(number, from, to) {
    const page = this.#pages.get(number);
    if (page === undefined) return true;
    const start = number * LineCache.PAGE;
    const end = Math.min(to, start + LineCache.PAGE);
    for (let n = Math.max(from, start); n < end; n++) if (page[n - start] === undefined) return true;
    return false;
  }

  /** @param {number} number */
  async #load(number) {
    const loading = new AbortController();
    this.#loading.set(number, loading);
    try {
      const lines = await this.#fetch(number * LineCache.PAGE, LineCache.PAGE, loading.signal);
      if (loading.signal.aborted) return;
      this.put(lines);
      this.#loading.delete(number);
      this.#onLines();
    } catch (error) {
      if (this.#loading.get(number) === loading) this.#loading.delete(number);
      if (!loading.signal.aborted) this.#onError(/** @type {Error} */ (error));
    }
  }
}
