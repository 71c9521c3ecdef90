import "./log-search.js";
import * as api from "./api.js";
import { element, icon } from "./dom.js";
import { counted } from "./format.js";
import { LineCache } from "./line-cache.js";
import { formatLineRange, parseLineRange } from "./line-range.js";
import { LogFeed } from "./log-feed.js";
import { LogSelection } from "./log-selection.js";
import { LogWindow } from "./log-window.js";
import { preference, setPreference } from "./preferences.js";

/** `<log-viewer>` shows the log of a job, of any size, while it grows. */
export class LogViewer extends HTMLElement {
  #job = 0;
  #masked = true;
  #complete = false;
  #search = element("log-search");
  #scroller = element("div", { class: "log", tabIndex: 0, role: "region", "aria-label": "Log" });
  #size = element("span", { class: "log-size" });
  #message = element("span", { class: "log-message", role: "status" });
  #tools = element("div", { class: "log-tools", role: "toolbar", "aria-label": "Log" });
  #empty = element("p", { class: "log-empty" }, "Nothing has been printed yet.");
  #followButton = tool("follow", "Follow", "Stay at the end (f)", () => this.#follow(true));
  #wrapButton = tool("wrap", "Wrap", "Wrap long lines (w)", () => this.#setWrap(!preference("wrap")));
  #timesButton = tool("clock", "Times", "Show when each line came (t)", () => this.#setTimes(!preference("times")));
  #sensitiveButton = tool("eye", "Show sensitive", "Show what is masked; this is recorded", () => this.#unmask());
  #download = element("a", { class: "button quiet small", title: "Download the log as text" }, icon("download"), element("span", null, "Download"));
  /** @type {[number, number] | null} */
  #range = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #messageTimer;
  /** @type {any} */
  #window;
  /** @type {any} */
  #cache;
  /** @type {any} */
  #feed;
  /** @type {any} */
  #selection;

  /** @param {number} job whose log it is */
  open(job) {
    this.#job = job;
    this.#build();
    this.#cache = new LineCache({
      fetch: (from, count, signal) => api.logLines(job, from, count, { masked: this.#masked, signal }),
      onLines: () => this.#window.invalidate(),
      onError: (error) => this.#missed(error),
    });
    this.#window = new LogWindow(this.#scroller, this.#cache);
    this.#window.onGrown = (/** @type {number} */ size) => this.#drawSize(size);
    this.#window.onEnd = (/** @type {boolean} */ atEnd) => this.#endReached(atEnd);
    this.#selection = new LogSelection(this.#scroller, {
      fetch: (from, count) => api.logLines(job, from, count, { masked: this.#masked }),
      say: (text) => this.#say(text),
    });
    this.#search.job = job;
    this.#search.origin = () => this.#window.topLine;
    this.#search.size = () => this.#window.total;
    this.#setWrap(preference("wrap"));
    this.#setTimes(preference("times"));
    this.#followHash();
    this.#feed = new LogFeed(job, {
      onLines: (lines) => this.#cache.put(lines),
      onSize: (size) => this.#grown(size),
      onComplete: () => this.#ended(),
      onForgotten: () => this.#forgotten(),
    });
  }

  /** @param {import("./api.js").Viewer} viewer */
  set viewer(viewer) {
    this.#sensitiveButton.hidden = !viewer.mayUnmask;
  }

  /** @param {import("./live.js").Connection} connection how the server is reached */
  set connection(connection) {
    if (connection === "gone") this.#feed.lose();
    else if (connection === "live" || connection === "polling") {
      this.#feed.retry();
      this.#window.invalidate();
    }
  }

  #build() {
    this.#sensitiveButton.hidden = true;
    this.#wrapButton.setAttribute("aria-pressed", "false");
    const search = tool("search", "Search", "Search the whole log (Ctrl+F)", () => this.#search.open());
    const copy = tool("copy", "Copy", "Copy the lines pointed out, or the whole log", () => this.#copy());
    this.#download.href = api.logTextAddress(this.#job, true);
    this.#download.download = `job-${this.#job}.log`;
    this.#tools.append(
      this.#size,
      this.#message,
      search,
      this.#wrapButton,
      this.#timesButton,
      this.#sensitiveButton,
      copy,
      this.#download,
      this.#followButton,
    );
    this.append(
      this.#tools,
      this.#search,
      element("div", { class: "log-frame" }, this.#scroller, this.#empty),
    );
    this.#search.addEventListener("found", (/** @type {CustomEvent<number>} */ event) => {
      this.#follow(false);
      this.#window.hit = event.detail;
      this.#window.show(event.detail);
    });
    this.#search.addEventListener("marked", (/** @type {CustomEvent<RegExp | null>} */ event) => {
      this.#window.marked = event.detail;
      if (event.detail === null) this.#window.hit = null;
    });
    this.#search.addEventListener("closed", () => this.#scroller.focus());
    this.#scroller.addEventListener("click", (/** @type {MouseEvent} */ event) => this.#clicked(event));
    this.#scroller.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
    document.addEventListener("keydown", (event) => {
      const isFind = (event.ctrlKey || event.metaKey) && !event.shiftKey && !event.altKey && event.key.toLowerCase() === "f";
      // Pressed again in the field, it is the browser's own.
      if (!isFind || this.#search.contains(document.activeElement)) return;
      event.preventDefault();
      this.#search.open();
    });
    addEventListener("hashchange", () => this.#followHash());
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    const page = this.#scroller.clientHeight - 40;
    /** @type {Record<string, () => void>} */
    const plain = {
      f: () => this.#follow(true),
      w: () => this.#setWrap(!preference("wrap")),
      t: () => this.#setTimes(!preference("times")),
      "/": () => this.#search.open(),
      n: () => this.#search.find("next"),
      N: () => this.#search.find("previous"),
      End: () => this.#follow(true),
      G: () => this.#follow(true),
      Home: () => this.#jump(0),
      g: () => this.#jump(0),
      PageDown: () => this.#window.scrollBy(page),
      PageUp: () => this.#window.scrollBy(-page),
      " ": () => this.#window.scrollBy(event.shiftKey ? -page : page),
      ArrowDown: () => this.#window.scrollBy(40),
      ArrowUp: () => this.#window.scrollBy(-40),
    };
    const control = event.ctrlKey || event.metaKey;
    if (control && event.key.toLowerCase() === "a") this.#selection.selectLines(0, this.#window.total - 1);
    else if (control && event.key === "End") this.#follow(true);
    else if (control && event.key === "Home") this.#jump(0);
    else if (!control && !event.altKey && Object.hasOwn(plain, event.key)) plain[event.key]();
    else return;
    event.preventDefault();
  }

  /** @param {MouseEvent} event */
  #clicked(event) {
    const number = /** @type {Element} */ (event.target).closest(".line-number");
    if (number === null || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const n = Number(/** @type {HTMLElement} */ (number.parentElement).dataset.n);
    const first = event.shiftKey && this.#range !== null ? this.#range[0] : n;
    const range = /** @type {[number, number]} */ (first <= n ? [first, n] : [n, first]);
    history.replaceState(null, "", formatLineRange(range));
    this.#point(range);
    this.#follow(false);
  }

  #followHash() {
    const range = parseLineRange(location.hash);
    this.#point(range);
    this.#pendingJump = range === null ? null : range[0];
    if (range === null) this.#follow(true);
    else if (this.#window.total > 0) this.#jumpPending();
    if (this.#complete) this.#missPending();
  }

  /** @type {number | null} the line of the address, until the log is there */
  #pendingJump = null;

  #jumpPending() {
    const n = this.#pendingJump;
    if (n === null || n >= this.#window.total) return;
    this.#pendingJump = null;
    this.#jump(n);
  }

  /** @param {number} n */
  #jump(n) {
    this.#follow(false);
    this.#window.show(n, true);
  }

  /** @param {[number, number] | null} range */
  #point(range) {
    this.#range = range;
    this.#window.range = range;
  }

  /** @param {boolean} follow */
  #follow(follow) {
    this.#window.atEnd = follow;
    this.#endReached(follow);
  }

  /** @param {boolean} atEnd */
  #endReached(atEnd) {
    if (this.#window.atEnd !== atEnd) this.#window.atEnd = atEnd;
    this.#followButton.setAttribute("aria-pressed", String(atEnd));
    this.#followButton.lastElementChild.textContent = atEnd ? (this.#complete ? "At the end" : "Following") : this.#complete ? "To the end" : "Follow";
  }

  /** @param {number} size */
  #grown(size) {
    this.#window.total = size;
    this.#jumpPending();
  }

  /** @param {number} size */
  #drawSize(size) {
    this.#empty.hidden = size > 0;
    this.#size.textContent = counted(size, "line");
    this.#scroller.style.setProperty("--digits", String(Math.max(3, String(size).length)));
  }

  #ended() {
    this.#complete = true;
    this.#empty.textContent = "The job printed nothing.";
    this.#endReached(this.#window.atEnd);
    this.#missPending();
  }

  /** Nothing will follow, so a line that is not there will never be. */
  #missPending() {
    if (this.#pendingJump === null) return;
    this.#say(`The log has no line ${(this.#pendingJump + 1).toLocaleString("en")}.`);
    this.#pendingJump = null;
    this.#follow(true);
  }

  /** @param {Error} error why lines could not be had */
  #missed(error) {
    const status = error instanceof api.Refusal ? error.status : 0;
    if (status === 404) this.#forgotten();
    // Whoever is not logged in any more gets them when the page is in touch again.
    else if (status !== 401) setTimeout(() => this.#window.invalidate(), 1_000);
  }

  /** The job was removed, with its log, while this page shows it. */
  #forgotten() {
    if (this.#tools.hidden) return;
    this.#tools.hidden = this.#search.hidden = this.#scroller.hidden = true;
    this.#empty.hidden = false;
    this.#empty.setAttribute("role", "alert");
    this.#empty.replaceChildren("This job has been forgotten, and its log with it: old jobs are cleared away. ", element("a", { href: "/index" }, "To the overview"));
  }

  /** @param {boolean} wrap */
  #setWrap(wrap) {
    setPreference("wrap", wrap);
    this.#wrapButton.setAttribute("aria-pressed", String(wrap));
    this.#window.wrap = wrap;
  }

  /** @param {boolean} times */
  #setTimes(times) {
    setPreference("times", times);
    this.#timesButton.setAttribute("aria-pressed", String(times));
    this.#scroller.classList.toggle("with-times", times);
    this.#window.invalidate();
  }

  #unmask() {
    this.#masked = !this.#masked;
    this.#sensitiveButton.setAttribute("aria-pressed", String(!this.#masked));
    this.#download.href = api.logTextAddress(this.#job, this.#masked);
    this.#search.masked = this.#masked;
    this.#cache.clear();
    this.#window.redraw();
    this.#feed.masked = this.#masked;
    this.#say(this.#masked ? "Masked again." : "Sensitive text is shown. This is recorded.");
  }

  async #copy() {
    const [first, last] = this.#range ?? [0, this.#window.total - 1];
    if (last >= first) await this.#selection.copyLines(first, last);
  }

  /** @param {string} text */
  #say(text) {
    this.#message.textContent = text;
    clearTimeout(this.#messageTimer);
    this.#messageTimer = setTimeout(() => (this.#message.textContent = ""), 5_000);
  }
}

/**
 * @param {string} symbol
 * @param {string} label
 * @param {string} title
 * @param {() => void} onclick
 */
function tool(symbol, label, title, onclick) {
  return element("button", { type: "button", class: "button quiet small", title, onclick }, icon(symbol), element("span", null, label));
}

customElements.define("log-viewer", LogViewer);
