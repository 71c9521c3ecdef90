import { parseAnsi } from "./ansi.js";
import { element } from "./dom.js";
import { splitLinks } from "./links.js";

/**
 * Text from a job as nodes: colours as classes, addresses as links, marked places as `<mark>`. Everything else stays
 * text.
 *
 * @param {string} text with escape sequences
 * @param {RegExp | null} [marked] global; what to mark in the text as it is seen
 * @returns {DocumentFragment}
 */
export function richText(text, marked = null) {
  const spans = parseAnsi(text);
  const plain = spans.map((span) => span.text).join("");
  const fragment = document.createDocumentFragment();
  if (spans.length === 1 && Object.keys(spans[0].style).length === 0 && marked === null && !plain.includes("://")) {
    fragment.append(plain);
    return fragment;
  }
  const cuts = boundaries(plain, marked);
  let at = 0;
  for (const span of spans) {
    const end = at + span.text.length;
    while (at < end) {
      const cut = cuts.find((candidate) => candidate.end > at);
      const until = cut === undefined ? end : Math.min(end, cut.end);
      fragment.append(piece(plain.slice(at, until), span.style, cut));
      at = until;
    }
  }
  return fragment;
}

/**
 * @typedef {{end: number, href: string | null, isMarked: boolean}} Cut
 * @param {string} plain
 * @param {RegExp | null} marked
 * @returns {Cut[]} the text cut where a link or a mark begins or ends, in order, without gaps
 */
function boundaries(plain, marked) {
  const links = [];
  let end = 0;
  for (const { text, href } of splitLinks(plain)) {
    links.push({ start: end, end: end + text.length, href });
    end += text.length;
  }
  const marks = marked === null ? [] : [...plain.matchAll(marked)].filter((match) => match[0] !== "");
  const ends = new Set(links.map((link) => link.end));
  for (const mark of marks) ends.add(mark.index).add(mark.index + mark[0].length);
  return [...ends]
    .filter((position) => position > 0)
    .sort((a, b) => a - b)
    .map((position) => ({
      end: position,
      href: links.find((link) => link.start < position && position <= link.end)?.href ?? null,
      isMarked: marks.some((mark) => mark.index < position && position <= mark.index + mark[0].length),
    }));
}

/**
 * @param {string} text
 * @param {import("./ansi.js").Style} style
 * @param {Cut | undefined} cut
 * @returns {Node}
 */
function piece(text, style, cut) {
  /** @type {Node} */
  let node = document.createTextNode(text);
  if (cut?.isMarked) node = element("mark", null, node);
  if (Object.keys(style).length > 0) node = styled(node, style);
  if (cut?.href) node = element("a", { href: cut.href, target: "_blank", rel: "noopener noreferrer" }, node);
  return node;
}

/**
 * @param {Node} content
 * @param {import("./ansi.js").Style} style
 */
function styled(content, style) {
  const classes = ["bold", "faint", "italic", "underline", "struck", "inverse"]
    .filter((name) => style[/** @type {"bold"} */ (name)])
    .map((name) => `ansi-${name}`);
  const span = element("span", null, content);
  for (const [layer, colour] of [["foreground", style.foreground], ["background", style.background]]) {
    if (colour === undefined) continue;
    if (typeof colour === "number") {
      classes.push(`ansi-${layer}`);
      span.style.setProperty(`--${layer}`, `var(--ansi-${colour})`);
    } else {
      classes.push(`ansi-${layer}`, `ansi-true-${layer}`);
      span.style.setProperty(`--${layer}`, /** @type {string} */ (colour));
    }
  }
  span.className = classes.join(" ");
  return span;
}
