import { element } from "./dom.js";
import { richText } from "./rich-text.js";

/** What is drawn, or stands in columns. */
const TABLE = /[\u2500-\u257f]|\S {3,}\S|\t|\|.*\|/;

/**
 * Draws what a command asks. Its last line, the question itself, stands apart: what comes before it may have to be
 * scrolled, but the question is always in view, beside its buttons.
 *
 * @param {string} prompt
 * @returns {HTMLElement[]} the lines before, if there are any, and the question, unless the prompt ends in a table
 */
export function promptText(prompt) {
  const text = prompt.trim() === "" ? "The command waits for input." : prompt.replace(/\s+$/, "");
  const lines = text.split(/\r?\n/);
  const ask = TABLE.test(lines[lines.length - 1]) ? null : /** @type {string} */ (lines.pop()).trim();
  const drawn = [];
  if (lines.length > 0) {
    drawn.push(element("div", { class: "question-prompt", tabIndex: 0, role: "group", "aria-label": "Prompt" }, ...lines.map(promptLine)));
  }
  if (ask !== null) drawn.push(element("p", { class: "question-ask" }, richText(ask)));
  return drawn;
}

/**
 * @param {string} line
 * @returns {HTMLElement} prose wraps where the window is narrow, a table does not
 */
function promptLine(line) {
  return element("div", { class: TABLE.test(line) ? "prompt-table" : "prompt-prose" }, richText(line), line === "" ? "\u200b" : null);
}
