const KEY = "spiderpig.told";
/** How many names are remembered. */
const KEPT = 50;

/**
 * Remembers for this browser what its owner has been called for, so that the next page that is opened does not call again.
 * Of two pages that ask in the same instant, both may be told to call.
 *
 * @param {string} name of what there is to tell, unlike that of anything else, ever
 * @returns {boolean} whether it was not told yet; it is from now on
 */
export function claim(name) {
  try {
    /** @type {string[]} */
    const told = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    if (told.includes(name)) return false;
    localStorage.setItem(KEY, JSON.stringify([...told, name].slice(-KEPT)));
  } catch {
    // Storage is switched off or in disorder: rather once more than never.
  }
  return true;
}
