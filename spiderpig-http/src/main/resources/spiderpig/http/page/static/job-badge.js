import { element, icon } from "./dom.js";
import { STATE_NAMES, jobState } from "./format.js";

const ICONS = { queued: "clock", running: "running", waiting: "question", succeeded: "check", failed: "cross", cancelled: "stop" };

/**
 * @param {import("./api.js").Job} job
 * @returns {HTMLElement} its state by colour, icon and word
 */
export function jobBadge(job) {
  const state = jobState(job);
  return element("span", { class: `badge badge-${state}` }, icon(ICONS[state]), STATE_NAMES[state]);
}
