/**
 * What a viewer has set for this browser: log display, notifications, sound. All of it is off until asked for.
 *
 * @typedef {"wrap" | "times" | "notifications" | "sound"} Preference
 */

const PREFIX = "spiderpig.";

/**
 * @param {Preference} name
 * @returns {boolean}
 */
export function preference(name) {
  try {
    return localStorage.getItem(PREFIX + name) === "on";
  } catch {
    return false; // storage is switched off: nothing can have been asked for
  }
}

/**
 * @param {Preference} name
 * @param {boolean} on
 */
export function setPreference(name, on) {
  try {
    localStorage.setItem(PREFIX + name, on ? "on" : "off");
  } catch {
    // Storage is switched off: the setting holds as long as the page does.
  }
}
