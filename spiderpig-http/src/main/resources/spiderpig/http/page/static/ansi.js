/**
 * Terminal colours: text with escape sequences in, spans of plain text with a style out. Knows nothing of the DOM.
 *
 * Understands SGR (16, 256 and true colours, bold, faint, italic, underline, inverse, struck through). Every other
 * escape sequence and control character is dropped, so that what is shown is what a terminal would show.
 *
 * @typedef {number | string} Colour 0–15 is a colour of the theme, a string is `#rrggbb`
 * @typedef {{
 *   foreground?: Colour, background?: Colour, bold?: boolean, faint?: boolean, italic?: boolean,
 *   underline?: boolean, inverse?: boolean, struck?: boolean
 * }} Style
 * @typedef {{text: string, style: Style}} Span
 */

// One alternative for each family: CSI, OSC (ended by BEL or ST), other string sequences, two-character escapes, other controls.
const ESCAPES =
  /\x1b\[([0-9;:?<=>!]*)[ -/]*([@-~])|\x1b\][^\x07\x1b]*(?:\x07|\x1b\\)?|\x1b[PX^_][^\x1b]*(?:\x1b\\)?|\x1b[ -/]*[0-~]?|[\x00-\x08\x0b-\x1f\x7f]/g;

/**
 * @param {string} text one line
 * @returns {Span[]} in order, none of them empty
 */
export function parseAnsi(text) {
  /** @type {Span[]} */
  const spans = [];
  /** @type {Style} */
  let style = {};
  let end = 0;
  const add = (/** @type {string} */ plain) => {
    if (plain !== "") spans.push({ text: plain, style });
  };
  for (const match of text.matchAll(ESCAPES)) {
    add(text.slice(end, match.index));
    end = match.index + match[0].length;
    if (match[2] === "m") style = restyle(style, match[1]);
  }
  add(text.slice(end));
  return spans;
}

/**
 * @param {string} text
 * @returns {string} the text as it is seen, without any escape sequence
 */
export function stripAnsi(text) {
  return text.replace(ESCAPES, "");
}

/**
 * @param {Style} before
 * @param {string} parameters what stands between `ESC [` and `m`
 * @returns {Style} a new style; `before` is left as it is
 */
function restyle(before, parameters) {
  const codes = parameters.split(/[;:]/).map(Number);
  let style = { ...before };
  for (let i = 0; i < codes.length; i++) {
    const code = codes[i];
    if (code === 0) style = {};
    else if (code === 1) style.bold = true;
    else if (code === 2) style.faint = true;
    else if (code === 3) style.italic = true;
    else if (code === 4 || code === 21) style.underline = true;
    else if (code === 7) style.inverse = true;
    else if (code === 9) style.struck = true;
    else if (code === 22) delete style.bold, delete style.faint;
    else if (code === 23) delete style.italic;
    else if (code === 24) delete style.underline;
    else if (code === 27) delete style.inverse;
    else if (code === 29) delete style.struck;
    else if (code >= 30 && code <= 37) style.foreground = code - 30;
    else if (code === 39) delete style.foreground;
    else if (code >= 40 && code <= 47) style.background = code - 40;
    else if (code === 49) delete style.background;
    else if (code >= 90 && code <= 97) style.foreground = code - 82;
    else if (code >= 100 && code <= 107) style.background = code - 92;
    else if (code === 38 || code === 48) {
      const { colour, length } = extendedColour(codes, i + 1);
      i += length;
      if (colour !== undefined) style[code === 38 ? "foreground" : "background"] = colour;
    }
  }
  return style;
}

/**
 * @param {number[]} codes
 * @param {number} at where the colour begins, after 38 or 48
 * @returns {{colour?: Colour, length: number}} the colour, if it is one, and how many codes it took
 */
function extendedColour(codes, at) {
  if (codes[at] === 5) return { colour: indexedColour(codes[at + 1]), length: 2 };
  if (codes[at] === 2) return { colour: hex(codes[at + 1], codes[at + 2], codes[at + 3]), length: 4 };
  return { length: 1 };
}

/**
 * @param {number} index
 * @returns {Colour | undefined}
 */
function indexedColour(index) {
  if (!(index >= 0 && index <= 255)) return undefined;
  if (index < 16) return index;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return hex(grey, grey, grey);
  }
  const cube = index - 16;
  const level = (/** @type {number} */ step) => (step === 0 ? 0 : 55 + step * 40);
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

/**
 * @param {number[]} components red, green and blue, 0–255
 * @returns {string | undefined}
 */
function hex(...components) {
  if (!components.every((component) => component >= 0 && component <= 255)) return undefined;
  return "#" + components.map((component) => component.toString(16).padStart(2, "0")).join("");
}
