import { parseChange, parseChanges } from "./changes.js";
import { element } from "./dom.js";
import { counted } from "./format.js";

/**
 * `<change-chips>` takes Gerrit changes, one or many, typed or pasted, and shows each as a chip.
 *
 * Fires `input` whenever its value or validity changes.
 */
export class ChangeChips extends HTMLElement {
  /** @type {import("./changes.js").Change[]} */
  #changes = [];
  #min = 0;
  #max = Infinity;
  #list = element("ul", { class: "chips", "aria-label": "Changes entered" });
  #input = element("input", { type: "text", inputMode: "text", autocomplete: "off", spellcheck: false });

  connectedCallback() {
    if (this.childElementCount > 0) return;
    this.#input.addEventListener("input", () => this.#typed());
    this.#input.addEventListener("paste", (/** @type {ClipboardEvent} */ event) => this.#paste(event));
    this.#input.addEventListener("blur", () => this.#take());
    this.#input.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => this.#key(event));
    this.addEventListener("click", (event) => {
      if (event.target === this || event.target === this.#list) this.#input.focus();
    });
    this.append(this.#list, this.#input);
    this.#draw();
  }

  /**
   * @param {{id: string, describedBy: string, min: number | null, max: number | null, list: boolean}} options
   */
  configure({ id, describedBy, min, max, list }) {
    this.#input.id = id;
    this.#input.setAttribute("aria-describedby", describedBy);
    this.#min = Math.max(1, min ?? 1);
    this.#max = list ? (max ?? Infinity) : 1;
    this.#draw();
  }

  /** @returns {string[]} */
  get value() {
    const typed = parseChange(this.#input.value.trim());
    const values = this.#changes.map((change) => change.value);
    return typed === null || values.includes(typed.value) ? values : [...values, typed.value];
  }

  set value(values) {
    this.#changes = parseChanges(values.join(" ")).changes;
    this.#input.value = "";
    this.#draw();
  }

  /** @returns {string} what is wrong, for a person; empty if nothing is */
  get problem() {
    const rest = this.#input.value.trim();
    if (rest !== "") {
      const { rejected } = parseChanges(rest);
      if (rejected.length > 0) return `“${rejected[0]}” is no change number, Change-Id or Gerrit address.`;
    }
    const count = this.value.length;
    if (count > this.#max) return `At most ${counted(this.#max, "change")}, these are ${count}.`;
    if (count < this.#min && count > 0) return `At least ${counted(this.#min, "change")}.`;
    return "";
  }

  /** @returns {boolean} */
  get isComplete() {
    return this.problem === "" && this.value.length >= this.#min;
  }

  focus() {
    this.#input.focus();
  }

  #typed() {
    if (/[\s,;]$/.test(this.#input.value)) this.#take();
    else this.#changed();
  }

  /** @param {KeyboardEvent} event */
  #key(event) {
    if (event.key === "Enter" && this.#input.value.trim() !== "") {
      event.preventDefault();
      this.#take();
    } else if (event.key === "Backspace" && this.#input.value === "" && this.#changes.length > 0) {
      this.#changes = this.#changes.slice(0, -1);
      this.#draw();
      this.#changed();
    }
  }

  /**
   * Takes the lines of a pasted list apart, which a field of one line would run together.
   *
   * @param {ClipboardEvent} event
   */
  #paste(event) {
    const text = event.clipboardData?.getData("text/plain") ?? "";
    if (text.trim() === "") return;
    event.preventDefault();
    const { value, selectionStart, selectionEnd } = this.#input;
    this.#input.value = value.slice(0, selectionStart) + text.replace(/\s+/g, " ") + value.slice(selectionEnd);
    this.#take();
  }

  /** Turns what is typed into chips; what is no change stays to be mended. */
  #take() {
    const text = this.#input.value;
    if (text.trim() === "") return;
    const { changes, rejected } = parseChanges(text);
    const known = new Set(this.#changes.map((change) => change.value));
    this.#changes = [...this.#changes, ...changes.filter((change) => !known.has(change.value))];
    this.#input.value = rejected.join(" ");
    this.#draw();
    this.#changed();
  }

  #draw() {
    this.#list.replaceChildren(
      ...this.#changes.map((change) =>
        element(
          "li",
          { class: "chip", title: change.title },
          change.label,
          element("button", { type: "button", "aria-label": `Remove ${change.label}`, onclick: () => this.#remove(change) }, "×"),
        ),
      ),
    );
    this.#list.hidden = this.#changes.length === 0;
    this.#input.placeholder = this.#changes.length === 0 ? "1070741, Change-Id or Gerrit URL" : "";
  }

  /** @param {import("./changes.js").Change} change */
  #remove(change) {
    this.#changes = this.#changes.filter((other) => other !== change);
    this.#draw();
    this.#changed();
    this.#input.focus();
  }

  #changed() {
    this.#input.setAttribute("aria-invalid", String(this.problem !== ""));
    this.dispatchEvent(new Event("input", { bubbles: true }));
  }
}

customElements.define("change-chips", ChangeChips);
