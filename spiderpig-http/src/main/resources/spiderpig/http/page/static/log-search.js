import * as api from "./api.js";
import { element, icon } from "./dom.js";

/**
 * `<log-search>` searches the whole log, by the server, from where the viewer looks.
 *
 * Fires `found` (detail: the line, from 0), `marked` (detail: a RegExp of what to mark, or null) and `closed`.
 */
export class LogSearch extends HTMLElement {
  #input = element("input", { type: "search", "aria-label": "Search the log", placeholder: "Search the whole log", autocomplete: "off", spellcheck: false });
  #case = toggle("Aa", "Match case");
  #regex = toggle(".*", "Regular expression");
  #message = element("span", { class: "search-message", role: "status" });
  #searching = new AbortController();
  /** @type {number | null} the line of the last match */
  #at = null;
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;

  job = 0;
  masked = true;
  /** @returns {number} the line to search from when there is no match yet */
  origin = () => 0;
  /** @returns {number} lines in the log */
  size = () => 0;

  connectedCallback() {
    if (this.childElementCount > 0) return;
    this.hidden = true;
    this.setAttribute("role", "search");
    this.#input.addEventListener("input", () => this.#typed());
    for (const button of [this.#case, this.#regex]) button.addEventListener("click", () => this.#typed());
    this.addEventListener("keydown", (event) => {
      if (event.key === "Escape") this.close();
      else if (event.key === "Enter" && event.target === this.#input) {
        event.preventDefault();
        this.find(event.shiftKey ? "previous" : "next");
      }
    });
    this.append(
      this.#input,
      this.#case,
      this.#regex,
      button("up", "Previous match (Shift+Enter)", () => this.find("previous")),
      button("down", "Next match (Enter)", () => this.find("next")),
      this.#message,
      button("cross", "Close the search (Escape)", () => this.close()),
    );
  }

  open() {
    this.hidden = false;
    this.#input.focus();
    this.#input.select();
    this.#tellMarked();
  }

  close() {
    this.hidden = true;
    this.#searching.abort();
    this.#at = null;
    this.dispatchEvent(new CustomEvent("marked", { detail: null }));
    this.dispatchEvent(new CustomEvent("closed"));
  }

  /** @param {"next" | "previous"} direction */
  async find(direction) {
    clearTimeout(this.#timer);
    if (this.#input.value === "") return;
    const step = direction === "next" ? 1 : -1;
    const from = this.#at === null ? this.origin() : this.#at + step;
    if (await this.#search(from, direction, "Searching …")) return;
    const restart = direction === "next" ? 0 : this.size() - 1;
    const around = direction === "next" ? "Went on from the start: " : "Went on from the end: ";
    if (!this.#searching.signal.aborted) await this.#search(restart, direction, "Searching …", around);
  }

  /**
   * @param {number} from
   * @param {"next" | "previous"} direction
   * @param {string} progress
   * @param {string} [around] what to say of a match found after going round
   * @returns {Promise<boolean>} whether the search is over, with or without a match
   */
  async #search(from, direction, progress, around) {
    this.#searching.abort();
    this.#searching = new AbortController();
    const { signal } = this.#searching;
    const query = { q: this.#input.value, direction, regex: isOn(this.#regex), case: isOn(this.#case) };
    const busy = setTimeout(() => (this.#message.textContent = progress), 150);
    try {
      for (let at = from; at >= 0 && at < this.size(); ) {
        const { match, cursor } = await api.searchLog(this.job, { ...query, from: at }, { masked: this.masked, signal });
        if (match !== null) {
          this.#at = match.n;
          clearTimeout(busy);
          this.#message.textContent = `${around ?? ""}line ${(match.n + 1).toLocaleString("en")}`;
          this.dispatchEvent(new CustomEvent("found", { detail: match.n }));
          return true;
        }
        if (cursor === null) break;
        at = cursor;
        clearTimeout(busy);
        this.#message.textContent = `Searching … line ${(at + 1).toLocaleString("en")}`;
      }
      clearTimeout(busy);
      if (around !== undefined) this.#message.textContent = "No match";
      return false;
    } catch (error) {
      clearTimeout(busy);
      if (!signal.aborted) this.#message.textContent = /** @type {Error} */ (error).message;
      return true;
    }
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#searching.abort();
    this.#tellMarked();
    this.#message.textContent = "";
    if (this.#input.value === "") return;
    if (this.#at !== null) this.#at -= 1; // the match may still match
    this.#timer = setTimeout(() => this.find("next"), 250);
  }

  #tellMarked() {
    const text = this.#input.value;
    const source = isOn(this.#regex) ? text : text.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
    let marked = null;
    try {
      if (text !== "") marked = new RegExp(source, isOn(this.#case) ? "gu" : "giu");
    } catch {
      // Half typed: the server says what is wrong with it when it is searched for.
    }
    this.dispatchEvent(new CustomEvent("marked", { detail: marked }));
  }
}

/**
 * @param {string} symbol
 * @param {string} label
 */
function toggle(symbol, label) {
  const created = element("button", { type: "button", class: "button quiet small", "aria-pressed": "false", "aria-label": label, title: label }, symbol);
  created.addEventListener("click", () => created.setAttribute("aria-pressed", String(!isOn(created))));
  return created;
}

/** @param {HTMLElement} button */
const isOn = (button) => button.getAttribute("aria-pressed") === "true";

/**
 * @param {string} symbol
 * @param {string} label
 * @param {() => void} onclick
 */
function button(symbol, label, onclick) {
  return element("button", { type: "button", class: "button quiet small", "aria-label": label, title: label, onclick }, icon(symbol));
}

customElements.define("log-search", LogSearch);
