import { element } from "./dom.js";
import { clockTime, utcTime } from "./format.js";
import { richText } from "./rich-text.js";

/** @typedef {import("./api.js").Line} Line */

/**
 * Builds a row of the log. A line that is not here yet has its number and no text.
 *
 * @param {number} n counted from 0; people see it counted from 1
 * @param {Line | undefined} line
 * @param {RegExp | null} marked what the search has to mark
 * @returns {HTMLElement}
 */
export function logLine(n, line, marked) {
  const label = String(n + 1);
  const row = element("div", { class: "line", "data-n": String(n) });
  row.append(element("a", { class: "line-number", href: `#L${label}`, tabIndex: -1, "aria-label": `Line ${label}`, "data-number": label }));
  if (line === undefined) {
    row.classList.add("line-missing");
    return row;
  }
  row.dataset.kind = line.kind;
  if (line.masked) row.classList.add("line-masked");
  row.append(
    element("time", { class: "line-time", dateTime: line.at, title: utcTime(line.at), "data-time": clockTime(line.at) }),
    element("span", { class: "line-text" }, richText(oneLine(line.text), marked)),
  );
  if (line.fullLength !== undefined && line.fullLength !== null) {
    row.append(element("span", { class: "line-cut" }, `cut, ${line.fullLength.toLocaleString("en")} bytes in all`));
  }
  return row;
}

/**
 * @param {string} text
 * @returns {string} without line ends: a row is as tall as a line
 */
function oneLine(text) {
  return text.includes("\n") ? text.replace(/\r?\n/g, " ⏎ ") : text;
}
