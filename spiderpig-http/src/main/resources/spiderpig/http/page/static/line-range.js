/**
 * Line ranges in addresses: `#L4711`, `#L10-L20`. People count from 1, the log from 0.
 *
 * @param {string} hash
 * @returns {[number, number] | null} first and last line, counted from 0
 */
export function parseLineRange(hash) {
  const match = /^#L(\d+)(?:-L?(\d+))?$/.exec(hash);
  if (match === null) return null;
  const first = Number(match[1]) - 1;
  const last = match[2] === undefined ? first : Number(match[2]) - 1;
  if (first < 0 || last < 0) return null;
  return first <= last ? [first, last] : [last, first];
}

/**
 * @param {[number, number]} range counted from 0
 * @returns {string}
 */
export function formatLineRange([first, last]) {
  return first === last ? `#L${first + 1}` : `#L${first + 1}-L${last + 1}`;
}
