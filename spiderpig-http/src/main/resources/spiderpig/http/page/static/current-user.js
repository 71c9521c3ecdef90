import { whoAmI } from "./api.js";
import { icon } from "./dom.js";

/** `<current-user>` names who is logged in, and has what acts hidden from who may only look. */
export class CurrentUser extends HTMLElement {
  /** @param {import("./api.js").Viewer} viewer */
  show(viewer) {
    document.body.dataset.rights = viewer.mayRespond ? "act" : "look";
    this.replaceChildren(icon("person"), viewer.user);
    this.title = viewer.mayRespond ? `Logged in as ${viewer.user}` : `Logged in as ${viewer.user}, who may look but not act`;
  }
}

customElements.define("current-user", CurrentUser);

/**
 * Asks until there is an answer: a page that was opened while the server restarts must not stay half dead.
 *
 * @returns {Promise<import("./api.js").Viewer>}
 */
export async function currentViewer() {
  for (;;) {
    try {
      return await whoAmI();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 2_000));
    }
  }
}
