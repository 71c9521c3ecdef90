import { stripAnsi } from "./ansi.js";

/** @typedef {import("./api.js").Line} Line */
/** @typedef {{n: number, column: number}} Place a line and a position in its visible text */

/** More lines than this are not copied: that is what the download is for. */
const MOST = 100_000;

/**
 * Lets a selection reach beyond the rows that are in the page: remembers where it began, and on copying fetches the
 * lines it goes over.
 */
export class LogSelection {
  #layer;
  #fetch;
  #say;
  /** @type {Place | null} where the selection began */
  #anchor = null;
  /** @type {Place | null} */
  #focus = null;

  /**
   * @param {HTMLElement} scroller
   * @param {{fetch: (from: number, count: number) => Promise<Line[]>, say: (text: string) => void}} options
   */
  constructor(scroller, { fetch, say }) {
    this.#layer = scroller;
    this.#fetch = fetch;
    this.#say = say;
    document.addEventListener("selectionchange", () => this.#changed());
    scroller.addEventListener("copy", (event) => this.#copy(event));
    scroller.addEventListener("pointerdown", (event) => {
      if (!event.shiftKey && event.button === 0) this.#anchor = this.#focus = null;
    });
  }

  /**
   * Selects whole lines, however many.
   *
   * @param {number} first
   * @param {number} last
   */
  selectLines(first, last) {
    getSelection()?.selectAllChildren(this.#layer);
    this.#anchor = { n: first, column: 0 };
    this.#focus = { n: last, column: Infinity };
  }

  /**
   * Copies whole lines.
   *
   * @param {number} first
   * @param {number} last
   */
  async copyLines(first, last) {
    await this.#write({ n: first, column: 0 }, { n: last, column: Infinity });
  }

  #changed() {
    const selection = getSelection();
    if (selection === null || selection.anchorNode === null || !this.#layer.contains(selection.anchorNode)) return;
    const anchor = place(selection.anchorNode, selection.anchorOffset);
    const focus = place(selection.focusNode, selection.focusOffset);
    if (this.#anchor === null) this.#anchor = anchor;
    if (focus !== null) this.#focus = focus;
  }

  /** @param {ClipboardEvent} event */
  #copy(event) {
    const anchor = this.#anchor;
    const focus = this.#focus;
    if (anchor === null || focus === null || getSelection()?.isCollapsed) return;
    const [from, to] = isBefore(anchor, focus) ? [anchor, focus] : [focus, anchor];
    event.preventDefault();
    this.#write(from, to);
  }

  /**
   * @param {Place} from
   * @param {Place} to
   */
  async #write(from, to) {
    const count = to.n - from.n + 1;
    if (count > MOST) {
      this.#say(`These are ${count.toLocaleString("en")} lines: use the download.`);
      return;
    }
    // Given as a promise, the clipboard waits for lines that have yet to come.
    const text = this.#text(from, to);
    try {
      await navigator.clipboard
        .write([new ClipboardItem({ "text/plain": text.then((lines) => new Blob([lines], { type: "text/plain" })) })])
        .catch(async () => navigator.clipboard.writeText(await text));
      this.#say(count === 1 ? "Copied." : `Copied ${count.toLocaleString("en")} lines.`);
    } catch (error) {
      this.#say(`Nothing was copied. ${/** @type {Error} */ (error).message}`);
    }
  }

  /**
   * @param {Place} from
   * @param {Place} to
   */
  async #text(from, to) {
    const texts = [];
    for (let n = from.n; n <= to.n; n += 10_000) {
      for (const line of await this.#fetch(n, Math.min(10_000, to.n - n + 1))) texts.push(stripAnsi(line.text));
    }
    if (texts.length === 0) return "";
    texts[texts.length - 1] = texts[texts.length - 1].slice(0, to.column);
    texts[0] = texts[0].slice(from.column);
    return texts.join("\n");
  }
}

/**
 * @param {Node | null} node
 * @param {number} offset
 * @returns {Place | null} null if it is in no row
 */
function place(node, offset) {
  const start = node instanceof Element ? node : node?.parentElement;
  const row = /** @type {HTMLElement | null | undefined} */ (start?.closest(".line"));
  if (node === null || row === null || row === undefined) return null;
  const text = row.querySelector(".line-text");
  const n = Number(row.dataset.n);
  if (text === null || !text.contains(node)) return { n, column: 0 };
  const range = document.createRange();
  range.setStart(text, 0);
  range.setEnd(node, offset);
  return { n, column: range.toString().length };
}

/**
 * @param {Place} a
 * @param {Place} b
 */
function isBefore(a, b) {
  return a.n < b.n || (a.n === b.n && a.column <= b.column);
}
