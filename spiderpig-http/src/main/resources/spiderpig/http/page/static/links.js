/**
 * Finds web addresses in plain text.
 *
 * @typedef {{text: string, href: string | null}} Piece
 */

const ADDRESS = /https?:\/\/[^\s<>"'`│┃|\\^{}]+/g;

/**
 * @param {string} text
 * @returns {Piece[]} the text in pieces, in order; `href` is null where a piece is no address
 */
export function splitLinks(text) {
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(ADDRESS)) {
    const href = trimEnd(match[0]);
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), href: null });
    pieces.push({ text: href, href });
    end = match.index + href.length;
  }
  if (end < text.length) pieces.push({ text: text.slice(end), href: null });
  return pieces;
}

/**
 * @param {string} address
 * @returns {string} without the punctuation of the sentence around it; a closing bracket stays if its partner is inside
 */
function trimEnd(address) {
  let trimmed = address.replace(/[.,:;!?]+$/, "");
  while (/[)\]]$/.test(trimmed)) {
    const [opener, closer] = trimmed.endsWith(")") ? ["(", ")"] : ["[", "]"];
    if (trimmed.split(opener).length >= trimmed.split(closer).length) break;
    trimmed = trimmed.slice(0, -1).replace(/[.,:;!?]+$/, "");
  }
  return trimmed;
}
