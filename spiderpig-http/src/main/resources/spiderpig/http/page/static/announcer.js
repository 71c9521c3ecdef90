import { element } from "./dom.js";

/** Speaks to screen readers by two live regions: one that waits its turn and one, for questions, that does not. */
const regions = {
  polite: element("div", { class: "visually-hidden", role: "status" }),
  assertive: element("div", { class: "visually-hidden", role: "alert" }),
};
document.body.append(regions.polite, regions.assertive);

/**
 * @param {string} text
 * @param {"polite" | "assertive"} [urgency]
 */
export function announce(text, urgency = "polite") {
  // The same text twice in a row is read again only if it is a new node.
  regions[urgency].replaceChildren(element("p", null, text));
}
