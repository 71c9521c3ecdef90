import { announce } from "./announcer.js";
import * as api from "./api.js";
import { element, icon } from "./dom.js";

/** @typedef {import("./live.js").Connection} Connection */

/** A short interruption is none worth a banner, in milliseconds. */
const PATIENCE = 800;
/** How often to ask what is wrong around the server, in milliseconds. */
const TROUBLES_INTERVAL = 5_000;

/**
 * `<connection-banner>` says when what the page shows may be out of date, and why, and what is wrong around a server that
 * answers: a full disk, say. It lies over the page, so that nothing moves when it comes or goes.
 */
export class ConnectionBanner extends HTMLElement {
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #timer;
  #wasGone = false;
  /** @type {string[]} */
  #troubles = [];

  /** @param {import("./live.js").LiveJobs} live */
  watch(live) {
    live.addEventListener("connection", () => this.#changed(live));
    this.#lookForTroubles(live);
  }

  /** @param {import("./live.js").LiveJobs} live */
  async #lookForTroubles(live) {
    if (live.stopped) return;
    if (!document.hidden) {
      try {
        const troubles = await api.troubles();
        if (troubles.join() !== this.#troubles.join()) this.#troubled(live, troubles);
      } catch (error) {
        if (error instanceof api.Unreachable) live.doubt();
      }
    }
    setTimeout(() => this.#lookForTroubles(live), TROUBLES_INTERVAL);
  }

  /**
   * @param {import("./live.js").LiveJobs} live
   * @param {string[]} troubles
   */
  #troubled(live, troubles) {
    announce(troubles.length > 0 ? troubles.join(". ") : "What was in the way is over.", "assertive");
    this.#troubles = troubles;
    if (live.connection === "live") this.#showTroubles();
  }

  #showTroubles() {
    if (this.#troubles.length === 0) this.replaceChildren();
    else this.#show(icon("warning"), element("div", null, ...this.#troubles.map((trouble) => element("p", null, trouble))));
  }

  /** @param {import("./live.js").LiveJobs} live */
  #changed(live) {
    clearTimeout(this.#timer);
    this.dataset.connection = live.connection;
    document.documentElement.dataset.connection = live.connection;
    if (live.connection === "live") {
      if (this.#wasGone) announce("The server is back.");
      this.#wasGone = false;
      this.#showTroubles();
    } else if (live.connection === "gone") {
      this.#timer = setTimeout(() => this.#gone(live), PATIENCE);
    } else if (live.connection === "polling") {
      this.#timer = setTimeout(() => this.#polling(), PATIENCE);
    } else if (live.connection === "signed-out") {
      this.#signedOut();
    }
  }

  /** @param {import("./live.js").LiveJobs} live */
  #gone(live) {
    this.#wasGone = true;
    this.#show(
      icon("offline"),
      element(
        "p",
        null,
        element("strong", null, "The server is gone. "),
        "Running jobs go on without it. ",
        element("span", { class: "where-wide" }, "This page keeps trying and goes on where it was."),
      ),
      element("button", { class: "button small nowrap", type: "button", onclick: () => live.retry() }, "Try now"),
    );
    announce("The server is gone. This page keeps trying to reach it.", "assertive");
  }

  #polling() {
    this.#show(
      icon("clock"),
      element("p", null, "Live updates do not get through: this page asks the server every 2 seconds instead."),
    );
  }

  #signedOut() {
    this.#show(
      icon("lock"),
      element("p", null, element("strong", null, "You are not logged in any more. "), "Log in again to go on."),
      element("a", { class: "button small", href: location.href }, "Log in"),
    );
    announce("You are not logged in any more.", "assertive");
  }

  /** @param {...Node} content */
  #show(...content) {
    this.replaceChildren(element("div", { class: "banner" }, ...content));
  }
}

customElements.define("connection-banner", ConnectionBanner);
