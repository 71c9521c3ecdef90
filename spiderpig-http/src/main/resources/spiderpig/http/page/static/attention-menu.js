import { play } from "./attention.js";
import { element, icon } from "./dom.js";
import { preference, setPreference } from "./preferences.js";

/** `<attention-menu>` is the bell: turns notifications and sound on, for this browser, when its owner asks for it. */
export class AttentionMenu extends HTMLElement {
  #notifications = element("input", { type: "checkbox", onchange: () => this.#notificationsChanged() });
  #sound = element("input", { type: "checkbox", onchange: () => this.#soundChanged() });
  #hint = element("p", { class: "hint", role: "status" });
  #summary = element("summary", { class: "button quiet", "aria-label": "Notifications and sound", title: "Notifications and sound" });

  connectedCallback() {
    const details = element(
      "details",
      { class: "menu" },
      this.#summary,
      element(
        "div",
        { class: "menu-content" },
        element("p", { class: "menu-title" }, "When a job wants an answer or ends"),
        element("label", null, this.#notifications, "Notify me"),
        element("label", null, this.#sound, "Play a sound"),
        this.#hint,
      ),
    );
    details.addEventListener("keydown", (/** @type {KeyboardEvent} */ event) => {
      if (event.key !== "Escape") return;
      details.open = false;
      this.#summary.focus();
    });
    document.addEventListener("click", (event) => {
      if (!this.contains(/** @type {Node} */ (event.target))) details.open = false;
    });
    this.replaceChildren(details);
    this.#show();
  }

  async #notificationsChanged() {
    const granted = this.#notifications.checked && (await globalThis.Notification?.requestPermission()) === "granted";
    setPreference("notifications", granted);
    this.#hint.textContent =
      this.#notifications.checked && !granted ? "The browser does not allow it: see the settings of this site." : "";
    this.#show();
  }

  #soundChanged() {
    setPreference("sound", this.#sound.checked);
    if (this.#sound.checked) play([660, 880]);
    this.#show();
  }

  #show() {
    this.#notifications.checked = preference("notifications") && globalThis.Notification?.permission === "granted";
    this.#sound.checked = preference("sound");
    this.#summary.replaceChildren(icon(this.#notifications.checked || this.#sound.checked ? "bell" : "bell-off"));
  }
}

customElements.define("attention-menu", AttentionMenu);
