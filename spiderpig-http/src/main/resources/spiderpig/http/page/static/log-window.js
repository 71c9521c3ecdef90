import { element } from "./dom.js";
import { logLine } from "./log-line.js";
import { ScrollMap } from "./scroll-map.js";

/** @typedef {import("./line-cache.js").LineCache} LineCache */

/** Rows beyond the edges of the view, so that scrolling has something to show before the next frame. */
const OVERSCAN = 15;
/** How long after the last movement scrolling counts as ended, in milliseconds. */
const REST = 140;
/** How long after a turn of the wheel or a touch the log may still roll, in milliseconds. */
const MOMENTUM = 1_500;
/** How often new lines are drawn at most: nobody reads faster, in milliseconds. */
const GROWTH_INTERVAL = 400;

/**
 * The visible part of a log: only the rows in view are in the page, and a scroll area stands for the rest.
 *
 * Where it stands is a line and how many pixels of it are scrolled out. Small movements walk from there by the heights of
 * the rows, as they are; a leap of the scroll bar is translated by {@link ScrollMap}. When scrolling rests, the scroll bar
 * is put where it tells the truth.
 */
export class LogWindow {
  #scroller;
  #cache;
  #spacer = element("div", { class: "log-spacer" });
  #layer = element("div", { class: "log-layer" });
  /** @type {Map<number, {row: HTMLElement, line: unknown}>} the rows in the page, by line */
  #rows = new Map();
  #total = 0;
  #lineHeight = 20;
  #top = 0;
  /** Pixels of the top line that are scrolled out. */
  #offset = 0;
  #atEnd = false;
  #lastScrollTop = 0;
  #wrap = false;
  /** @type {RegExp | null} */
  #marked = null;
  /** @type {[number, number] | null} lines to point out, the last one included */
  #range = null;
  /** @type {number | null} */
  #hit = null;
  #frame = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #rest;
  #scrolling = false;
  /** Until when scrolling is by the wheel or a finger, which moves by lines, however far; else it is by the scroll bar. */
  #rollsUntil = 0;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #growth;
  #grownAt = -GROWTH_INTERVAL;

  /** Called when the end is reached or left by the viewer; not by lines that come in. */
  onEnd = (/** @type {boolean} */ _atEnd) => {};

  /** Called with the number of lines when it is about to draw what has been added. */
  onGrown = (/** @type {number} */ _total) => {};

  /**
   * @param {HTMLElement} scroller
   * @param {LineCache} cache
   */
  constructor(scroller, cache) {
    this.#scroller = scroller;
    this.#cache = cache;
    scroller.append(this.#spacer, this.#layer);
    scroller.addEventListener("scroll", () => this.#scrolled(), { passive: true });
    for (const name of ["wheel", "touchmove"]) {
      scroller.addEventListener(name, () => (this.#rollsUntil = performance.now() + MOMENTUM), { passive: true });
    }
    new ResizeObserver(() => this.#resized()).observe(scroller);
    this.#measure();
  }

  /** @returns {number} lines in the log */
  get total() {
    return this.#total;
  }

  /** @param {number} total never less than before, unless the log is another one */
  set total(total) {
    if (total === this.#total) return;
    this.#total = total;
    if (this.#growth !== undefined) return;
    const wait = this.#grownAt + GROWTH_INTERVAL - performance.now();
    this.#growth = setTimeout(() => {
      this.#growth = undefined;
      this.#grownAt = performance.now();
      this.onGrown(this.#total);
      this.invalidate();
    }, Math.max(0, wait));
  }

  /** @returns {[number, number]} first and last line in the page */
  get rendered() {
    const numbers = [...this.#rows.keys()];
    return numbers.length === 0 ? [0, -1] : [Math.min(...numbers), Math.max(...numbers)];
  }

  /** @returns {number} the first line in view */
  get topLine() {
    return this.#top;
  }

  /** @returns {boolean} whether the end is to stay in view when lines come in */
  get atEnd() {
    return this.#atEnd;
  }

  set atEnd(atEnd) {
    this.#atEnd = atEnd;
    this.invalidate();
  }

  /** @param {boolean} wrap */
  set wrap(wrap) {
    this.#wrap = wrap;
    this.#offset = 0;
    this.#scroller.classList.toggle("wrap", wrap);
    this.redraw();
  }

  /** @param {RegExp | null} marked global */
  set marked(marked) {
    this.#marked = marked;
    this.redraw();
  }

  /** @param {[number, number] | null} range */
  set range(range) {
    this.#range = range;
    this.#decorate();
  }

  /** @param {number | null} hit the line the search stands at */
  set hit(hit) {
    this.#hit = hit;
    this.#decorate();
  }

  /**
   * Brings a line into view, a third down from the top; one that is in view already stays where it is.
   *
   * @param {number} n
   * @param {boolean} [always] moves even so
   */
  show(n, always = false) {
    const visible = this.#viewport / this.#lineHeight;
    if (!always && n > this.#top && n < this.#top + visible - 2 && !this.#wrap) return this.invalidate();
    this.#atEnd = false;
    this.#top = Math.max(0, Math.min(this.#total - 1, n - Math.floor(visible / 3)));
    this.#offset = 0;
    this.#renderNow();
    this.#settle();
  }

  /** @param {number} pixels down; negative: up */
  scrollBy(pixels) {
    this.#moveBy(pixels);
    this.#renderNow();
    this.#settle();
    this.#tellEnd();
  }

  /** Draws again in the next frame, however often it is called until then. */
  invalidate() {
    if (this.#frame !== 0) return;
    this.#frame = requestAnimationFrame(() => {
      this.#frame = 0;
      this.#renderNow();
      if (!this.#scrolling) this.#settle();
    });
  }

  /** Builds all rows anew. */
  redraw() {
    this.#rows.clear();
    this.#layer.replaceChildren();
    this.invalidate();
  }

  get #viewport() {
    return this.#scroller.clientHeight;
  }

  get #map() {
    return new ScrollMap(this.#total, this.#lineHeight, this.#viewport);
  }

  /** Whether a pixel of the scroll bar is a pixel of the log. */
  get #exact() {
    return !this.#wrap && this.#map.exact;
  }

  #measure() {
    const probe = element("div", { class: "line" }, element("span", { class: "line-text" }, "x"));
    this.#layer.append(probe);
    this.#lineHeight = probe.getBoundingClientRect().height || 20;
    probe.remove();
  }

  #resized() {
    this.#measure();
    this.invalidate();
  }

  #scrolled() {
    const scrollTop = this.#scroller.scrollTop;
    const moved = scrollTop - this.#lastScrollTop;
    if (moved === 0) return;
    this.#lastScrollTop = scrollTop;
    // The browser itself scrolls when the view grows at the end, as when the question below it goes away.
    const isAtBottom = scrollTop >= this.#scroller.scrollHeight - this.#viewport - 1;
    if (this.#atEnd && isAtBottom) return this.invalidate();
    this.#scrolling = true;
    const map = this.#map;
    const isLeap = Math.abs(moved) > 2 * this.#viewport && performance.now() > this.#rollsUntil;
    if (this.#exact || isLeap) {
      this.#atEnd = false;
      this.#moveTo(map.positionAt(scrollTop));
    } else {
      this.#moveBy(moved);
    }
    this.#renderNow();
    this.#tellEnd();
    const nearEdge = !this.#exact && (scrollTop < this.#viewport || scrollTop > map.maxScrollTop - this.#viewport);
    if (nearEdge) this.#settle();
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => {
      this.#scrolling = false;
      this.#settle();
    }, REST);
  }

  /** @param {number} position */
  #moveTo(position) {
    this.#top = Math.min(Math.max(0, this.#total - 1), Math.floor(position));
    this.#offset = (position - this.#top) * this.#heightOf(this.#top);
  }

  /** @param {number} pixels */
  #moveBy(pixels) {
    if (pixels < 0) this.#atEnd = false;
    this.#offset += pixels;
    while (this.#offset < 0 && this.#top > 0) this.#offset += this.#heightOf(--this.#top);
    for (let height; this.#top < this.#total - 1 && this.#offset >= (height = this.#heightOf(this.#top)); this.#top++) {
      this.#offset -= height;
    }
    if (this.#offset < 0) this.#offset = 0;
  }

  /**
   * @param {number} n
   * @returns {number} pixels
   */
  #heightOf(n) {
    if (!this.#wrap) return this.#lineHeight;
    return this.#rows.get(n)?.row.getBoundingClientRect().height ?? this.#lineHeight;
  }

  #renderNow() {
    if (this.#viewport === 0) return; // nothing is seen, so nothing is wanted
    const scrollHeight = `${this.#map.height}px`;
    if (this.#spacer.style.height !== scrollHeight) this.#spacer.style.height = scrollHeight;
    const visible = Math.ceil(this.#viewport / this.#lineHeight) + 1;
    if (this.#atEnd) {
      this.#top = Math.max(0, this.#total - visible);
      this.#offset = 0;
    }
    this.#top = Math.max(0, Math.min(this.#top, this.#total - 1));
    const first = Math.max(0, this.#top - (this.#atEnd ? 2 : OVERSCAN));
    const end = Math.min(this.#total, this.#top + visible + OVERSCAN);
    this.#cache.want(first, Math.max(end, first + 1));
    this.#fill(first, end);
    this.#alignWithEnd(end);
    this.#place(first);
  }

  /**
   * Puts rows into the page and takes others out; a row that is there and right is left alone, and with it a selection.
   *
   * @param {number} first
   * @param {number} end exclusive
   */
  #fill(first, end) {
    for (const [n, { row }] of this.#rows) {
      if (n >= first && n < end) continue;
      row.remove();
      this.#rows.delete(n);
    }
    /** @type {Element | null} */
    let next = this.#layer.firstElementChild;
    for (let n = first; n < end; n++) {
      const line = this.#cache.get(n);
      const known = this.#rows.get(n);
      if (known !== undefined && known.line === line) {
        next = known.row.nextElementSibling;
        continue;
      }
      const row = logLine(n, line, this.#marked);
      this.#decorateRow(row, n);
      if (known === undefined) this.#layer.insertBefore(row, next);
      else known.row.replaceWith(row);
      next = row.nextElementSibling;
      this.#rows.set(n, { row, line });
    }
  }

  /**
   * Never scrolls beyond the end: the last row stands at the bottom, not above it.
   *
   * @param {number} end the line after the last one in the page
   */
  #alignWithEnd(end) {
    if (end < this.#total || this.#total === 0) return;
    let below = -this.#offset;
    for (let n = this.#top; n < end; n++) below += this.#heightOf(n);
    const beyond = this.#viewport - below;
    if (beyond <= 0 && !this.#atEnd) return;
    if (this.#top === 0 && this.#offset === 0 && beyond >= 0) return;
    const atEnd = this.#atEnd;
    this.#moveBy(-beyond);
    this.#atEnd = atEnd;
  }

  /** @param {number} first the first line in the page */
  #place(first) {
    let above = this.#offset;
    for (let n = first; n < this.#top; n++) above += this.#heightOf(n);
    const y = this.#exact ? first * this.#lineHeight : this.#scroller.scrollTop - above;
    this.#layer.style.transform = `translateY(${y}px)`;
  }

  /** Puts the scroll bar where it tells the truth, without moving what is seen. */
  #settle() {
    const map = this.#map;
    const position = this.#top + this.#offset / this.#heightOf(this.#top);
    const atBottom = this.#atEnd || this.#isEndVisible();
    const wanted = this.#exact
      ? position * this.#lineHeight
      : atBottom
        ? map.maxScrollTop
        : Math.min(map.scrollTopAt(position), map.maxScrollTop - 1);
    if (Math.abs(this.#scroller.scrollTop - wanted) >= 1) this.#scroller.scrollTop = wanted;
    this.#lastScrollTop = this.#scroller.scrollTop;
    if (!this.#exact) this.#place(this.rendered[0]);
  }

  #isEndVisible() {
    const last = this.#rows.get(this.#total - 1)?.row;
    if (last === undefined) return this.#total === 0;
    return last.getBoundingClientRect().bottom <= this.#scroller.getBoundingClientRect().bottom + 2;
  }

  #tellEnd() {
    this.onEnd(this.#isEndVisible());
  }

  #decorate() {
    for (const [n, { row }] of this.#rows) this.#decorateRow(row, n);
  }

  /**
   * @param {HTMLElement} row
   * @param {number} n
   */
  #decorateRow(row, n) {
    row.classList.toggle("line-selected", this.#range !== null && n >= this.#range[0] && n <= this.#range[1]);
    row.classList.toggle("line-hit", n === this.#hit);
  }
}
