/** A clock that is off by less, in milliseconds, is right enough: the server tells its time in whole seconds. */
const TOLERANCE = 2_000;

let offset = 0;

/** @returns {number} the server's time in milliseconds since the epoch: what “ago” is counted from, however wrong the browser's clock is */
export function serverNow() {
  return Date.now() + offset;
}

/**
 * Sets the clock by an answer of the server.
 *
 * @param {string | null} date its `Date` header
 * @param {number} sentAt when it was asked, by the browser's clock
 * @param {number} receivedAt
 */
export function setServerClock(date, sentAt, receivedAt) {
  const told = Date.parse(date ?? "") + 500; // in the middle of its second
  if (Number.isNaN(told)) return;
  const off = told - (sentAt + receivedAt) / 2;
  offset = Math.abs(off) < TOLERANCE + (receivedAt - sentAt) ? 0 : off;
}
